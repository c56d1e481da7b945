// Every choice of ours in this dialect, where nothing public says what the original does: in one place, easy to change, and
// listed in docs/compatibility.md. Nothing else in the dialect decides what a client sees without a source.

import type { Outcome } from '#core/callout/state'
import type { ReactionAction } from '#core/speech/template'

/** Behaviours of a reaction. terminate, continue and leave are the original's names; its name for 転送 is not known. */
export const behaviors = { terminate: 'take', continue: 'next', leave: 'leave', transfer: 'transfer' } as const
export type Behavior = keyof typeof behaviors

/** What a key does is shown by the original's names; `repeat` is only ours. */
export const behaviorOf: Readonly<Record<ReactionAction, Behavior | 'repeat'>> = {
  take: 'terminate',
  next: 'continue',
  leave: 'leave',
  transfer: 'transfer',
  // Ends the run as terminate does; that it is resolved is ours to know.
  resolve: 'terminate',
  repeat: 'repeat',
}

export type RunStatus = 'waiting' | 'calling' | 'succeeded' | 'failed' | 'aborting' | 'aborted'

/** A client goes on polling while its run is in one of these. */
export const activeStatuses: ReadonlySet<RunStatus> = new Set(['waiting', 'calling', 'aborting'])

/**
 * How a run ended, in the original's three words. Only a key that terminates, or an answered transfer, is success; whatever was
 * stopped from outside was aborted, also by somebody who took it at a screen.
 */
export const endedAs: Readonly<Record<Exclude<Outcome, 'acknowledged'>, 'failed' | 'aborted'>> = {
  delivered: 'failed',
  escalated: 'failed',
  exhausted: 'failed',
  defect: 'failed',
  recovered: 'aborted',
  cancelled: 'aborted',
  suppressed: 'aborted',
}

/** The name of a contact that was brought along without one. */
export const contactName = (index: number): string => `連絡先${index + 1}`

/** What a call flow that was brought along is listed as. */
export const broughtCallflow = { key: 'callflow', name: 'コールフロー' } as const

export const limits = {
  contacts: { max: 200 },
  phonesPerContact: { max: 20 },
  parameters: { max: 100, nameCharacters: 100, valueCharacters: 4_096 },
  /** Of a list: what is asked for beyond is brought into these bounds. */
  page: { offsetMax: 100_000, limitMax: 100, limitDefault: 100 },
} as const

/** A page's bounds: numbers out of range are forced into it, anything else counts as not given. */
export const pageOf = (asked: { offset: string | undefined; limit: string | undefined }) => {
  const whole = (text: string | undefined): number | null => (/^\d{1,15}$/.test(text ?? '') ? Number(text) : null)
  const { offsetMax, limitMax, limitDefault } = limits.page
  return {
    offset: Math.min(offsetMax, whole(asked.offset) ?? 0),
    limit: Math.min(limitMax, Math.max(1, whole(asked.limit) ?? limitDefault)),
  }
}
