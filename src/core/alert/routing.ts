// Routing (エスカレーション設定): what each rule that an alert matches does about it now. Several may match, and each has a callout of
// its own.

import { limits } from '../limits.ts'
import { type Alert, needsSomebody } from './alert.ts'
import { concerns } from './router.ts'
import type { RuleBody } from './rule.ts'

export type RuleVerdict =
  | 'calls'
  | 'waits'
  | 'disabled'
  | 'not_matched'
  | 'not_a_problem'
  | 'acknowledged'
  | 'in_downtime'
  | 'soft_state'
  | 'too_early'
  | 'too_late'

/** Why nobody is called about it at all, whatever the rule; null when somebody is. */
const atRest = (alert: Alert, nowMs: number): RuleVerdict | null => {
  if (needsSomebody(alert, nowMs)) return null
  if (alert.state === 'recovered') return 'not_a_problem'
  return alert.acknowledgedBy === null ? 'in_downtime' : 'acknowledged'
}

/** A delayed rule, or a flapping object: a wait is kept, and at its end the state of then decides. */
export const waitMs = ({ delaySeconds }: RuleBody, alert: Alert): number =>
  Math.max(delaySeconds * 1_000, alert.flapping ? limits.flapping.holdMs : 0)

export type Judged = {
  readonly alert: Alert
  /** The source's key. */
  readonly source: string
  readonly nowMs: number
}

/** What a rule that concerns an alert does about it now, with the reason where it is nothing. */
export const judgeConcerned = (rule: RuleBody, alert: Alert, nowMs: number): RuleVerdict => {
  const resting = atRest(alert, nowMs)
  if (resting !== null) return resting
  if (!alert.hard && !rule.soft) return 'soft_state'
  if (alert.notifications < rule.from) return 'too_early'
  if (rule.count !== null && alert.notifications >= rule.from + rule.count) return 'too_late'
  return waitMs(rule, alert) > 0 ? 'waits' : 'calls'
}

/** What any rule does about an alert now. */
export const judge = (rule: RuleBody, { alert, source, nowMs }: Judged): RuleVerdict => {
  if (!rule.enabled) return 'disabled'
  return concerns(rule, alert, source) ? judgeConcerned(rule, alert, nowMs) : 'not_matched'
}
