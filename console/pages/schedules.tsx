// Who is on call now, on every schedule, and until when.

import { Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { OnCall } from '#contract/schedules'
import { List } from '../components/list.tsx'
import { Page } from '../components/page.tsx'
import { DutyPlaces } from '../components/places.tsx'
import { Seek, useSeek } from '../components/seek.tsx'
import { useTimes } from '../data/words.tsx'

type Now = OnCall['schedules'][number]

const Line = ({ one }: { one: Now }) => {
  const t = useTranslations('schedules')
  const { on } = useTimes()
  const { schedule, positions, nextHandOffAt } = one
  return (
    <>
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
    </>
  )
}

const EVERY_MS = 60_000

export const Schedules = () => {
  const t = useTranslations('schedules')
  const { search } = useSeek('/schedules')
  return (
    <Page title={t('title')} help="schedules" above={<DutyPlaces />}>
      <Seek from="/schedules" />
      <List<Now>
        path="/v1/on-call"
        filters={{ search }}
        under="schedules"
        every={EVERY_MS}
        empty={<Text>{t('none')}</Text>}
      >
        {(one) => <Line one={one} />}
      </List>
    </Page>
  )
}
