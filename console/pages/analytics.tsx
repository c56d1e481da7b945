// The morning after, and the month: how soon callouts were taken, who was reached by what and when, who was woken, and what was
// called out most. Bars are words and figures first; their length only helps the eye.

import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useFormatter, useTranslations } from 'use-intl'
import type { Analytics as Figures } from '#contract/analytics'
import { useFilter } from '../components/filter.ts'
import { Field } from '../components/form.tsx'
import { Empty } from '../components/list.tsx'
import { Named } from '../components/named.tsx'
import { Page } from '../components/page.tsx'
import { RecordPlaces } from '../components/places.tsx'
import { PolicyFilter } from '../components/policy-filter.tsx'
import { Said } from '../components/said.tsx'
import { ask, queryOf } from '../data/api.ts'
import { useLanguage } from '../data/words.tsx'
import type words from '../words/en.json'
import './analytics.css'

const DAY_MS = 86_400_000
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone

/** Days of the page are days of whoever looks at it: from the beginning of one to the end of the other. */
const startOf = (day: string | undefined): string | undefined => {
  const at = new Date(`${day}T00:00`)
  return day === undefined || Number.isNaN(at.getTime()) ? undefined : at.toISOString()
}
const endOf = (day: string | undefined): string | undefined => {
  const start = startOf(day)
  return start === undefined ? undefined : new Date(Date.parse(start) + DAY_MS).toISOString()
}

const Seconds = ({ value }: { value: number | null }) => {
  const t = useTranslations('analytics')
  const minutes = value === null ? 0 : Math.floor(value / 60)
  if (value === null) return <>–</>
  return (
    <>
      {minutes === 0
        ? t('seconds', { seconds: Math.round(value) })
        : t('minutes', { minutes, seconds: Math.round(value % 60) })}
    </>
  )
}

const Standing = ({ figures: { callouts } }: { figures: Figures }) => {
  const t = useTranslations()
  const format = useFormatter()
  const share = callouts.total === 0 ? 0 : callouts.acknowledged / callouts.total
  const parts: readonly (readonly [string, ReactNode])[] = [
    [t('analytics.callouts'), callouts.total],
    [t('analytics.acknowledged'), `${callouts.acknowledged} (${format.number(share, { style: 'percent' })})`],
    [t('analytics.median'), <Seconds key="median" value={callouts.medianSeconds} />],
    [t('analytics.p90'), <Seconds key="p90" value={callouts.p90Seconds} />],
    [t('outcome.exhausted'), callouts.outcomes.exhausted ?? 0],
  ]
  return (
    <dl className="figures">
      {parts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** Attempts by the hour; those that reached a person are the darker part. */
const Hours = ({ hours }: { hours: Figures['hours'] }) => {
  const t = useTranslations('analytics')
  const most = Math.max(1, ...hours.map(({ attempts }) => attempts))
  return (
    <section>
      <h2>{t('hours')}</h2>
      <p className="aside">{t('hoursHint')}</p>
      <ol className="byHour">
        {hours.map(({ hour, attempts, reached }) => (
          <li key={hour} title={t('hour', { hour, attempts, reached })}>
            <span className="bar" aria-hidden="true">
              <span style={{ blockSize: `${(100 * attempts) / most}%` }}>
                <span style={{ blockSize: `${attempts === 0 ? 0 : (100 * reached) / attempts}%` }} />
              </span>
            </span>
            <span aria-hidden="true">{hour}</span>
            <span className="hidden">{t('hour', { hour, attempts, reached })}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}

type TableProps<Row> = {
  readonly name: 'policies' | 'channels' | 'people' | 'alerts'
  readonly rows: readonly Row[]
  readonly columns: readonly (readonly [keyof typeof words.analyticsColumn, (row: Row) => ReactNode])[]
  readonly csv: string
}

const Table = <Row,>({ name, rows, columns, csv }: TableProps<Row>) => {
  const t = useTranslations()
  if (rows.length === 0) return null
  return (
    <section>
      <header className="heading">
        <h2>{t(`analytics.${name}`)}</h2>
        <a href={`/v1/analytics.csv${csv}&table=${name}`} download={`${name}.csv`}>
          {t('analytics.csv')}
        </a>
      </header>
      <table className="attempts">
        <thead>
          <tr>
            {columns.map(([column]) => (
              <th key={column} scope="col">
                {t(`analyticsColumn.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {columns.map(([column, show], place) =>
                place === 0 ? (
                  <th key={column} scope="row">
                    {show(row)}
                  </th>
                ) : (
                  <td key={column} data-label={t(`analyticsColumn.${column}`)}>
                    {show(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

type TablesProps = { readonly figures: Figures; readonly csv: string }

/** Columns that show what they are called. */
const plain = <Name extends keyof typeof words.analyticsColumn>(...names: readonly Name[]) =>
  names.map((name) => [name, (row: { readonly [one in Name]: ReactNode }) => row[name]] as const)

const Callouts = ({ figures, csv }: TablesProps) => (
  <Table
    name="policies"
    csv={csv}
    rows={figures.policies}
    columns={[
      [
        'policy',
        ({ policy, policyName }) => (
          <Link to="/callouts" search={{ policy }}>
            <Named of={policy} name={policyName} />
          </Link>
        ),
      ],
      ...plain('callouts', 'acknowledged', 'exhausted'),
      ['median', ({ medianSeconds }) => <Seconds value={medianSeconds} />],
      ['p90', ({ p90Seconds }) => <Seconds value={p90Seconds} />],
    ]}
  />
)

const Channels = ({ figures, csv }: TablesProps) => {
  const t = useTranslations('channel')
  return (
    <Table
      name="channels"
      csv={csv}
      rows={figures.channels}
      columns={[
        ['channel', ({ channel }) => t(channel)],
        ...plain('attempts', 'reached', 'delivered', 'unreached', 'failed'),
      ]}
    />
  )
}

const Tables = ({ figures, csv }: TablesProps) => (
  <>
    <Callouts figures={figures} csv={csv} />
    <Hours hours={figures.hours} />
    <Channels figures={figures} csv={csv} />
    <Table
      name="people"
      csv={csv}
      rows={figures.people}
      columns={plain('name', 'attempts', 'reached', 'unreached', 'nights')}
    />
    <Table
      name="alerts"
      csv={csv}
      rows={figures.alerts}
      columns={[
        ...plain('host', 'service'),
        ['source', ({ source, sourceName }) => <Named of={source} name={sourceName} />],
        ...plain('callouts'),
      ]}
    />
  </>
)

export const Analytics = () => {
  const t = useTranslations('analytics')
  const { language } = useLanguage()
  const { from, to, policy } = useSearch({ from: '/analytics' })
  const filter = useFilter('/analytics')
  const query = queryOf({ from: startOf(from), to: endOf(to), policy, zone })
  const { data, error } = useQuery({
    queryKey: ['analytics', query],
    queryFn: ({ signal }) => ask<Figures>(`/v1/analytics${query}`, { signal }),
  })
  return (
    <Page title={t('title')} help="analytics" above={<RecordPlaces />}>
      <div className="filters">
        <Field
          name="from"
          label={t('from')}
          hint={t('fromHint')}
          kind="date"
          value={from ?? ''}
          onChange={filter('from')}
        />
        <Field name="to" label={t('to')} hint={t('toHint')} kind="date" value={to ?? ''} onChange={filter('to')} />
        <PolicyFilter value={policy ?? ''} onChange={filter('policy')} />
      </div>
      <Said error={error} />
      {data?.callouts.total === 0 && <Empty>{t('none')}</Empty>}
      {data !== undefined && data.callouts.total > 0 && (
        <>
          <Standing figures={data} />
          <Tables figures={data} csv={`${query}&lang=${language}`} />
        </>
      )}
    </Page>
  )
}
