// A template as its form holds it: every text is there, an empty one standing for our own words, and keys are lines.

import type { Template } from '#contract/templates'
import type words from '../../words/en.json'

export type Language = 'ja' | 'en'
export type Group = 'phrases' | 'buttons' | 'alerts'
export type Action = keyof typeof words.reaction
export type Key = { readonly key: string; readonly action: Action; readonly say: string }

/** What may be said otherwise, by what it belongs to; the order in which it is heard. */
export const phraseNames = {
  phrases: [
    'opening',
    'message',
    'menu',
    'taken',
    'alreadyTaken',
    'over',
    'unknownKey',
    'passed',
    'left',
    'unanswered',
    'transferring',
    'connecting',
    'notConnected',
    'reminder',
    'resolved',
    'goodbye',
  ],
  buttons: [
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
  ],
  alerts: [
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
  ],
} as const satisfies Record<Group, readonly string[]>
export type PhraseName = keyof typeof words.phrase

type Texts = Readonly<Partial<Record<PhraseName, string>>>
export type Draft = {
  readonly key: string
  readonly name: string
  readonly message: string
  readonly phrases: Readonly<Record<Language, Texts>>
  readonly buttons: Readonly<Record<Language, Texts>>
  readonly alerts: Readonly<Record<Language, Texts>>
  /** Empty: the usual keys. */
  readonly reactions: readonly Key[]
  readonly readings: string
  readonly readingsPerSet: string
  readonly keyWaitSeconds: string
}

const noTexts = { ja: {}, en: {} }
export const blank: Draft = {
  key: '',
  name: '',
  message: '',
  phrases: noTexts,
  buttons: noTexts,
  alerts: noTexts,
  reactions: [],
  readings: '',
  readingsPerSet: '',
  keyWaitSeconds: '',
}

const shown = (value: number | undefined): string => (value === undefined ? '' : String(value))

export const draftOf = (template: Template): Draft => ({
  key: template.key,
  name: template.name,
  message: template.message ?? '',
  phrases: { ...noTexts, ...(template.phrases as Draft['phrases'] | undefined) },
  buttons: { ...noTexts, ...(template.buttons as Draft['buttons'] | undefined) },
  alerts: { ...noTexts, ...(template.alerts as Draft['alerts'] | undefined) },
  reactions: Object.entries(template.reactions ?? {}).map(([key, { action, say }]) => ({
    key,
    action,
    say: say ?? '',
  })),
  readings: shown(template.readings),
  readingsPerSet: shown(template.readingsPerSet),
  keyWaitSeconds: shown(template.keyWaitSeconds),
})

const said = (texts: Texts) => Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ''))

const perLanguage = ({ ja, en }: Draft['phrases']) => {
  const all = { ja: said(ja), en: said(en) }
  const some = Object.fromEntries(Object.entries(all).filter(([, texts]) => Object.keys(texts).length > 0))
  return Object.keys(some).length === 0 ? null : some
}

/** What is no number goes as it was typed: the server says so beside its field. */
const numberOf = (text: string): number | string | null => {
  if (text.trim() === '') return null
  return Number.isNaN(Number(text)) ? text : Number(text)
}

/** The texts and keys; null where our own words hold. */
const fieldsOf = (draft: Draft): Readonly<Record<string, unknown>> => ({
  message: draft.message === '' ? null : draft.message,
  phrases: perLanguage(draft.phrases),
  buttons: perLanguage(draft.buttons),
  alerts: perLanguage(draft.alerts),
  reactions:
    draft.reactions.length === 0
      ? null
      : Object.fromEntries(
          draft.reactions.map(({ key, action, say }) => [key, { action, ...(say === '' ? {} : { say }) }]),
        ),
  readings: numberOf(draft.readings),
  readingsPerSet: numberOf(draft.readingsPerSet),
  keyWaitSeconds: numberOf(draft.keyWaitSeconds),
})

/** What is new has nothing to take away. */
export const contentOf = (draft: Draft): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(fieldsOf(draft)).filter(([, value]) => value !== null))

export const bodyOf = (draft: Draft, isNew: boolean): Readonly<Record<string, unknown>> => ({
  key: draft.key,
  name: draft.name,
  ...(isNew ? contentOf(draft) : fieldsOf(draft)),
})
