// Pauses (停止): what is held back, since when, until when, by whom and why; and ending one (再開).

import { Button, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Pause } from '#contract/pauses'
import { useFilter } from '../components/filter.ts'
import { Choice } from '../components/form.tsx'
import { List } from '../components/list.tsx'
import { Page } from '../components/page.tsx'
import { DutyPlaces } from '../components/places.tsx'
import { Said } from '../components/said.tsx'
import { Sure } from '../components/sure.tsx'
import { ask, at } from '../data/api.ts'
import { LOOK_EVERY_MS, useMay } from '../data/queries.ts'
import { useTimes } from '../data/words.tsx'
import { useWhat } from './pause/what.tsx'

const End = ({ pause: { id }, name }: { pause: Pause; name: string }) => {
  const t = useTranslations('pauses')
  const client = useQueryClient()
  const [asking, setAsking] = useState(false)
  const end = useMutation({
    mutationFn: () => ask<Pause>(`/v1/pauses/${at(id)}/end`, { method: 'POST' }),
    onSettled: () => client.invalidateQueries({ queryKey: ['pauses'] }),
  })
  if (!asking)
    return (
      <Button variant="default" onClick={() => setAsking(true)} aria-label={t('endOf', { name })}>
        {t('end')}
      </Button>
    )
  return (
    <>
      <Sure
        what={t('endSure', { name })}
        yes={t('end')}
        no={t('keep')}
        busy={end.isPending}
        onYes={() => end.mutate()}
        onNo={() => setAsking(false)}
      />
      <Said error={end.error} />
    </>
  )
}

const useNotes = ({ match, stopsRunning, repeats, endedBy }: Pause): readonly string[] => {
  const t = useTranslations('pauses')
  return [
    ...(repeats === null ? [] : [t('repeats', { calendar: repeats.calendar, condition: repeats.condition })]),
    ...(match === null ? [] : [t('match', { match })]),
    ...(stopsRunning ? [t('stopsRunning')] : []),
    ...(endedBy === null ? [] : [t('endedBy', { name: endedBy })]),
  ]
}

const Line = ({ pause }: { pause: Pause }) => {
  const t = useTranslations()
  const may = useMay()
  const { on } = useTimes()
  const name = useWhat()(pause)
  const { id, state, beginsAt, endsAt, reason, createdBy, policy, user } = pause
  const until = endsAt === null ? t('now.pausedOpen') : t('now.pausedUntil', { until: on(endsAt) })
  return (
    <>
      <span className={`mark ${state === 'over' ? 'over' : 'held'}`}>
        <span aria-hidden="true">{state === 'over' ? '–' : '‖'}</span> {t(`pauseState.${state}`)}
      </span>
      <span>
        <strong title={policy ?? user ?? undefined}>{name}</strong> {reason}
        <br />
        <span className="aside">
          {[t('pauses.from', { at: on(beginsAt) }), until, createdBy, ...useNotes(pause)].join(' · ')}{' '}
          {may('callouts:read') && (
            <Link to="/callouts" search={{ pause: id }}>
              {t('pauses.callouts')}
            </Link>
          )}
        </span>
      </span>
      {state !== 'over' && may('pauses:write') && <End key={id} pause={pause} name={name} />}
    </>
  )
}

export const Pauses = () => {
  const t = useTranslations('pauses')
  const may = useMay()
  const search = useSearch({ from: '/pauses' })
  const filter = useFilter('/pauses')
  const add = (
    <Button component={Link} to="/pauses/new" color="ink">
      {t('add')}
    </Button>
  )
  return (
    <Page title={t('title')} help="pauses" action={may('pauses:write') && add} above={<DutyPlaces />}>
      <div className="filters">
        <Choice
          name="state"
          label={t('show')}
          value={search.state ?? ''}
          onChange={filter('state')}
          options={[
            { value: '', label: t('unended') },
            { value: 'all', label: t('all') },
          ]}
        />
      </div>
      <List<Pause> path="/v1/pauses" filters={search} every={LOOK_EVERY_MS * 2} empty={<Text>{t('none')}</Text>}>
        {(pause) => <Line pause={pause} />}
      </List>
    </Page>
  )
}
