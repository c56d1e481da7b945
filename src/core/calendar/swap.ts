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
