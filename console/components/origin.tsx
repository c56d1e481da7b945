// What a callout belongs to: its policy; or, where somebody writes to one person, what that is for.

import { useTranslations } from 'use-intl'
import type { CalloutSummary } from '#contract/callouts'
import { Named } from './named.tsx'

type Props = { readonly of: Pick<CalloutSummary, 'policy' | 'policyName' | 'purpose'> }

export const Origin = ({ of: { policy, policyName, purpose } }: Props) => {
  const t = useTranslations()
  return purpose === null ? <Named of={policy} name={policyName} /> : t(`purpose.${purpose}`)
}
