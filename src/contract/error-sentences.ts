// What an error is called and what helps, as the sentences they are where they stand in one line.

import type { ErrorWords } from './errors.ts'

const marks = { ja: '。', en: '. ' } as const

/** Either may be empty. */
export const errorSentences = ({ title, cure }: ErrorWords, language: keyof typeof marks): string => {
  if (title === '' || cure === '') return `${title}${cure}`
  return `${title}${/[.。!?]$/.test(title) ? marks[language].slice(1) : marks[language]}${cure}`
}
