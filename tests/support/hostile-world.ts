// The demo with one of everything for hostile texts to be stored in, and the way to send them.

import { type Demo, startDemoForConsole } from './demo.ts'
import { type Document, isWorse, Storing, type Verdicts, writingsOf } from './hostile.ts'
import { fresh, keepsNothing, seeds } from './hostile-seeds.ts'
import { type MailServer, startMailServer } from './mail-server.ts'

export type HostileWorld = {
  readonly demo: Demo
  readonly mails: MailServer
  /** By the first part of the path under /v1, what there is one of. */
  readonly refs: Readonly<Record<string, string>>
  /** By `PATCH /v1/users/{ref} name`. */
  readonly storeEverywhere: () => Promise<Verdicts>
  readonly close: () => Promise<void>
}

type Send = (method: string, path: string, body: unknown) => Promise<{ status: number; body: Record<string, unknown> }>

/** As the administrator where it is about themselves, else by a token. */
const sender =
  ({ ready: { url, token } }: Demo, cookie: string): Send =>
  async (method, path, body) => {
    const who = path.startsWith('/v1/session') ? { cookie, origin: url } : { authorization: `Bearer ${token}` }
    const headers = { 'content-type': 'application/json', ...who }
    const response = await fetch(`${url}${path}`, { method, headers, body: JSON.stringify(body) })
    const text = await response.text()
    return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) }
  }

const cookieFrom = async ({ ready: { url, account, password } }: Demo): Promise<string> => {
  const response = await fetch(`${url}/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ account, password }),
  })
  return response.headers.getSetCookie().map((one) => one.split(';')[0])[0] ?? ''
}

const victim = [
  { channel: 'mail', label: 'm', address: 'victim@example.jp', default: true },
  { channel: 'phone', label: 'p', address: '+819001230099', default: true },
]
const layer = {
  key: 'l',
  shift: { unit: 'week', every: 1, time: '09:00', weekday: 1 },
  startsAt: '2026-11-02T09:00:00+09:00',
}
const noon = { key: 'n', anyOf: [{ holiday: 'yes' }] }
const steps = [{ destinations: [{ user: 'victim', channel: 'mail' }] }]

const smtp = (port: number) => ({ host: '127.0.0.1', port, security: 'none', from: 'noroshi@example.jp' })

/** One of each, in the order in which they need each other. The first of a kind is the one that is changed, by what it is named here; null: not this one. */
const furniture = (
  me: string,
  mailPort: number,
): readonly (readonly [kind: string, body: object, by?: string | null])[] => [
  ['connections', { key: 'mail', name: 'mail', kind: 'smtp', settings: smtp(mailPort), secrets: {} }, null],
  ['connections', { key: 'changed', name: 'changed', kind: 'smtp', settings: smtp(mailPort), secrets: {} }],
  [
    'connections',
    { key: 'push', name: 'p', kind: 'web_push', settings: { contact: 'mailto:x@example.jp' }, secrets: {} },
  ],
  ['users', { key: 'victim', name: 'victim', contactMethods: victim }],
  ['users', { key: 'bystander', name: 'bystander' }],
  ['policies', { key: 'quiet', name: 'quiet', steps }],
  ['policy-groups', { key: 'pg', name: 'pg', policies: [{ policy: 'quiet' }] }],
  ['calendars', { key: 'c', name: 'c', zone: 'Asia/Tokyo', country: 'JP', conditions: [noon] }],
  ['schedules', { key: 'd', name: 'd', positions: [{ key: 'p', layers: [{ ...layer, people: [me] }] }] }],
  ['projects', { key: 'p', name: 'p', members: [{ user: 'victim' }] }],
  ['groups', { key: 'g', name: 'g', members: ['victim'] }],
  ['templates', { key: 't', name: 't' }],
  ['sources', { key: 's', name: 's' }],
  ['rules', { key: 'r', name: 'r', policy: 'quiet', match: { hosts: ['none'] } }],
  ['webhooks', { key: 'w', name: 'w', url: 'http://192.0.2.1/', events: ['readiness.digest'] }],
  ['incidents', { name: 'i', project: 'p', topics: ['t'] }, 'number'],
  ['readings', { language: 'ja', word: 'w', reading: 'よみ' }, 'id'],
  ['accounts', { user: 'victim', account: 'victim', password: 'beacon on every hill' }, 'id'],
  ['callouts', { policy: 'quiet', text: 'x' }, 'id'],
]

/** A draft of somebody's, to be rejected with a reason. */
const leaveDraft = async (send: Send, demo: Demo): Promise<string> => {
  await send('PUT', '/v1/approval', { required: true })
  await send('PATCH', '/v1/templates/t', { name: 'changed' })
  await send('PUT', '/v1/approval', { required: false })
  const { items } = (await demo.api('/v1/drafts')) as { items: readonly { id: string }[] }
  return items[0]?.id ?? ''
}

const storing = (demo: Demo, send: Send, refs: HostileWorld['refs']) => async (): Promise<Verdicts> => {
  const document = (await demo.api('/v1/openapi.json')) as unknown as Document
  const all: Verdicts = new Map()
  for (const { method, path, fields } of writingsOf(document)) {
    const whole = `${method} ${path}`
    if (keepsNothing.some((one) => one.test(whole))) continue
    const address = path.replace('{topic}', '1').replace(/\{\w+\}/, refs[path.split('/')[2] ?? ''] ?? 'none')
    for (const seed of seeds[whole] ?? [{}]) {
      const tried = new Storing(seed, (body) => send(method, address, fresh(body)))
      await tried.store(fields)
      for (const [field, verdict] of tried.verdicts)
        if (!isWorse(verdict, all.get(`${whole} ${field}`))) all.set(`${whole} ${field}`, verdict)
    }
  }
  return all
}

export const createHostileWorld = async (): Promise<HostileWorld> => {
  const mails = await startMailServer()
  const demo = await startDemoForConsole()
  const cookie = await cookieFrom(demo)
  const send = sender(demo, cookie)
  const { body: session } = await send('PATCH', '/v1/session', { project: null })
  const refs: Record<string, string> = {}
  for (const [kind, body, by = 'key'] of furniture((session['user'] as { key: string }).key, mails.port)) {
    const made = await demo.api(`/v1/${kind}`, body)
    if (by !== null) refs[kind] ??= String(made[by])
  }
  refs['drafts'] = await leaveDraft(send, demo)
  const close = async () => {
    await demo.close()
    await mails.close()
  }
  return { demo, mails, refs, storeEverywhere: storing(demo, send, refs), close }
}
