// What the people of a callout about alerts are still to be told: of each object of its run, now, and when the callout has ended.

import type { Outcome } from '../callout/state.ts'
import { type Alert, needsSomebody } from './alert.ts'

/** One object that a run is about. */
export type Telling = {
  readonly joinedAtMs: number
  readonly heardAtMs: number | null
  /** It is well again, which somebody who knows of its failure has yet to be told. */
  readonly recovery: boolean
  readonly body: Alert
}

const isRecovery = ({ body, recovery }: Pick<Telling, 'body' | 'recovery'>): boolean =>
  recovery && body.state === 'recovered'

/** Somebody is to be told of it: it needs somebody, or it does not any more, and somebody believes that it does. */
export const isToTell = (one: Pick<Telling, 'body' | 'recovery'>, nowMs: number): boolean =>
  needsSomebody(one.body, nowMs) || isRecovery(one)

/** A callout goes on for it: a failure until somebody has it, a recovery until somebody has heard of it. */
export const keepsCalling = (one: Telling, nowMs: number): boolean =>
  needsSomebody(one.body, nowMs) || (isRecovery(one) && one.heardAtMs === null)

/** How a callout ended. `lastBegunAtMs`: when its last attempt began; null: none did. */
export type End = { readonly outcome: Outcome; readonly lastBegunAtMs: number | null }

/**
 * Whether what is still to be told is called about again. After an acknowledgement: whoever pressed the key did not hear it. After a
 * callout nobody took: it came too late for anybody to hear it; what everybody was tried for waits to be told again.
 */
export const isLeft = (
  { heardAtMs, joinedAtMs }: Pick<Telling, 'heardAtMs' | 'joinedAtMs'>,
  { outcome, lastBegunAtMs }: End,
): boolean => {
  if (outcome === 'cancelled' || outcome === 'suppressed') return false
  if (outcome === 'acknowledged' || outcome === 'recovered') return heardAtMs === null
  return heardAtMs === null && lastBegunAtMs !== null && joinedAtMs > lastBegunAtMs
}
