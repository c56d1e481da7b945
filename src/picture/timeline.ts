// What a picture shows, before it is known how: a row per person, bars for calls, waits, loops, who took it and when. Made in
// the same way of a preview and of what really happened.

import type { Attempt, Head, Outcome } from '#core/callout/state'
import type { HistoryEntry } from '#core/callout/work'
import type { Destination, Language, Plan } from '#core/plan/plan'
import { explain } from '#words/explain'
import { outcomeWords } from '#words/outcomes'
import { pictureWords } from '#words/picture'

export type DrawnAttempt = Pick<
  Attempt,
  'ordinal' | 'destination' | 'channel' | 'result' | 'key' | 'plannedAtMs' | 'begunAtMs' | 'answeredAtMs' | 'endedAtMs'
> & { readonly ringingAtMs: number | null }

/** One callout, previewed or stored. */
export type Drawn = {
  readonly plan: Plan
  readonly startedAtMs: number
  readonly head: Pick<Head, 'outcome' | 'acknowledgedBy' | 'endedAtMs'>
  readonly attempts: readonly DrawnAttempt[]
  readonly history: readonly HistoryEntry[]
}

export type Bar = {
  readonly plannedAtMs: number
  readonly begunAtMs: number
  readonly ringingAtMs: number | null
  readonly answeredAtMs: number | null
  /** The last known moment of one that is not over. */
  readonly endedAtMs: number
  readonly result: Attempt['result']
  readonly key: string | null
  /** What happened, in sentences. */
  readonly title: string
}

export type Row = { readonly name: string; readonly bars: readonly Bar[] }
export type Span = { readonly fromMs: number; readonly toMs: number; readonly label: string }

export type Timeline = {
  readonly language: Language
  readonly timeZone: string
  readonly title: string
  readonly description: string
  readonly startMs: number
  readonly endMs: number
  readonly rows: readonly Row[]
  /** People who are not drawn because there are too many. */
  readonly hidden: number
  readonly loops: readonly Span[]
  readonly waits: readonly Span[]
  readonly taken: { readonly atMs: number; readonly label: string } | null
  readonly outcome: Outcome | null
  readonly outcomeLabel: string
}

export type TimelineOptions = {
  readonly language: Language
  readonly timeZone?: string | undefined
  /** Of a callout that still runs: now. */
  readonly nowMs: number
  readonly isPreview: boolean
}

const ROWS_MAX = 60
const BARS_MAX = 3_000

const rowKey = ({ userId, name, channel, address }: Destination): string =>
  `${userId ?? `${name} ${address}`} ${channel}`

type Gathered = { readonly name: string; readonly bars: Bar[] }

const titlesOf = ({ history, plan }: Drawn, options: TimelineOptions): ReadonlyMap<number, string> => {
  const titles = new Map<number, string>()
  for (const { attempt, text } of explain(history, plan, options)) {
    if (attempt !== null) titles.set(attempt, `${titles.has(attempt) ? `${titles.get(attempt)}\n` : ''}${text}`)
  }
  return titles
}

const gather = (rows: Map<string, Gathered>, drawn: Drawn, options: TimelineOptions): void => {
  const { channels } = pictureWords[options.language]
  const keys = drawn.plan.destinations.map(rowKey)
  for (const [place, { name, channel }] of drawn.plan.destinations.entries()) {
    const key = keys[place] as string
    const label = channel === 'phone' ? name : `${name} ${channels[channel]}`
    if (!rows.has(key)) rows.set(key, { name: label, bars: [] })
  }
  const titles = titlesOf(drawn, options)
  for (const attempt of drawn.attempts.slice(0, BARS_MAX)) {
    const bar = barOf(attempt, titles.get(attempt.ordinal) ?? '', options.nowMs)
    if (bar !== null) rows.get(keys[attempt.destination] ?? '')?.bars.push(bar)
  }
}

/** Returns null for an attempt that was never begun. */
const barOf = (attempt: DrawnAttempt, title: string, nowMs: number): Bar | null => {
  const { plannedAtMs, begunAtMs, ringingAtMs, answeredAtMs, endedAtMs, result, key } = attempt
  if (begunAtMs === null) return null
  return {
    plannedAtMs,
    begunAtMs,
    ringingAtMs,
    answeredAtMs,
    endedAtMs: Math.max(begunAtMs, endedAtMs ?? nowMs),
    result: endedAtMs === null ? null : result,
    key,
    title,
  }
}

/** Bands from one opening of the first step to the next; a policy that escalated ends its last one. */
const loopsOf = (callouts: readonly Drawn[], endMs: number, language: Language): readonly Span[] => {
  const words = pictureWords[language]
  const begins = callouts.flatMap(({ plan, history }) => {
    const seen = new Set<number>()
    return history.flatMap(({ reason, facts, atMs }) => {
      const loop = Number(facts['loop'])
      if (reason !== 'step_opened' || seen.has(loop)) return []
      seen.add(loop)
      const policy = callouts.length > 1 ? `${plan.policyName} ` : ''
      return [{ fromMs: atMs, label: `${policy}${words.loop(loop)}` }]
    })
  })
  if (begins.length < 2) return []
  return begins.map((one, place) => ({ ...one, toMs: begins[place + 1]?.fromMs ?? endMs }))
}

const waitReasons = new Set(['step_waits', 'loop_waits', 'last_step_waits'])

const waitsOf = (callouts: readonly Drawn[], endMs: number, language: Language): readonly Span[] =>
  callouts.flatMap(({ history, head }) =>
    history.flatMap(({ reason, facts, atMs }) => {
      if (!waitReasons.has(reason)) return []
      const toMs = Math.min(Number(facts['atMs']), head.endedAtMs ?? endMs)
      return [{ fromMs: atMs, toMs, label: pictureWords[language].duration(toMs - atMs) }]
    }),
  )

const lastMomentOf = (callouts: readonly Drawn[], { nowMs, isPreview }: TimelineOptions): number => {
  const moments = callouts.flatMap(({ head, startedAtMs, attempts }) => [
    startedAtMs,
    head.endedAtMs ?? (isPreview ? startedAtMs : nowMs),
    ...attempts.map((one) => one.endedAtMs ?? one.answeredAtMs ?? one.begunAtMs ?? 0),
  ])
  return moments.reduce((latest, one) => Math.max(latest, one), 0)
}

const takenOf = (callouts: readonly Drawn[], language: Language): Timeline['taken'] => {
  const drawn = callouts.findLast(({ head }) => head.outcome === 'acknowledged')
  const { acknowledgedBy, endedAtMs } = drawn?.head ?? { acknowledgedBy: null, endedAtMs: null }
  if (acknowledgedBy === null || endedAtMs === null) return null
  return { atMs: endedAtMs, label: pictureWords[language].takes(acknowledgedBy.name) }
}

/** Returns the timeline of a callout and those it escalated to, at least one. */
export const timelineOf = (callouts: readonly [Drawn, ...Drawn[]], options: TimelineOptions): Timeline => {
  const { language, timeZone = 'Asia/Tokyo', isPreview } = options
  const words = pictureWords[language]
  const gathered = new Map<string, Gathered>()
  for (const drawn of callouts) gather(gathered, drawn, { ...options, timeZone })
  const all = [...gathered.values()]
  const shown =
    all.length > ROWS_MAX
      ? all.toSorted((one, other) => Number(other.bars.length > 0) - Number(one.bars.length > 0))
      : all
  const endMs = lastMomentOf(callouts, options)
  const outcome = callouts.at(-1)?.head.outcome ?? null
  const outcomeLabel = outcome === null ? '' : outcomeWords[language][outcome]
  const calls = all.reduce((sum, row) => sum + row.bars.length, 0)
  const people = all.filter((row) => row.bars.length > 0).length
  const [first] = callouts
  return {
    language,
    timeZone,
    title: isPreview ? `${words.preview}: ${first.plan.policyName}` : first.plan.policyName,
    description: words.described({ calls, people, outcome: outcomeLabel === '' ? '—' : outcomeLabel }),
    startMs: first.startedAtMs,
    endMs: Math.max(endMs, first.startedAtMs + 1_000),
    rows: shown.slice(0, ROWS_MAX),
    hidden: Math.max(0, all.length - ROWS_MAX),
    loops: loopsOf(callouts, endMs, language),
    waits: waitsOf(callouts, endMs, language),
    taken: takenOf(callouts, language),
    outcome,
    outcomeLabel,
  }
}
