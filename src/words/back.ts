// What a monitoring system keeps as the comment of what somebody took here.

import type { BackDeed } from '#core/alert/back'
import type { Language } from '#core/plan/plan'

const comments: Readonly<Record<Language, Readonly<Record<BackDeed['kind'], (author: string) => string>>>> = {
  ja: {
    acknowledge: (author) => `Noroshi: ${author}が認知済みにしました`,
    downtime: (author) => `Noroshi: ${author}がダウンタイムを設定しました`,
  },
  en: {
    acknowledge: (author) => `Noroshi: acknowledged by ${author}`,
    downtime: (author) => `Noroshi: downtime set by ${author}`,
  },
}

export const backComment = (kind: BackDeed['kind'], author: string, language: Language): string =>
  comments[language][kind](author)
