// The history of callouts: what ran, for what, and how it ended, newest first.

import { Text } from '@mantine/core'
import { Link, useSearch } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { CalloutSummary } from '#contract/callouts'
import { useFilter } from '../components/filter.ts'
import { Choice, Field } from '../components/form.tsx'
import { List } from '../components/list.tsx'
import { Mark } from '../components/mark.tsx'
import { Origin } from '../components/origin.tsx'
import { Page } from '../components/page.tsx'
import { RecordPlaces } from '../components/places.tsx'
import { PolicyFilter } from '../components/policy-filter.tsx'
import { instantOf } from '../data/instants.ts'
import { useTimes } from '../data/words.tsx'

const Line = ({ callout }: { callout: CalloutSummary }) => {
  const t = useTranslations('callout')
  const { at } = useTimes()
  const { id, outcome, text, createdAt, createdBy, acknowledgedBy, comesBackAt } = callout
  return (
    <>
      <Mark outcome={outcome} />
      <Link to="/callouts/$id" params={{ id }} className="subject">
        {text || t('noText')}
      </Link>
      <span className="aside">
        {at(createdAt)} · <Origin of={callout} /> ·{' '}
        {acknowledgedBy === null ? createdBy : t('acknowledgedBy', { name: acknowledgedBy.name })}
        {comesBackAt !== null && ` · ${t('unresolved', { at: at(comesBackAt) })}`}
      </span>
    </>
  )
}

const states = ['', 'running', 'ended', 'unresolved'] as const

export const Callouts = () => {
  const t = useTranslations('callouts')
  const search = useSearch({ from: '/callouts' })
  const filters = { ...search, from: instantOf(search.from) ?? undefined, to: instantOf(search.to) ?? undefined }
  const filter = useFilter('/callouts')
  const filtered = Object.values(filters).some((one) => one !== undefined)
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
        <PolicyFilter value={search.policy ?? ''} onChange={filter('policy')} />
        {(['from', 'to'] as const).map((name) => (
          <Field
            key={name}
            name={name}
            label={t(name)}
            kind="datetime-local"
            value={search[name] ?? ''}
            onChange={filter(name)}
          />
        ))}
      </div>
      <List<CalloutSummary>
        path="/v1/callouts"
        filters={filters}
        empty={<Text>{t(filtered ? 'noneSuch' : 'none')}</Text>}
      >
        {(callout) => <Line callout={callout} />}
      </List>
    </Page>
  )
}
