// Every REST request that arrived, with its arrival time and what became of it; also those a fault swallowed. The newest
// are kept. Totals are counted separately, so that asking for them costs nothing.

import { limits } from './limits.ts'

export type LoggedRequest = {
  n: number
  /** Wall time of arrival, with fractions of a millisecond. */
  atMs: number
  method: string
  path: string
  to: string | null
  /** Answered with; null when no answer was sent. */
  status: number | null
  fault: string | null
  /** What it created. */
  sid: string | null
}

export class RequestLog {
  private entries: LoggedRequest[] = []
  private count = 0

  add(entry: Omit<LoggedRequest, 'n'>): void {
    this.count += 1
    this.entries.push({ n: this.count, ...entry })
    if (this.entries.length > limits.requestLogEntries) this.entries = this.entries.slice(limits.requestLogEntries / 2)
  }

  /** Those that arrived at or after `sinceMs`, oldest first. */
  list(sinceMs = 0): readonly LoggedRequest[] {
    return sinceMs === 0 ? this.entries : this.entries.filter((entry) => entry.atMs >= sinceMs)
  }

  get total(): number {
    return this.count
  }

  clear(): void {
    this.entries = []
    this.count = 0
  }
}
