// 対応漏れ防止アラート: an incident that is still open and that nobody has taken calls again — first after half an hour, then
// every hour, unless its project says otherwise. Here is only when; the server starts the callout.

import { limits } from '../limits.ts'
import type { IncidentState } from './incident.ts'

export type ForgottenRule = {
  readonly enabled: boolean
  /** From when it went open. */
  readonly firstMs: number
  /** From one alert to the next. */
  readonly everyMs: number
}

export const forgottenDefault: ForgottenRule = {
  enabled: true,
  firstMs: limits.forgottenFirstMs.default,
  everyMs: limits.forgottenEveryMs.default,
}

type Facts = Pick<IncidentState, 'status' | 'taken' | 'openSinceMs' | 'alertedAtMs'>

/** Returns when the next alert is due (it may lie in the past), or null when there is none to come. */
export const nextAlertMs = (facts: Facts, rule: ForgottenRule): number | null => {
  if (!rule.enabled || facts.status !== 'open' || facts.taken !== null) return null
  return facts.alertedAtMs === null ? facts.openSinceMs + rule.firstMs : facts.alertedAtMs + rule.everyMs
}
