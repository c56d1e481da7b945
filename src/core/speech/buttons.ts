// What a button call says of alerts, as data: phrases per language with {{parameters}}, and what they are filled with when a turn is
// spoken. Which of them a turn says is decided in callout/buttons.ts; what is true at that moment comes from outside.

import { render } from './template.ts'

export const buttonPhraseNames = [
  'failedHosts',
  'failedServices',
  'recoveredHosts',
  'recoveredServices',
  'nothing',
  'guide',
  'hostFailures',
  'serviceFailures',
  'hostRecoveries',
  'serviceRecoveries',
  'item',
  'more',
  'noFailures',
  'noRecoveries',
  'acknowledged',
  'downtime',
  'nothingHeard',
  'ended',
] as const
export type ButtonPhraseName = (typeof buttonPhraseNames)[number]
export type ButtonPhrases = Readonly<Record<ButtonPhraseName, string>>

/** One monitored object as it is said. */
export type ToldItem = {
  readonly host: string | null
  readonly service: string | null
  readonly condition: string
  readonly summary: string
}
type Counted = { readonly hosts: number; readonly services: number }
/** `left`: how many more there are of the kind. `count`: how many were acknowledged, or put into downtime. */
export type Told =
  | { readonly kind: 'counts'; readonly failed: Counted; readonly recovered: Counted }
  | {
      readonly kind: 'details'
      readonly of: 'failures' | 'recoveries'
      readonly items: readonly ToldItem[]
      readonly left: number
    }
  | { readonly kind: 'done'; readonly by: 'acknowledge' | 'downtime'; readonly count: number }

/** What has a host and no service is a host; what has neither is a service to whoever listens. */
export const isHost = ({ host, service }: Pick<ToldItem, 'host' | 'service'>): boolean =>
  host !== null && service === null

const countLines = (told: Extract<Told, { kind: 'counts' }>, phrases: ButtonPhrases): readonly string[] => {
  const { failed, recovered } = told
  const counts = [
    ['failedHosts', failed.hosts],
    ['failedServices', failed.services],
    ['recoveredHosts', recovered.hosts],
    ['recoveredServices', recovered.services],
  ] as const
  const said = counts.filter(([, count]) => count > 0)
  if (said.length === 0) return [phrases.nothing]
  return said.map(([phrase, count]) => render(phrases[phrase], { count: String(count) }))
}

const itemLine = (item: ToldItem, phrases: ButtonPhrases, isFailure: boolean): string => {
  const host = item.host ?? ''
  const service = item.service ?? (item.host === null ? item.summary : '')
  const condition = isFailure ? item.condition : ''
  const object = [host, service, condition].filter((one) => one !== '').join('、')
  return render(phrases.item, { object, host, service, condition, summary: item.summary })
}

const headings = {
  failures: ['hostFailures', 'serviceFailures', 'noFailures'],
  recoveries: ['hostRecoveries', 'serviceRecoveries', 'noRecoveries'],
} as const

/** Hosts before services; they come in that order. */
const detailLines = (told: Extract<Told, { kind: 'details' }>, phrases: ButtonPhrases): readonly string[] => {
  const [ofHosts, ofServices, none] = headings[told.of]
  if (told.items.length === 0) return [phrases[none]]
  const group = (items: readonly ToldItem[], heading: ButtonPhraseName): readonly string[] =>
    items.length === 0
      ? []
      : [phrases[heading], ...items.map((item) => itemLine(item, phrases, told.of === 'failures'))]
  return [
    ...group(told.items.filter(isHost), ofHosts),
    ...group(
      told.items.filter((item) => !isHost(item)),
      ofServices,
    ),
    ...(told.left > 0 ? [render(phrases.more, { count: String(told.left) })] : []),
  ]
}

/** Returns the lines of what was true when it was asked for. @param minutes how long a downtime lasts */
export const toldLines = (told: Told, phrases: ButtonPhrases, minutes: number): readonly string[] => {
  switch (told.kind) {
    case 'counts':
      return countLines(told, phrases)
    case 'details':
      return detailLines(told, phrases)
    case 'done': {
      const phrase = told.by === 'acknowledge' ? phrases.acknowledged : phrases.downtime
      return [render(phrase, { count: String(told.count), minutes: String(minutes) })]
    }
  }
}
