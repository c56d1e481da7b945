// Usage by month and project: how much went out, and what it costs by the prices the connections name.

import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useFormatter, useTranslations } from 'use-intl'
import type { Usage as Figures } from '#contract/usage'
import { Taking } from '../components/export.tsx'
import { useFilter } from '../components/filter.ts'
import { Field } from '../components/form.tsx'
import { Empty } from '../components/list.tsx'
import { Page } from '../components/page.tsx'
import { RecordPlaces } from '../components/places.tsx'
import { Said } from '../components/said.tsx'
import { ask, queryOf } from '../data/api.ts'
import type words from '../words/en.json'

const MICROS = 1_000_000
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone

type Month = Figures['months'][number]
type Counts = Month['total']

/** Whether a project of its own makes a line of its own worth reading. */
const isDivided = ({ projects }: Month): boolean => projects.length > 1 || projects[0]?.project !== null

const Cost = ({ counts: { costs, unpriced } }: { counts: Counts }) => {
  const t = useTranslations('usage')
  const format = useFormatter()
  const told = costs.map(({ currency, micros }) => format.number(micros / MICROS, { style: 'currency', currency }))
  return (
    <>
      {told.length === 0 ? '–' : told.join(' + ')}
      {unpriced > 0 && (
        <>
          {' '}
          <span className="aside">⚠ {t('unpriced', { count: unpriced })}</span>
        </>
      )}
    </>
  )
}

const columns = ['callouts', 'sends', 'calls', 'sms', 'mails', 'others'] as const

const Cells = ({ counts }: { counts: Counts }) => {
  const t = useTranslations('usage')
  const format = useFormatter()
  const { calls, answered, minutes } = counts
  const shown = (column: keyof typeof words.usage & (typeof columns)[number]) =>
    column === 'calls' ? t('callsOf', { calls, answered, minutes }) : format.number(counts[column])
  return (
    <>
      {columns.map((column) => (
        <td key={column} data-label={t(column)}>
          {shown(column)}
        </td>
      ))}
      <td data-label={t('cost')}>
        <Cost counts={counts} />
      </td>
    </>
  )
}

const Lines = ({ month }: { month: Month }) => {
  const t = useTranslations('usage')
  const [year = '', number = ''] = month.month.split('-')
  return (
    <tbody>
      <tr>
        <th scope="row">{t('month', { year, month: number })}</th>
        <Cells counts={month.total} />
      </tr>
      {isDivided(month) &&
        month.projects.map((one) => (
          <tr key={one.project} className="part">
            <th scope="row">{one.name ?? t('noProject')}</th>
            <Cells counts={one} />
          </tr>
        ))}
    </tbody>
  )
}

const Table = ({ months }: { months: readonly Month[] }) => {
  const t = useTranslations('usage')
  return (
    <>
      <p className="aside">{t('estimate')}</p>
      <table className="attempts usage">
        <thead>
          <tr>
            <th scope="col">{t('when')}</th>
            {columns.map((column) => (
              <th key={column} scope="col">
                {t(column)}
              </th>
            ))}
            <th scope="col">{t('cost')}</th>
          </tr>
        </thead>
        {months.map((month) => (
          <Lines key={month.month} month={month} />
        ))}
      </table>
    </>
  )
}

export const Usage = () => {
  const t = useTranslations('usage')
  const { from, to } = useSearch({ from: '/usage' })
  const filter = useFilter('/usage')
  const query = queryOf({ from, to, zone })
  const { data, error } = useQuery({
    queryKey: ['usage', query],
    queryFn: ({ signal }) => ask<Figures>(`/v1/usage${query}`, { signal }),
  })
  return (
    <Page title={t('title')} help="usage" above={<RecordPlaces />}>
      <div className="filters">
        <Field
          name="from"
          label={t('from')}
          hint={t('fromHint')}
          kind="month"
          value={from ?? ''}
          onChange={filter('from')}
        />
        <Field name="to" label={t('to')} hint={t('toHint')} kind="month" value={to ?? ''} onChange={filter('to')} />
      </div>
      <Said error={error} />
      {data?.months.length === 0 && <Empty>{t('none')}</Empty>}
      {data !== undefined && data.months.length > 0 && (
        <>
          <Taking path="/v1/usage" filters={{ from, to, zone }} />
          <Table months={data.months} />
        </>
      )}
    </Page>
  )
}
