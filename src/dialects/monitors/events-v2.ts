// PagerDuty's Events API v2: trigger, acknowledge and resolve by dedup_key, with its answers.
// Source: https://developer.pagerduty.com/docs/events-api-v2/trigger-events/, and events recorded from Alertmanager 0.25.

import { type AlertEvent, type AlertFacts, oneLine, type Severity } from '#core/alert/alert'
import { limits } from '#core/limits'
import { cleanFacts } from '#dialects/shared/alert-events'
import { asObject } from '#dialects/shared/json-body'

const severities: readonly string[] = ['critical', 'error', 'warning', 'info'] satisfies Severity[]
const actions = ['trigger', 'acknowledge', 'resolve'] as const
type Action = (typeof actions)[number]

type Fields = Readonly<Record<string, unknown>>
type Read = { readonly routingKey: string; readonly event: AlertEvent }
export type EventsV2 = ({ readonly ok: true } & Read) | { readonly ok: false; readonly errors: readonly string[] }

const SUMMARY_MAX = 1_024

const textOf = (fields: Fields, name: string): string => {
  const value = fields[name]
  return typeof value === 'string' ? value : ''
}

const textOrNull = (fields: Fields, name: string): string | null => textOf(fields, name) || null

/** What its documents say must be there, in the words of its answers. */
const payloadErrors = (payload: Fields | null): readonly string[] => {
  if (payload === null) return [`'payload' is missing or blank`]
  const missing = ['summary', 'source', 'severity']
    .filter((name) => textOf(payload, name).trim() === '')
    .map((name) => `'payload.${name}' is missing or blank`)
  const severity = textOf(payload, 'severity')
  const unknown = severity !== '' && !severities.includes(severity)
  return unknown
    ? [
        ...missing,
        `'payload.severity' is invalid (must be one of the following: 'critical', 'warning', 'error' or 'info')`,
      ]
    : missing
}

const keyErrors = (key: string, action: Action | undefined): readonly string[] => {
  if (key === '') return action === 'trigger' || action === undefined ? [] : [`'dedup_key' is missing or blank`]
  const fits = oneLine(key, limits.alerts.keyCharacters.max) === key
  return fits ? [] : [`'dedup_key' must be at most ${limits.alerts.keyCharacters.max} characters on one line`]
}

const factsOf = (fields: Fields, payload: Fields): AlertFacts =>
  cleanFacts({
    host: textOrNull(payload, 'source'),
    service: textOrNull(payload, 'component') ?? textOrNull(payload, 'class') ?? textOrNull(payload, 'summary'),
    severity: severities.includes(textOf(payload, 'severity')) ? (textOf(payload, 'severity') as Severity) : 'unknown',
    condition: textOf(payload, 'severity'),
    summary: Array.from(textOf(payload, 'summary')).slice(0, SUMMARY_MAX).join(''),
    groups: [textOf(payload, 'group')],
    url: textOrNull(fields, 'client_url'),
    hard: true,
    attempt: null,
  })

const timeOf = (payload: Fields): number | null => {
  const atMs = Date.parse(textOf(payload, 'timestamp'))
  return Number.isNaN(atMs) ? null : atMs
}

const eventOf = (action: Action, dedupKey: string, fields: Fields): AlertEvent => {
  const payload = asObject(fields['payload']) ?? {}
  if (action === 'acknowledge') {
    return { kind: 'acknowledged', dedupKey, atMs: null, by: oneLine(textOf(fields, 'client'), 300) || 'Events API' }
  }
  const facts = factsOf(fields, payload)
  if (action === 'trigger') return { kind: 'problem', dedupKey, atMs: timeOf(payload), facts, notification: null }
  // A resolve repeats the trigger's payload, its time too, or has none: it is over now.
  return { kind: 'recovered', dedupKey, atMs: null, facts }
}

/** Returns the event, or what is wrong with it. @param newKey names an object whose sender left it to us */
export const eventsV2 = (body: unknown, newKey: () => string): EventsV2 => {
  const fields = asObject(body)
  if (fields === null) return { ok: false, errors: ['the event must be an object'] }
  const action = actions.find((one) => one === fields['event_action'])
  const routingKey = textOf(fields, 'routing_key')
  const key = textOf(fields, 'dedup_key')
  const errors = [
    ...(routingKey === '' ? [`'routing_key' is missing or blank`] : []),
    ...(action === undefined ? [`'event_action' is invalid (must be 'trigger', 'acknowledge' or 'resolve')`] : []),
    ...keyErrors(key, action),
    ...(action === 'trigger' ? payloadErrors(asObject(fields['payload'])) : []),
  ]
  if (errors.length > 0 || action === undefined) return { ok: false, errors }
  const dedupKey = key === '' ? newKey() : key
  return { ok: true, routingKey, event: eventOf(action, dedupKey, fields) }
}
