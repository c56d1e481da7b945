// What a call says at one turn, in symbols: which phrases, and whether it listens afterwards. The texts are looked up when
// the answer is rendered, so a stored answer holds neither names of hosts nor personal data, and stays a few bytes long.

import type { Destination, Plan } from '../plan/plan.ts'
import { type Told, toldLines } from './buttons.ts'
import { type Phrases, render, type Values } from './template.ts'

/** What a button call says of alerts, looked up as it is spoken. */
export const toldPhrases = ['counts', 'failures', 'recoveries', 'acknowledge', 'downtime'] as const
export type ToldPhrase = (typeof toldPhrases)[number]
/** Whom the call is for may have words of their own, before and after. */
type Around = 'userOpening' | 'userClosing'

export type Utterance = {
  readonly phrase: keyof Phrases | 'reaction' | ToldPhrase | 'guide' | 'nothingHeard' | 'ended' | Around
  /** The key whose reaction is spoken, for `reaction`. */
  readonly key?: string
  /** Who took it, for `taken` and `alreadyTaken`. */
  readonly name?: string
  /** Which details: from the start, those not heard yet, or those of a turn. */
  readonly from?: 'start' | 'next' | number
}

export type Speech = {
  /** The turn this answers. */
  readonly turn: number
  readonly utterances: readonly Utterance[]
  /** Listen for a key and come back with the next turn, or hang up. */
  readonly listens: boolean
  /** Keys are dialled and ended by #, as in a button call. */
  readonly dialled?: boolean
  /** After speaking, the plan's transfer number is called and joined; the next turn brings how that went. */
  readonly dials?: boolean
}

/** A speech with all it takes to put it into words. */
export type Spoken = {
  readonly speech: Speech
  readonly plan: Plan
  readonly destination: Destination
  readonly values: Values
  /** What is true of alerts now, in the order of the utterances that ask for it. */
  readonly told?: readonly Told[] | undefined
}

export const isTold = ({ phrase }: Utterance): boolean => (toldPhrases as readonly string[]).includes(phrase)

/** Returns the lines to speak in order; empty ones are dropped. */
export const lines = (spoken: Spoken): readonly string[] => {
  const told = [...(spoken.told ?? [])]
  return spoken.speech.utterances
    .flatMap((utterance) => (isTold(utterance) ? alertLines(spoken, told.shift()) : [line(spoken, utterance)]))
    .map((text) => text.trim())
    .filter((text) => text !== '')
}

const alertLines = ({ plan, destination }: Spoken, told: Told | undefined): readonly string[] => {
  const { buttons } = plan.template
  if (told === undefined || buttons === undefined) return []
  return toldLines(told, buttons[destination.language], (plan.buttons?.downtimeMs ?? 0) / 60_000)
}

/** What one phrase says before it is filled in. */
const textOf = ({ plan, destination }: Spoken, { phrase, key }: Utterance): string => {
  const { phrases, reactions, buttons } = plan.template
  const { language, opening = phrases[language].opening, closing } = destination
  if (phrase === 'reaction') return reactions[key ?? '']?.say ?? ''
  const own = { userOpening: opening, userClosing: closing }
  const words: Readonly<Record<string, string | undefined>> = { ...buttons?.[language], ...phrases[language], ...own }
  return words[phrase] ?? ''
}

const line = (spoken: Spoken, utterance: Utterance): string => {
  const { plan, destination, values } = spoken
  const ours = { policy: plan.policyName, name: utterance.name ?? destination.name }
  // A message's own parameters come first in it, also where they are called like ours; who took it is never one of them.
  const isTheirs = utterance.phrase === 'message' || utterance.phrase === 'reaction'
  return render(textOf(spoken, utterance), isTheirs ? { ...ours, ...values } : { ...values, ...ours })
}
