// Groups and projects in the steps of a policy: the members stand where the group stood, in its order, with what was asked for it. A
// group that is gone or empty is left out with a finding, like a user who is gone.

import type { ScheduleId, UserId } from '../ids.ts'
import type { DutyRef } from './plan.ts'
import type { PolicyDestination, PolicyStep } from './policy.ts'

/** A user group, or everybody on a project, as a plan needs it. */
export type Group = { readonly key: string; readonly members: readonly UserId[] }

/** A duty schedule as a plan needs it: who is on duty is looked up when the step opens. */
export type DutySchedule = { readonly key: string; readonly name: string; readonly positions: readonly string[] }

/** One person to be contacted, and the place in the policy that says so; places count from 1. */
export type Asked = {
  readonly asked: Omit<PolicyDestination, 'user' | 'group' | 'project' | 'schedule' | 'position' | 'inTurn'> & {
    readonly user: UserId
  }
  readonly destination: number
  readonly group: string | null
}
export type AskedStep = {
  readonly step: number
  readonly waitSeconds?: number | undefined
  readonly destinations: readonly Asked[]
  readonly onCall?: readonly DutyRef[]
}

export type GroupFinding = {
  readonly code:
    | `policy.${'group' | 'project'}_${'unknown' | 'empty'}`
    | 'policy.schedule_unknown'
    | 'policy.position_unknown'
  readonly step: number
  readonly destination: number
  /** The group, the project, or the schedule. */
  readonly group: string
}

type Place = { readonly step: number; readonly destination: number }

export type Known = {
  /** And projects, by their ids. */
  readonly groups: ReadonlyMap<string, Group>
  readonly schedules: ReadonlyMap<string, DutySchedule>
}

type Looked = { readonly ref: DutyRef } | { readonly finding: GroupFinding }

/** What of a destination that names a schedule goes into the plan. */
const dutyOf = (one: PolicyDestination, schedules: Known['schedules'], at: Place): Looked => {
  const { schedule: id = '', position, channel = 'phone', methodLabel } = one
  const schedule = schedules.get(id)
  if (schedule === undefined) return { finding: { code: 'policy.schedule_unknown', ...at, group: id } }
  if (position !== undefined && !schedule.positions.includes(position))
    return { finding: { code: 'policy.position_unknown', ...at, group: schedule.key } }
  const { name } = schedule
  const only = {
    ...(position === undefined ? {} : { position }),
    ...(methodLabel === undefined ? {} : { methodLabel }),
  }
  return { ref: { schedule: id as ScheduleId, name, channel, ...only } }
}

/** Returns the steps with people and schedules only. A step with a group that is called in turn becomes one step for each of its members. */
export const stepsWithMembers = (
  steps: readonly PolicyStep[],
  { groups, schedules }: Known,
): { readonly steps: readonly AskedStep[]; readonly findings: readonly GroupFinding[] } => {
  const findings: GroupFinding[] = []
  const membersOf = (one: PolicyDestination, { step, destination }: Place): readonly Asked[] => {
    const { user, group: ofGroup, project, inTurn: _inTurn, schedule: _schedule, position: _position, ...rest } = one
    const id = ofGroup ?? project
    if (id === undefined) return [{ asked: { ...rest, user: user as UserId }, destination, group: null }]
    const group = groups.get(id)
    const found = group?.members ?? []
    const key = group?.key ?? id
    const kind = project === undefined ? 'group' : 'project'
    const code = `policy.${kind}_${group === undefined ? 'unknown' : 'empty'}` as const
    if (found.length === 0) findings.push({ code, step, destination, group: key })
    return found.map((member) => ({ asked: { ...rest, user: member }, destination, group: key }))
  }
  const divided = steps.flatMap(({ waitSeconds, destinations }, index): AskedStep[] => {
    const step = index + 1
    const turns: Asked[][] = [[]]
    const onCall: DutyRef[] = []
    for (const [place, one] of destinations.entries()) {
      if (one.schedule !== undefined) {
        const looked = dutyOf(one, schedules, { step, destination: place + 1 })
        if ('ref' in looked) onCall.push(looked.ref)
        else findings.push(looked.finding)
        continue
      }
      for (const [turn, asked] of membersOf(one, { step, destination: place + 1 }).entries()) {
        const at = one.inTurn ? turn : 0
        if (turns.length <= at) turns.push([])
        turns[at]?.push(asked)
      }
    }
    return turns.map((asked, turn) => ({
      step,
      waitSeconds,
      destinations: asked,
      ...(turn === 0 && onCall.length > 0 ? { onCall } : {}),
    }))
  })
  return { steps: divided, findings }
}
