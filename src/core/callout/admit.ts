// The one gate every attempt passes at dial time. Later features add facts, never gates. What a connection may carry (calls
// per second, calls at once) is reserved on its row, so that all nodes share it.

import { limits } from '../limits.ts'
import type { QuietNow, SkipReason, Suppression } from './event.ts'
import type { Flood } from './guard.ts'
import type { Held } from './held.ts'

/** What a connection may carry. null: no limit of ours. */
export type Pace = { readonly callsPerSecond: number | null; readonly callsAtOnce: number | null }

export type LineFacts = {
  readonly pace: Pace
  /** When the next call may begin. */
  readonly nextSlotAtMs: number
  readonly liveCalls: number
  /** Attempts of equal or higher priority that wait already. */
  readonly waiting: number
}

export type Facts = {
  readonly connectionKnown: boolean
  /** Refused numbers are checked again at dial time: emergency, premium, or a demo number on a real provider. */
  readonly numberAllowed: boolean
  readonly numberInCall: boolean
  /** Somebody called for being on duty is no longer; absent: it does not matter. */
  readonly offDuty?: boolean
  /** A pause that is on, or quiet hours, of whoever would be contacted. */
  readonly held?: Held | undefined
  /** A repeat that would be one of too many, and what becomes of it. */
  readonly flood?: (Flood & { readonly how: 'wait' | 'skip' }) | undefined
  /** null for a connection without a pace, or when the slot was reserved already. */
  readonly line: LineFacts | null
}

export type Admission =
  | { readonly kind: 'go' }
  | {
      readonly kind: 'wait'
      readonly untilMs: number
      readonly why: 'waits_for_line' | 'waits_for_number' | 'waits_for_calm'
      readonly flood?: Flood | undefined
    }
  | {
      readonly kind: 'skip'
      readonly why: SkipReason
      readonly pause?: Suppression | undefined
      readonly quiet?: QuietNow | undefined
      readonly flood?: Flood | undefined
    }

/** Returns how many calls may begin now, 0 or more. */
export const freeLines = (line: Omit<LineFacts, 'waiting'>, nowMs: number): number => {
  const atOnce = line.pace.callsAtOnce === null ? Number.POSITIVE_INFINITY : line.pace.callsAtOnce - line.liveCalls
  const perSecond = line.pace.callsPerSecond
  const slots = perSecond === null ? Number.POSITIVE_INFINITY : slotsUntil(line.nextSlotAtMs, perSecond, nowMs)
  return Math.max(0, Math.min(atOnce, slots))
}

/** Unused slots do not pile up: after a silence one second's worth may begin together, as providers count. */
const slotsUntil = (nextSlotAtMs: number, perSecond: number, nowMs: number): number => {
  if (nextSlotAtMs > nowMs) return 0
  const burst = Math.max(1, Math.floor(perSecond))
  return Math.min(burst, Math.floor(((nowMs - nextSlotAtMs) * perSecond) / 1_000) + 1)
}

/** Returns when the next call may begin after `begun` calls were let go at `nowMs`. */
export const nextSlotAfter = (line: Omit<LineFacts, 'waiting'>, begun: number, nowMs: number): number => {
  const perSecond = line.pace.callsPerSecond
  if (perSecond === null || begun === 0) return line.nextSlotAtMs
  const burst = Math.max(1, Math.floor(perSecond))
  const earliestMs = nowMs - ((burst - 1) * 1_000) / perSecond
  return Math.ceil(Math.max(earliestMs, line.nextSlotAtMs) + (begun * 1_000) / perSecond)
}

const inFlood = ({ how, ...flood }: NonNullable<Facts['flood']>): Admission =>
  how === 'skip'
    ? { kind: 'skip', why: 'called_enough', flood }
    : { kind: 'wait', why: 'waits_for_calm', untilMs: flood.untilMs, flood }

export const admit = (facts: Facts, nowMs: number): Admission => {
  if (!facts.connectionKnown) return { kind: 'skip', why: 'connection_missing' }
  if (!facts.numberAllowed) return { kind: 'skip', why: 'number_refused' }
  if (facts.offDuty === true) return { kind: 'skip', why: 'off_duty' }
  if (facts.held !== undefined) return { kind: 'skip', ...facts.held }
  if (facts.flood !== undefined) return inFlood(facts.flood)
  if (facts.numberInCall) return { kind: 'wait', untilMs: nowMs + limits.numberBusyMs, why: 'waits_for_number' }
  if (facts.line === null) return { kind: 'go' }
  if (facts.line.waiting === 0 && freeLines(facts.line, nowMs) > 0) return { kind: 'go' }
  return { kind: 'wait', untilMs: nowMs + limits.lineSafetyMs, why: 'waits_for_line' }
}
