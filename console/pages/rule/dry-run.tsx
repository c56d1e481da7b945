// What would happen if such a problem were told of now: what each rule would do, and who would be called by its policy.

import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { SourceShown } from '#contract/alert-sources'
import { severities } from '#contract/limits'
import { Choice, Field } from '../../components/form.tsx'
import { Said } from '../../components/said.tsx'
import { SoughtChoice } from '../../components/sought-choice.tsx'
import { Verdicts } from '../../components/verdicts.tsx'
import { matchQuery, useMay, whomQuery } from '../../data/queries.ts'
import { wordsOf } from './draft.ts'

const blank = { source: '', host: '', service: '', severity: 'critical', condition: '', groups: '' }
type Draft = typeof blank

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim())
const sampleOf = ({ source, host, service, severity, condition, groups }: Draft) => ({
  source: orNull(source),
  host: orNull(host),
  service: orNull(service),
  severity,
  condition: condition.trim(),
  groups: wordsOf(groups),
})

const Whom = ({ policy, name }: { policy: string; name: string | null }) => {
  const t = useTranslations('dryRun')
  const { data } = useQuery(whomQuery(policy))
  if (data === undefined) return null
  return <p>{t('whom', { policy: name ?? policy, names: data.length === 0 ? t('nobody') : data.join(t('and')) })}</p>
}

const Outcome = ({ draft }: { draft: Draft }) => {
  const t = useTranslations('dryRun')
  const may = useMay()
  const asked = useDeferredValue({ sample: sampleOf(draft) })
  const { data, error } = useQuery({ ...matchQuery(asked), placeholderData: (before) => before })
  const about = data?.items.filter(({ verdict }) => verdict !== 'not_matched' && verdict !== 'disabled') ?? []
  const calling = about.filter(({ verdict }) => verdict === 'calls' || verdict === 'waits')
  const policies = new Map(calling.map(({ policy, policyName }) => [policy, policyName]))
  return (
    <div role="status" aria-label={t('outcome')}>
      <Said error={error} />
      {data !== undefined && about.length === 0 && <p>⚠ {t('none')}</p>}
      <Verdicts verdicts={about} />
      {may('policies:read') && [...policies].map(([policy, name]) => <Whom key={policy} policy={policy} name={name} />)}
    </div>
  )
}

export const DryRun = () => {
  const t = useTranslations()
  const may = useMay()
  const [draft, setDraft] = useState(blank)
  const set = (patch: Partial<Draft>) => setDraft({ ...draft, ...patch })
  return (
    <section>
      <h2>{t('dryRun.title')}</h2>
      <p className="aside">{t('dryRun.hint')}</p>
      <div className="filters">
        <SoughtChoice<SourceShown>
          path="/v1/sources"
          name="source"
          label={t('alertFilter.source')}
          value={draft.source}
          onChange={(source) => set({ source })}
          none="–"
          enabled={may('sources:read')}
        />
        {(['host', 'service', 'condition', 'groups'] as const).map((name) => (
          <Field
            key={name}
            name={name}
            label={t(`dryRun.${name}`)}
            value={draft[name]}
            onChange={(value) => set({ [name]: value })}
          />
        ))}
        <Choice
          name="severity"
          label={t('alertFilter.severity')}
          value={draft.severity}
          onChange={(severity) => set({ severity })}
          options={severities.map((value) => ({ value, label: t(`severity.${value}`) }))}
        />
      </div>
      <Outcome draft={draft} />
    </section>
  )
}
