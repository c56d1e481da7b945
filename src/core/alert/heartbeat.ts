// Heartbeats (到達監視): a program that is to be heard from again and again, and is a problem when it is not. Nothing is said of it
// before it was heard for the first time, nor while nobody could have heard it.

// State: waiting → up ↔ missed. Only while it is up, and its source is enabled, the next ping is awaited.

import type { AlertEvent, AlertFacts, Severity } from './alert.ts'

export type HeartbeatSettings = {
  /** How far one ping may be from the next. */
  readonly periodSeconds: number
  /** How much later it may come. */
  readonly graceSeconds: number
  /** What the alert is about; null: the name of the source. */
  readonly host: string | null
  readonly service: string | null
  readonly severity: Severity
}

export type Heartbeat = {
  readonly state: 'waiting' | 'up' | 'missed'
  readonly pingedAtMs: number | null
  /** When it counts as missed; null: nothing is awaited. */
  readonly dueAtMs: number | null
  /** When the period last began anew because pings could not be received before. */
  readonly excusedAtMs: number | null
}

/** How a source wants to be heard from. A paused one notes pings and awaits none. */
export type Awaited = { readonly settings: HeartbeatSettings; readonly enabled: boolean }

export const neverPinged: Heartbeat = { state: 'waiting', pingedAtMs: null, dueAtMs: null, excusedAtMs: null }

const dueFrom = ({ settings, enabled }: Awaited, fromMs: number): number | null =>
  enabled ? fromMs + (settings.periodSeconds + settings.graceSeconds) * 1_000 : null

export const pinged = (heartbeat: Heartbeat, awaited: Awaited, nowMs: number): Heartbeat => ({
  ...heartbeat,
  state: 'up',
  pingedAtMs: nowMs,
  dueAtMs: dueFrom(awaited, nowMs),
})

/** Whether a ping has not come that was to come. */
export const isMissed = ({ dueAtMs }: Heartbeat, nowMs: number): boolean => dueAtMs !== null && dueAtMs <= nowMs

export const missed = (heartbeat: Heartbeat): Heartbeat => ({ ...heartbeat, state: 'missed', dueAtMs: null })

/** Whether pings are awaited at the same times, whatever else the source says. */
export const isAwaitedAlike = (one: Awaited | null, other: Awaited | null): boolean =>
  one?.enabled === other?.enabled &&
  one?.settings.periodSeconds === other?.settings.periodSeconds &&
  one?.settings.graceSeconds === other?.settings.graceSeconds

/** What becomes of it when its source changes: a period that is another, or a pause that ends, begins now. */
export const awaitedAnew = (heartbeat: Heartbeat, awaited: Awaited, nowMs: number): Heartbeat =>
  heartbeat.state === 'up' ? { ...heartbeat, dueAtMs: dueFrom(awaited, nowMs) } : heartbeat

/** A time in which nobody could hear any ping. */
export type Silence = { readonly fromMs: number; readonly untilMs: number }

/**
 * Returns it with a period of its own after a silence in which the awaited ping may have come, else null. Pings may come as much
 * too early as too late, and after a silence as long as the period nothing is known of any.
 */
export const excused = (heartbeat: Heartbeat, awaited: Awaited, { fromMs, untilMs }: Silence): Heartbeat | null => {
  const { dueAtMs } = heartbeat
  if (dueAtMs === null || dueAtMs < fromMs) return null
  const { periodSeconds, graceSeconds } = awaited.settings
  const mayHaveCome = untilMs >= dueAtMs - 2 * graceSeconds * 1_000
  if (!mayHaveCome && untilMs - fromMs < periodSeconds * 1_000) return null
  return { ...heartbeat, dueAtMs: dueFrom(awaited, untilMs), excusedAtMs: untilMs }
}

/** Returns it awaited no later than a clock allows that was set back, or null where nothing changes. */
export const notBeyond = (heartbeat: Heartbeat, awaited: Awaited, nowMs: number): Heartbeat | null => {
  const latestMs = dueFrom(awaited, nowMs)
  if (heartbeat.dueAtMs === null || latestMs === null || heartbeat.dueAtMs <= latestMs) return null
  return { ...heartbeat, dueAtMs: latestMs }
}

type About = { readonly settings: HeartbeatSettings; readonly name: string; readonly summary: string }

const factsOf = ({ settings, name, summary }: About, condition: string): AlertFacts => ({
  host: settings.host ?? name,
  service: settings.service,
  severity: settings.severity,
  condition,
  summary,
  groups: [],
  url: null,
  hard: true,
  attempt: null,
})

/** One source is one object. When things happened is left open: an event of now is never older than what is known. */
const told = { dedupKey: 'heartbeat', atMs: null }

export const missedEvent = (about: About): AlertEvent => ({
  ...told,
  kind: 'problem',
  facts: factsOf(about, 'MISSED'),
  notification: null,
  standing: true,
})

export const returnedEvent = (about: Omit<About, 'summary'>): AlertEvent => ({
  ...told,
  kind: 'recovered',
  facts: factsOf({ ...about, summary: '' }, 'OK'),
})
