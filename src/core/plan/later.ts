// When a callout begins that is not urgent: some while after it was asked for, or when a condition of a calendar holds next (working
// hours). Decided once, when it is started, for the first policy it goes through.

import { changesAtMs, holds, type OpenCondition } from '../calendar/condition.ts'
import type { BeginsLater } from '../callout/event.ts'
import { limits } from '../limits.ts'
import type { LaterRule } from './policy.ts'
import { type Calendars, conditionOf } from './variants.ts'

/** `until`: its condition as it is now; null: it is no longer there. */
export type OpenLater = LaterRule & {
  readonly held?: { readonly condition: OpenCondition | null; readonly calendar: string }
}

export const openLater = (rules: readonly LaterRule[], calendars: Calendars): readonly OpenLater[] =>
  rules.map((rule) => {
    const { until } = rule
    if (until === undefined) return rule
    const calendar = calendars.get(until.calendar)?.key ?? until.calendar
    return { ...rule, held: { condition: conditionOf(calendars, until) ?? null, calendar } }
  })

/** Names the conditions that are no longer there: by such a rule nothing is held. */
export const goneIn = (rules: readonly OpenLater[]): readonly string[] =>
  rules.flatMap(({ until, held }) => (until !== undefined && held?.condition === null ? [until.condition] : []))

/** When a condition that does not hold will; null: it holds already, or nobody knows. */
const holdsFromMs = (condition: OpenCondition | null, nowMs: number): number | null => {
  if (condition === null) return null
  const held = holds(condition, nowMs)
  if (!held.ok || held.value) return null
  return changesAtMs(condition, nowMs) ?? Number.POSITIVE_INFINITY
}

const byRule = ({ seconds, until, held }: OpenLater, nowMs: number): BeginsLater | undefined => {
  if (until === undefined || held === undefined)
    return { why: 'begins_delayed', untilMs: nowMs + Number(seconds) * 1_000 }
  const fromMs = holdsFromMs(held.condition, nowMs)
  const { calendar } = held
  return fromMs === null ? undefined : { why: 'waits_for_hours', untilMs: fromMs, calendar, condition: until.condition }
}

/** Returns why a callout of that priority begins later, and when: after 14 days at the latest. Of several rules the first that fits counts. */
export const laterAt = (rules: readonly OpenLater[], priority: number, nowMs: number): BeginsLater | undefined => {
  const rule = rules.find(({ fromPriority = limits.priority.min }) => fromPriority <= priority)
  const later = rule && byRule(rule, nowMs)
  return later && { ...later, untilMs: Math.min(later.untilMs, nowMs + limits.laterMs.max) }
}
