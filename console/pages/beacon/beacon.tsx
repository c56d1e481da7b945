// The light on the desktop (デスクトップパトランプ): the whole window says whether somebody is needed, in a colour, a shape and words, with
// a sound; read across a room, and answered by one press. It needs nothing but this server, so it works in a closed network. A
// light that is out of touch looks like neither: nobody may take silence for calm.

import { Button, Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { CalloutSummary } from '#contract/callouts'
import { Actions } from '../../components/actions.tsx'
import { Origin } from '../../components/origin.tsx'
import { calloutsQuery } from '../../data/queries.ts'
import { Ringing } from '../now.tsx'
import './beacon.css'
import { startSound } from './sound.ts'

type State = 'calm' | 'alarm' | 'lost'
const signs: Readonly<Record<State, string>> = { calm: '●', alarm: '▲', lost: '✕' }

/** What runs, of one policy where the address names one; null while the server cannot be asked. */
const useRunning = (): readonly CalloutSummary[] | null => {
  const { policy } = useSearch({ from: '/beacon' })
  const { data, failureCount, fetchStatus } = useQuery(calloutsQuery('running'))
  if (data === undefined || failureCount > 0 || fetchStatus === 'paused') return null
  return data.items.filter((one) => policy === undefined || one.policy === policy)
}

/** In the title too: it is seen in the bar when the window is behind others. */
const useTitle = (title: string): void => {
  useEffect(() => {
    const before = document.title
    document.title = title
    return () => {
      document.title = before
    }
  }, [title])
}

/** Browsers let a page sound only after somebody pressed something on it. */
const useSound = (state: State) => {
  const [on, setOn] = useState(false)
  useEffect(() => (on && state !== 'calm' ? startSound(state) : undefined), [on, state])
  return { on, toggle: () => setOn(!on) }
}

const Needed = ({ callout }: { callout: CalloutSummary }) => {
  const t = useTranslations('callout')
  return (
    <li>
      <p className="what">{callout.text || t('noText')}</p>
      <p>
        <Origin of={callout} />
      </p>
      <Ringing id={callout.id} />
      <Actions id={callout.id} />
    </li>
  )
}

export const Beacon = () => {
  const t = useTranslations('beacon')
  const running = useRunning()
  const state: State = running === null ? 'lost' : running.length > 0 ? 'alarm' : 'calm'
  const sound = useSound(state)
  const said = t(state, { count: running?.length ?? 0 })
  useTitle(`${signs[state]} ${said}`)
  return (
    <div className="beacon" data-state={state}>
      <div role="status">
        <h1>
          <span aria-hidden="true">{signs[state]}</span> {said}
        </h1>
      </div>
      {state === 'lost' && <p>{t('lostHint')}</p>}
      <ul className="plain">
        {running?.map((callout) => (
          <Needed key={callout.id} callout={callout} />
        ))}
      </ul>
      <Group>
        <Button variant="default" aria-pressed={sound.on} onClick={sound.toggle}>
          {t(sound.on ? 'silence' : 'sound')}
        </Button>
        <Link to="/">{t('leave')}</Link>
      </Group>
    </div>
  )
}
