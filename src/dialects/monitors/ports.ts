// What the ways in of monitoring systems need from the rest of the server.

import type { AlertEvent } from '#core/alert/alert'
import type { AlertsIn, PingsIn, SourceKeys } from '#dialects/shared/alerts-port'

/** What it takes to read a body. */
export type Reading = {
  /** SHA-256 in hexadecimal: names an object whose source names none. */
  readonly digest: (text: string) => string
  readonly nowMs: () => number
}

/** What a body says. `leftOut`: its sender says that so many alerts are not in it. */
export type Read =
  | { readonly ok: true; readonly events: readonly AlertEvent[]; readonly leftOut?: number }
  | { readonly ok: false; readonly why: string }

export type MonitorDeps = Reading & {
  readonly alerts: AlertsIn & PingsIn
  readonly sources: SourceKeys
  /** A name for an object that its sender left to us. */
  readonly newKey: () => string
  readonly isUnavailable: (error: unknown) => boolean
  readonly log: {
    warn(facts: Record<string, unknown>, message: string): void
    error(facts: Record<string, unknown>, message: string): void
  }
}
