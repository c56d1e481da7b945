// What a call says at one turn, in symbols: which phrases, and whether it listens afterwards. The texts are looked up when
// the answer is rendered, so a stored answer holds neither names of hosts nor personal data, and stays a few bytes long.

import type { Destination, Plan } from '../plan/plan.ts'
import { type Phrases, render, type Values } from './template.ts'

export type Utterance = {
  readonly phrase: keyof Phrases | 'reaction'
  /** The key whose reaction is spoken, for `reaction`. */
  readonly key?: string
  /** Who took it, for `taken` and `alreadyTaken`. */
  readonly name?: string
}

export type Speech = {
  /** The turn this answers. */
  readonly turn: number
  readonly utterances: readonly Utterance[]
  /** Listen for a key and come back with the next turn, or hang up. */
  readonly listens: boolean
  /** After speaking, the plan's transfer number is called and joined; the next turn brings how that went. */
  readonly dials?: boolean
}

/** A speech with all it takes to put it into words. */
export type Spoken = {
  readonly speech: Speech
  readonly plan: Plan
  readonly destination: Destination
  readonly values: Values
}

/** Returns the lines to speak in order; empty ones are dropped. */
export const lines = ({ speech, plan, destination, values }: Spoken): readonly string[] =>
  speech.utterances
    .map((utterance) => {
      const { phrases, reactions } = plan.template
      const text =
        utterance.phrase === 'reaction'
          ? (reactions[utterance.key ?? '']?.say ?? '')
          : (phrases[destination.language][utterance.phrase] ?? '')
      const ours = { policy: plan.policyName, name: utterance.name ?? destination.name }
      // A message's own parameters come first in it, also where they are called like ours; who took it is never one of them.
      const isTheirs = utterance.phrase === 'message' || utterance.phrase === 'reaction'
      return render(text, isTheirs ? { ...ours, ...values } : { ...values, ...ours }).trim()
    })
    .filter((line) => line !== '')
