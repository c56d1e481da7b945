// How a connection is doing, as its last messages say: a word in the list, and what lies behind it on its page.

import { useTranslations } from 'use-intl'
import type { Connection } from '#contract/connections'
import { useTimes } from '../../data/words.tsx'

type Known = NonNullable<Connection['health']>

export const HealthMark = ({ health }: { health: Known }) => {
  const t = useTranslations('health')
  const words = { working: t('working'), failing: t('failing'), trying: t('trying') }
  return <span className={health.state === 'working' ? 'aside' : 'mark'}>{words[health.state]}</span>
}

/** Of a connection nothing was sent by there is nothing to say. */
export const Health = ({ health }: { health: Connection['health'] }) => {
  const t = useTranslations('health')
  const { at } = useTimes()
  if (health === null) return <p className="aside">{t('unknown')}</p>
  const long = { working: t('workingLong'), failing: t('failingLong'), trying: t('tryingLong') }
  const { lastFailure, triedAgainAt, succeeded, failed } = health
  return (
    <section>
      <h2>{t('title')}</h2>
      <p>{long[health.state]}</p>
      <p className="aside">{t('counts', { succeeded, failed })}</p>
      {lastFailure !== null && (
        <p className="aside">{t('lastFailure', { at: at(lastFailure.at), code: lastFailure.code })}</p>
      )}
      {triedAgainAt !== null && <p className="aside">{t('triedAgain', { at: at(triedAgainAt) })}</p>}
    </section>
  )
}
