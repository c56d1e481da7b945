// Who is on call now, on every schedule, and until when.

import { Text } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { OnCall } from '#contract/schedules'
import { Taking } from '../components/export.tsx'
import { Empty } from '../components/list.tsx'
import { Page } from '../components/page.tsx'
import { DutyPlaces } from '../components/places.tsx'
import { Said } from '../components/said.tsx'
import { Seek, useSeek } from '../components/seek.tsx'
import { queryOf } from '../data/api.ts'
import { oneQuery } from '../data/queries.ts'
import { useTimes } from '../data/words.tsx'

type Now = OnCall['schedules'][number]

const Line = ({ one }: { one: Now }) => {
  const t = useTranslations('schedules')
  const { on } = useTimes()
  const { schedule, positions, nextHandOffAt } = one
  return (
    <li>
      <Link to="/schedules/$ref" params={{ ref: schedule.key }} className="subject">
        {schedule.name}
      </Link>
      <span>
        {positions.map(({ position, people }) => (
          <span key={position} className="position">
            <span className="aside">{position}</span>{' '}
            {people.length === 0 ? (
              <strong>⚠ {t('nobody')}</strong>
            ) : (
              <strong>{people.map(({ user }) => user.name).join(t('and'))}</strong>
            )}
          </span>
        ))}
      </span>
      <span className="aside">{nextHandOffAt === null ? t('noHandOff') : t('until', { at: on(nextHandOffAt) })}</span>
    </li>
  )
}

export const Schedules = () => {
  const t = useTranslations('schedules')
  const list = useTranslations('list')
  const { search } = useSeek('/schedules')
  const { data, error } = useQuery({
    ...oneQuery<OnCall>(`/v1/on-call${queryOf({ search })}`),
    refetchInterval: 60_000,
    placeholderData: keepPreviousData,
  })
  return (
    <Page title={t('title')} help="schedules" above={<DutyPlaces />}>
      <Seek from="/schedules" />
      <Said error={error} />
      {data?.schedules.length === 0 && (
        <Empty>
          <Text>{search === undefined ? t('none') : list('noneFound')}</Text>
        </Empty>
      )}
      {data !== undefined && data.schedules.length > 0 && <Taking path="/v1/on-call" filters={{ search }} />}
      <ul className="lines">
        {data?.schedules.map((one) => (
          <Line key={one.schedule.id} one={one} />
        ))}
      </ul>
    </Page>
  )
}
