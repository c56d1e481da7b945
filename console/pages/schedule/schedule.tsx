// One duty schedule: the coming weeks as they will really be, with gaps, and the exceptions that make them so.

import { Button, Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { FinalSchedule, Schedule as ScheduleData } from '#contract/schedules'
import { Page } from '../../components/page.tsx'
import { Said } from '../../components/said.tsx'
import { at, queryOf } from '../../data/api.ts'
import { oneQuery, useMay } from '../../data/queries.ts'
import { useTimes } from '../../data/words.tsx'
import { Notices } from './notices.tsx'
import { Overrides } from './overrides.tsx'
import { Swaps } from './swaps.tsx'

const DAY_MS = 86_400_000
const spans = { week: 7, month: 31 } as const
/** So far before and after what is looked at, a shift is seen to begin or end; what goes on beyond has no beginning or end to show. */
const AROUND_MS = 28 * DAY_MS
type Span = keyof typeof spans

/** From the beginning of this day, as this device has it. */
const today = (): number => new Date().setHours(0, 0, 0, 0)

type Position = FinalSchedule['positions'][number]
type Looked = { readonly fromMs: number; readonly toMs: number }

const Duties = ({ position, looked: { fromMs, toMs } }: { position: Position; looked: Looked }) => {
  const t = useTranslations('schedules')
  const { on } = useTimes()
  const edge = (at: string, limitMs: number) => (Date.parse(at) === limitMs ? '…' : on(at))
  const gaps = position.gaps.map((gap) => ({ ...gap, people: [] }))
  const all = [...position.segments.filter(({ people }) => people.length > 0), ...gaps]
  const within = all.filter(({ startsAt, endsAt }) => Date.parse(startsAt) < toMs && Date.parse(endsAt) > fromMs)
  const rows = within.sort((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt))
  return (
    <section>
      <h2>{position.position}</h2>
      <ol className="plain">
        {rows.map(({ startsAt, endsAt, people }) => (
          <li key={`${startsAt} ${people.length}`}>
            <span className="aside">
              {edge(startsAt, fromMs - AROUND_MS)} – {edge(endsAt, toMs + AROUND_MS)}
            </span>
            {people.length === 0 ? (
              <strong>⚠ {t('gap')}</strong>
            ) : (
              <strong>{people.map(({ user }) => user.name).join(t('and'))}</strong>
            )}
            {people.length > 1 && <span className="aside"> {t('overlap', { count: people.length })}</span>}
          </li>
        ))}
      </ol>
    </section>
  )
}

const Coming = ({ schedule }: { schedule: string }) => {
  const t = useTranslations('schedules')
  const [span, setSpan] = useState<Span>('week')
  const [page, setPage] = useState(0)
  const [first] = useState(today)
  const fromMs = first + page * spans[span] * DAY_MS
  const toMs = fromMs + spans[span] * DAY_MS
  const query = queryOf({
    from: new Date(fromMs - AROUND_MS).toISOString(),
    to: new Date(toMs + AROUND_MS).toISOString(),
  })
  const { data, error } = useQuery(oneQuery<FinalSchedule>(`/v1/schedules/${at(schedule)}/final${query}`))
  return (
    <>
      <Group>
        {(['week', 'month'] as const).map((one) => (
          <Button
            key={one}
            variant="default"
            aria-pressed={span === one}
            onClick={() => {
              setSpan(one)
              setPage(0)
            }}
          >
            {span === one ? '✓ ' : ''}
            {t(one === 'week' ? 'week' : 'month')}
          </Button>
        ))}
        <Button variant="default" onClick={() => setPage(page - 1)}>
          ← {t('earlier')}
        </Button>
        <Button variant="default" onClick={() => setPage(page + 1)}>
          {t('later')} →
        </Button>
      </Group>
      <Said error={error} />
      {data?.positions.map((one) => (
        <Duties key={one.position} position={one} looked={{ fromMs, toMs }} />
      ))}
    </>
  )
}

export const Schedule = () => {
  const t = useTranslations('schedules')
  const may = useMay()
  const { ref } = useParams({ from: '/schedules/$ref' })
  const { data, error } = useQuery(oneQuery<ScheduleData>(`/v1/schedules/${at(ref)}`))
  return (
    <Page
      title={data?.name ?? ref}
      help="schedule"
      above={
        <Link to="/schedules" className="back">
          ← {t('title')}
        </Link>
      }
    >
      <Said error={error} />
      {data !== undefined && (
        <>
          <Coming schedule={data.key} />
          <Overrides schedule={data} mayChange={may('schedules:write')} />
          <Swaps path={`/v1/schedules/${at(data.key)}/swaps`} />
          <Notices key={data.id} schedule={data} mayChange={may('schedules:write')} />
        </>
      )}
    </Page>
  )
}
