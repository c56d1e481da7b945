// Policy groups (連絡網グループ): policies in an order, each perhaps only while a condition holds. Those that apply follow one
// another until somebody takes the callout. Which of them do is decided once, when the callout begins, as with variants. A group
// holds policies only and each is followed once, so that nobody is called for ever.

import { holds, type OpenCondition, unchangedUntil } from '../calendar/condition.ts'
import type { PolicyGroupId, PolicyId } from '../ids.ts'
import type { GroupPlace, PassedOver } from './plan.ts'
import type { When } from './policy.ts'
import { type Calendars, conditionOf } from './variants.ts'

/** Without `when` it always applies. */
export type GroupedPolicy = { readonly policy: PolicyId; readonly when?: When | undefined }
export type PolicyGroupBody = { readonly policies: readonly GroupedPolicy[] }
export type PolicyGroup = {
  readonly id: PolicyGroupId
  readonly key: string
  readonly name: string
  readonly body: PolicyGroupBody
}

/** `usable`: somebody can be called by it, as it applies now. */
export type KnownPolicy = { readonly name: string; readonly usable: boolean }

export type GroupFacts = {
  readonly calendars: Calendars
  /** undefined: it is gone. */
  readonly policyOf: (policy: PolicyId) => KnownPolicy | undefined
}

/** A policy of a group, and its place in it, from 1. */
export type Placed = { readonly policy: PolicyId; readonly place: number }

export type Followed = {
  /** In the order in which they are called. */
  readonly followed: readonly Placed[]
  readonly passedOver: readonly PassedOver[]
  /** Nobody could be called by those whose condition holds: silence is worse than the wrong shift, so all are followed. */
  readonly noneApplies: boolean
  /** Up to when the same applies; null: for ever. */
  readonly untilMs: number | null
}

type Looked = GroupedPolicy &
  Placed & { readonly known: KnownPolicy | undefined; readonly open: OpenCondition | undefined }

const isOn = ({ when, open }: Looked, atMs: number): boolean => {
  if (when === undefined) return true
  const held = open === undefined ? null : holds(open, atMs)
  // Beyond the years that calendars are answered for, no condition holds.
  return held?.ok === true && held.value
}

type Waived = Pick<PassedOver, 'why'> | null

/** Why a policy is not followed, or null. */
const whyNot = (one: Looked, before: readonly Looked[]): Waived => {
  if (one.known === undefined) return { why: 'gone' }
  if (!one.known.usable) return { why: 'unusable' }
  return before.some(({ policy }) => policy === one.policy) ? { why: 'twice' } : null
}

/** Of one with a condition that does not hold. */
const whyOff = ({ open }: Looked): Waived => ({ why: open === undefined ? 'condition_unknown' : 'condition' })

const told = ({ policy, place, known, when }: Looked, why: PassedOver['why'], calendars: Calendars): PassedOver => ({
  place,
  policy: known?.name ?? policy,
  why,
  ...(when === undefined
    ? {}
    : { calendar: calendars.get(when.calendar)?.key ?? when.calendar, condition: when.condition }),
})

/** Returns which policies of a group follow one another at an instant. */
export const followedAt = ({ body }: PolicyGroup, { calendars, policyOf }: GroupFacts, atMs: number): Followed => {
  const looked = body.policies.map(
    (one, index): Looked => ({
      ...one,
      place: index + 1,
      known: policyOf(one.policy),
      open: one.when === undefined ? undefined : conditionOf(calendars, one.when),
    }),
  )
  const on = looked.filter((one) => isOn(one, atMs))
  const noneApplies = !on.some(({ known }) => known?.usable)
  const candidates = noneApplies ? looked : on
  const followed: Looked[] = []
  const passedOver: PassedOver[] = []
  for (const one of looked) {
    const waived = candidates.includes(one) ? whyNot(one, followed) : whyOff(one)
    if (waived === null) followed.push(one)
    else passedOver.push(told(one, waived.why, calendars))
  }
  const changes = looked.flatMap(({ open }) => (open === undefined ? [] : [unchangedUntil(open, atMs)]))
  return {
    followed: followed.map(({ policy, place }) => ({ policy, place })),
    passedOver,
    noneApplies: noneApplies && followed.length > 0,
    untilMs: changes.length === 0 ? null : Math.min(...changes),
  }
}

/** Where a plan stands in its group; the first that is followed says also which are not, and why. */
export const placeIn = (
  { id, key, name, body }: PolicyGroup,
  place: number,
  first: Pick<Followed, 'passedOver' | 'noneApplies'> | null,
): GroupPlace => ({
  id,
  key,
  name,
  place,
  of: body.policies.length,
  ...(first === null || first.passedOver.length === 0 ? {} : { passedOver: first.passedOver }),
  ...(first?.noneApplies ? { noneApplies: true } : {}),
})
