// What is said of several callouts that a pause kept, when they are started together.

import type { Language } from '#core/plan/plan'

const NAMED_MAX = 20

const words = {
  ja: {
    head: (count: number) => `通知の停止中に、通報が${count}件ありました。`,
    more: (count: number) => `ほか${count}件`,
    separator: '、',
  },
  en: {
    head: (count: number) =>
      `While notification was paused, there ${count === 1 ? 'was 1 callout' : `were ${count} callouts`}.`,
    more: (count: number) => `and ${count} more`,
    separator: '; ',
  },
} as const satisfies Record<Language, unknown>

/** Each text once, the first ones by name. */
export const keptText = (texts: readonly string[], language: Language): string => {
  const { head, more, separator } = words[language]
  const different = [...new Set(texts.map((text) => text.trim()).filter((text) => text !== ''))]
  const named = different.slice(0, NAMED_MAX)
  const left = different.length - named.length
  return `${head(texts.length)} ${[...named, ...(left > 0 ? [more(left)] : [])].join(separator)}`.trim()
}
