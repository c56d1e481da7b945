// Duty in the simulated world, by a real schedule: rotations whose hand-offs come within a callout, times with nobody on duty, and two
// at once; with overrides and other rotations made and taken back at any moment. It is a function of the instant, whatever was
// changed since, so that the checker can ask who was on duty when a call began.

import type { Condition } from '#core/calendar/condition'
import { onDutyAt as dutyAt } from '#core/calendar/duty'
import type { Layer } from '#core/calendar/rotation'
import type { Change, OpenSchedule, Override, Position } from '#core/calendar/schedule'
import type { DutyFound } from '#core/callout/duty'
import type { MethodId, PlanHash, ScheduleId, UserId } from '#core/ids'
import type { DutyRef, Plan } from '#core/plan/plan'
import type { Person } from '#core/plan/policy'
import type { DutyReader } from '#engine/ports'
import { instant, layerOf, opened, openOf } from '../support/calendar.ts'
import { person } from '../support/plans.ts'
import type { Random } from './random.ts'

export type Duty = DutyReader & {
  /** Changes the schedule at this instant, from it on. */
  readonly change: (random: Random, nowMs: number) => void
  readonly isOnDuty: (userId: UserId | null, atMs: number) => boolean
}

/** The nights begin at 17:00 in Japan. */
const BEGINS = '2027-01-15T17:00'
const HOURS = 3
const CYCLE_MINUTES = 6

/** One minute of every six, for some hours; after them nobody is on duty. */
const minute = (place: number): Condition => ({
  anyOf: Array.from({ length: HOURS }, (_, hour) => ({
    bands: Array.from({ length: 60 / CYCLE_MINUTES }, (_turn, turn) => {
      const time = (of: number): string => {
        const minutes = (17 + hour) * 60 + turn * CYCLE_MINUTES + of
        return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':')
      }
      return { from: time(place), to: time(place + 1) }
    }),
  })),
})

/** Handed on every hour to the next of them, while it is theirs. */
const hourly = (place: number, numbers: readonly number[]): Layer =>
  layerOf(`minute-${place}`, {
    shift: { unit: 'hour', every: 1, time: '00:30' },
    people: numbers.map((number) => `user-${number}`),
    startsAtMs: instant(BEGINS),
    only: minute(place),
  })

/** 9 has no phone; in the third minute nobody is on duty, in the fourth two are. */
const usual: readonly Position[] = [
  {
    key: 'first',
    layers: [hourly(0, [6, 7]), hourly(1, [7]), hourly(3, [6, 8]), hourly(4, [9, 6]), hourly(5, [8])],
  },
  { key: 'second', layers: [hourly(3, [8, 6])] },
]
const other: readonly Position[] = usual.map(({ key, layers }) => ({
  key,
  layers: layers.map((layer) => ({ ...layer, people: layer.people.map((one) => (one === 'user-6' ? 'user-8' : one)) })),
}))

const worker = (id: UserId): Person => {
  const index = Number(id.slice('user-'.length))
  const { name, language, address } = person(index)
  const method = { id: `method-${index}` as MethodId, channel: 'phone', label: '', address, isDefault: true } as const
  return { id, key: id, name, language, methods: index === 9 ? [] : [method] }
}

export const dutyRef: DutyRef = { schedule: 'schedule-1' as ScheduleId, name: 'Duty', channel: 'phone' }

const foundIn = (schedule: OpenSchedule, refs: readonly DutyRef[], atMs: number): readonly DutyFound[] => {
  const positions = opened(dutyAt(schedule, atMs))
  const duties = positions.flatMap(({ position, duties: held }) =>
    held.map(({ person: id, because }) => ({ person: worker(id as UserId), position, because })),
  )
  return refs.map((ref) => ({ ref, duties }))
}

const unchanged = openOf([], { positions: usual })

/** As long as nobody changes anything. */
export const foundAt = (refs: readonly DutyRef[], atMs: number): readonly DutyFound[] => foundIn(unchanged, refs, atMs)

const drawChange = (random: Random): Change => {
  const anybody = (): string => `user-${random.between(6, 9)}`
  const kind = random.pick(['add', 'remove', 'replace', 'replace'] as const)
  if (kind === 'replace') return { kind, person: random.pick([null, anybody()]), by: anybody() }
  return { kind, person: anybody() }
}

const drawOverride = (random: Random, id: string, nowMs: number): Override => {
  const fromMs = nowMs + random.pick([0, 0, 20_000])
  const toMs = fromMs + random.between(1, 120_000)
  return { id, position: random.pick([null, 'first']), change: drawChange(random), fromMs, toMs }
}

type Version = { readonly fromMs: number; readonly positions: readonly Position[]; readonly schedule: OpenSchedule }

/** @param plans where the names of plans that people have joined are kept */
export const createDuty = (plans: Map<string, Plan>, step: () => Promise<void>): Duty => {
  const names = new Map<string, PlanHash>()
  let overrides: readonly Override[] = []
  let versions: readonly Version[] = [{ fromMs: 0, positions: usual, schedule: unchanged }]

  const found = (refs: readonly DutyRef[], atMs: number): readonly DutyFound[] => {
    const version = versions.findLast(({ fromMs }) => fromMs <= atMs)
    return foundIn(version?.schedule ?? unchanged, refs, atMs)
  }
  const reopen = (): void => {
    versions = versions.map((one) => ({ ...one, schedule: openOf([], { positions: one.positions, overrides }) }))
  }

  return {
    read: async (_spaceId, refs, atMs) => {
      await step()
      return found(refs, atMs)
    },
    hashOf: (plan) => {
      const content = JSON.stringify(plan)
      const hash = names.get(content) ?? (`joined-${names.size}` as PlanHash)
      names.set(content, hash)
      plans.set(hash, plan)
      return hash
    },
    change: (random, nowMs) => {
      const open = overrides.filter(({ toMs }) => toMs > nowMs)
      if (random.chance(0.3)) {
        const positions = versions.at(-1)?.positions === usual ? other : usual
        versions = [...versions, { fromMs: nowMs, positions, schedule: unchanged }]
      } else if (open.length > 0 && random.chance(0.4)) {
        const ended = random.pick(open)
        // What has not begun is as if it had never been made; what has begun was so until now.
        overrides = overrides.flatMap((one) =>
          one !== ended ? [one] : one.fromMs < nowMs ? [{ ...one, toMs: nowMs }] : [],
        )
      } else overrides = [...overrides, drawOverride(random, `override-${overrides.length}`, nowMs)]
      reopen()
    },
    isOnDuty: (userId, atMs) =>
      found([dutyRef], atMs).some(({ duties }) => duties.some(({ person: { id } }) => id === userId)),
  }
}
