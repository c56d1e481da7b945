// What the service would show in its console's debugger: webhooks that failed, TwiML it did not understand. The callee only
// hears that "an application error has occurred"; this list says why.

import type { Clock } from './clock.ts'
import { limits } from './limits.ts'

export type DebuggerEntry = {
  atMs: number
  level: 'error' | 'warning'
  code: number
  message: string
  /** The call or message concerned. */
  sid: string | null
  url: string | null
}

export class DebuggerLog {
  private entries: DebuggerEntry[] = []
  private readonly clock: Clock
  private readonly changed: () => void

  constructor(clock: Clock, changed: () => void) {
    this.clock = clock
    this.changed = changed
  }

  add(entry: Omit<DebuggerEntry, 'atMs'>): void {
    this.entries.push({ atMs: this.clock.nowMs(), ...entry })
    if (this.entries.length > limits.debuggerEntries) this.entries.shift()
    this.changed()
  }

  list(): readonly DebuggerEntry[] {
    return this.entries
  }

  clear(): void {
    this.entries = []
  }
}
