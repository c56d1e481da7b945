// What answering machine detection said about calls that are still going on, until they end. Kept in memory only: it is a
// hint that turns "no key" into "voicemail" in the history, and losing it costs nothing else.

export type Detections = {
  remember(providerId: string, answeredBy: string): void
  /** Returns what was said about a call, once. */
  of(providerId: string): string | null
}

const callsMax = 10_000

export const createDetections = (): Detections => {
  const known = new Map<string, string>()
  return {
    remember: (providerId, answeredBy) => {
      known.delete(providerId)
      known.set(providerId, answeredBy)
      const oldest = known.keys().next().value
      if (known.size > callsMax && oldest !== undefined) known.delete(oldest)
    },
    of: (providerId) => {
      const answeredBy = known.get(providerId) ?? null
      known.delete(providerId)
      return answeredBy
    },
  }
}
