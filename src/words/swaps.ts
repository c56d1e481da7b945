// What people are told of a shift that somebody asks others to take: that they are asked, and what became of it. Pure words in both
// languages; instants on the clock of the schedule.

import type { SwapReader, SwapState } from '#core/calendar/swap'
import type { Language } from '#core/plan/plan'
import type { DutyMessage } from './duty-notices.ts'
import { dateAndTimeIn } from './times.ts'

/** Who reads it: whoever asked, who took it, or another who was asked. */

export type SwapTold = {
  readonly state: SwapState
  readonly reader: SwapReader
  readonly schedule: string
  readonly zone: string
  readonly position: string | null
  readonly fromMs: number
  readonly toMs: number
  readonly note: string
  /** Names. */
  readonly from: string
  readonly takenBy: string
  /** Where it is answered. */
  readonly link: string
}

type Line = (told: Pick<SwapTold, 'from' | 'takenBy'>) => string
type Said = Readonly<Record<SwapState, Readonly<Record<SwapReader, Line>>>>
type Words = {
  readonly labels: Readonly<Record<'schedule' | 'position' | 'from' | 'to' | 'note' | 'answer', string>>
  readonly said: Said
}

const ja: Said = {
  open: {
    asking: () => '当番の交代を頼みました。',
    taking: ({ from }) => `${from}さんから、当番の交代を頼まれています。`,
    asked: ({ from }) => `${from}さんから、当番の交代を頼まれています。`,
  },
  accepted: {
    asking: ({ takenBy }) => `${takenBy}さんが当番を代わります。`,
    taking: ({ from }) => `${from}さんの当番を引き受けました。`,
    asked: ({ takenBy }) => `${takenBy}さんが当番を引き受けました。お返事は要りません。`,
  },
  declined: {
    asking: () => '当番の交代は断られました。当番は元のままです。',
    taking: ({ from }) => `${from}さんの当番の交代は行われません。`,
    asked: ({ from }) => `${from}さんの当番の交代は行われません。`,
  },
  withdrawn: {
    asking: () => '当番の交代の依頼を取り下げました。',
    taking: ({ from }) => `${from}さんが、当番の交代の依頼を取り下げました。`,
    asked: ({ from }) => `${from}さんが、当番の交代の依頼を取り下げました。`,
  },
  expired: {
    asking: () => '引き受ける人がいないまま当番の時間になりました。当番は元のままです。',
    taking: ({ from }) => `当番の時間になったため、${from}さんの交代の依頼は終わりました。`,
    asked: ({ from }) => `当番の時間になったため、${from}さんの交代の依頼は終わりました。`,
  },
}

const en: Said = {
  open: {
    asking: () => 'You asked others to take your shift.',
    taking: ({ from }) => `${from} asks you to take a shift.`,
    asked: ({ from }) => `${from} asks you to take a shift.`,
  },
  accepted: {
    asking: ({ takenBy }) => `${takenBy} takes your shift.`,
    taking: ({ from }) => `You have taken a shift from ${from}.`,
    asked: ({ takenBy }) => `${takenBy} takes the shift; you do not need to answer.`,
  },
  declined: {
    asking: () => 'Nobody took your shift: your request was declined. It stays yours.',
    taking: ({ from }) => `The shift of ${from} will not be swapped.`,
    asked: ({ from }) => `The shift of ${from} will not be swapped.`,
  },
  withdrawn: {
    asking: () => 'You withdrew your request to swap a shift.',
    taking: ({ from }) => `${from} no longer asks you to take the shift.`,
    asked: ({ from }) => `${from} no longer asks you to take the shift.`,
  },
  expired: {
    asking: () => 'Your shift is beginning, and nobody has taken it. It stays yours.',
    taking: ({ from }) => `The shift of ${from} is beginning; it can no longer be taken.`,
    asked: ({ from }) => `The shift of ${from} is beginning; it can no longer be taken.`,
  },
}

const words: Readonly<Record<Language, Words>> = {
  ja: {
    labels: { schedule: '当番表', position: '担当', from: '開始', to: '終了', note: 'メモ', answer: 'お返事' },
    said: ja,
  },
  en: {
    labels: {
      schedule: 'Schedule',
      position: 'Position',
      from: 'From',
      to: 'Until',
      note: 'Note',
      answer: 'Answer at',
    },
    said: en,
  },
}

/** Returns what one person is told, in their language. */
export const swapMessage = (told: SwapTold, language: Language): DutyMessage => {
  const { labels, said } = words[language]
  const { state, reader, schedule, zone, position, fromMs, toMs, note, link } = told
  const first = said[state][reader](told)
  const lines: (readonly [string, string])[] = [
    [labels.schedule, schedule],
    [labels.position, position ?? ''],
    [labels.from, dateAndTimeIn(fromMs, zone)],
    [labels.to, dateAndTimeIn(toMs, zone)],
    [labels.note, note],
    [labels.answer, state === 'open' ? link : ''],
  ]
  const filled = lines.flatMap(([label, value]) => (value === '' ? [] : [`${label}: ${value}`]))
  return { subject: `${schedule}: ${first}`, text: [first, '', ...filled].join('\n') }
}
