// How a callout stands: a shape and a word, the colour only beside them. Ember burns, green is taken, the rest is grey.

import { useTranslations } from 'use-intl'
import type { CalloutSummary } from '#contract/callouts'

const shapes = { running: '▲', taken: '✓', over: '–' } as const

export const Mark = ({ outcome }: { outcome: CalloutSummary['outcome'] }) => {
  const t = useTranslations()
  const taken = outcome === 'acknowledged'
  const kind = outcome === null ? 'running' : taken ? 'taken' : 'over'
  return (
    <span className={`mark ${kind}`}>
      <span aria-hidden="true">{shapes[kind]}</span> {outcome === null ? t('callout.running') : t(`outcome.${outcome}`)}
    </span>
  )
}
