// One alert: how it stands and since when, "I have it", which rules are about it, what came of it, and what has happened.

import { Button, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { AlertDetail } from '#contract/alerts'
import { AlertMark, alertName, useSeverity } from '../../components/alert-mark.tsx'
import { Named } from '../../components/named.tsx'
import { Page } from '../../components/page.tsx'
import { Said } from '../../components/said.tsx'
import { apart } from '../../data/apart.ts'
import { ask, at } from '../../data/api.ts'
import { LOOK_EVERY_MS, oneQuery, useMay } from '../../data/queries.ts'
import { useTimes } from '../../data/words.tsx'
import { History } from './history.tsx'
import { RulesAbout } from './rules-about.tsx'

const Take = ({ id }: { id: string }) => {
  const t = useTranslations('alert')
  const client = useQueryClient()
  const take = useMutation({
    mutationFn: () => ask(`/v1/alerts/${at(id)}/acknowledge`, { method: 'POST' }),
    onSettled: () => client.invalidateQueries({ queryKey: ['alerts'] }),
  })
  return (
    <>
      <Button size="md" color="ember" className="apart" loading={take.isPending} onClick={() => take.mutate()}>
        {t('acknowledge')}
      </Button>
      <Said error={take.error} />
    </>
  )
}

/** What else is to be known of it, where there is anything. */
const useNotes = ({ groups, downtimeUntil, flapping, hard }: AlertDetail): readonly string[] => {
  const t = useTranslations('alert')
  const { at: when } = useTimes()
  return [
    ...(groups.length === 0 ? [] : [t('groups', { names: groups.map(apart).join(t('and')) })]),
    ...(downtimeUntil === null ? [] : [t('downtime', { at: when(downtimeUntil) })]),
    ...(flapping ? [t('flapping')] : []),
    ...(hard ? [] : [t('soft')]),
  ]
}

const Standing = ({ alert }: { alert: AlertDetail }) => {
  const t = useTranslations()
  const may = useMay()
  const severityIn = useSeverity()
  const { at: when, ago } = useTimes()
  const { id, severity, condition, summary, since, source, sourceName, state, acknowledgedBy, url } = alert
  const free = state === 'problem' && acknowledgedBy === null
  return (
    <section className="standing">
      <AlertMark alert={alert} />
      {summary !== '' && <Text>{summary}</Text>}
      <Text className="aside">
        {[severityIn(severity), apart(condition)].filter((one) => one !== '').join(' · ')} ·{' '}
        <Named of={source} name={sourceName} /> · {t('alert.since', { at: when(since), ago: ago(since) })}
      </Text>
      {acknowledgedBy !== null && <Text>{t('alerts.has', { name: apart(acknowledgedBy) })}</Text>}
      {useNotes(alert).map((note) => (
        <Text key={note} className="aside">
          {note}
        </Text>
      ))}
      {url !== null && (
        <a href={url} target="_blank" rel="noreferrer" className="apart">
          {t('alert.url')}
        </a>
      )}
      {free && may('alerts:acknowledge') && <Take id={id} />}
    </section>
  )
}

export const Alert = () => {
  const t = useTranslations('alert')
  const may = useMay()
  const { id } = useParams({ from: '/alerts/$id' })
  const { data, error } = useQuery({ ...oneQuery<AlertDetail>(`/v1/alerts/${at(id)}`), refetchInterval: LOOK_EVERY_MS })
  return (
    <Page
      title={data === undefined ? t('title') : alertName(data)}
      help="alert"
      above={
        <Link to="/alerts" className="back">
          ← {t('back')}
        </Link>
      }
    >
      <Said error={error} />
      {data !== undefined && (
        <>
          <Standing alert={data} />
          {may('rules:read') && <RulesAbout alert={data} />}
          <History alert={data} />
        </>
      )}
    </Page>
  )
}
