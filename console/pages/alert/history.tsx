// What has happened to an alert, as far as it is kept, oldest first; callouts lead to their own explanation.

import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { AlertDetail } from '#contract/alerts'
import { sendingText } from '#words/sending'
import { apart } from '../../data/apart.ts'
import { useMay } from '../../data/queries.ts'
import { useLanguage, useTimes } from '../../data/words.tsx'

type Line = { readonly at: string; readonly text: string; readonly callout?: string | null }

const useLines = ({
  createdAt,
  since,
  state,
  acknowledgedAt,
  acknowledgedBy,
  callouts,
  back,
}: AlertDetail): readonly Line[] => {
  const t = useTranslations()
  const { language } = useLanguage()
  const own: Line[] = [
    { at: createdAt, text: t('alert.first') },
    { at: since, text: t(`alertState.${state}`) },
    ...(acknowledgedAt === null
      ? []
      : [{ at: acknowledgedAt, text: t('alerts.has', { name: apart(acknowledgedBy ?? '') }) }]),
  ]
  const called = callouts.flatMap(
    ({ rule, ruleName, state: run, callout, refusal, joinedAt, heardAt }): readonly Line[] => [
      { at: joinedAt, text: [t(`runState.${run}`, { rule: ruleName ?? rule }), refusal ?? ''].join(' '), callout },
      ...(heardAt === null ? [] : [{ at: heardAt, text: t('alert.heard') }]),
    ],
  )
  const told = back.map(({ state: how, author, at, attemptedAt, error }) => ({
    at: attemptedAt ?? at,
    text: [t(`backState.${how}`, { name: apart(author) }), error === null ? '' : sendingText(error, language)].join(
      ' ',
    ),
  }))
  return [...own, ...called, ...told].toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at))
}

export const History = ({ alert }: { alert: AlertDetail }) => {
  const t = useTranslations('alert')
  const may = useMay()
  const { at } = useTimes()
  const lines = useLines(alert)
  return (
    <section>
      <h2>{t('history')}</h2>
      <ol className="told">
        {lines.map(({ at: when, text, callout = null }, place) => (
          <li key={`${when} ${place}`}>
            <time dateTime={when}>{at(when)}</time>
            <span>
              {text}{' '}
              {callout !== null && may('callouts:read') && (
                <Link to="/callouts/$id" params={{ id: callout }}>
                  {t('callout')}
                </Link>
              )}
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}
