// Flapping: an object whose state changes again and again. It begins at six changes in ten minutes and ends when no more than
// two are left of them, so that it does not itself flap.

import { limits } from '../limits.ts'

const { windowMs, begins, ends } = limits.flapping

/** Returns the changes that still count, with one more at `nowMs` where the state changed now. */
export const changesUntil = (
  changesAtMs: readonly number[],
  { changed, nowMs }: { readonly changed: boolean; readonly nowMs: number },
): readonly number[] =>
  [...changesAtMs.filter((atMs) => atMs > nowMs - windowMs && atMs <= nowMs), ...(changed ? [nowMs] : [])].slice(
    -begins,
  )

export const isFlapping = (before: boolean, changesAtMs: readonly number[]): boolean =>
  changesAtMs.length >= begins || (before && changesAtMs.length > ends)
