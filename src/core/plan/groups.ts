// Groups in the steps of a policy: the members stand where the group stood, in the group's order, with what was asked for it. A
// group that is gone or empty is left out with a finding, like a user who is gone.

import type { UserId } from '../ids.ts'
import type { PolicyDestination, PolicyStep } from './policy.ts'

/** A user group as a plan needs it. */
export type Group = { readonly key: string; readonly members: readonly UserId[] }

/** One person to be contacted, and the place in the policy that says so; places count from 1. */
export type Asked = {
  readonly asked: Omit<PolicyDestination, 'user' | 'group' | 'inTurn'> & { readonly user: UserId }
  readonly destination: number
  readonly group: string | null
}
export type AskedStep = {
  readonly step: number
  readonly waitSeconds?: number | undefined
  readonly destinations: readonly Asked[]
}

export type GroupFinding = {
  readonly code: 'policy.group_unknown' | 'policy.group_empty'
  readonly step: number
  readonly destination: number
  readonly group: string
}

type Place = { readonly step: number; readonly destination: number }

/** Returns the steps with people only. A step with a group that is called in turn becomes one step for each of its members. */
export const stepsWithMembers = (
  steps: readonly PolicyStep[],
  groups: ReadonlyMap<string, Group>,
): { readonly steps: readonly AskedStep[]; readonly findings: readonly GroupFinding[] } => {
  const findings: GroupFinding[] = []
  const membersOf = (one: PolicyDestination, { step, destination }: Place): readonly Asked[] => {
    const { user, group: id, inTurn: _inTurn, ...rest } = one
    if (id === undefined) return [{ asked: { ...rest, user: user as UserId }, destination, group: null }]
    const group = groups.get(id)
    const found = group?.members ?? []
    const key = group?.key ?? id
    const code = group === undefined ? 'policy.group_unknown' : 'policy.group_empty'
    if (found.length === 0) findings.push({ code, step, destination, group: key })
    return found.map((member) => ({ asked: { ...rest, user: member }, destination, group: key }))
  }
  const divided = steps.flatMap(({ waitSeconds, destinations }, index): AskedStep[] => {
    const step = index + 1
    const turns: Asked[][] = [[]]
    for (const [place, one] of destinations.entries()) {
      for (const [turn, asked] of membersOf(one, { step, destination: place + 1 }).entries()) {
        const at = one.inTurn ? turn : 0
        if (turns.length <= at) turns.push([])
        turns[at]?.push(asked)
      }
    }
    return turns.map((asked) => ({ step, waitSeconds, destinations: asked }))
  })
  return { steps: divided, findings }
}
