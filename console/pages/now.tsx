// Now: what is running, each as a living line with what can be done about it; what is paused; then what ended lately.

import { Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { Attempt, CalloutSummary } from '#contract/callouts'
import { Actions } from '../components/actions.tsx'
import { Mark } from '../components/mark.tsx'
import { Said } from '../components/said.tsx'
import { calloutQuery, calloutsQuery, PAGE, pausesQuery } from '../data/queries.ts'
import { useTimes } from '../data/words.tsx'

const sinceOf = ({ answeredAt, ringingAt, begunAt, plannedAt }: Attempt): string =>
  answeredAt ?? ringingAt ?? begunAt ?? plannedAt

export const Ringing = ({ id }: { id: string }) => {
  const t = useTranslations()
  const { ago } = useTimes()
  const { data, error } = useQuery(calloutQuery(id))
  if (data === undefined) return <Said error={error} />
  const live = data.attempts.filter(({ state }) => state !== 'ended' && state !== 'planned')
  if (data.status === 'ended') return null
  if (live.length === 0) return <Text>{t('callout.waiting')}</Text>
  return live.map((one) => (
    <Text key={one.ordinal}>
      {t('callout.ringing', { name: one.name, state: t(`state.${one.state}`), ago: ago(sinceOf(one)) })}
    </Text>
  ))
}

const Living = ({ callout }: { callout: CalloutSummary }) => {
  const t = useTranslations('callout')
  return (
    <li className="living">
      <Mark outcome={null} />
      <Link to="/callouts/$id" params={{ id: callout.id }} className="subject">
        {callout.text || t('noText')}
      </Link>
      <Text className="aside">{callout.policy}</Text>
      <Ringing id={callout.id} />
      <Actions id={callout.id} />
    </li>
  )
}

const Paused = () => {
  const t = useTranslations('now')
  const { at } = useTimes()
  const { data, error } = useQuery(pausesQuery)
  const on = data?.items.filter(({ state }) => state === 'on') ?? []
  return (
    <>
      <Said error={error} />
      {on.map(({ id, policy, endsAt, reason }) => (
        <p key={id} className="paused">
          <strong>‖ {t('paused')}</strong> {policy ?? t('pausedSpace')},{' '}
          {endsAt === null ? t('pausedOpen') : t('pausedUntil', { until: at(endsAt) })} {reason}
        </p>
      ))}
    </>
  )
}

const Recent = () => {
  const t = useTranslations()
  const { at } = useTimes()
  const { data, error } = useQuery(calloutsQuery('ended'))
  return (
    <section>
      <Title order={2} size="h4">
        {t('now.recent')}
      </Title>
      <Said error={error} />
      {data?.items.length === 0 && <Text className="aside">{t('now.none')}</Text>}
      <ul className="lines">
        {data?.items.map(({ id, outcome, text, createdAt, policy }) => (
          <li key={id}>
            <Mark outcome={outcome} />
            <Link to="/callouts/$id" params={{ id }} className="subject">
              {text || t('callout.noText')}
            </Link>
            <span className="aside">
              {policy} · {at(createdAt)}
            </span>
          </li>
        ))}
      </ul>
      {data?.next != null && <Text className="aside">{t('now.more', { count: PAGE })}</Text>}
    </section>
  )
}

export const Now = () => {
  const t = useTranslations('now')
  const { data, error } = useQuery(calloutsQuery('running'))
  const running = data?.items ?? []
  return (
    <Stack gap="xl">
      <Title order={1} size="h2">
        {t('title')}
      </Title>
      <p className="hidden" role="status">
        {running.length === 0 ? '' : t('started', { count: running.length })}
      </p>
      <Said error={error} />
      <Paused />
      {data !== undefined && running.length === 0 && (
        <div className="calm">
          <Text size="lg">{t('calm')}</Text>
          <Text className="aside">{t('calmHint')}</Text>
        </div>
      )}
      <ul className="lines">
        {running.map((callout) => (
          <Living key={callout.id} callout={callout} />
        ))}
      </ul>
      {data?.next != null && <Text className="aside">{t('more', { count: PAGE })}</Text>}
      <Recent />
    </Stack>
  )
}
