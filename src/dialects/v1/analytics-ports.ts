// What analytics need of the store (src/store/config/analytics.ts).

export type AnalyticsSpan = {
  readonly fromMs: number
  /** Before this. */
  readonly toMs: number
  readonly policyId: string | null
  /** A zone's name as the time zone database has it. */
  readonly zone: string
}

export type Acknowledged = {
  readonly acknowledged: number
  readonly medianSeconds: number | null
  readonly p90Seconds: number | null
}
type Attempts = { readonly attempts: number; readonly reached: number }

export type AnalyticsRecord = {
  readonly callouts: Acknowledged & {
    readonly total: number
    readonly running: number
    readonly outcomes: Readonly<Record<string, number>>
  }
  readonly policies: readonly (Acknowledged & {
    readonly policy: string
    readonly policyName: string | null
    readonly callouts: number
    readonly exhausted: number
  })[]
  readonly channels: readonly (Attempts & {
    readonly channel: string
    readonly delivered: number
    readonly unreached: number
    readonly failed: number
  })[]
  readonly hours: readonly (Attempts & { readonly hour: number })[]
  readonly people: readonly (Attempts & {
    readonly user: string | null
    readonly name: string
    readonly unreached: number
    readonly nights: number
  })[]
  readonly alerts: readonly {
    readonly id: string
    readonly source: string
    readonly sourceName: string | null
    readonly host: string
    readonly service: string | null
    readonly callouts: number
  }[]
}

export interface AnalyticsPort {
  read(spaceId: string, span: AnalyticsSpan): Promise<AnalyticsRecord>
}
