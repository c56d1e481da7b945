// Where an instant stands: time in proportion, except that long stretches in which nothing happens are folded to a short one,
// marked as such, where otherwise the calls would be too small to be seen.

import type { Timeline } from './timeline.ts'

export type Fold = { readonly fromMs: number; readonly toMs: number; readonly from: number; readonly to: number }

export type Scale = {
  readonly length: number
  readonly at: (ms: number) => number
  readonly folds: readonly Fold[]
  readonly ticks: readonly { readonly ms: number; readonly at: number }[]
}

export type ScaleOptions = {
  /** What there is; null takes what it needs. */
  readonly length: number | null
  /** How long a usual call should be at least. */
  readonly callLength: number
  /** Between two labels. */
  readonly tickGap: number
}

const FOLDED = 56
const LENGTH = { min: 320, max: 4_000 } as const
/** Shorter silences are part of the rhythm and stay as they are. */
const FOLDS_FROM_MS = 90_000
const SILENCES_MAX = 40

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const TICKS_MS = [
  ...[5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12, 24, 72, 168].map((n) => n * HOUR),
] as const

type Stretch = { readonly fromMs: number; readonly toMs: number }

/** Stretches of time without any call, longest first. */
const silences = ({ rows, startMs, endMs, taken }: Timeline): readonly Stretch[] => {
  const bars = rows.flatMap((row) => row.bars).toSorted((one, other) => one.begunAtMs - other.begunAtMs)
  const found: Stretch[] = []
  let quietFromMs = startMs
  for (const { begunAtMs, endedAtMs } of bars) {
    if (begunAtMs - quietFromMs > FOLDS_FROM_MS) found.push({ fromMs: quietFromMs, toMs: begunAtMs })
    quietFromMs = Math.max(quietFromMs, endedAtMs)
  }
  if (endMs - quietFromMs > FOLDS_FROM_MS) found.push({ fromMs: quietFromMs, toMs: endMs })
  return found
    .filter(({ fromMs, toMs }) => taken === null || taken.atMs <= fromMs || taken.atMs >= toMs)
    .toSorted((one, other) => other.toMs - other.fromMs - (one.toMs - one.fromMs))
    .slice(0, SILENCES_MAX)
}

const usualCallMs = ({ rows, startMs, endMs }: Timeline): number => {
  const lengths = rows.flatMap((row) => row.bars.map((bar) => bar.endedAtMs - bar.begunAtMs)).toSorted((a, b) => a - b)
  return Math.max(SECOND, lengths[Math.floor(lengths.length / 2)] ?? (endMs - startMs) / 10)
}

const span = ({ fromMs, toMs }: Stretch): number => toMs - fromMs

/** Folds the longest silences first, and only as long as the calls are too small. */
const foldsFor = (timeline: Timeline, { length, callLength }: ScaleOptions): readonly Stretch[] => {
  const total = timeline.endMs - timeline.startMs
  const available = length ?? LENGTH.max / 2
  const callMs = usualCallMs(timeline)
  const folded: Stretch[] = []
  let drawnMs = total
  for (const silence of silences(timeline)) {
    const perMs = Math.max(1, available - folded.length * FOLDED) / drawnMs
    if (callMs * perMs >= callLength || span(silence) * perMs <= FOLDED * 1.5) break
    folded.push(silence)
    drawnMs -= span(silence)
  }
  return folded.toSorted((one, other) => one.fromMs - other.fromMs)
}

export const scaleOf = (timeline: Timeline, options: ScaleOptions): Scale => {
  const stretches = foldsFor(timeline, options)
  const drawnMs = timeline.endMs - timeline.startMs - stretches.reduce((sum, one) => sum + span(one), 0)
  const folded = stretches.length * FOLDED
  const wanted = (options.callLength / usualCallMs(timeline)) * drawnMs
  const drawn =
    options.length === null
      ? Math.min(LENGTH.max, Math.max(LENGTH.min, wanted))
      : Math.max(options.length - folded, options.length / 4)
  const perMs = drawn / drawnMs
  const folds: Fold[] = []
  const at = (ms: number): number => {
    const before = folds.filter((fold) => fold.toMs <= ms)
    const inside = folds.find((fold) => fold.fromMs < ms && ms < fold.toMs)
    const skippedMs = before.reduce((sum, one) => sum + span(one), 0)
    if (inside !== undefined) return inside.from + ((ms - inside.fromMs) / span(inside)) * FOLDED
    return (ms - timeline.startMs - skippedMs) * perMs + before.length * FOLDED
  }
  for (const stretch of stretches) {
    const from = at(stretch.fromMs)
    folds.push({ ...stretch, from, to: from + FOLDED })
  }
  return { length: drawn + folded, at, folds, ticks: ticksOf(timeline, { at, folds, perMs, gap: options.tickGap }) }
}

type Ticking = {
  readonly at: Scale['at']
  readonly folds: readonly Fold[]
  readonly perMs: number
  readonly gap: number
}

/** Round times, as many as there is room for; none within a fold. */
const ticksOf = ({ startMs, endMs }: Timeline, { at, folds, perMs, gap }: Ticking): Scale['ticks'] => {
  const stepMs = TICKS_MS.find((ms) => ms * perMs >= gap) ?? (TICKS_MS.at(-1) as number)
  const ticks: { ms: number; at: number }[] = []
  for (let ms = Math.ceil(startMs / stepMs) * stepMs; ms <= endMs && ticks.length < 400; ms += stepMs) {
    const fold = folds.find((one) => one.fromMs < ms && ms < one.toMs)
    if (fold !== undefined) {
      // Straight to the first round time behind it, however long it is.
      ms = Math.ceil(fold.toMs / stepMs) * stepMs - stepMs
      continue
    }
    const place = at(ms)
    const before = ticks.at(-1)
    if (before === undefined || place - before.at >= gap * 0.8) ticks.push({ ms, at: place })
  }
  return ticks
}
