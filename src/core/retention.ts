// How long a space keeps what is over: callouts with everything that was tried for them, incidents, alerts, what webhooks and sources
// were told, and the audit log. Nothing here says what is over; what is not over is kept however old it is.

export const retainedKinds = ['callouts', 'incidents', 'alerts', 'deliveries', 'audit'] as const
export type RetainedKind = (typeof retainedKinds)[number]

/** Days; null: for ever. What is not given is kept as `usualDays` says. */
export type RetentionSettings = { readonly [Kind in RetainedKind]?: number | null | undefined }

export type Retained = {
  readonly kind: RetainedKind
  readonly days: number | null
  /** What was over before this instant is not kept; null: everything is. */
  readonly beforeMs: number | null
}

const usualDays: Readonly<Record<RetainedKind, number | null>> = {
  callouts: null,
  incidents: null,
  alerts: null,
  deliveries: 30,
  audit: null,
}

const DAY_MS = 86_400_000

/**
 * Returns until when each kind is kept, in the order in which they are looked at. Whole days of UTC: what is deleted is a day at a
 * time, and a look in advance says the same all day.
 */
export const retentionOf = (settings: RetentionSettings, nowMs: number): readonly Retained[] =>
  retainedKinds.map((kind) => {
    const given = settings[kind]
    const days = given === undefined ? usualDays[kind] : given
    const beforeMs = days === null ? null : (Math.floor(nowMs / DAY_MS) - days) * DAY_MS
    return { kind, days, beforeMs }
  })
