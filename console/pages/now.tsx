// Now: what is running, each as a living line with what can be done about it; what is paused; then what ended lately.

import { Button, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { Attempt, Callout, CalloutSummary } from '#contract/callouts'
import type { Connection } from '#contract/connections'
import { Actions } from '../components/actions.tsx'
import { Mark } from '../components/mark.tsx'
import { Origin } from '../components/origin.tsx'
import { Page } from '../components/page.tsx'
import { Preparation } from '../components/preparation.tsx'
import { Said } from '../components/said.tsx'
import { Unreached } from '../components/unreached.tsx'
import { calloutQuery, calloutsQuery, everyQuery, LOOK_EVERY_MS, PAGE, pausesQuery, useMay } from '../data/queries.ts'
import { useTimes } from '../data/words.tsx'
import { useWhat } from './pause/what.tsx'

const sinceOf = ({ answeredAt, ringingAt, begunAt, plannedAt }: Attempt): string =>
  answeredAt ?? ringingAt ?? begunAt ?? plannedAt

const NAMES_SHOWN = 3

/** Who is next, and when. */
const Coming = ({ next }: { next: NonNullable<Callout['next']> }) => {
  const t = useTranslations()
  const { at, ago } = useTimes()
  const { kind, names } = next
  const when = next.at === null ? t('next.then') : t('next.when', { at: at(next.at), ago: ago(next.at) })
  const more = names.length > NAMES_SHOWN ? t('next.more', { count: names.length - NAMES_SHOWN }) : ''
  return (
    <Text className="aside">
      {when} {t(`next.${kind}`, { names: `${names.slice(0, NAMES_SHOWN).join(t('next.and'))}${more}` })}
    </Text>
  )
}

export const Ringing = ({ id }: { id: string }) => {
  const t = useTranslations()
  const { ago } = useTimes()
  const { data, error } = useQuery(calloutQuery(id))
  if (data === undefined) return <div className="ringing">{error !== null && <Said error={error} />}</div>
  const live = data.attempts.filter(({ state }) => state !== 'ended' && state !== 'planned')
  if (data.status === 'ended') return null
  return (
    <div className="ringing">
      {live.map((one) => (
        <Text key={one.ordinal}>
          {t('callout.ringing', { name: one.name, state: t(`state.${one.state}`), ago: ago(sinceOf(one)) })}
        </Text>
      ))}
      {live.length === 0 && data.next === null && <Text>{t('callout.waiting')}</Text>}
      {data.next !== null && <Coming next={data.next} />}
    </div>
  )
}

const Living = ({ callout }: { callout: CalloutSummary }) => {
  const t = useTranslations('callout')
  return (
    <li className="living">
      <Mark outcome={null} />
      <Link to="/callouts/$id" params={{ id: callout.id }} className="subject">
        {callout.text || t('noText')}
      </Link>
      <Text className="aside">
        <Origin of={callout} />
      </Text>
      <Ringing id={callout.id} />
      <Actions id={callout.id} />
    </li>
  )
}

const Paused = () => {
  const t = useTranslations('now')
  const { on: planned } = useTimes()
  const what = useWhat()
  const { data, error } = useQuery(pausesQuery)
  const on = data?.items.filter(({ state }) => state === 'on') ?? []
  return (
    <>
      <Said error={error} />
      {on.map((one) => (
        <p key={one.id} className="paused">
          <strong>‖ {t('paused')}</strong> <Link to="/pauses">{what(one)}</Link> ·{' '}
          {one.endsAt === null ? t('pausedOpen') : t('pausedUntil', { until: planned(one.endsAt) })}
          {one.reason !== '' && ` · ${one.reason}`}
        </p>
      ))}
    </>
  )
}

/** Connections that do not work, and nothing where all do. */
const Health = () => {
  const t = useTranslations()
  const { data, error } = useQuery({
    ...everyQuery<Connection>('/v1/connections'),
    refetchInterval: LOOK_EVERY_MS * 6,
  })
  const failing = data?.filter(({ health }) => health !== null && health.state !== 'working') ?? []
  // Its place is kept: nearly always one line comes.
  if (data === undefined) return <p className="aside">{error === null && t('now.connectionsLooked')}</p>
  if (data.length === 0) return null
  if (failing.length === 0) return <p className="aside">✓ {t('now.connectionsWork')}</p>
  return failing.map(({ id, key, name, health }) => (
    <p key={id} className="paused">
      <strong>⚠ {t(health?.state === 'trying' ? 'health.trying' : 'health.failing')}</strong>{' '}
      <Link to="/settings/connections/$ref" params={{ ref: key }}>
        {name}
      </Link>
      : {t(health?.state === 'trying' ? 'health.tryingLong' : 'health.failingLong')}
    </p>
  ))
}

/** @param below whether what stands above it is there: nothing is pushed down while somebody reads it */
const Recent = ({ below }: { below: boolean }) => {
  const t = useTranslations()
  const { at } = useTimes()
  const { data, error } = useQuery(calloutsQuery('ended'))
  if (!below) return null
  return (
    <section>
      <Title order={2} size="h4">
        {t('now.recent')}
      </Title>
      <Said error={error} />
      {data?.items.length === 0 && <Text className="aside">{t('now.none')}</Text>}
      <ul className="lines">
        {data?.items.map(({ id, outcome, text, createdAt, ...of }) => (
          <li key={id}>
            <Mark outcome={outcome} />
            <Link to="/callouts/$id" params={{ id }} className="subject">
              {text || t('callout.noText')}
            </Link>
            <span className="aside">
              <Origin of={of} /> · {at(createdAt)}
            </span>
          </li>
        ))}
      </ul>
      <Link to="/callouts">{t('now.all')}</Link>
    </section>
  )
}

/** Nothing to do: a calm page that says so. */
const Calm = () => {
  const t = useTranslations('now')
  return (
    <div className="calm">
      <Text size="lg">{t('calm')}</Text>
      <Text className="aside">{t('calmHint')}</Text>
    </div>
  )
}

/** What is not as it should be: not set up, held back, or out of order. */
const Amiss = () => {
  const may = useMay()
  return (
    <>
      {may('connections:write') && <Preparation />}
      <Paused />
      <Unreached />
      {may('connections:read') && <Health />}
    </>
  )
}

export const Now = () => {
  const t = useTranslations('now')
  const may = useMay()
  const { data, error } = useQuery(calloutsQuery('running'))
  const running = data?.items ?? []
  return (
    <Page
      title={t('title')}
      help="now"
      action={
        may('callouts:start') && (
          <Button component={Link} to="/start" color="ink">
            {t('start')}
          </Button>
        )
      }
    >
      <p className="hidden" role="status">
        {running.length === 0 ? '' : t('started', { count: running.length })}
      </p>
      <Said error={error} />
      <Amiss />
      {data !== undefined && running.length === 0 && <Calm />}
      <ul className="lines">
        {running.map((callout) => (
          <Living key={callout.id} callout={callout} />
        ))}
      </ul>
      {data?.next != null && <Text className="aside">{t('more', { count: PAGE })}</Text>}
      <Recent below={data !== undefined || error !== null} />
      <Link to="/beacon">{t('beacon')}</Link>
    </Page>
  )
}
