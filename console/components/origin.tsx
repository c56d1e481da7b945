// What a callout belongs to: its policy; or, where somebody writes to one person, what that is for.

import { useTranslations } from 'use-intl'
import type { CalloutSummary } from '#contract/callouts'

export const useOrigin = (): ((callout: Pick<CalloutSummary, 'policy' | 'purpose'>) => string) => {
  const t = useTranslations()
  return ({ policy, purpose }) => (purpose === null ? policy : t(`purpose.${purpose}`))
}
