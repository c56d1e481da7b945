// What a request of /v1 needs beside the text that is tried in one field of it, so that it is not refused for something else. Of what
// has kinds, one of each whose fields differ.

import { channels } from '#contract/limits'

type Json = Record<string, unknown>
/** `{key}` becomes one that is not there yet. */
export type Seeds = Readonly<Record<string, readonly Json[]>>

const steps = [{ destinations: [{ user: 'victim', channel: 'mail' }] }]
const layer = {
  key: 'l',
  people: ['victim'],
  shift: { unit: 'week', every: 1, time: '09:00', weekday: 1 },
  startsAt: '2026-11-02T09:00:00+09:00',
}
const temporary = {
  key: 't',
  startsAt: '2099-01-01T00:00:00Z',
  endsAt: '2099-01-02T00:00:00Z',
  shifts: [{ position: 'p', user: 'victim', startsAt: '2099-01-01T00:00:00Z', endsAt: '2099-01-02T00:00:00Z' }],
}
const span = { from: '12-29', through: '01-03' }
const times = [{ dates: [span], bands: [{ from: '00:00', to: '06:00' }] }]
const named = { key: '{key}', name: '{key}' }

const user = {
  contactMethods: [{ channel: 'mail', label: 'x', address: 'victim@example.jp', default: true }],
  quietHours: { zone: 'Asia/Tokyo', anyOf: times },
}
const contents = Object.fromEntries(channels.map((channel) => [channel, { body: 'x' }]))
const variant = { name: 'v', when: { calendar: 'c', condition: 'n' }, steps, texts: contents }
const policy = { steps, texts: contents, variants: [variant] }
const schedule = { zone: 'Asia/Tokyo', positions: [{ key: 'p', layers: [layer] }], temporaries: [temporary] }
const calendar = {
  zone: 'Asia/Tokyo',
  country: 'JP',
  added: [{ from: '2099-01-01', through: '2099-01-02', name: 'x' }],
  removed: [{ from: '2099-02-01', through: '2099-02-02' }],
  conditions: [{ key: 'n', anyOf: times }],
}
const toVictim = { to: { user: 'victim', channel: 'mail' }, answer: true, connection: 'mail' }
const toAddress = { to: { channel: 'mail', address: 'stranger@example.jp' }, answer: true, connection: 'mail' }
const rule = { match: { hosts: ['none'] }, policy: 'quiet' }
const mapping = { key: ['$.id'], host: '$.host', state: { value: '$.s', problem: ['p'], recovered: ['r'] } }
const mailRule = { does: 'problem' }
const check = { by: 'ping', host: 'h', service: 's', address: '192.0.2.1' }

const sources: readonly Json[] = [
  { kind: 'generic', mapping, back: { kind: 'webhook', url: 'http://192.0.2.1/' } },
  { kind: 'mail', mail: { rules: [mailRule] } },
  { kind: 'heartbeat', heartbeat: { host: 'h', periodSeconds: 86_400 } },
  { kind: 'liveness', liveness: { checks: [check] } },
]
const sid = `AC${'0'.repeat(32)}`
const connections: readonly Json[] = [
  { kind: 'smtp', settings: { host: 'mail.invalid', from: 'x@example.jp' }, secrets: {} },
  { kind: 'twilio', settings: { accountSid: sid }, secrets: { authToken: 'x' } },
]

export const seeds: Seeds = {
  'POST /v1/callouts': [
    { policy: 'quiet', text: 'x', contents },
    { policyGroup: 'pg', text: 'x' },
  ],
  'POST /v1/test-sends': [
    { ...toVictim, text: 'x' },
    { ...toVictim, text: 'x', templateBody: { reactions: { 1: { action: 'take', say: 'x' } } } },
    { ...toVictim, template: 't', alerts: 'sample' },
    { ...toAddress, text: 'x' },
  ],
  'POST /v1/direct-sends': [
    { ...toVictim, text: 'x' },
    { ...toVictim, text: 'x', template: 't' },
    { ...toAddress, text: 'x' },
  ],
  'POST /v1/policies': [{ ...named, ...policy }],
  'PATCH /v1/policies/{ref}': [policy],
  'POST /v1/policy-groups': [{ ...named, policies: [{ policy: 'quiet' }] }],
  'PATCH /v1/policy-groups/{ref}': [{ policies: [{ policy: 'quiet' }] }],
  'POST /v1/pauses': [
    { policy: 'none', reason: 'x', endsAt: '2099-01-01T00:00:00Z', repeats: { calendar: 'c', condition: 'n' } },
    { user: 'bystander', reason: 'x', endsAt: '2099-01-01T00:00:00Z' },
  ],
  'POST /v1/webhooks': [{ ...named, url: 'http://192.0.2.1/', events: ['readiness.digest'] }],
  'POST /v1/users': [{ ...named, ...user }],
  'PATCH /v1/users/{ref}': [user],
  'POST /v1/session/user/push': [
    {
      connection: 'push',
      endpoint: 'http://127.0.0.1:9/x',
      keys: { p256dh: 'B'.repeat(87), auth: 'A'.repeat(22) },
      label: 'x',
    },
  ],
  'POST /v1/accounts': [{ user: 'bystander', account: '{key}', password: 'beacon on every hill' }],
  'PATCH /v1/session/user': [user],
  'PATCH /v1/settings': [{ texts: contents }],
  'POST /v1/session/swaps': [
    { schedule: 'd', to: 'victim', startsAt: '2099-01-01T00:00:00Z', endsAt: '2099-01-01T01:00:00Z', note: 'x' },
  ],
  'POST /v1/invitations': [{ user: 'bystander', roles: [{ role: 'viewer' }] }],
  'PATCH /v1/projects/{ref}/incident-settings': [
    { options: [{ key: 'o', label: 'o', kind: 'list', choices: [{ label: 'c', value: 'c' }] }] },
  ],
  'POST /v1/roles': [{ role: 'viewer', user: 'bystander' }],
  'POST /v1/groups': [named],
  'POST /v1/projects': [named],
  'POST /v1/templates': [{ ...named, reactions: { 1: { action: 'take', say: 'x' } } }],
  'PATCH /v1/templates/{ref}': [{ reactions: { 1: { action: 'take', say: 'x' } } }],
  'POST /v1/readings': [{ language: 'ja', word: '{key}', reading: 'よみ' }],
  'PUT /v1/readings': [{ language: 'ja', word: '{key}', reading: 'よみ' }],
  'POST /v1/calendars': [{ ...named, ...calendar }],
  'PATCH /v1/calendars/{ref}': [calendar],
  'POST /v1/schedules': [{ ...named, ...schedule }],
  'PATCH /v1/schedules/{ref}': [schedule],
  'POST /v1/schedules/{ref}/overrides': [
    { kind: 'add', position: 'p', user: 'victim', startsAt: '2099-01-01T00:00:00Z', endsAt: '2099-01-02T00:00:00Z' },
  ],
  'POST /v1/connections': connections.map((one) => ({ ...named, ...one })),
  'PATCH /v1/connections/{ref}': [{ settings: { host: 'mail.invalid', from: 'x@example.jp' } }],
  'POST /v1/alerts': [{ source: 's', events: [{ kind: 'problem', dedupKey: 'd', host: 'h' }] }],
  'POST /v1/sources': sources.map((one) => ({ ...named, ...one })),
  'PATCH /v1/sources/{ref}': sources.map((one) => ({ mapping: null, back: null, ...one })).toReversed(),
  'POST /v1/rules': [{ ...named, ...rule }],
  'PATCH /v1/rules/{ref}': [rule],
  'POST /v1/incidents': [{ name: 'x', project: 'p' }],
  'POST /v1/incidents/{ref}/notices': [{ text: 'x' }],
  'POST /v1/tokens': [{ name: 'x', scopes: ['callouts:read'] }],
}

/** What keeps no text, and why it may. */
export const keepsNothing: readonly RegExp[] = [
  // Answers what would be, and keeps nothing.
  /\/(preview|check|match|plan|sweep|look|verify)$/,
  // Signing in: passwords and codes are compared and never shown; names of accounts are taken by POST /v1/accounts.
  /^\w+ \/v1\/session(\/(forgotten|password|second-factor.*))?$/,
  /accept$/,
  // The same parts as each object's own request.
  /\/config\/apply$/,
]

let sent = 0
/** A body to send, with names of its own. */
export const fresh = (body: Json): Json => {
  sent += 1
  return JSON.parse(JSON.stringify(body).replaceAll('{key}', `k-${sent}`).replaceAll('{n}', `${sent}`)) as Json
}
