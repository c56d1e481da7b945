// What the ways in of monitoring systems need from the rest of the server.

import type { AlertsIn, SourceKeys } from '#dialects/shared/alerts-port'

export type MonitorDeps = {
  readonly alerts: AlertsIn
  readonly sources: SourceKeys
  /** SHA-256 in hexadecimal: names an object whose source names none. */
  readonly digest: (text: string) => string
  /** A name for an object that its sender left to us. */
  readonly newKey: () => string
  readonly isUnavailable: (error: unknown) => boolean
  readonly log: {
    warn(facts: Record<string, unknown>, message: string): void
    error(facts: Record<string, unknown>, message: string): void
  }
}
