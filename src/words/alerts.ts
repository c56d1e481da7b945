// What a call says of a set of alerts: how many hosts and services failed and recovered, then which, hosts before services. Of
// more than a few only the first are named, with how many there are besides.

import type { Alert } from '#core/alert/alert'
import { limits } from '#core/limits'
import type { AlertForm, Language } from '#core/plan/plan'

type Said = Pick<Alert, 'host' | 'service' | 'condition' | 'summary' | 'state'>
type Group = { readonly state: Alert['state']; readonly of: 'hosts' | 'services' }

type Words = {
  readonly counts: Readonly<
    Record<Alert['state'], { title: string; hosts: (n: number) => string; services: (n: number) => string }>
  >
  readonly heading: Readonly<Record<Alert['state'], Readonly<Record<Group['of'], string>>>>
  readonly more: (n: number) => string
  readonly and: string
  readonly none: string
  readonly stop: string
}

const count = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`

const words: Readonly<Record<Language, Words>> = {
  ja: {
    counts: {
      problem: { title: '障害は', hosts: (n) => `ホスト${n}件`, services: (n) => `サービス${n}件` },
      recovered: { title: '復旧は', hosts: (n) => `ホスト${n}件`, services: (n) => `サービス${n}件` },
    },
    heading: {
      problem: {
        hosts: '次のホストで障害が発生しています。',
        services: '次のサービスで障害が発生しています。',
      },
      recovered: { hosts: '次のホストが復旧しました。', services: '次のサービスが復旧しました。' },
    },
    more: (n) => `ほか${n}件。`,
    and: '、',
    none: '現在、障害はありません。',
    stop: '。',
  },
  en: {
    counts: {
      problem: { title: 'Failed: ', hosts: (n) => count(n, 'host'), services: (n) => count(n, 'service') },
      recovered: { title: 'Recovered: ', hosts: (n) => count(n, 'host'), services: (n) => count(n, 'service') },
    },
    heading: {
      problem: { hosts: 'These hosts have failed.', services: 'These services have failed.' },
      recovered: { hosts: 'These hosts have recovered.', services: 'These services have recovered.' },
    },
    more: (n) => `And ${n} more.`,
    and: ', ',
    none: 'There is no failure at present.',
    stop: '.',
  },
}

const order: readonly Group[] = [
  { state: 'problem', of: 'hosts' },
  { state: 'problem', of: 'services' },
  { state: 'recovered', of: 'hosts' },
  { state: 'recovered', of: 'services' },
]

/** What has no host but a service, or neither, is a service to whoever listens. */
const isIn = ({ state, of }: Group, alert: Said): boolean =>
  alert.state === state && (of === 'hosts') === (alert.host !== null && alert.service === null)

const nameOf = ({ host, service, summary, condition, state }: Said, { and, stop }: Words): string => {
  const named = [host, service].filter((one) => one !== null)
  const parts = [
    ...(named.length === 0 ? [summary] : named),
    ...(state === 'problem' && condition !== '' ? [condition] : []),
  ]
  return `${parts.join(and)}${stop}`
}

const counted = (alerts: readonly Said[], state: Alert['state'], said: Words): readonly string[] => {
  const { title, hosts, services } = said.counts[state]
  const [h, s] = (['hosts', 'services'] as const).map((of) => alerts.filter((one) => isIn({ state, of }, one)).length)
  const parts = [...(h ? [hosts(h)] : []), ...(s ? [services(s)] : [])]
  return parts.length === 0 ? [] : [`${title}${parts.join(said.and)}${said.stop}`]
}

const detailed = (alerts: readonly Said[], said: Words): readonly string[] => {
  let left: number = limits.alerts.named.max
  return order.flatMap((group) => {
    const those = alerts.filter((one) => isIn(group, one))
    const named = those.slice(0, left)
    left -= named.length
    if (those.length === 0) return []
    const heading = named.length === 0 ? [] : [said.heading[group.state][group.of]]
    const rest = those.length - named.length
    return [...heading, ...named.map((one) => nameOf(one, said)), ...(rest > 0 ? [said.more(rest)] : [])]
  })
}

/** Returns what is said of these alerts, in the order given within each kind. */
export const alertsText = (alerts: readonly Said[], language: Language, form: AlertForm = 'full'): string => {
  const said = words[language]
  if (alerts.length === 0) return said.none
  const between = language === 'ja' ? '' : ' '
  const counts = [...counted(alerts, 'problem', said), ...counted(alerts, 'recovered', said)]
  const names = detailed(alerts, said)
  return { counts, names, full: [...counts, ...names] }[form].join(between)
}
