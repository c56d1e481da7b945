// Who comes on duty and who goes, and whom that is to be told, when. Positions count by themselves: whoever moves from second to
// first is told. Told of each once; where what was told will not happen any more, that is told too.

import { limits } from '../limits.ts'
import { DAY_MS } from './day.ts'
import { finalSchedule } from './duty.ts'
import { type Checked, good } from './refusal.ts'
import type { Segment } from './rotation.ts'
import type { OpenSchedule } from './schedule.ts'
import { type Span, united } from './spans.ts'
import { cappedAtEnd } from './zone.ts'

/** What a schedule says of its notices. `minutesAhead`: of the hand-off. `leaving`: whoever goes is told too. */
export type NoticeRule = { readonly minutesAhead: number; readonly leaving: boolean }

/** Somebody comes on duty, or goes, at an instant: what is told once. */
export type DutyEdge = { readonly person: string; readonly kind: 'comes' | 'goes'; readonly atMs: number }

export type HandOff = DutyEdge & {
  readonly positions: readonly string[]
  /** Of who comes: until when; null: nobody knows yet. Of who goes: null. */
  readonly untilMs: number | null
  /** Of who comes: who was on duty there before. Of who goes: who will be. */
  readonly others: readonly string[]
}

/** `withdrawn`: it was told, and then told that it will not happen. `times`: how often something was told of it. */
export type Told = DutyEdge & { readonly state: 'told' | 'withdrawn'; readonly times: number }

export type Notice =
  | { readonly says: 'hand_off'; readonly handOff: HandOff; readonly times: number }
  | { readonly says: 'not_any_more'; readonly edge: DutyEdge; readonly times: number }

export type NoticesNow = {
  readonly due: readonly Notice[]
  /** When the next may be due; later where the schedule is changed before. */
  readonly nextAtMs: number
}

const MINUTE_MS = 60_000
/** How far ahead the end of a shift, and the next hand-off, are looked for. */
const AHEAD_MS = 31 * DAY_MS

type At = { readonly position: string; readonly segments: readonly Segment[] }

const peopleAt = ({ segments }: At, atMs: number): readonly string[] =>
  segments.find(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs)?.duties.map(({ person }) => person) ?? []

const edgesOf = (all: readonly At[], { fromMs, toMs }: Span): readonly number[] => {
  const edges = all.flatMap(({ segments }) => segments.flatMap((segment) => [segment.fromMs, segment.toMs]))
  return [...new Set(edges.filter((atMs) => fromMs <= atMs && atMs <= toMs))].sort((one, other) => one - other)
}

/** The end of the stretch that begins at an instant, at any of these positions. */
const endOf = (all: readonly At[], { person, atMs }: DutyEdge, looked: Span): number | null => {
  const own = all.flatMap(({ segments }) =>
    segments.filter(({ duties }) => duties.some((one) => one.person === person)),
  )
  const toMs = united(own).find((span) => span.fromMs <= atMs && atMs < span.toMs)?.toMs
  return toMs === undefined || toMs >= looked.toMs ? null : toMs
}

type Moved = { readonly position: string; readonly before: readonly string[]; readonly after: readonly string[] }

const changesAt = (moved: readonly Moved[], atMs: number): readonly HandOff[] => {
  const changes = new Map<string, HandOff>()
  const add = (person: string, kind: DutyEdge['kind'], { position, before, after }: Moved): void => {
    const known = changes.get(`${kind} ${person}`)
    const others = [...(known?.others ?? []), ...(kind === 'comes' ? before : after)].filter((one) => one !== person)
    const positions = [...(known?.positions ?? []), position]
    changes.set(`${kind} ${person}`, { person, kind, atMs, positions, untilMs: null, others: [...new Set(others)] })
  }
  for (const one of moved) {
    for (const person of one.after) if (!one.before.includes(person)) add(person, 'comes', one)
    for (const person of one.before) if (!one.after.includes(person)) add(person, 'goes', one)
  }
  return [...changes.values()]
}

/**
 * Returns who comes on duty and who goes in a range, both ends included, in order.
 * @errors those of finalSchedule
 */
export const handOffsIn = (schedule: OpenSchedule, range: Span): Checked<readonly HandOff[]> => {
  const looked = { fromMs: range.fromMs - 1, toMs: cappedAtEnd(range.toMs + AHEAD_MS) }
  const final = finalSchedule(schedule, looked)
  if (!final.ok) return final
  const all = final.value
  return good(
    edgesOf(all, range).flatMap((atMs) => {
      const moved = all.map((one) => ({
        position: one.position,
        before: peopleAt(one, atMs - 1),
        after: peopleAt(one, atMs),
      }))
      return changesAt(moved, atMs).map((change): HandOff => {
        const own = all.filter(({ position }) => change.positions.includes(position))
        return change.kind === 'goes' ? change : { ...change, untilMs: endOf(own, change, looked) }
      })
    }),
  )
}

const isSame = (one: DutyEdge, other: DutyEdge): boolean =>
  one.person === other.person && one.kind === other.kind && one.atMs === other.atMs

type Asked = {
  readonly rule: NoticeRule
  /** Since when the schedule tells: what began before is no news. */
  readonly sinceMs: number
  readonly told: readonly Told[]
  readonly nowMs: number
}

/** A server that was down tells it late, as long as it is of use. */
const isOfUse = ({ kind, atMs, untilMs }: HandOff, { rule, sinceMs, nowMs }: Asked): boolean =>
  (kind === 'comes' || rule.leaving) &&
  atMs >= sinceMs &&
  atMs > nowMs - limits.dutyNotices.lateMs &&
  atMs <= nowMs + rule.minutesAhead * MINUTE_MS &&
  (untilMs === null || untilMs > nowMs)

const dueOf = (found: readonly HandOff[], asked: Asked): readonly Notice[] => {
  const { told, nowMs } = asked
  const wanted = found.flatMap((handOff): Notice[] => {
    const before = told.find((one) => isSame(one, handOff))
    if (before?.state === 'told' || !isOfUse(handOff, asked)) return []
    return [{ says: 'hand_off', handOff, times: (before?.times ?? 0) + 1 }]
  })
  const gone = told.flatMap(({ state, times, ...edge }): Notice[] =>
    state === 'told' && edge.atMs > nowMs && !found.some((one) => isSame(one, edge))
      ? [{ says: 'not_any_more', edge, times: times + 1 }]
      : [],
  )
  return [...gone, ...wanted]
}

/**
 * Returns what is to be told now, and when the next may be.
 * @errors those of finalSchedule
 */
export const noticesAt = (schedule: OpenSchedule, asked: Asked): Checked<NoticesNow> => {
  const { rule, told, nowMs } = asked
  const aheadMs = rule.minutesAhead * MINUTE_MS
  const horizonMs = nowMs + aheadMs + AHEAD_MS
  const fromMs = nowMs - limits.dutyNotices.lateMs
  // What was told before the time ahead was shortened may lie further ahead.
  const toMs = Math.max(horizonMs, ...told.map(({ atMs }) => atMs))
  const found = handOffsIn(schedule, { fromMs, toMs })
  if (!found.ok) return found
  const next = found.value.find(({ kind, atMs }) => atMs > nowMs + aheadMs && (kind === 'comes' || rule.leaving))
  return good({ due: dueOf(found.value, asked), nextAtMs: (next?.atMs ?? horizonMs) - aheadMs })
}
