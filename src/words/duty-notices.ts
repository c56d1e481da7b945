// What people are told of their duty, by mail and chat: that it begins or ends, or that it will not after all. Pure words in both
// languages; instants on the clock of the schedule.

import type { HandOff, Notice } from '#core/calendar/hand-offs'
import type { Language } from '#core/plan/plan'
import { dateAndTimeIn } from './times.ts'

export type DutyMessage = { readonly subject: string; readonly text: string }

export type About = {
  /** The schedule's name. */
  readonly schedule: string
  readonly zone: string
  /** The name of somebody; undefined: deleted since. */
  readonly nameOf: (person: string) => string | undefined
  /** The schedule's page. */
  readonly link: string
}

type Labels = Readonly<Record<'positions' | 'from' | 'to' | 'before' | 'after' | 'nobody' | 'more' | 'and', string>>
type Words = {
  /** Stands where a policy's name stands. */
  readonly name: string
  readonly labels: Labels
  readonly comes: (schedule: string, at: string) => { readonly subject: string; readonly first: string }
  readonly goes: Words['comes']
  readonly changed: Words['comes']
}

export const dutyWords: Readonly<Record<Language, Words>> = {
  ja: {
    name: '当番のお知らせ',
    labels: {
      positions: '担当',
      from: '開始',
      to: '終了',
      before: '前の当番',
      after: '次の当番',
      nobody: 'いません',
      more: '当番表',
      and: '、',
    },
    comes: (schedule, at) => ({
      subject: `${schedule}: ${at} から当番です`,
      first: `${schedule}の当番が始まります。`,
    }),
    goes: (schedule, at) => ({
      subject: `${schedule}: ${at} に当番が終わります`,
      first: `${schedule}の当番が終わります。`,
    }),
    changed: (schedule, at) => ({
      subject: `${schedule}: ${at} の交代は変更されました`,
      first: `先にお知らせした ${at} の${schedule}の交代は、当番表が変更されたため、ありません。`,
    }),
  },
  en: {
    name: 'Notice of duty',
    labels: {
      positions: 'Position',
      from: 'From',
      to: 'Until',
      before: 'Before you',
      after: 'After you',
      nobody: 'nobody',
      more: 'Schedule',
      and: ', ',
    },
    comes: (schedule, at) => ({
      subject: `${schedule}: you are on duty from ${at}`,
      first: `Your duty for ${schedule} begins.`,
    }),
    goes: (schedule, at) => ({
      subject: `${schedule}: your duty ends at ${at}`,
      first: `Your duty for ${schedule} ends.`,
    }),
    changed: (schedule, at) => ({
      subject: `${schedule}: the hand-off at ${at} was changed`,
      first: `The hand-off of ${schedule} at ${at} that you were told about will not happen: the schedule was changed.`,
    }),
  },
}

type Line = readonly [label: string, value: string]

const linesOf = ({ kind, positions, atMs, untilMs, others }: HandOff, about: About, language: Language): Line[] => {
  const { labels } = dutyWords[language]
  const at = (instantMs: number) => dateAndTimeIn(instantMs, about.zone)
  const names = others.flatMap((person) => about.nameOf(person) ?? []).join(labels.and)
  const where: Line = [labels.positions, positions.join(labels.and)]
  if (kind === 'goes') return [where, [labels.to, at(atMs)], [labels.after, names === '' ? labels.nobody : names]]
  const end: Line[] = untilMs === null ? [] : [[labels.to, at(untilMs)]]
  const before: Line[] = names === '' ? [] : [[labels.before, names]]
  return [where, [labels.from, at(atMs)], ...end, ...before]
}

/** Returns what one person is told, in their language. */
export const dutyMessage = (notice: Notice, about: About, language: Language): DutyMessage => {
  const words = dutyWords[language]
  const { atMs, kind } = notice.says === 'hand_off' ? notice.handOff : notice.edge
  const say = notice.says === 'not_any_more' ? words.changed : words[kind]
  const { subject, first } = say(about.schedule, dateAndTimeIn(atMs, about.zone))
  const lines = notice.says === 'hand_off' ? linesOf(notice.handOff, about, language) : []
  const all = [...lines, [words.labels.more, about.link] as const].map(([label, value]) => `${label}: ${value}`)
  return { subject, text: [first, '', ...all].join('\n') }
}
