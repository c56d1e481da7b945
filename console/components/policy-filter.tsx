// What happened, narrowed to one policy.

import { useTranslations } from 'use-intl'
import type { Policy } from '#contract/policies'
import { useMay } from '../data/queries.ts'
import { SoughtChoice } from './sought-choice.tsx'

type Props = { readonly value: string; readonly onChange: (value: string) => void }

export const PolicyFilter = ({ value, onChange }: Props) => {
  const t = useTranslations('callouts')
  const may = useMay()
  if (!may('policies:read')) return null
  return (
    <SoughtChoice<Policy>
      path="/v1/policies"
      name="policy"
      label={t('policy')}
      value={value}
      onChange={onChange}
      none={t('anyPolicy')}
    />
  )
}
