// The history of callouts: what ran, for what, and how it ended, newest first.

import { Text } from '@mantine/core'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { CalloutSummary } from '#contract/callouts'
import type { Policy } from '#contract/policies'
import { Choice } from '../components/form.tsx'
import { List } from '../components/list.tsx'
import { Mark } from '../components/mark.tsx'
import { Page } from '../components/page.tsx'
import { RecordPlaces } from '../components/places.tsx'
import { SoughtChoice } from '../components/sought-choice.tsx'
import { useMay } from '../data/queries.ts'
import { useTimes } from '../data/words.tsx'

const Line = ({ callout }: { callout: CalloutSummary }) => {
  const t = useTranslations('callout')
  const { at } = useTimes()
  const { id, outcome, text, policy, createdAt, createdBy, acknowledgedBy, comesBackAt } = callout
  return (
    <>
      <Mark outcome={outcome} />
      <Link to="/callouts/$id" params={{ id }} className="subject">
        {text || t('noText')}
      </Link>
      <span className="aside">
        {at(createdAt)} · {policy} ·{' '}
        {acknowledgedBy === null ? createdBy : t('acknowledgedBy', { name: acknowledgedBy.name })}
        {comesBackAt !== null && ` · ${t('unresolved', { at: at(comesBackAt) })}`}
      </span>
    </>
  )
}

const PolicyFilter = ({ value, onChange }: { value: string; onChange: (value: string) => void }) => {
  const t = useTranslations('callouts')
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

const states = ['', 'running', 'ended', 'unresolved'] as const

export const Callouts = () => {
  const t = useTranslations('callouts')
  const may = useMay()
  const search = useSearch({ from: '/callouts' })
  const navigate = useNavigate({ from: '/callouts' })
  const filter = (name: 'status' | 'policy') => (value: string) =>
    void navigate({ search: { ...search, [name]: value === '' ? undefined : value }, replace: true })
  const filtered = search.status !== undefined || search.policy !== undefined
  return (
    <Page title={t('title')} help="callouts" above={<RecordPlaces />}>
      <div className="filters">
        <Choice
          name="status"
          label={t('status')}
          value={search.status ?? ''}
          onChange={filter('status')}
          options={states.map((value) => ({ value, label: t(value === '' ? 'any' : value) }))}
        />
        {may('policies:read') && <PolicyFilter value={search.policy ?? ''} onChange={filter('policy')} />}
      </div>
      <List<CalloutSummary>
        path="/v1/callouts"
        filters={search}
        empty={<Text>{t(filtered ? 'noneSuch' : 'none')}</Text>}
      >
        {(callout) => <Line callout={callout} />}
      </List>
    </Page>
  )
}
