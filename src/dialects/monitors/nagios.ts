// Notifications of Nagios, X-MON and Icinga 2, as their notification commands send them: one flat object of texts. Whoever has it
// there, or planned it there, is not called here. One problem is one object, `host` or `host!service`, as Icinga writes it.
// Source: https://assets.nagios.com/downloads/nagioscore/docs/nagioscore/4/en/macrolist.html,
// https://icinga.com/docs/icinga-2/latest/doc/03-monitoring-basics/, and payloads recorded from Nagios 4.4.6 and Icinga 2.13.

import { type AlertEvent, type AlertFacts, oneLine } from '#core/alert/alert'
import { limits } from '#core/limits'
import { cleanFacts } from '#dialects/shared/alert-events'
import { asObject } from '#dialects/shared/json-body'
import { type Texts, textsIn, UNKNOWN_MACRO_OF_NAGIOS } from './fields.ts'
import type { Read, Reading } from './ports.ts'
import { severityOf } from './severity.ts'

type Kind = 'problem' | 'recovered' | 'acknowledged' | 'downtime' | 'downtime_over' | 'nothing'

const kinds: ReadonlyMap<string, Kind> = new Map([
  ['PROBLEM', 'problem'],
  ['障害', 'problem'],
  ['RECOVERY', 'recovered'],
  ['復旧', 'recovered'],
  ['ACKNOWLEDGEMENT', 'acknowledged'],
  ['認知', 'acknowledged'],
  ['認知済み', 'acknowledged'],
  ['DOWNTIMESTART', 'downtime'],
  ['ダウンタイム開始', 'downtime'],
  ['DOWNTIMEEND', 'downtime_over'],
  ['DOWNTIMECANCELLED', 'downtime_over'],
  ['DOWNTIMEREMOVED', 'downtime_over'],
  ['ダウンタイム終了', 'downtime_over'],
  ['ダウンタイム取消', 'downtime_over'],
  // Nothing changes: an object that flaps is seen as such here too, and what people write to one another is theirs.
  ['FLAPPINGSTART', 'nothing'],
  ['FLAPPINGSTOP', 'nothing'],
  ['FLAPPINGEND', 'nothing'],
  ['FLAPPINGDISABLED', 'nothing'],
  ['CUSTOM', 'nothing'],
])

const wellStates: readonly string[] = ['OK', 'UP', '正常', '稼働']
const softWords: readonly string[] = ['SOFT', 'ソフト', '0']

const countOf = (text: string): number | null => (/^[1-9]\d{0,5}$/.test(text) ? Number(text) : null)

/** Seconds since 1970, as both programs tell the time. */
const timeOf = (text: string): number | null => (/^\d{9,11}$/.test(text) ? Number(text) * 1_000 : null)

const groupsIn = (text: string): readonly string[] => text.split(/[,;]/).map((one) => one.trim())

const factsOf = (texts: Texts): AlertFacts => {
  const state = texts('state')
  return cleanFacts({
    host: texts('host') || null,
    service: texts('service') || null,
    severity: severityOf(state),
    condition: state,
    summary: texts('output'),
    groups: [...groupsIn(texts('host_groups')), ...groupsIn(texts('service_groups'))],
    url: texts('url') || null,
    hard: !softWords.includes(texts('statetype', 'state_type').toUpperCase()),
    attempt: countOf(texts('attempt', 'check_attempt')),
  })
}

/** A name that fits no key as it is stands there by its digest. */
const keyOf = (texts: Texts, digest: Reading['digest']): string => {
  const [host, service] = [texts('host'), texts('service')]
  const key = service === '' ? host : `${host}!${service}`
  return oneLine(key, limits.alerts.keyCharacters.max) === key ? key : digest(key)
}

const kindOf = (texts: Texts): Kind | null => {
  const type = texts('type').trim().toUpperCase()
  if (type !== '') return kinds.get(type) ?? null
  const state = texts('state').trim().toUpperCase()
  if (state === '') return null
  return wellStates.includes(state) ? 'recovered' : 'problem'
}

const eventOf = (kind: Exclude<Kind, 'nothing'>, texts: Texts, { digest, nowMs }: Reading): AlertEvent => {
  const told = { dedupKey: keyOf(texts, digest), atMs: timeOf(texts('time')) }
  switch (kind) {
    case 'problem': {
      const notification = countOf(texts('notification_number'))
      return { kind, ...told, facts: factsOf(texts), notification, endsDowntime: true }
    }
    case 'recovered':
      return { kind, ...told, facts: factsOf(texts) }
    case 'acknowledged':
      return { kind, ...told, by: oneLine(texts('author'), limits.alerts.nameCharacters.max) || 'Nagios' }
    case 'downtime':
      return { kind, ...told, untilMs: nowMs() + limits.downtimeOpenMs }
    case 'downtime_over':
      return { kind: 'downtime', ...told, untilMs: null }
  }
}

/** Returns the event of a notification; none for those that change nothing. */
export const nagiosEvents = (body: unknown, reading: Reading): Read => {
  const fields = asObject(body)
  if (fields === null) return { ok: false, why: 'the body must be an object of texts' }
  const texts = textsIn(fields, UNKNOWN_MACRO_OF_NAGIOS)
  if (texts('host') === '') return { ok: false, why: 'host is missing' }
  const kind = kindOf(texts)
  if (kind === null) {
    const type = oneLine(texts('type'), 100)
    return { ok: false, why: type === '' ? 'type is missing' : `type: "${type}" is no kind of notification` }
  }
  return { ok: true, events: kind === 'nothing' ? [] : [eventOf(kind, texts, reading)] }
}
