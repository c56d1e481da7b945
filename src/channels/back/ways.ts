// What all ways back have in common: what they are given to tell, and what may come of it.

import type { BackDeed } from '#core/alert/back'

/** What a source knows the object by. */
export type Told = {
  readonly dedupKey: string
  readonly host: string | null
  readonly service: string | null
  /** What its source gave along for this: labels, the number of an event. */
  readonly origin: Readonly<Record<string, string>>
}

export type BackOrder = {
  /** Names this telling, also when it is tried again. */
  readonly id: string
  /** The source's key. */
  readonly source: string
  readonly of: Told
  readonly deed: BackDeed
  /** The id of whoever took it, as people know it. */
  readonly author: string
  readonly comment: string
  readonly nowMs: number
  /** An earlier try may have been taken, and nobody heard: it is asked first where that can be asked. */
  readonly again: boolean
}

export type BackResult =
  | { readonly kind: 'told'; readonly answer: string | null }
  | {
      readonly kind: 'not_told'
      /** `timeout`, `http_500`, `no_reader`, `object_unknown`, … */
      readonly code: string
      readonly answer: string | null
      /** No other try would be taken. */
      readonly final: boolean
    }

export const told = (answer: string | null = null): BackResult => ({ kind: 'told', answer })
export const later = (code: string, answer: string | null = null): BackResult => ({
  kind: 'not_told',
  code,
  answer,
  final: false,
})
export const never = (code: string, answer: string | null = null): BackResult => ({
  kind: 'not_told',
  code,
  answer,
  final: true,
})
