// What a sentence about one line of history may use. Made by explain.ts, used by the catalogues.

import type { Reason } from '#core/callout/reason'

export type Telling = {
  /** The person or destination it is about; empty for the callout as a whole. */
  readonly who: string
  /** The how manieth try at this destination, from 1; 0 when it is about no attempt. */
  readonly nth: number
  /** Why the attempt is made, in a few words; empty when unknown. */
  readonly why: string
  readonly text: (fact: string) => string
  readonly number: (fact: string) => number
  /** The time of day of a fact that is an instant. */
  readonly time: (fact: string) => string
}

/** A sentence per reason: a reason without words does not compile. */
export type Sentences = Readonly<Record<Reason, (telling: Telling) => string>>

/** Reasons for which an attempt is made, in the few words that stand in brackets. */
export type Causes = Readonly<Partial<Record<Reason, string>>>
