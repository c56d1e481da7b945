// Takes one event of a source in: what the object's state is after it, and what that was. Pure; the store keeps the result.

import { limits } from '../limits.ts'
import { type Alert, type AlertEvent, type AlertFacts, needsSomebody } from './alert.ts'
import { changesUntil, isFlapping } from './flapping.ts'

/** What an event was. `again`: the same problem told once more, or in other words. */
export type Change = 'problem' | 'again' | 'recovered' | 'acknowledged' | 'unacknowledged' | 'downtime'

export type Received =
  | { readonly ok: true; readonly alert: Alert; readonly change: Change }
  /** `older`: something newer is known. `unknown_object`: there is nothing to acknowledge. `no_change`: it is so already. */
  | { readonly ok: false; readonly reason: 'older' | 'unknown_object' }
  /** `kept`: until when it is known to be so, which is news: what is older than that and comes later is not believed. */
  | { readonly ok: false; readonly reason: 'no_change'; readonly kept?: Alert }

const taken = (alert: Alert, change: Change): Received => ({ ok: true, alert, change })
const ignored = (reason: Extract<Received, { ok: false }>['reason']): Received => ({ ok: false, reason })

/** A source's clock may run ahead: what is said to come from the future happened now. */
const timeOf = ({ atMs }: AlertEvent, nowMs: number): number =>
  atMs === null || atMs > nowMs + limits.alerts.clockAheadMs ? nowMs : atMs

type Problem = Extract<AlertEvent, { kind: 'problem' }>
type At = { readonly atMs: number; readonly nowMs: number }

/** What an object is that nobody knew. */
const unknown: Pick<Alert, 'downtimeUntilMs' | 'flapping' | 'changesAtMs'> = {
  downtimeUntilMs: null,
  flapping: false,
  changesAtMs: [],
}

const entered = (
  stored: Alert | null,
  facts: AlertFacts,
  { state, atMs, nowMs, same }: At & { readonly state: Alert['state']; readonly same: Alert | null },
): Alert => {
  const { downtimeUntilMs, flapping, changesAtMs: earlier } = stored ?? unknown
  const changesAtMs = changesUntil(earlier, { changed: stored !== null && same === null, nowMs })
  const kept =
    same === null
      ? { sinceMs: atMs, acknowledgedBy: null, acknowledgedAtMs: null }
      : { sinceMs: same.sinceMs, acknowledgedBy: same.acknowledgedBy, acknowledgedAtMs: same.acknowledgedAtMs }
  const flaps = isFlapping(flapping, changesAtMs)
  return { ...facts, state, atMs, notifications: 0, ...kept, downtimeUntilMs, flapping: flaps, changesAtMs }
}

/**
 * What began after the problem we know of. That was over in between, and whoever had it does not have this one. A time we do not
 * believe tells nothing.
 */
const isAnother = (stored: Alert, event: Problem, { atMs }: At): boolean =>
  event.begins === true && event.atMs === atMs && atMs > stored.sinceMs

/** The problem that an event tells of again; null: it is new. */
const known = (stored: Alert | null, event: Problem, at: At): Alert | null =>
  stored?.state === 'problem' && !isAnother(stored, event, at) ? stored : null

const problem = (stored: Alert | null, event: Problem, at: At): Received => {
  if (event.standing === true && stored?.state === 'problem') return ignored('no_change')
  const same = known(stored, event, at)
  const alert = entered(stored, event.facts, { ...at, state: 'problem', same })
  const before = same?.notifications ?? 0
  // A source that counts may tell several times of one telling: to each of its contacts.
  const notifications = Math.max(before, event.notification ?? before + 1)
  const downtimeUntilMs = event.endsDowntime === true ? null : alert.downtimeUntilMs
  return taken({ ...alert, notifications, downtimeUntilMs }, same === null ? 'problem' : 'again')
}

/** What a recovery does not say is as it was. */
const recoveredFacts = (stored: Alert | null, facts: AlertFacts): AlertFacts =>
  stored === null
    ? facts
    : {
        ...facts,
        severity: facts.severity === 'unknown' ? stored.severity : facts.severity,
        host: facts.host ?? stored.host,
        service: facts.service ?? stored.service,
        summary: facts.summary === '' ? stored.summary : facts.summary,
        groups: facts.groups.length === 0 ? stored.groups : facts.groups,
      }

/** Of an object nobody knew the recovery is kept: its problem may still be on its way to us, and is over. */
const recovered = (stored: Alert | null, facts: AlertFacts, at: At): Received =>
  stored?.state === 'recovered'
    ? { ok: false, reason: 'no_change', kept: { ...stored, atMs: Math.max(stored.atMs, at.atMs) } }
    : taken(entered(stored, recoveredFacts(stored, facts), { ...at, state: 'recovered', same: null }), 'recovered')

const acknowledged = (stored: Alert, by: string, at: At): Received =>
  stored.state === 'recovered' || stored.acknowledgedBy !== null
    ? ignored('no_change')
    : taken({ ...stored, acknowledgedBy: by, acknowledgedAtMs: at.nowMs }, 'acknowledged')

const unacknowledged = (stored: Alert): Received =>
  stored.acknowledgedBy === null
    ? ignored('no_change')
    : taken({ ...stored, acknowledgedBy: null, acknowledgedAtMs: null }, 'unacknowledged')

/** Returns what an object's state is after an event of its source. @param stored what was known; null: nothing */
export const receive = (stored: Alert | null, event: AlertEvent, nowMs: number): Received => {
  const at = { atMs: timeOf(event, nowMs), nowMs }
  if (stored !== null && event.atMs !== null && at.atMs < stored.atMs) return ignored('older')
  if (event.kind === 'problem') return problem(stored, event, at)
  if (event.kind === 'recovered') return recovered(stored, event.facts, at)
  if (stored === null) return ignored('unknown_object')
  if (event.kind === 'acknowledged') return acknowledged(stored, event.by, at)
  if (event.kind === 'unacknowledged') return unacknowledged(stored)
  return stored.downtimeUntilMs === event.untilMs
    ? ignored('no_change')
    : taken({ ...stored, downtimeUntilMs: event.untilMs }, 'downtime')
}

/** Whether a change may be a reason to call somebody. */
export const mayCall = (change: Change, alert: Alert, nowMs: number): boolean =>
  (change === 'problem' || change === 'again' || change === 'unacknowledged' || change === 'downtime') &&
  needsSomebody(alert, nowMs)
