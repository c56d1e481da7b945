// When somebody is on call: the present stretch of each schedule, else the next.

import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import type { Stints } from '#contract/schedules'
import { Said } from '../../components/said.tsx'
import { at } from '../../data/api.ts'
import { oneQuery } from '../../data/queries.ts'
import { useTimes } from '../../data/words.tsx'

export const Shifts = ({ user }: { user: string }) => {
  const t = useTranslations('shifts')
  const { on } = useTimes()
  const { data, error } = useQuery(oneQuery<Stints>(`/v1/users/${at(user)}/on-call`))
  return (
    <section>
      <h2>{t('title')}</h2>
      <Said error={error} />
      {data?.stints.length === 0 && <Text className="aside">{t('none')}</Text>}
      <ul className="plain">
        {data?.stints.map(({ schedule, positions, startsAt, endsAt, now }) => (
          <li key={`${schedule.id} ${startsAt}`}>
            <strong>{now ? t('now') : t('next')}</strong> {schedule.name} {positions.join('・')} {on(startsAt)} –{' '}
            {endsAt === null ? t('open') : on(endsAt)}
          </li>
        ))}
      </ul>
    </section>
  )
}
