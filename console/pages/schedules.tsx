// Who is on call now, on every schedule, and until when.

import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { OnCall } from '#contract/schedules'
import { Empty } from '../components/list.tsx'
import { Page } from '../components/page.tsx'
import { DutyPlaces } from '../components/places.tsx'
import { Said } from '../components/said.tsx'
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
  const { data, error } = useQuery({ ...oneQuery<OnCall>('/v1/on-call'), refetchInterval: 60_000 })
  return (
    <Page title={t('title')} help="schedules" above={<DutyPlaces />}>
      <Said error={error} />
      {data?.schedules.length === 0 && (
        <Empty>
          <Text>{t('none')}</Text>
        </Empty>
      )}
      <ul className="lines">
        {data?.schedules.map((one) => (
          <Line key={one.schedule.id} one={one} />
        ))}
      </ul>
    </Page>
  )
}
