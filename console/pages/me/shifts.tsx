// When somebody is on call: the present stretch of each schedule, else the next. One's own can be asked of others.

import { Button, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Stints } from '#contract/schedules'
import { List } from '../../components/list.tsx'
import { Seek, useSeek } from '../../components/seek.tsx'
import { at } from '../../data/api.ts'
import { useTimes } from '../../data/words.tsx'
import { AskSwap } from './ask-swap.tsx'

type Stint = Stints['stints'][number]

const Line = ({ stint, mine }: { stint: Stint; mine: boolean }) => {
  const t = useTranslations('shifts')
  const { on } = useTimes()
  const [asks, setAsks] = useState(false)
  const { schedule, positions, startsAt, endsAt, now } = stint
  return (
    <>
      <span>
        <strong>{now ? t('now') : t('next')}</strong> {schedule.name} {positions.join('・')}{' '}
        {startsAt === null ? t('long') : on(startsAt)} – {endsAt === null ? t('open') : on(endsAt)}
      </span>
      {mine && !asks && (
        <Button variant="default" onClick={() => setAsks(true)}>
          {t('ask')}
        </Button>
      )}
      {asks && <AskSwap stint={stint} onAsked={() => setAsks(false)} />}
    </>
  )
}

export const Shifts = ({ user, mine = false }: { user: string; mine?: boolean }) => {
  const t = useTranslations('shifts')
  const { search } = useSeek('.')
  return (
    <section>
      <h2>{t('title')}</h2>
      <List<Stint>
        path={`/v1/users/${at(user)}/on-call`}
        filters={{ search }}
        under="stints"
        as="plain"
        narrow={<Seek from="." />}
        empty={<Text className="aside">{t('none')}</Text>}
      >
        {(stint) => <Line stint={stint} mine={mine} />}
      </List>
    </section>
  )
}
