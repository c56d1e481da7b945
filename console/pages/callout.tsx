// One callout: how it stands, its picture, what happened and why in words, and every attempt.

import { Text, Title } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslations } from 'use-intl'
import type { Attempt, Callout as CalloutData } from '#contract/callouts'
import { Actions, Resolve } from '../components/actions.tsx'
import { Mark } from '../components/mark.tsx'
import { Origin } from '../components/origin.tsx'
import { Page } from '../components/page.tsx'
import { Said } from '../components/said.tsx'
import { calloutQuery, explanationQuery } from '../data/queries.ts'
import { useLanguage, useTimes } from '../data/words.tsx'
import { Ringing } from './now.tsx'

const WIDTH_MIN = 280

const Picture = ({ id, version }: { id: string; version: number }) => {
  const t = useTranslations('callout')
  const { language } = useLanguage()
  const { ref, width } = useElementSize()
  const dark = matchMedia('(prefers-color-scheme: dark)').matches
  const asked = new URLSearchParams({
    width: String(Math.max(WIDTH_MIN, Math.floor(width))),
    theme: dark ? 'dark' : 'light',
    lang: language,
  })
  // The fragment makes the browser fetch it again when something has happened; the server never sees it.
  return (
    <div ref={ref} className="picture">
      {width > 0 && <img alt={t('picture')} src={`/v1/callouts/${id}/picture.svg?${asked}#${version}`} />}
    </div>
  )
}

const Told = ({ id, version }: { id: string; version: number }) => {
  const t = useTranslations('callout')
  const client = useQueryClient()
  const { language } = useLanguage()
  const { at } = useTimes()
  const { data, error } = useQuery(explanationQuery(id, language))
  useEffect(
    () => void client.invalidateQueries({ queryKey: ['callouts', 'told', id], exact: false }),
    [client, id, version],
  )
  return (
    <section>
      <Title order={2} size="h4">
        {t('words')}
      </Title>
      <Said error={error} />
      <ol className="told">
        {data?.items.map(({ seq, at: when, text }) => (
          <li key={seq}>
            <time dateTime={when}>{at(when)}</time>
            <span>{text}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}

const Row = ({ one }: { one: Attempt }) => {
  const t = useTranslations()
  const { at } = useTimes()
  const cells: readonly (readonly [string, string])[] = [
    [t('callout.address'), one.address],
    [t('callout.state'), t(`state.${one.state}`)],
    [t('callout.key'), one.key ?? '–'],
    [t('callout.at'), one.begunAt === null ? '–' : at(one.begunAt)],
    [t('callout.provider'), one.providerId ?? '–'],
  ]
  return (
    <tr>
      <th scope="row">{one.name}</th>
      {cells.map(([label, value]) => (
        <td key={label} data-label={label}>
          {value}
        </td>
      ))}
    </tr>
  )
}

const Attempts = ({ attempts }: { attempts: readonly Attempt[] }) => {
  const t = useTranslations('callout')
  return (
    <section>
      <Title order={2} size="h4">
        {t('attempts')}
      </Title>
      {attempts.length === 0 && <Text className="aside">{t('noAttempts')}</Text>}
      {attempts.length > 0 && (
        <table className="attempts">
          <thead>
            <tr>
              {(['name', 'address', 'state', 'key', 'at', 'provider'] as const).map((key) => (
                <th key={key} scope="col">
                  {t(key)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {attempts.map((one) => (
              <Row key={one.ordinal} one={one} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

/** What becomes of what somebody has: resolved, or it comes back. */
const Resolving = ({ callout }: { callout: CalloutData }) => {
  const t = useTranslations('callout')
  const { at } = useTimes()
  const { id, reminderOf, comesBackAt, resolvedAt, resolvedBy } = callout
  return (
    <>
      {reminderOf !== null && (
        <Link to="/callouts/$id" params={{ id: reminderOf }}>
          {t('reminderOf')}
        </Link>
      )}
      {resolvedAt !== null && (
        <Text>
          {resolvedBy === null
            ? t('recoveredSince', { at: at(resolvedAt) })
            : t('resolvedBy', { name: resolvedBy.name, at: at(resolvedAt) })}
        </Text>
      )}
      {comesBackAt !== null && (
        <>
          <Text>{t('comesBackAt', { at: at(comesBackAt) })}</Text>
          <Resolve id={id} />
        </>
      )}
    </>
  )
}

const Standing = ({ callout }: { callout: CalloutData }) => {
  const t = useTranslations('callout')
  const { at } = useTimes()
  const { id, outcome, createdBy, createdAt, acknowledgedBy, status } = callout
  return (
    <section className="standing">
      <Mark outcome={outcome} />
      <Text className="aside">
        <Origin of={callout} /> · {t('startedBy', { name: createdBy, at: at(createdAt) })}
      </Text>
      {acknowledgedBy !== null && <Text>{t('acknowledgedBy', { name: acknowledgedBy.name })}</Text>}
      <Resolving callout={callout} />
      {status === 'running' && (
        <>
          <Ringing id={id} />
          <Actions id={id} />
        </>
      )}
    </section>
  )
}

export const Callout = () => {
  const t = useTranslations()
  const { id } = useParams({ from: '/callouts/$id' })
  const { data, error, dataUpdatedAt } = useQuery(calloutQuery(id))
  return (
    <Page
      title={data === undefined ? t('callout.title') : data.text || t('callout.noText')}
      help="callout"
      above={
        <Link to="/callouts" className="back">
          ← {t('callout.back')}
        </Link>
      }
    >
      <Said error={error} />
      {data === undefined && error === null && <Text>{t('loading')}</Text>}
      {data !== undefined && (
        <>
          <Standing callout={data} />
          <Picture id={id} version={dataUpdatedAt} />
          <Told id={id} version={dataUpdatedAt} />
          <Attempts attempts={data.attempts} />
        </>
      )}
    </Page>
  )
}
