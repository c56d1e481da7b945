// What a pause kept from beginning, and what of it is started when the pause is over: once for each policy, or group of policies, that it
// was asked for, about all of it together, as urgently as the most urgent of it (0098).

import type { Cause, TextCause } from '../cause.ts'

/** A callout that a pause kept from beginning, or ended. */
export type KeptByPause = {
  readonly policyId: string
  /** The group of policies it was started for. */
  readonly groupId: string | null
  readonly cause: Cause
  /** 0 (first) … 9 (last). */
  readonly priority: number
}

/** What was asked for, by id, and what of it was kept; in the order in which the first of each was kept. */
export type Restart = {
  readonly ref: string
  /** A group of policies, not one. */
  readonly isGroup: boolean
  readonly kept: readonly KeptByPause[]
}

export const restartsOf = (kept: readonly KeptByPause[]): readonly Restart[] => {
  const restarts = new Map<string, Restart>()
  for (const one of kept) {
    const isGroup = one.groupId !== null
    const ref = one.groupId ?? one.policyId
    restarts.set(ref, { ref, isGroup, kept: [...(restarts.get(ref)?.kept ?? []), one] })
  }
  return [...restarts.values()]
}

/** How urgent it is, and what it is about; `alone` null: several, or one that is no text, are told in words of their own. */
export type Together = { readonly priority: number; readonly alone: TextCause | null }

/** Returns null where nothing of it is open any more. */
export const together = (open: readonly KeptByPause[]): Together | null => {
  const [first] = open
  if (first === undefined) return null
  const priority = Math.min(...open.map((one) => one.priority))
  return { priority, alone: open.length === 1 && first.cause.kind === 'text' ? first.cause : null }
}
