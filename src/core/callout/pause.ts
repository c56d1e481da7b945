// Pauses (停止), as facts. Of a space or a policy they keep what is started from calling anybody, and, if asked, end what runs
// before its next attempt; of a channel or a person they are asked each time somebody is about to be contacted.

import { matchesGlob } from '../alert/glob.ts'
import { changesAtMs, holds, type OpenCondition } from '../calendar/condition.ts'
import type { Channel } from '../plan/plan.ts'
import type { Suppression } from './event.ts'
import type { Facts } from './work.ts'

export const pauseScopes = ['space', 'policy', 'channel', 'user'] as const
export type PauseScope = (typeof pauseScopes)[number]

export type Pause = {
  readonly id: string
  readonly scope: PauseScope
  /** The policy's or the user's id, or the channel; null for the whole space. */
  readonly of: string | null
  readonly beginsAtMs: number
  /** null: until somebody ends it. */
  readonly endsAtMs: number | null
  /** It is on only while this holds; null: all the time. `gone`: what it went by is no longer there, and it is off. */
  readonly repeats: OpenCondition | 'gone' | null
  /** A pattern for the callout's text; null: whatever it says. */
  readonly match: string | null
  /** Of a space or a policy: running callouts end before their next attempt. */
  readonly stopsRunning: boolean
  readonly reason: string
  readonly createdBy: string
}

/** What is about to start, or whom it is about to contact. */
export type Subject = {
  readonly policyId: string
  /** The callout's text. */
  readonly text: string
}
export type Contacting = Subject & { readonly channel: Channel; readonly userId: string | null }

/** Why a pause lets somebody not be contacted now. */
export type HeldByPause = {
  readonly why: 'channel_paused' | 'user_paused' | 'stopped_by_pause'
  readonly pause: Suppression
}

/** Whether a pause is on at an instant. One that repeats is on in turns, within its beginning and its end. */
export const isOn = ({ beginsAtMs, endsAtMs, repeats }: Omit<Pause, 'match'>, nowMs: number): boolean => {
  if (beginsAtMs > nowMs || (endsAtMs !== null && endsAtMs <= nowMs)) return false
  if (repeats === null || repeats === 'gone') return repeats === null
  const held = holds(repeats, nowMs)
  return held.ok && held.value
}

/** When a pause that is on will be off; null: nobody knows. */
export const offAtMs = ({ endsAtMs, repeats }: Pause, nowMs: number): number | null => {
  if (repeats === null || repeats === 'gone') return endsAtMs
  const turnEndsAtMs = changesAtMs(repeats, nowMs)
  if (turnEndsAtMs === null || endsAtMs === null) return turnEndsAtMs ?? endsAtMs
  return Math.min(turnEndsAtMs, endsAtMs)
}

/** Of several the one that lasts longest is told. */
const longest = (pauses: readonly Pause[], nowMs: number): { pause: Pause; told: Suppression } | null => {
  const [first] = pauses
    .map((pause) => ({ pause, untilMs: offAtMs(pause, nowMs) }))
    .toSorted((one, other) => (other.untilMs ?? Number.POSITIVE_INFINITY) - (one.untilMs ?? Number.POSITIVE_INFINITY))
  if (first === undefined) return null
  const { pause, untilMs } = first
  return { pause, told: { pause: pause.id, name: pause.createdBy, note: pause.reason, untilMs } }
}

const isAbout = ({ match }: Pause, { text }: Subject): boolean => match === null || matchesGlob(match, text)

const stopsPolicy = ({ scope, of }: Pause, policyId: string): boolean =>
  scope === 'space' || (scope === 'policy' && of === policyId)

/** Returns what keeps a callout from starting, or undefined. */
export const suppressionAt = (pauses: readonly Pause[], subject: Subject, nowMs: number): Suppression | undefined => {
  const on = pauses.filter((one) => stopsPolicy(one, subject.policyId) && isAbout(one, subject) && isOn(one, nowMs))
  return longest(on, nowMs)?.told
}

const whyHeld = (
  { scope, of, stopsRunning }: Pause,
  { policyId, channel, userId }: Contacting,
): HeldByPause['why'] | null => {
  switch (scope) {
    case 'space':
      return stopsRunning ? 'stopped_by_pause' : null
    case 'policy':
      return stopsRunning && of === policyId ? 'stopped_by_pause' : null
    case 'channel':
      return of === channel ? 'channel_paused' : null
    case 'user':
      return of === userId ? 'user_paused' : null
  }
}

/** Returns what keeps somebody from being contacted now, or undefined. What ends the whole callout comes first. */
export const heldAt = (pauses: readonly Pause[], contacting: Contacting, nowMs: number): HeldByPause | undefined => {
  const on = pauses.filter((one) => isAbout(one, contacting) && isOn(one, nowMs))
  for (const why of ['stopped_by_pause', 'user_paused', 'channel_paused'] as const) {
    const found = longest(
      on.filter((one) => whyHeld(one, contacting) === why),
      nowMs,
    )
    if (found !== null) return { why, pause: found.told }
  }
  return undefined
}

/** What the words of a pause need. */
export const pauseFacts = ({ pause, name, note, untilMs }: Suppression): Facts => ({
  pause,
  name,
  note,
  ...(untilMs === null ? {} : { atMs: untilMs }),
})
