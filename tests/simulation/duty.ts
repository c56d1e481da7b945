// Duty in the simulated world: shifts that last less than a callout, times with nobody on duty, and two at once. It is a
// function of the instant, so that the checker can ask who was on duty when a call began.

import type { DutyFound } from '#core/callout/duty'
import type { MethodId, PlanHash, ScheduleId, UserId } from '#core/ids'
import type { DutyRef, Plan } from '#core/plan/plan'
import type { Person } from '#core/plan/policy'
import type { DutyReader } from '#engine/ports'
import { person } from '../support/plans.ts'

const SHIFT_MS = 45_000

/** Who is on duty, shift by shift; 9 has no phone. */
const shifts: readonly (readonly number[])[] = [[6], [7], [], [6, 8], [9], [8]]

const worker = (index: number): Person => {
  const { name, language, address } = person(index)
  const id = `user-${index}` as UserId
  const method = { id: `method-${index}` as MethodId, channel: 'phone', label: '', address, isDefault: true } as const
  return { id, key: id, name, language, methods: index === 9 ? [] : [method] }
}

export const dutyRef: DutyRef = { schedule: 'schedule-1' as ScheduleId, name: 'Duty', channel: 'phone' }

export const onDutyAt = (atMs: number): readonly Person[] =>
  (shifts[Math.floor(atMs / SHIFT_MS) % shifts.length] ?? []).map(worker)

export const foundAt = (refs: readonly DutyRef[], atMs: number): readonly DutyFound[] =>
  refs.map((ref) => ({
    ref,
    duties: onDutyAt(atMs).map((one) => ({ person: one, position: 'first', because: 'rotation' as const })),
  }))

/** @param plans where the names of plans that people have joined are kept */
export const createDuty = (plans: Map<string, Plan>, step: () => Promise<void>): DutyReader => {
  const names = new Map<string, PlanHash>()
  return {
    read: async (_spaceId, refs, atMs) => {
      await step()
      return foundAt(refs, atMs)
    },
    hashOf: (plan) => {
      const content = JSON.stringify(plan)
      const hash = names.get(content) ?? (`joined-${names.size}` as PlanHash)
      names.set(content, hash)
      plans.set(hash, plan)
      return hash
    },
  }
}
