// What is said of a set of alerts where nobody converses, as data: phrases per language with {{parameters}}. How many hosts and services
// failed and recovered, then which, hosts before services. Of more than a few only the first are named, with how many there are
// besides.

import type { Alert } from '../alert/alert.ts'
import { limits } from '../limits.ts'
import type { AlertForm } from '../plan/plan.ts'
import { isHost } from './buttons.ts'
import { render } from './template.ts'

export const alertPhraseNames = [
  'failed',
  'recovered',
  'hosts',
  'services',
  'and',
  'hostFailures',
  'serviceFailures',
  'hostRecoveries',
  'serviceRecoveries',
  'item',
  'more',
  'nothing',
] as const
export type AlertPhraseName = (typeof alertPhraseNames)[number]
/** `failed` and `recovered` carry {{counts}}; what is counted {{count}} and {{s}}, which is "s" of several and nothing of one. */
export type AlertPhrases = Readonly<Record<AlertPhraseName, string>>

type Said = Pick<Alert, 'host' | 'service' | 'condition' | 'summary' | 'state'>
type Telling = { readonly form: AlertForm; readonly phrases: AlertPhrases }
type Group = { readonly state: Alert['state']; readonly ofHosts: boolean; readonly heading: AlertPhraseName }

const groups: readonly Group[] = [
  { state: 'problem', ofHosts: true, heading: 'hostFailures' },
  { state: 'problem', ofHosts: false, heading: 'serviceFailures' },
  { state: 'recovered', ofHosts: true, heading: 'hostRecoveries' },
  { state: 'recovered', ofHosts: false, heading: 'serviceRecoveries' },
]

const isIn = ({ state, ofHosts }: Group, alert: Said): boolean => alert.state === state && isHost(alert) === ofHosts

const itemOf = ({ host, service, summary, state, ...known }: Said, { and, item }: AlertPhrases): string => {
  // What was wrong is not said of what has recovered.
  const condition = state === 'problem' ? known.condition : ''
  const named = [host, service].filter((one) => one !== null)
  const parts = [...(named.length === 0 ? [summary] : named), condition].filter((one) => one !== '')
  return render(item, { object: parts.join(and), host: host ?? '', service: service ?? '', condition, summary })
}

const counted = (count: number, phrase: string): readonly string[] =>
  count === 0 ? [] : [render(phrase, { count: String(count), s: count === 1 ? '' : 's' })]

const countsOf = (alerts: readonly Said[], state: Alert['state'], phrases: AlertPhrases): readonly string[] => {
  const those = alerts.filter((one) => one.state === state)
  const hosts = those.filter(isHost).length
  const parts = [...counted(hosts, phrases.hosts), ...counted(those.length - hosts, phrases.services)]
  const phrase = state === 'problem' ? phrases.failed : phrases.recovered
  return parts.length === 0 ? [] : [render(phrase, { counts: parts.join(phrases.and) })]
}

const namesOf = (alerts: readonly Said[], phrases: AlertPhrases): readonly string[] => {
  let left: number = limits.alerts.named.max
  return groups.flatMap((group) => {
    const those = alerts.filter((one) => isIn(group, one))
    const named = those.slice(0, left)
    left -= named.length
    const heading = named.length === 0 ? [] : [phrases[group.heading]]
    return [
      ...heading,
      ...named.map((one) => itemOf(one, phrases)),
      ...counted(those.length - named.length, phrases.more),
    ]
  })
}

/** Returns the sentences that tell of these alerts, in the order given within each kind; empty ones are dropped. */
export const alertLines = (alerts: readonly Said[], { form, phrases }: Telling): readonly string[] => {
  if (alerts.length === 0) return [phrases.nothing]
  const counts =
    form === 'names' ? [] : (['problem', 'recovered'] as const).flatMap((state) => countsOf(alerts, state, phrases))
  const names = form === 'counts' ? [] : namesOf(alerts, phrases)
  return [...counts, ...names].filter((line) => line.trim() !== '')
}
