// One callout inside one transaction: its row, the parts loaded so far, and what the decisions have changed. Here core's
// attempts get the columns the store needs: where they go, their nonce, and who performs their effect.

import { type Decision, decide } from '#core/callout/decide'
import type { Event } from '#core/callout/event'
import type { Attempt, Head, Target } from '#core/callout/state'
import type { Follow, HistoryEntry, Loaded } from '#core/callout/work'
import type { Plan } from '#core/plan/plan'
import { connectionOf, destinationBy } from '#core/plan/way'
import type { AttemptRow, CalloutRow, CalloutWrite, LoadedParts } from './ports.ts'

export type Draft = {
  row: CalloutRow
  /** Grows when people on duty join it. */
  plan: Plan
  head: Head
  readonly targets: Map<number, Target>
  readonly attempts: Map<number, Attempt>
  readonly known: Map<number, AttemptRow>
  readonly changedTargets: Set<number>
  readonly changedAttempts: Set<number>
  readonly history: HistoryEntry[]
  escalates: boolean
  comesBack: boolean
}

export const openDraft = (row: CalloutRow, plan: Plan): Draft => ({
  row,
  plan,
  head: row.head,
  targets: new Map(),
  attempts: new Map(),
  known: new Map(),
  changedTargets: new Set(),
  changedAttempts: new Set(),
  history: [],
  escalates: false,
  comesBack: false,
})

/** Adds loaded parts; what this transaction has changed already wins over what the database still says. */
export const addParts = (draft: Draft, parts: LoadedParts): void => {
  for (const target of parts.targets)
    if (!draft.targets.has(target.destination)) draft.targets.set(target.destination, target)
  for (const attempt of parts.attempts) {
    if (draft.attempts.has(attempt.ordinal)) continue
    draft.attempts.set(attempt.ordinal, attempt)
    draft.known.set(attempt.ordinal, attempt)
  }
}

/** A decision copies what it is given: an event about one attempt gets no more than its scope, however much is in the draft. */
const within = (draft: Draft, event: Event | Follow): Loaded => {
  const attempt = 'attempt' in event ? draft.attempts.get(event.attempt) : undefined
  const target = attempt === undefined ? undefined : draft.targets.get(attempt.destination)
  if (attempt === undefined || target === undefined) return draft
  const speaker = target.attempt === null ? undefined : draft.attempts.get(target.attempt)
  return {
    plan: draft.plan,
    head: draft.head,
    targets: new Map([[target.destination, target]]),
    attempts: new Map([attempt, ...(speaker === undefined ? [] : [speaker])].map((one) => [one.ordinal, one])),
  }
}

export const decideInto = (draft: Draft, event: Event | Follow, nowMs: number): Decision => {
  const decision = decide(within(draft, event), event, nowMs)
  draft.head = decision.head
  for (const target of decision.targets) {
    draft.targets.set(target.destination, target)
    draft.changedTargets.add(target.destination)
  }
  for (const attempt of decision.attempts) {
    draft.attempts.set(attempt.ordinal, attempt)
    draft.changedAttempts.add(attempt.ordinal)
  }
  draft.history.push(...decision.history)
  draft.escalates ||= decision.escalates
  draft.comesBack ||= decision.comesBack
  return decision
}

export const isChanged = (draft: Draft): boolean =>
  draft.history.length > 0 ||
  draft.changedAttempts.size > 0 ||
  draft.changedTargets.size > 0 ||
  draft.head !== draft.row.head

export type Columns = { readonly instance: string; readonly nowMs: number; readonly nonce: () => string }

/** An effect that is due is ours to perform at once; a later one belongs to whoever wakes first. */
const claimFor = (attempt: Attempt, columns: Columns): string | null => {
  const { effect } = attempt
  if (effect === null) return null
  return effect.kind === 'settle' || effect.atMs <= columns.nowMs ? columns.instance : null
}

/** The columns that say where an attempt goes, by its way. */
export const whereTo = (plan: Plan, attempt: Attempt): Pick<AttemptRow, 'connectionId' | 'address'> => ({
  connectionId: connectionOf(plan, attempt),
  address: destinationBy(plan, attempt)?.address ?? '',
})

const toWrite = (draft: Draft, attempt: Attempt, columns: Columns): AttemptRow => {
  const known = draft.known.get(attempt.ordinal)
  const claimedBy = claimFor(attempt, columns)
  if (known !== undefined) {
    const { way, ...before } = known
    return { ...before, ...attempt, ...(attempt.way === way ? {} : whereTo(draft.plan, attempt)), claimedBy }
  }
  const { id: calloutId, spaceId, priority } = draft.row
  // New keys stand before what is spread: on Node 20 each one after it costs half a microsecond and more.
  return {
    calloutId,
    spaceId,
    priority,
    nonce: columns.nonce(),
    claimedBy,
    ...whereTo(draft.plan, attempt),
    ...attempt,
  }
}

export const closeDraft = (draft: Draft, columns: Columns): CalloutWrite => ({
  callout: { ...draft.row, head: draft.head },
  targets: [...draft.changedTargets].flatMap((key) => draft.targets.get(key) ?? []),
  attempts: [...draft.changedAttempts].flatMap((key) => {
    const attempt = draft.attempts.get(key)
    return attempt === undefined ? [] : [toWrite(draft, attempt, columns)]
  }),
  history: draft.history,
})
