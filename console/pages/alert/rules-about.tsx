// What each rule would do about an alert as it is now: those that are about it, with why nothing is done where that is so.

import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import type { AlertDetail } from '#contract/alerts'
import { Said } from '../../components/said.tsx'
import { Verdicts } from '../../components/verdicts.tsx'
import { matchQuery } from '../../data/queries.ts'

export const RulesAbout = ({ alert: { id, updatedAt, state } }: { alert: AlertDetail }) => {
  const t = useTranslations('alert')
  const { data, error } = useQuery(matchQuery({ alert: id }, updatedAt))
  const about = data?.items.filter(({ verdict }) => verdict !== 'not_matched' && verdict !== 'disabled') ?? []
  return (
    <section>
      <h2>{t('rules')}</h2>
      <Said error={error} />
      {data !== undefined && about.length === 0 && (
        <Text className="aside">{t(state === 'problem' ? 'noRule' : 'noRuleRecovered')}</Text>
      )}
      <Verdicts verdicts={about} />
    </section>
  )
}
