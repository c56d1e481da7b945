// What is wrong with Noroshi itself, in words.

import type { SelfTrouble } from '#core/alert/itself'
import type { Language } from '#core/plan/plan'

const reason = (code: string | null, [before, after]: readonly [string, string]): string =>
  code === null ? '' : `${before}${code}${after}`

export const selfText = (trouble: SelfTrouble, language: Language): string => {
  switch (trouble.kind) {
    case 'connection': {
      const { name, code } = trouble
      return language === 'ja'
        ? `接続先「${name}」が使えません${reason(code, ['(', ')'])}`
        : `The connection “${name}” does not work${reason(code, [' (', ')'])}`
    }
    case 'late':
      return language === 'ja'
        ? `${trouble.count}件の通報の処理が1分以上遅れています`
        : `${trouble.count} ${trouble.count === 1 ? 'callout is' : 'callouts are'} late by more than a minute`
  }
}
