// The history of a callout in plain words: who was called when, what happened, and why. There is no second log: what is
// told here is what was decided. Names come from the frozen plan; numbers never appear.

import type { Reason } from '#core/callout/reason'
import type { HistoryEntry } from '#core/callout/work'
import type { Channel, Language, Plan } from '#core/plan/plan'
import { messageSentence } from './messages.ts'
import { causesEn, reasonsEn } from './reasons-en.ts'
import { causesJa, reasonsJa } from './reasons-ja.ts'
import type { Causes, Sentences, Telling } from './telling.ts'
import { TIME_ZONE } from './times.ts'

export const reasonSentences: Readonly<Record<Language, Sentences>> = { ja: reasonsJa, en: reasonsEn }
const causes: Readonly<Record<Language, Causes>> = { ja: causesJa, en: causesEn }

export type Explained = {
  readonly seq: number
  readonly atMs: number
  readonly text: string
  readonly reason: Reason
  readonly destination: number | null
  readonly attempt: number | null
}

const clockOf = (timeZone: string): ((atMs: number) => string) => {
  const format = new Intl.DateTimeFormat('ja-JP', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  })
  return (atMs) => format.format(atMs)
}

/** Why an attempt was planned, and the how manieth at its destination it is. */
type Planned = { readonly why: Reason; readonly nth: number }

const plannedIn = (history: readonly HistoryEntry[], made: Causes): Map<number, Planned> => {
  const planned = new Map<number, Planned>()
  const tries = new Map<number, number>()
  for (const { reason, destination, attempt } of history) {
    if (attempt === null || destination === null || made[reason] === undefined) continue
    const nth = (tries.get(destination) ?? 0) + 1
    tries.set(destination, nth)
    planned.set(attempt, { why: reason, nth })
  }
  return planned
}

/** By which channel an attempt goes at a line of its history: where it is not its destination's, that was told at the time. */
const channelsIn = (history: readonly HistoryEntry[]): ((entry: HistoryEntry) => Channel | undefined) => {
  const last = new Map<number, Channel>()
  const told = new Map<number, Channel>()
  for (const { seq, attempt, facts } of history) {
    if (attempt === null) continue
    if (typeof facts['channel'] === 'string') last.set(attempt, facts['channel'] as Channel)
    const now = last.get(attempt)
    if (now !== undefined) told.set(seq, now)
  }
  return ({ seq }) => told.get(seq)
}

/**
 * Returns one sentence per line of history.
 * @param options.timeZone of times of day within sentences: an IANA name; Japan's when not given
 */
export const explain = (
  history: readonly HistoryEntry[],
  plan: Plan,
  { language, timeZone = TIME_ZONE }: { language: Language; timeZone?: string | undefined },
): readonly Explained[] => {
  const time = clockOf(timeZone)
  const planned = plannedIn(history, causes[language])
  const otherwise = channelsIn(history)
  return history.map((entry) => {
    const { seq, atMs, reason, destination, attempt, facts } = entry
    const made = attempt === null ? undefined : planned.get(attempt)
    const contacted = destination === null ? undefined : plan.destinations[destination]
    const telling: Telling = {
      who: contacted?.name ?? '',
      ...attemptWords(made, causes[language]),
      text: (fact) => String(facts[fact] ?? ''),
      number: (fact) => Number(facts[fact] ?? 0),
      time: (fact) => (typeof facts[fact] === 'number' ? time(facts[fact]) : ''),
    }
    const channel = otherwise(entry) ?? contacted?.channel ?? 'phone'
    const text = messageSentence(reason, telling, { channel, language }) ?? reasonSentences[language][reason](telling)
    return { seq, atMs, text, reason, destination, attempt }
  })
}

/** Which attempt it was, and why it was made. */
const attemptWords = (made: Planned | undefined, whys: Causes): Pick<Telling, 'nth' | 'why'> =>
  made === undefined ? { nth: 0, why: '' } : { nth: made.nth, why: whys[made.why] ?? '' }
