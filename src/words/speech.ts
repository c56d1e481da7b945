// What a call says where nothing else was written: short polite phrases in both languages, and a menu made from the keys
// that a template really has, so that nobody is ever told to press a key that does nothing. Pure data and filling in.

import { limits, within } from '#core/limits'
import { type KindDefaults, kindDefaults } from '#core/plan/defaults'
import type { Buttons, Language } from '#core/plan/plan'
import type { PolicyKind } from '#core/plan/policy'
import type { AlertPhraseName, AlertPhrases } from '#core/speech/alerts'
import type { ButtonPhraseName, ButtonPhrases } from '#core/speech/buttons'
import type { Phrases, Reaction, ReactionAction, Template } from '#core/speech/template'
import { alertPhrases } from './alerts.ts'
import { buttonPhrases } from './buttons.ts'

/** A template as it is stored: what is missing is filled in. `message` holds for both languages. */
export type TemplateBody = {
  readonly message?: string | undefined
  readonly phrases?:
    | { readonly [key in Language]?: { readonly [name in keyof Phrases]?: string | undefined } | undefined }
    | undefined
  /** What a button call says of alerts. */
  readonly buttons?:
    | { readonly [key in Language]?: { readonly [name in ButtonPhraseName]?: string | undefined } | undefined }
    | undefined
  /** What messages and simple calls say of alerts. */
  readonly alerts?:
    | { readonly [key in Language]?: { readonly [name in AlertPhraseName]?: string | undefined } | undefined }
    | undefined
  readonly reactions?: Readonly<Record<string, Reaction>> | undefined
  readonly readings?: number | undefined
  readonly readingsPerSet?: number | undefined
  readonly keyWaitSeconds?: number | undefined
}

type Spoken = Required<Omit<Phrases, 'menu'>>

const phrases: Readonly<Record<Language, Spoken>> = {
  ja: {
    opening: '{{name}}さん、{{policy}}からのご連絡です。',
    message: '{{text}}',
    taken: 'ありがとうございます。{{name}}さんの対応として記録しました。',
    alreadyTaken: 'この件は、{{name}}さんが対応しています。',
    over: 'この通報は終わりました。',
    unknownKey: 'そのボタンは使えません。',
    passed: '次の担当者に連絡します。',
    left: 'この件では、もうお電話しません。',
    unanswered: 'ボタンが押されませんでした。',
    transferring: 'いったん電話を切り、すぐにかけ直しておつなぎします。',
    connecting: 'おつなぎします。そのままお待ちください。',
    notConnected: '申し訳ありません。おつなぎできませんでした。',
    reminder: '対応中のまま、まだ解決になっていない件です。',
    resolved: 'ありがとうございます。解決として記録しました。',
    goodbye: '失礼します。',
  },
  en: {
    opening: 'Hello {{name}}, this is a call from {{policy}}.',
    message: '{{text}}',
    taken: 'Thank you. This is recorded as taken by {{name}}.',
    alreadyTaken: '{{name}} is already taking care of this.',
    over: 'This callout is over.',
    unknownKey: 'That key is not used.',
    passed: 'We will call the next person.',
    left: 'We will not call you about this again.',
    unanswered: 'No key was pressed.',
    transferring: 'We will hang up now, call you back at once, and connect you.',
    connecting: 'We are connecting you. Please hold the line.',
    notConnected: 'Sorry, you could not be connected.',
    reminder: 'This was taken earlier, and is not resolved yet.',
    resolved: 'Thank you. This is recorded as resolved.',
    goodbye: 'Goodbye.',
  },
}

/** Where only the template's message is heard: nothing before it, nothing between, and no word too many after it. */
const plain: Readonly<Record<Language, Partial<Phrases>>> = {
  ja: { opening: '', menu: '', unknownKey: '', goodbye: '', unanswered: '返答が確認できませんでした。' },
  en: { opening: '', menu: '', unknownKey: '', goodbye: '', unanswered: 'No response could be confirmed.' },
}

export const defaultReactions: Readonly<Record<string, Reaction>> = {
  '1': { action: 'take' },
  '2': { action: 'next' },
  '8': { action: 'repeat' },
  '*': { action: 'repeat' },
}

const choices: Readonly<Record<Language, Record<ReactionAction, string>>> = {
  ja: {
    take: '対応できる方は',
    next: '次の人に回す方は',
    leave: 'この件の電話を止める方は',
    repeat: 'もう一度聞く方は',
    transfer: '電話をつなぐ方は',
    resolve: '解決した場合は',
  },
  en: {
    take: 'To take it, press ',
    next: 'To pass it on to the next person, press ',
    leave: 'To stop calls about this, press ',
    repeat: 'To hear this again, press ',
    transfer: 'To be called back and connected, press ',
    resolve: 'If it is resolved, press ',
  },
}

const keyNames: Readonly<Record<Language, Record<string, string>>> = {
  ja: { '*': '米印', '#': 'シャープ' },
  en: { '*': 'star', '#': 'pound' },
}

/** Returns the menu for these keys; of several keys with one action the first is named. */
export const menuFor = (reactions: Readonly<Record<string, Reaction>>, language: Language): string => {
  const named = new Map<ReactionAction, string>()
  for (const [key, { action }] of Object.entries(reactions)) if (!named.has(action)) named.set(action, key)
  const parts = [...named].map(([action, key]) => {
    const name = keyNames[language][key] ?? key
    return language === 'ja' ? `${choices.ja[action]}${name}を` : `${choices.en[action]}${name}`
  })
  if (parts.length === 0) return ''
  return language === 'ja' ? `${parts.join('、')}、押してください。` : `${parts.join('. ')}.`
}

/** In the order in which they are taken: those that templates seldom use. */
const resolvingKeys = ['9', '7', '6', '5', '4', '3', '0', '2', '8', '1', '#', '*']

/** The key that resolves, and a menu with it; a menu of a template's own is said as it is, and the key after it. */
const reminderWords = (
  body: TemplateBody | null,
  offered: Readonly<Record<string, Reaction>>,
): NonNullable<Template['reminder']> => {
  const own = Object.keys(offered).find((key) => offered[key]?.action === 'resolve')
  const taken = new Set([...Object.keys(body?.reactions ?? defaultReactions), ...Object.keys(offered)])
  const key = own ?? resolvingKeys.find((one) => !taken.has(one))
  const resolve: Readonly<Record<string, Reaction>> = key === undefined ? {} : { [key]: { action: 'resolve' } }
  const menuIn = (language: Language): string => {
    const menu = body?.phrases?.[language]?.menu
    if (menu === undefined) return menuFor({ ...offered, ...resolve }, language)
    return own === undefined ? `${menu} ${menuFor(resolve, language)}`.trim() : menu
  }
  return { ...(key === undefined ? {} : { key }), menu: { ja: menuIn('ja'), en: menuIn('en') } }
}

/** Whose template it is: whose habits fill in what it leaves out, and whether a transfer key does anything. */
export type TemplateUse = {
  readonly kind?: PolicyKind | undefined
  readonly transfers?: boolean
  /** What of a button call the policy offers; null or absent: it makes none. */
  readonly buttons?: Buttons | null
  /** What is not resolved comes back, and asks for it. */
  readonly reminds?: boolean
}

/** Returns a template that says everything, from one that says what differs. */
export const completeTemplate = (body: TemplateBody | null, use: TemplateUse = {}): Template => {
  const defaults = kindDefaults[use.kind ?? 'noroshi']
  const reactions = body?.reactions ?? defaultReactions
  const offered = use.transfers === false ? withoutTransfers(reactions) : reactions
  const spoken = (language: Language): Phrases => ({
    ...phrases[language],
    menu: menuFor(offered, language),
    ...(defaults.isPlainSpoken ? plain[language] : {}),
    ...(body?.message === undefined ? {} : { message: body.message }),
    ...given(body?.phrases?.[language]),
  })
  const { buttons = null } = use
  return {
    phrases: { ja: inOrder(spoken('ja')), en: inOrder(spoken('en')) },
    reactions,
    ...readingsOf(body, defaults),
    keyWaitMs: within(limits.keyWaitMs, keyWaitMsOf(body, buttons)),
    ...wordsOfUse(body, use, offered),
  }
}

/** What only some policies say. */
const wordsOfUse = (
  body: TemplateBody | null,
  use: TemplateUse,
  offered: Template['reactions'],
): Partial<Template> => ({
  ...(use.buttons == null ? {} : { buttons: buttonWords(body, use.buttons) }),
  ...(use.reminds ? { reminder: reminderWords(body, offered) } : {}),
  ...(body?.alerts === undefined ? {} : { alerts: alertWords(body.alerts) }),
})

const keyWaitMsOf = (body: TemplateBody | null, buttons: Buttons | null): number => {
  if (body?.keyWaitSeconds !== undefined) return body.keyWaitSeconds * 1_000
  return buttons === null ? limits.keyWaitMs.default : limits.buttonWaitMs.default
}

const alertWords = ({ ja, en }: NonNullable<TemplateBody['alerts']>): Readonly<Record<Language, AlertPhrases>> => ({
  ja: { ...alertPhrases.ja, ...given(ja) },
  en: { ...alertPhrases.en, ...given(en) },
})

const buttonWords = (body: TemplateBody | null, buttons: Buttons): Readonly<Record<Language, ButtonPhrases>> => ({
  ja: { ...buttonPhrases(buttons, 'ja'), ...given(body?.buttons?.ja) },
  en: { ...buttonPhrases(buttons, 'en'), ...given(body?.buttons?.en) },
})

/** A set is never longer than all readings together. */
const readingsOf = (body: TemplateBody | null, defaults: KindDefaults) => {
  const readingsMax = within(limits.readings, body?.readings ?? defaults.readingsMax)
  const perSet = within(limits.readingsPerSet, body?.readingsPerSet ?? defaults.readingsPerSet)
  return { readingsMax, readingsPerSet: Math.min(perSet, readingsMax) }
}

const withoutTransfers = (reactions: Readonly<Record<string, Reaction>>): Readonly<Record<string, Reaction>> =>
  Object.fromEntries(Object.entries(reactions).filter(([, { action }]) => action !== 'transfer'))

/** What was written, without the names that were not. */
const given = <Name extends string>(
  own: { readonly [name in Name]?: string | undefined } | undefined,
): { [name in Name]?: string } =>
  Object.fromEntries(Object.entries(own ?? {}).filter(([, text]) => text !== undefined)) as { [name in Name]?: string }

const inOrder = ({ opening, message, menu, ...rest }: Phrases): Phrases => ({ opening, message, menu, ...rest })

export const defaultTemplate: Template = completeTemplate(null)
