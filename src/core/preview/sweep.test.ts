// A week of a policy, looked at for the times in which a callout would call nobody.
import { describe, expect, it } from 'vitest'
import { conditionOf } from '../../../tests/support/calendar.ts'
import { person, planOf } from '../../../tests/support/plans.ts'
import type { MethodId, ScheduleId, UserId } from '../ids.ts'
import type { DutyRef, Plan } from '../plan/plan.ts'
import type { Person } from '../plan/policy.ts'
import { type PreviewRequest, previewLimits, usualNetwork } from './request.ts'
import { openSweep } from './sweep.ts'

const HOUR_MS = 3_600_000
const START_MS = 1_800_000_000_000
const ref: DutyRef = { schedule: 's' as ScheduleId, name: '夜間', channel: 'phone' }

const worker = (index: number, reachable = true): Person => {
  const { name, language, address } = person(index)
  const id = `user-${index}` as UserId
  const method = { id: `m-${index}` as MethodId, channel: 'phone', label: '', address, isDefault: true } as const
  return { id, key: id, name, language, methods: reachable ? [method] : [] }
}

type At = (hour: number) => readonly Person[]

const sweepOf = (
  plans: readonly Plan[],
  { at, days = 1, quiet }: { at?: At; days?: number; quiet?: PreviewRequest['quiet'] } = {},
) => {
  const request: PreviewRequest = {
    plans,
    values: { text: 'x' },
    startMs: START_MS,
    seed: 1,
    behaviours: () => null,
    others: { does: 'no_answer' },
    network: usualNetwork,
    allows: () => true,
    limits: previewLimits,
    ...(quiet === undefined ? {} : { quiet }),
    ...(at === undefined
      ? {}
      : {
          duty: (refs, atMs) =>
            refs.map((one) => ({
              ref: one,
              duties: at((atMs - START_MS) / HOUR_MS).map((who) => ({
                person: who,
                position: 'first',
                because: 'rotation',
              })),
            })),
        }),
  }
  const sweep = openSweep(request, request.startMs + days * 24 * 3_600_000)
  let looks = 1
  while (!sweep.advance()) looks += 1
  const hours = (atMs: number): number => (atMs - START_MS) / HOUR_MS
  const { nobody, gaps, quiet: asleep } = sweep.result()
  return {
    looks,
    nobody: nobody.map(({ fromMs, toMs }) => [hours(fromMs), hours(toMs)]),
    gaps: gaps.map(({ fromMs, toMs, ...rest }) => ({ ...rest, from: hours(fromMs), to: hours(toMs) })),
    ...(quiet === undefined
      ? {}
      : { quiet: asleep.map(({ plan, step, fromMs, toMs }) => [plan, step, hours(fromMs), hours(toMs)]) }),
  }
}

describe('a sweep', () => {
  const duty = planOf(0, { steps: [{ destinations: [], waitMs: 0, onCall: [ref] }] })

  it('looks at every quarter of an hour, and finds nothing where people are named', () =>
    expect(sweepOf([planOf(2)], { days: 7 })).toEqual({ looks: 7 * 96, nobody: [], gaps: [] }))

  it('finds all of the time when nobody is there at all', () =>
    expect(sweepOf([duty])).toMatchObject({ nobody: [[0, 24]], gaps: [] }))

  it('T-017 finds the gaps of a schedule, to the quarter of an hour, each as one', () => {
    const at: At = (hour) => (hour >= 8.5 && hour < 9 ? [] : hour >= 20 ? [] : [worker(hour < 12 ? 1 : 2)])
    const gap = { plan: 0, step: 1, schedule: '夜間', position: null, name: null }
    expect(sweepOf([duty], { at })).toEqual({
      looks: 96,
      nobody: [
        [8.5, 9],
        [20, 24],
      ],
      gaps: [
        { ...gap, from: 8.5, to: 9 },
        { ...gap, from: 20, to: 24 },
      ],
    })
  })

  it('a gap in one step of several is a gap, but somebody is called', () => {
    const both = planOf(1, {
      steps: [
        { destinations: [], waitMs: 0, onCall: [ref], part: { step: 1, phone: 1 } },
        { destinations: [0], waitMs: 0 },
      ],
    })
    const at: At = (hour) => (hour < 6 ? [worker(3, false)] : [worker(3)])
    expect(sweepOf([planOf(1), both], { at })).toEqual({
      looks: 96,
      nobody: [],
      gaps: [{ plan: 1, step: 1, schedule: '夜間', position: 'first', name: 'Person 3', from: 0, to: 6 }],
    })
  })

  it('finds when everybody in a step is in quiet hours, to the quarter of an hour, and then nobody is called', () => {
    // It begins at 17:00 in Japan.
    const from = (bands: readonly { from: string; to: string }[]) => ({
      condition: conditionOf({ anyOf: [{ bands }] }),
      breaksThrough: 2,
    })
    const people = new Map([
      ['user-1', from([{ from: '22:00', to: '06:00' }])],
      ['user-2', from([{ from: '23:15', to: '05:00' }])],
    ])
    const plan = planOf(2, {
      steps: [
        { destinations: [0], waitMs: 0, part: { step: 1, phone: 1 } },
        { destinations: [1], waitMs: 0 },
      ],
    })
    const at: At = () => [worker(2)]
    const asked = { at, quiet: { people, priority: 5 } }
    expect(sweepOf([plan], asked)).toMatchObject({
      nobody: [[6.25, 12]],
      quiet: [
        [0, 1, 5, 13],
        [0, 2, 6.25, 12],
      ],
    })
    expect(sweepOf([duty], asked)).toMatchObject({ nobody: [[6.25, 12]], quiet: [[0, 1, 6.25, 12]] })
    expect(sweepOf([plan], { ...asked, quiet: { people, priority: 2 } })).toMatchObject({ nobody: [], quiet: [] })
    const shared = planOf(1, { destinations: [{ ...person(1), userId: null }] })
    expect(sweepOf([shared], asked)).toMatchObject({ nobody: [], quiet: [] })
  })

  it('of no time at all', () => expect(sweepOf([duty], { days: 0 })).toMatchObject({ nobody: [] }))
})
