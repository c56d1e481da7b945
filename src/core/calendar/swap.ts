// A shift that somebody asks others to take (交代): whether it is theirs to give, whom it can be asked of, and whether it can still be
// taken. What is accepted becomes an override; until then nothing changes.

import { limits } from '../limits.ts'
import { finalSchedule } from './duty.ts'
import { type Checked, good } from './refusal.ts'
import type { Segment } from './rotation.ts'
import type { OpenSchedule } from './schedule.ts'
import { clipped, complement, type Span, united } from './spans.ts'

export const swapStates = ['open', 'accepted', 'declined', 'withdrawn', 'expired'] as const
export type SwapState = (typeof swapStates)[number]

/** `position` null: wherever the person is on duty in that time. */
export type Shift = Span & { readonly person: string; readonly position: string | null }

/** Why it cannot be asked, or taken. `by`: of whom that is true. */
export type SwapRefusal = {
  readonly ok: false
  readonly code: 'swap.begun' | 'swap.not_on_duty' | 'swap.already_on_duty' | 'swap.nobody_to_ask' | 'swap.too_long'
}
type Allowed = { readonly ok: true; readonly asked: readonly string[] }

const refuse = (code: SwapRefusal['code']): SwapRefusal => ({ ok: false, code })

type At = { readonly position: string; readonly segments: readonly Segment[] }

const has = (person: string) => (segment: Segment) => segment.duties.some((duty) => duty.person === person)

/** Whether somebody is on duty all the time. */
const covers = (all: readonly At[], { person, ...span }: Span & { readonly person: string }): boolean => {
  const own = all.flatMap(({ segments }) => segments.filter(has(person)))
  return complement(united(clipped(own, span)), span).length === 0
}

const isOnDuty = (all: readonly At[], person: string): boolean => all.some(({ segments }) => segments.some(has(person)))

/** Everybody of the layers the person belongs to; of all layers there where somebody only stands in. */
const colleagues = (schedule: OpenSchedule, { person, position }: Shift): readonly string[] => {
  const layers = schedule.positions
    .filter(({ key }) => position === null || key === position)
    .flatMap((one) => one.layers)
    .map(({ duties }) => duties.flat().map((duty) => duty.person))
  const own = layers.filter((people) => people.includes(person))
  return [...new Set((own.length > 0 ? own : layers).flat())].filter((one) => one !== person)
}

/** The positions that are meant, in the time that is meant. */
const looked = (schedule: OpenSchedule, { fromMs, toMs }: Shift): Checked<readonly At[]> =>
  finalSchedule(schedule, { fromMs, toMs })

const wrongTime = ({ fromMs, toMs }: Shift, nowMs: number): SwapRefusal | null => {
  if (fromMs <= nowMs) return refuse('swap.begun')
  return toMs - fromMs > limits.swaps.spanMs.max ? refuse('swap.too_long') : null
}

/** @param to whom it is asked of; null: anybody of the layer */
export type Asking = { readonly shift: Shift; readonly to: string | null; readonly nowMs: number }

/**
 * Returns who is asked, or why nobody can be.
 * @errors those of finalSchedule
 */
export const mayAsk = (schedule: OpenSchedule, { shift, to, nowMs }: Asking): Checked<Allowed | SwapRefusal> => {
  const wrong = wrongTime(shift, nowMs)
  if (wrong !== null) return good(wrong)
  const all = looked(schedule, shift)
  if (!all.ok) return all
  const meant = all.value.filter(({ position }) => shift.position === null || position === shift.position)
  if (!covers(meant, shift)) return good(refuse('swap.not_on_duty'))
  if (to !== null) {
    return good(isOnDuty(all.value, to) ? refuse('swap.already_on_duty') : { ok: true, asked: [to] })
  }
  const asked = colleagues(schedule, shift).filter((one) => !isOnDuty(all.value, one))
  return good(asked.length === 0 ? refuse('swap.nobody_to_ask') : { ok: true, asked })
}

/**
 * Returns whether somebody who was asked can take it now: the schedule may have been changed meanwhile.
 * @errors those of finalSchedule
 */
export const mayTake = (
  schedule: OpenSchedule,
  { shift, by, nowMs }: { readonly shift: Shift; readonly by: string; readonly nowMs: number },
): Checked<Allowed | SwapRefusal> => mayAsk(schedule, { shift, to: by, nowMs })

/** What decides who is told of a swap, and when it is looked at next. */
export type SwapAnswers = {
  readonly state: SwapState
  /** Who asked. */
  readonly from: string
  readonly asked: readonly string[]
  readonly declined: readonly string[]
  readonly takenBy: string | null
}

/** As what somebody reads of a swap. */
export type SwapReader = 'asking' | 'taking' | 'asked'

/** Returns what a swap is once somebody declines: of several who were asked the others may still take it. */
export const declinedBy = (
  { asked, declined }: Pick<SwapAnswers, 'asked' | 'declined'>,
  person: string,
): Pick<SwapAnswers, 'state' | 'declined'> => {
  const all = [...new Set([...declined, person])]
  return { state: asked.every((one) => all.includes(one)) ? 'declined' : 'open', declined: all }
}

/** Who is told: of a request those who are asked, of its end also who asked. Who did it knows, but wants it in writing. */
export const swapReaders = ({
  state,
  from,
  asked,
  declined,
  takenBy,
}: SwapAnswers): readonly (readonly [person: string, as: SwapReader])[] => {
  const rest = asked.filter((one) => one !== takenBy && !declined.includes(one)).map((one) => [one, 'asked'] as const)
  switch (state) {
    case 'open':
    case 'withdrawn':
      return rest
    case 'declined':
      return [[from, 'asking']]
    case 'expired':
      return [[from, 'asking'], ...rest]
    case 'accepted':
      return [[from, 'asking'], ...(takenBy === null ? [] : [[takenBy, 'taking'] as const]), ...rest]
  }
}

/**
 * Returns when a swap is looked at next; null: never again. What nobody could be told of is of no use an hour after the shift began.
 * @param again somebody is still to be told: something keeps it from them
 */
export const nextLookMs = (
  { state, fromMs }: { readonly state: SwapState; readonly fromMs: number },
  again: boolean,
  nowMs: number,
): number | null => {
  const soonMs = nowMs + limits.dutyNotices.heldMs
  if (state === 'open') return again ? Math.min(soonMs, fromMs) : fromMs
  return again && soonMs < fromMs + limits.dutyNotices.lateMs ? soonMs : null
}
