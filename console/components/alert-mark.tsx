// How an alert stands: a shape and a word. Ember where somebody has to do something, green where somebody has it.

import { useNow, useTranslations } from 'use-intl'
import type { AlertShown } from '#contract/alerts'
import { apart } from '../data/apart.ts'

const shapes = { running: '▲', taken: '✓', over: '–' } as const

type Standing = Pick<AlertShown, 'state' | 'acknowledgedBy' | 'downtimeUntil'>

const stateOf = ({ state, acknowledgedBy, downtimeUntil }: Standing, nowMs: number) => {
  if (state === 'recovered') return 'recovered'
  if (acknowledgedBy !== null) return 'acknowledged'
  return downtimeUntil !== null && Date.parse(downtimeUntil) > nowMs ? 'downtime' : 'problem'
}
const kinds = { problem: 'running', acknowledged: 'taken', recovered: 'over', downtime: 'over' } as const

export const AlertMark = ({ alert }: { alert: Standing }) => {
  const t = useTranslations()
  const state = stateOf(alert, useNow({ updateInterval: 10_000 }).getTime())
  const kind = kinds[state]
  return (
    <span className={`mark ${kind}`}>
      <span aria-hidden="true">{shapes[kind]}</span> {t(`alertState.${state}`)}
    </span>
  )
}

/** How bad it is, where nothing beside it says that this is what is told. */
export const useSeverity = (): ((severity: AlertShown['severity']) => string) => {
  const t = useTranslations()
  return (severity) => (severity === 'unknown' ? t('alerts.severityUnknown') : t(`severity.${severity}`))
}

/** What it is about, in one line. */
export const alertName = ({
  host,
  service,
  summary,
  dedupKey,
}: Pick<AlertShown, 'host' | 'service' | 'summary' | 'dedupKey'>): string => {
  const named = [host, service]
    .filter((one) => one !== null)
    .map(apart)
    .join(' · ')
  return named === '' ? apart(summary || dedupKey) : named
}
