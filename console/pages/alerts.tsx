// What is monitored, and how it is now: the latest change first. The filters stand in the address.

import { Text } from '@mantine/core'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { SourceShown } from '#contract/alert-sources'
import type { AlertShown } from '#contract/alerts'
import { severities } from '#contract/limits'
import { AlertMark, alertName, useSeverity } from '../components/alert-mark.tsx'
import { Choice, type Option } from '../components/form.tsx'
import { List } from '../components/list.tsx'
import { Named } from '../components/named.tsx'
import { Page } from '../components/page.tsx'
import { AlertPlaces } from '../components/places.tsx'
import { SoughtChoice } from '../components/sought-choice.tsx'
import { apart } from '../data/apart.ts'
import { LOOK_EVERY_MS, useMay } from '../data/queries.ts'
import { useTimes } from '../data/words.tsx'

const Line = ({ alert }: { alert: AlertShown }) => {
  const t = useTranslations()
  const severityIn = useSeverity()
  const { at, ago } = useTimes()
  const { id, severity, condition, summary, since, source, sourceName, acknowledgedBy, matched, state, flapping } =
    alert
  const what = [condition, summary]
    .filter((one) => one !== '')
    .map(apart)
    .join(' · ')
  return (
    <>
      <AlertMark alert={alert} />
      <span>
        <Link to="/alerts/$id" params={{ id }} className="subject">
          {alertName(alert)}
        </Link>{' '}
        <span className="aside">{what}</span>
      </span>
      <span className="aside">
        {severityIn(severity)} · <Named of={source} name={sourceName} /> · {at(since)} ({ago(since)})
        {acknowledgedBy !== null && ` · ${t('alerts.has', { name: apart(acknowledgedBy) })}`}
        {flapping && ` · ${t('alerts.flapping')}`}
        {state === 'problem' && matched === false && ` · ⚠ ${t('alerts.unmatched')}`}
      </span>
    </>
  )
}

const names = ['state', 'severity', 'acknowledged', 'unmatched'] as const
type Search = { readonly [one in (typeof names)[number] | 'source']?: string }

const useChoices = (): Readonly<Record<(typeof names)[number], readonly Option[]>> => {
  const t = useTranslations()
  const any = { value: '', label: t('alerts.any') }
  return {
    state: [any, ...(['problem', 'recovered'] as const).map((value) => ({ value, label: t(`alertState.${value}`) }))],
    severity: [any, ...severities.map((value) => ({ value, label: t(`severity.${value}`) }))],
    acknowledged: [
      any,
      { value: 'false', label: t('alerts.nobodyHas') },
      { value: 'true', label: t('alerts.somebodyHas') },
    ],
    unmatched: [any, { value: 'true', label: t('alerts.unmatched') }],
  }
}

const None = ({ filtered }: { filtered: boolean }) => {
  const t = useTranslations('alerts')
  const may = useMay()
  if (filtered) return <Text>{t('noneSuch')}</Text>
  return (
    <>
      <Text>{t('none')}</Text>
      {may('sources:read') && <Link to="/sources">{t('toSources')}</Link>}
    </>
  )
}

export const Alerts = () => {
  const t = useTranslations()
  const may = useMay()
  const search: Search = useSearch({ from: '/alerts' })
  const navigate = useNavigate({ from: '/alerts' })
  const choices = useChoices()
  const filter = (name: keyof Search) => (value: string) =>
    void navigate({ search: { ...search, [name]: value === '' ? undefined : value }, replace: true })
  return (
    <Page title={t('alerts.title')} help="alerts" above={<AlertPlaces />}>
      <div className="filters">
        {names.map((name) => (
          <Choice
            key={name}
            name={name}
            label={t(`alertFilter.${name}`)}
            value={search[name] ?? ''}
            onChange={filter(name)}
            options={choices[name]}
          />
        ))}
        {may('sources:read') && (
          <SoughtChoice<SourceShown>
            path="/v1/sources"
            name="source"
            label={t('alertFilter.source')}
            value={search.source ?? ''}
            onChange={filter('source')}
            none={t('alerts.any')}
          />
        )}
      </div>
      <List<AlertShown>
        path="/v1/alerts"
        filters={search}
        every={LOOK_EVERY_MS}
        empty={<None filtered={Object.values(search).some((one) => one !== undefined)} />}
      >
        {(alert) => <Line alert={alert} />}
      </List>
    </Page>
  )
}
