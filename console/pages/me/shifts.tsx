// When somebody is on call: the present stretch of each schedule, else the next. One's own can be asked of others.

import { Button, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Stints } from '#contract/schedules'
import { Said } from '../../components/said.tsx'
import { at } from '../../data/api.ts'
import { oneQuery } from '../../data/queries.ts'
import { useTimes } from '../../data/words.tsx'
import { AskSwap } from './ask-swap.tsx'

type Stint = Stints['stints'][number]

const Line = ({ stint, mine }: { stint: Stint; mine: boolean }) => {
  const t = useTranslations('shifts')
  const { on } = useTimes()
  const [asks, setAsks] = useState(false)
  const { schedule, positions, startsAt, endsAt, now } = stint
  return (
    <li>
      <span>
        <strong>{now ? t('now') : t('next')}</strong> {schedule.name} {positions.join('・')} {on(startsAt)} –{' '}
        {endsAt === null ? t('open') : on(endsAt)}
      </span>
      {mine && !asks && (
        <Button variant="default" onClick={() => setAsks(true)}>
          {t('ask')}
        </Button>
      )}
      {asks && <AskSwap stint={stint} onAsked={() => setAsks(false)} />}
    </li>
  )
}

export const Shifts = ({ user, mine = false }: { user: string; mine?: boolean }) => {
  const t = useTranslations('shifts')
  const { data, error } = useQuery(oneQuery<Stints>(`/v1/users/${at(user)}/on-call`))
  return (
    <section>
      <h2>{t('title')}</h2>
      <Said error={error} />
      {data?.stints.length === 0 && <Text className="aside">{t('none')}</Text>}
      <ul className="plain">
        {data?.stints.map((stint) => (
          <Line key={stint.schedule.id} stint={stint} mine={mine} />
        ))}
      </ul>
    </section>
  )
}
