// What was found wrong with a policy while its plan was built, in words.

import { errorWords, isErrorCode } from '#contract/errors'
import type { Finding } from '#core/plan/build'
import type { Language } from '#http/port'

export const codeWords = (code: string, language: Language): string =>
  isErrorCode(code) ? errorWords(code, language).title : code

export const showFinding = (finding: Finding, language: Language) => ({
  ...finding,
  message: codeWords(finding.code, language),
})
