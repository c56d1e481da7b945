// What an alert about a heartbeat says in words.

import type { HeartbeatSettings } from '#core/alert/heartbeat'
import type { Language } from '#core/plan/plan'
import { pictureWords } from './picture.ts'

const words: Readonly<Record<Language, (period: string, grace: string) => string>> = {
  ja: (period, grace) => `到達確認が${period}(猶予${grace})を過ぎても届きません`,
  en: (period, grace) => `No ping within ${period} (and ${grace} of grace)`,
}

export const missedSummary = ({ periodSeconds, graceSeconds }: HeartbeatSettings, language: Language): string => {
  const { duration } = pictureWords[language]
  return words[language](duration(periodSeconds * 1_000), duration(graceSeconds * 1_000))
}
