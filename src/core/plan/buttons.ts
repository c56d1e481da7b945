// How a policy tells alerts: by a button call or as a message. X-MON's kinds make button calls by themselves; any policy may.

import { simpleCallOf } from './alert-text.ts'
import { type KindDefaults, kindDefaults } from './defaults.ts'
import type { Buttons } from './plan.ts'
import type { ButtonCall, PolicyBody } from './policy.ts'

/** What is offered where the policy does not say: 3# as its kind does, else to one person at a time only. */
const withDefaults = (asked: ButtonCall, defaults: KindDefaults['buttonCall'], passes: boolean): Buttons => {
  const { acknowledges = defaults?.acknowledges ?? passes, downtimeMinutes } = asked
  const lasts = downtimeMinutes ?? null
  return { passes, acknowledges, ...(lasts === null ? {} : { downtimeMs: lasts * 60_000 }) }
}

/** Returns what of a button call a policy offers; null where it tells alerts as a message, or by simple calls. */
export const buttonsOf = (body: PolicyBody): Buttons | null => {
  const { kind = 'noroshi', mode, buttonCall } = body
  if (simpleCallOf(body) !== null) return null
  const defaults = kindDefaults[kind]
  const asked = buttonCall === undefined ? defaults.buttonCall : buttonCall
  if (asked === null) return null
  return withDefaults(asked, defaults.buttonCall, (mode ?? defaults.mode) === 'sequential')
}
