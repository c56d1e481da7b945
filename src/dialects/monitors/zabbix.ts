// Zabbix: what the script of our media type sends (docs/sources.md), each field a macro of Zabbix. One object a trigger; whoever
// acknowledged or suppressed it there is believed.
// Source: https://www.zabbix.com/documentation/6.0/en/manual/appendix/macros/supported_by_location, and bodies recorded from 6.0.

import { type AlertEvent, type AlertFacts, oneLine, type Severity } from '#core/alert/alert'
import { limits } from '#core/limits'
import { cleanFacts } from '#dialects/shared/alert-events'
import { asObject } from '#dialects/shared/json-body'
import { type Texts, textsIn, UNKNOWN_MACRO_OF_ZABBIX } from './fields.ts'
import type { Read, Reading } from './ports.ts'

/** By {EVENT.NSEVERITY}, which stays when a site gives the severities names of its own. */
const severities: readonly Severity[] = ['unknown', 'info', 'warning', 'warning', 'error', 'critical']

/** What an acknowledgement there is about. */
const originOf = (eventId: string): Pick<AlertFacts, 'origin'> =>
  /^\d{1,20}$/.test(eventId) ? { origin: { eventId } } : {}

const factsOf = (texts: Texts): AlertFacts => ({
  ...originOf(texts('EventId')),
  ...cleanFacts({
    host: texts('Host', 'HostIp') || null,
    service: texts('Trigger', 'Subject') || null,
    severity: severities[Number(texts('NSeverity') || 0)] ?? 'unknown',
    condition: texts('Severity'),
    summary: texts('Message', 'Subject', 'Trigger'),
    groups: texts('HostGroups')
      .split(',')
      .map((one) => one.trim()),
    url: texts('TriggerUrl') || null,
    hard: true,
    attempt: null,
  }),
})

const secondsOf = (text: string): number | null => (/^\d{9,11}$/.test(text) ? Number(text) * 1_000 : null)

const keyOf = (texts: Texts): string | null => {
  const [trigger, event] = [texts('TriggerId'), texts('EventId')]
  if (/^\d{1,20}$/.test(trigger)) return `trigger:${trigger}`
  return /^\d{1,20}$/.test(event) ? `event:${event}` : null
}

/** Who did what to a problem; several things may be done at once, and each is said in English whatever the site's language. */
const updated = (texts: Texts, dedupKey: string, { nowMs }: Reading): readonly AlertEvent[] => {
  const done = texts('UpdateAction').toLowerCase()
  const told = { dedupKey, atMs: null }
  const events: AlertEvent[] = []
  if (/\bchanged severity\b/.test(done))
    events.push({ kind: 'problem', ...told, facts: factsOf(texts), notification: 1 })
  if (/\bunacknowledged\b/.test(done)) events.push({ kind: 'unacknowledged', ...told })
  else if (/\backnowledged\b/.test(done)) events.push({ kind: 'acknowledged', ...told, by: byOf(texts) })
  if (/\bunsuppressed\b/.test(done)) events.push({ kind: 'downtime', ...told, untilMs: null })
  else if (/\bsuppressed\b/.test(done))
    events.push({ kind: 'downtime', ...told, untilMs: nowMs() + limits.downtimeOpenMs })
  return events
}

const byOf = (texts: Texts): string => oneLine(texts('User'), limits.alerts.nameCharacters.max) || 'Zabbix'

/** A step of an escalation tells again of what somebody has there already. */
const problem = (texts: Texts, dedupKey: string): readonly AlertEvent[] => {
  const told = { dedupKey, atMs: secondsOf(texts('Timestamp')) }
  const facts = factsOf(texts)
  const taken = /^(yes|1)$/i.test(texts('AckStatus'))
  return [
    { kind: 'problem', ...told, facts, notification: null },
    ...(taken ? ([{ kind: 'acknowledged', ...told, by: byOf(texts) }] as const) : []),
  ]
}

export const zabbixEvents = (body: unknown, reading: Reading): Read => {
  const fields = asObject(body)
  if (fields === null) return { ok: false, why: 'the body must be an object of texts' }
  const texts = textsIn(fields, UNKNOWN_MACRO_OF_ZABBIX)
  const dedupKey = keyOf(texts)
  if (dedupKey === null) return { ok: false, why: 'TriggerId and EventId are missing' }
  if (texts('UpdateStatus') === '1') return { ok: true, events: updated(texts, dedupKey, reading) }
  const value = texts('EventValue')
  if (value === '1') return { ok: true, events: problem(texts, dedupKey) }
  if (value !== '0') return { ok: false, why: 'EventValue must be 0 or 1' }
  const told = { dedupKey, atMs: secondsOf(texts('RecoveryTimestamp')) }
  return { ok: true, events: [{ kind: 'recovered', ...told, facts: factsOf(texts) }] }
}
