// Who is on duty for references of a plan, with what reaches them now: what the engine asks when a step opens, and what a
// preview asks for an imagined instant.

import { everybodyIn } from '#core/calendar/calendar'
import { onDutyAt } from '#core/calendar/duty'
import type { Duty } from '#core/calendar/rotation'
import type { DutyFound } from '#core/callout/duty'
import type { SpaceId } from '#core/ids'
import type { DutyRef } from '#core/plan/plan'
import type { Person } from '#core/plan/policy'
import type { DutyReader } from '#engine/ports'
import { planHash } from '../config/canonical.ts'
import type { ConfigDeps } from '../config/context.ts'
import { peopleOf } from '../config/users.ts'
import { translate } from '../failure.ts'
import type { OpenedSchedule, OpenSchedules } from './open-schedules.ts'

type Held = { readonly position: string; readonly duty: Duty }

/** Beyond the years that schedules are answered for, and on one that was never there, nobody is on duty. */
const heldAt = (schedule: OpenedSchedule | undefined, { position: only }: DutyRef, atMs: number): readonly Held[] => {
  const found = schedule === undefined ? null : onDutyAt(schedule.open, atMs)
  if (found === null || !found.ok) return []
  return found.value
    .filter(({ position }) => only === undefined || position === only)
    .flatMap(({ position, duties }) => duties.map((duty) => ({ position, duty })))
}

const found = (ref: DutyRef, held: readonly Held[], people: ReadonlyMap<string, Person>): DutyFound => ({
  ref,
  duties: held.flatMap(({ position, duty }) => {
    const person = people.get(duty.person)
    return person === undefined ? [] : [{ person, position, because: duty.because }]
  }),
})

type Deps = Pick<ConfigDeps, 'inSpace'> & { readonly open: OpenSchedules }

/** Who is on duty at any instant, from what was read once. */
export type ImaginedDuty = (refs: readonly DutyRef[], atMs: number) => readonly DutyFound[]

export const createDutyReader = ({ inSpace, open }: Deps) => {
  const opened = (spaceId: string, refs: readonly DutyRef[]) =>
    open(spaceId, [...new Set(refs.map(({ schedule }) => schedule))])
  const peopleIn = (spaceId: string, ids: readonly string[]): Promise<ReadonlyMap<string, Person>> =>
    ids.length === 0 ? Promise.resolve(new Map()) : inSpace(spaceId, (client) => peopleOf(client, [...new Set(ids)]))

  const read = async (spaceId: SpaceId, refs: readonly DutyRef[], atMs: number): Promise<readonly DutyFound[]> => {
    const schedules = await opened(spaceId, refs)
    const held = refs.map((ref) => ({ ref, on: heldAt(schedules.get(ref.schedule), ref, atMs) }))
    const people = await peopleIn(
      spaceId,
      held.flatMap(({ on }) => on.map(({ duty }) => duty.person)),
    )
    return held.map(({ ref, on }) => found(ref, on, people))
  }
  return {
    /** For previews: everybody who may be on duty, by schedules as they are now. */
    imagine: async (spaceId: string, refs: readonly DutyRef[]): Promise<ImaginedDuty> => {
      const schedules = await opened(spaceId, refs)
      const people = await peopleIn(
        spaceId,
        [...schedules.values()].flatMap((schedule) => everybodyIn(schedule.open)),
      )
      return (asked, atMs) => asked.map((ref) => found(ref, heldAt(schedules.get(ref.schedule), ref, atMs), people))
    },
    hashOf: planHash,
    read: async (...asked: Parameters<DutyReader['read']>) => {
      try {
        return await read(...asked)
      } catch (error) {
        throw translate(error)
      }
    },
  }
}
