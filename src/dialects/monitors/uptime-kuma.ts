// Uptime Kuma's webhook, in its own JSON: one object a monitor. What is about no monitor (its test, an expiring certificate) has
// no state, and changes nothing.
// Source: bodies recorded from Uptime Kuma 2.5.

import { type AlertEvent, type AlertFacts, oneLine } from '#core/alert/alert'
import { limits } from '#core/limits'
import { cleanFacts } from '#dialects/shared/alert-events'
import { asObject } from '#dialects/shared/json-body'
import { textsIn } from './fields.ts'
import type { Read, Reading } from './ports.ts'
import { severityUnsaid } from './severity.ts'

type Fields = Readonly<Record<string, unknown>>

const conditions: Readonly<Record<string, string>> = { '0': 'DOWN', '1': 'UP', '2': 'PENDING', '3': 'MAINTENANCE' }

/** The host of what is looked at; none for monitors that only wait to be told. */
const hostOf = (monitor: Fields): string | null => {
  const texts = textsIn(monitor, null)
  const host = texts('hostname')
  if (host !== '') return host
  try {
    return new URL(texts('url')).hostname || null
  } catch {
    return null
  }
}

const groupsOf = ({ tags }: Fields): readonly string[] =>
  (Array.isArray(tags) ? tags : []).flatMap((tag) => {
    const texts = textsIn(asObject(tag) ?? {}, null)
    return [texts('name'), texts('value')]
  })

const factsOf = (monitor: Fields, heartbeat: Fields): AlertFacts => {
  const name = textsIn(monitor, null)('name') || null
  const host = hostOf(monitor)
  const texts = textsIn(heartbeat, null)
  return cleanFacts({
    host: host ?? name,
    service: host === null ? null : name,
    severity: severityUnsaid('problem'),
    condition: conditions[texts('status')] ?? '',
    summary: texts('msg'),
    groups: groupsOf(monitor),
    url: textsIn(monitor, null)('url') || null,
    hard: true,
    attempt: null,
  })
}

/** Its times are in UTC, and do not say so. */
const timeOf = (text: string): number | null => {
  const [, day, time] = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)$/.exec(text) ?? []
  const atMs = Date.parse(`${day ?? ''}T${time ?? ''}Z`)
  return Number.isNaN(atMs) ? null : atMs
}

const eventOf = (
  status: string,
  {
    told,
    facts,
    nowMs,
  }: { readonly told: Pick<AlertEvent, 'dedupKey' | 'atMs'>; readonly facts: AlertFacts } & Reading,
): AlertEvent | null => {
  if (status === '0') return { kind: 'problem', ...told, facts, notification: null, endsDowntime: true }
  if (status === '1') return { kind: 'recovered', ...told, facts: { ...facts, severity: severityUnsaid('recovered') } }
  if (status === '3') return { kind: 'downtime', ...told, untilMs: nowMs() + limits.downtimeOpenMs }
  return null
}

export const uptimeKumaEvents = (body: unknown, reading: Reading): Read => {
  const given = asObject(body)
  if (given === null) return { ok: false, why: 'the body must be an object: choose the preset application/json' }
  if (!('heartbeat' in given) || !('monitor' in given))
    return { ok: false, why: 'heartbeat and monitor are missing: choose the preset application/json' }
  const [heartbeat, monitor] = [asObject(given['heartbeat']), asObject(given['monitor'])]
  if (heartbeat === null || monitor === null) return { ok: true, events: [] }
  const dedupKey = oneLine(textsIn(monitor, null)('id', 'name'), limits.alerts.keyCharacters.max)
  if (dedupKey === '') return { ok: false, why: 'monitor.id is missing' }
  const texts = textsIn(heartbeat, null)
  const told = { dedupKey, atMs: timeOf(texts('time')) }
  const event = eventOf(texts('status'), { told, facts: factsOf(monitor, heartbeat), ...reading })
  return { ok: true, events: event === null ? [] : [event] }
}
