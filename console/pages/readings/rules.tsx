// Which rules for what speech engines read badly are on.

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { Tick } from '../../components/form.tsx'
import { Said } from '../../components/said.tsx'
import { ask } from '../../data/api.ts'
import { oneQuery, useMay } from '../../data/queries.ts'
import type words from '../../words/en.json'

type Rule = keyof typeof words.readingRule
type Rules = Readonly<Record<'ja' | 'en', Readonly<Record<Rule, boolean>>>>

export const ReadingRules = ({ language }: { language: 'ja' | 'en' }) => {
  const t = useTranslations()
  const may = useMay()
  const client = useQueryClient()
  const { data, error } = useQuery(oneQuery<Rules>('/v1/readings/rules'))
  const set = useMutation({
    mutationFn: (rules: Partial<Record<Rule, boolean>>) =>
      ask<Rules>('/v1/readings/rules', { method: 'PATCH', body: { [language]: rules } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['readings'] }),
  })
  return (
    <section>
      <h2>{t('readings.rules')}</h2>
      <p className="aside">{t('readings.rulesWhy')}</p>
      <Said error={error ?? set.error} />
      {data !== undefined && (
        <fieldset className="ticks">
          <legend className="hidden">{t('readings.rules')}</legend>
          {(Object.entries(data[language]) as [Rule, boolean][]).map(([rule, on]) => (
            <Tick
              key={rule}
              label={t(`readingRule.${rule}`)}
              value={on}
              disabled={!may('readings:write')}
              onChange={(value) => set.mutate({ [rule]: value })}
            />
          ))}
        </fieldset>
      )}
    </section>
  )
}
