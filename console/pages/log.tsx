// The log: every attempt of every callout, to whom, by what, and what became of it. How it is to be read stands behind the ?.

import { Text } from '@mantine/core'
import { Link, useSearch } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { LoggedAttempt } from '#contract/attempt-log'
import { attemptResults, channels } from '#contract/limits'
import { List } from '../components/list.tsx'
import { Named } from '../components/named.tsx'
import { Origin } from '../components/origin.tsx'
import { Page } from '../components/page.tsx'
import { RecordPlaces } from '../components/places.tsx'
import { RecordFilters } from '../components/record-filters.tsx'
import { instantOf } from '../data/instants.ts'
import { useTimes } from '../data/words.tsx'
import type words from '../words/en.json'

type Detail = keyof typeof words.detail

const results = [...attemptResults, 'under_way'] as const

/** Our own reasons in words; what a provider said stays as it said it. */
const Because = ({ detail }: { detail: string }) => {
  const t = useTranslations()
  const said = `detail.${detail as Detail}` as const
  return <span className="aside">{t.has(said) ? t(said) : detail}</span>
}

const Line = ({ one }: { one: LoggedAttempt }) => {
  const t = useTranslations()
  const { at } = useTimes()
  const { callout, name, channel, address, result, begunAt, plannedAt, detail, connection, connectionName } = one
  const became = results.find((known) => known === result) ?? 'under_way'
  return (
    <>
      <span className="aside">{at(begunAt ?? plannedAt)}</span>
      <span>
        <Link to="/callouts/$id" params={{ id: callout }} className="subject">
          {name}
        </Link>{' '}
        <span className="aside">
          {t(`channel.${channel}`)} {address} · <Origin of={one} />
          {connection !== null && (
            <>
              {' · '}
              <Named of={connection} name={connectionName} />
            </>
          )}
        </span>
      </span>
      <span className="mark">
        {t(`result.${became}`)} {detail !== null && became !== 'under_way' && <Because detail={detail} />}
      </span>
    </>
  )
}

const Filters = () => {
  const t = useTranslations()
  return (
    <RecordFilters
      from="/log"
      times={(['from', 'to'] as const).map((name) => ({ name, label: t(`log.${name}`) }))}
      person={{ name: 'user', label: t('log.user') }}
      choices={[
        {
          name: 'channel',
          label: t('log.channel'),
          options: channels.map((value) => ({ value, label: t(`channel.${value}`) })),
        },
        {
          name: 'result',
          label: t('log.result'),
          options: results.map((value) => ({ value, label: t(`result.${value}`) })),
        },
      ]}
    />
  )
}

export const Log = () => {
  const t = useTranslations('log')
  const { from, to, ...rest } = useSearch({ from: '/log' })
  const filters = { ...rest, from: instantOf(from) ?? undefined, to: instantOf(to) ?? undefined }
  const filtered = Object.values(filters).some((value) => value !== undefined)
  return (
    <Page title={t('title')} help="log" above={<RecordPlaces />}>
      <Filters />
      <List<LoggedAttempt>
        path="/v1/attempts"
        filters={filters}
        empty={<Text>{t(filtered ? 'noneSuch' : 'none')}</Text>}
      >
        {(one) => <Line one={one} />}
      </List>
    </Page>
  )
}
