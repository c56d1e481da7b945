// An alert is the latest state of one monitored object (a host, or a service of a host) at one source. What happened before is
// not kept here: only what is true now, and since when.

// State: problem ↔ recovered. A problem may be acknowledged (until it recovers) or in downtime (until a time); neither calls.

export const severities = ['critical', 'error', 'warning', 'info', 'unknown'] as const
export type Severity = (typeof severities)[number]

/** What is monitored, and what is wrong with it, in the source's words. */
export type AlertFacts = {
  readonly host: string | null
  readonly service: string | null
  readonly severity: Severity
  /** DOWN, UNREACHABLE, CRITICAL, …: the source's own word, or empty. */
  readonly condition: string
  readonly summary: string
  /** Host and service groups. */
  readonly groups: readonly string[]
  readonly url: string | null
  /** A soft state may still pass by itself: the source is checking again. */
  readonly hard: boolean
  /** Which check found it, from 1; null where the source does not count. */
  readonly attempt: number | null
  /** What its source knows the object by where the key does not say it, to tell it back: labels, the number of an event. */
  readonly origin?: Readonly<Record<string, string>>
}

export type Alert = AlertFacts & {
  readonly state: 'problem' | 'recovered'
  /** When this state began. */
  readonly sinceMs: number
  /** The time of the newest event that was taken, as the source said it: older ones change nothing. */
  readonly atMs: number
  /** How often the source has told of this problem; 0 when recovered. */
  readonly notifications: number
  /** Who has it; null: nobody. */
  readonly acknowledgedBy: string | null
  readonly acknowledgedAtMs: number | null
  readonly downtimeUntilMs: number | null
  readonly flapping: boolean
  /** When the state changed lately, oldest first: what flapping is seen by. */
  readonly changesAtMs: readonly number[]
}

type Told = {
  /** Names the object at its source: the same key is the same object. */
  readonly dedupKey: string
  /** null: the source does not say, so it is when we heard of it. */
  readonly atMs: number | null
}

/** What a source tells of one object. */
export type AlertEvent = Told &
  (
    | {
        readonly kind: 'problem'
        readonly facts: AlertFacts
        /** Which telling of the problem it is, where the source counts: the same number is the same telling. */
        readonly notification: number | null
        /** A source that is silent about what is in downtime and tells of a problem says that the downtime is over. */
        readonly endsDowntime?: boolean
        /** `atMs` is when the problem began: a later one is another problem, although nobody told of a recovery between. */
        readonly begins?: boolean
        /** Its source repeats what is so, and tells of nothing new: only what was not known counts. */
        readonly standing?: boolean
      }
    | { readonly kind: 'recovered'; readonly facts: AlertFacts }
    | { readonly kind: 'acknowledged'; readonly by: string }
    | { readonly kind: 'unacknowledged' }
    | { readonly kind: 'downtime'; readonly untilMs: number | null }
  )

/** Whether somebody is to be called about it: a problem that nobody has and nobody planned. */
export const needsSomebody = (
  alert: Pick<Alert, 'state' | 'acknowledgedBy' | 'downtimeUntilMs'>,
  nowMs: number,
): boolean =>
  alert.state === 'problem' &&
  alert.acknowledgedBy === null &&
  (alert.downtimeUntilMs === null || alert.downtimeUntilMs <= nowMs)

/** Line breaks and the like, and halves of characters, which no database holds. */
const CONTROL = /[\p{Cc}\u2028\u2029]+/gu
const HALF = /\p{Cs}/gu

/** Returns a text of a monitoring system on one line, without control characters, of at most `charactersMax` characters. */
export const oneLine = (text: string, charactersMax: number): string => {
  const line = text.replace(CONTROL, ' ').replace(HALF, '\uFFFD').trim()
  // What is not longer in code units is not longer in characters.
  return line.length <= charactersMax ? line : Array.from(line).slice(0, charactersMax).join('')
}
