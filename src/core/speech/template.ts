// What is said on the phone, as data: phrases per language with {{parameters}}, and what each key does. Rendering is pure;
// cleaning and splitting for a provider's speech engine is the channel's business.

import type { Language } from '../plan/plan.ts'
import type { AlertPhrases } from './alerts.ts'
import type { ButtonPhrases } from './buttons.ts'

/**
 * What a key does. `take`: this person has it (the stop rule decides what that ends). `next`: go on to the next person,
 * call me again in the next loop. `leave`: do not call me again in this callout. `repeat`: say it again. `transfer`: hang up,
 * call me back and join me to the policy's transfer number; this person has it once they answer. `resolve`: this person has it, and it
 * is resolved.
 */
export const reactionActions = ['take', 'next', 'leave', 'repeat', 'transfer', 'resolve'] as const
export type ReactionAction = (typeof reactionActions)[number]
/** By which of them the person has it. */
export const takingActions: readonly ReactionAction[] = ['take', 'transfer', 'resolve']
export type Reaction = { readonly action: ReactionAction; readonly say?: string | undefined }

/** Everything a call can say. `message` carries {{text}}, `alreadyTaken` and `taken` carry {{name}}. */
export type Phrases = {
  readonly opening: string
  readonly message: string
  readonly menu: string
  readonly taken: string
  readonly alreadyTaken: string
  readonly over: string
  readonly unknownKey: string
  readonly passed: string
  readonly left: string
  readonly goodbye: string
  // Plans from before there were these do not have them; they are then said as nothing.
  /** Every reading is over and nobody pressed a key. */
  readonly unanswered?: string
  /** A transfer key was pressed: the call is about to end, and another to come. */
  readonly transferring?: string
  /** The call-back was answered. */
  readonly connecting?: string
  /** The transfer number could not be reached. */
  readonly notConnected?: string
  /** After the opening, where it was acknowledged before and is not resolved. */
  readonly reminder?: string
  /** The key that says it is resolved was pressed. */
  readonly resolved?: string
}

export type Template = {
  readonly phrases: Readonly<Record<Language, Phrases>>
  readonly reactions: Readonly<Record<string, Reaction>>
  readonly readingsMax: number
  /** Readings before the person is waited for. Absent: one. */
  readonly readingsPerSet?: number
  readonly keyWaitMs: number
  /** Where what is not resolved comes back: the key by which it is (absent: none was free), and the menu that names it. */
  readonly reminder?: { readonly key?: string; readonly menu: Readonly<Record<Language, string>> }
  /** What a button call says; there where the policy makes such calls. */
  readonly buttons?: Readonly<Record<Language, ButtonPhrases>>
  /** What messages and simple calls say of alerts; there where a template says it otherwise than we do. */
  readonly alerts?: Readonly<Record<Language, AlertPhrases>>
}

export type Values = Readonly<Record<string, string>>

const PLACEHOLDER = /\{\{\s*([^{}]*?)\s*\}\}/g

/** Returns the names used between {{ and }}, each once, in order. */
export const placeholders = (text: string): readonly string[] => [
  ...new Set([...text.matchAll(PLACEHOLDER)].map((match) => String(match[1]))),
]

/** Returns the text with each {{name}} replaced by its value; an unknown name is said as nothing. */
export const render = (text: string, values: Values): string =>
  text.replace(PLACEHOLDER, (_all, name: string) => (Object.hasOwn(values, name) ? String(values[name]) : ''))

/** Names that every text may use without being given them. */
export const alwaysGiven = ['text', 'name', 'policy'] as const

const namesIn = ({ phrases, reactions }: Template): readonly string[] => {
  const used = Object.values(phrases).flatMap((spoken) => Object.values(spoken))
  const said = Object.values(reactions).flatMap((reaction) => (reaction.say === undefined ? [] : [reaction.say]))
  return [...new Set([...used, ...said].flatMap(placeholders))]
}

/** Many plans share a template; each is looked through once. */
const namesKnown = new WeakMap<Template, readonly string[]>()

/** Returns the names a template needs that the request did not give, and that are not there anyway. */
export const missingParameters = (
  template: Template,
  given: Values,
  always: readonly string[] = alwaysGiven,
): readonly string[] => {
  const names = namesKnown.get(template) ?? namesIn(template)
  namesKnown.set(template, names)
  return names.filter((name) => !Object.hasOwn(given, name) && !always.includes(name))
}
