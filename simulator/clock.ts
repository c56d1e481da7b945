// The only clock of the phone network. Real: time passes by itself. Stepped: time stands still until somebody advances it,
// and then every timer that falls due runs in order, with the network given the chance to go quiet in between.
// What is due at this very instant runs in both modes without being asked, so that a test need not "advance by nothing".

import type { HeapTimer } from './timer-heap.ts'
import { TimerHeap } from './timer-heap.ts'

export type ClockMode = 'real' | 'stepped'
export type Timer = { cancel(): void }

export interface Clock {
  nowMs(): number
  after(delayMs: number, run: () => void): Timer
}

export type ClockOptions = { mode?: ClockMode; nowMs?: number }

/** Wall time with fractions of a millisecond; it never goes backwards within a process. */
export function wallMs(): number {
  return performance.timeOrigin + performance.now()
}

export class NetworkClock implements Clock {
  mode: ClockMode
  private readonly heap = new TimerHeap()
  private order = 0
  private standingAtMs: number
  private offsetMs: number
  private alarm: NodeJS.Timeout | null = null
  private alarmAtMs = Number.POSITIVE_INFINITY
  private pump: NodeJS.Immediate | null = null
  private advancing: Promise<unknown> = Promise.resolve()
  private isAdvancing = false

  constructor(options: ClockOptions = {}) {
    this.mode = options.mode ?? 'real'
    this.standingAtMs = options.nowMs ?? Math.floor(wallMs())
    this.offsetMs = options.nowMs === undefined ? 0 : options.nowMs - wallMs()
  }

  nowMs(): number {
    return this.mode === 'real' ? wallMs() + this.offsetMs : this.standingAtMs
  }

  after(delayMs: number, run: () => void): Timer {
    const timer: HeapTimer = { dueAtMs: this.nowMs() + Math.max(0, delayMs), order: this.order++, run }
    this.heap.push(timer)
    this.wake()
    return { cancel: () => void (timer.run = null) }
  }

  /** Changes between real and stepped time without a jump. `nowMs` may set the standing clock. */
  setMode(mode: ClockMode, nowMs?: number): void {
    const now = nowMs ?? this.nowMs()
    this.standingAtMs = now
    this.offsetMs = now - wallMs()
    this.mode = mode
    this.disarm()
    this.wake()
  }

  /**
   * Lets `ms` pass on a stepped clock. `settle` is awaited before each timer and at the end.
   * @errors throws on a real clock, which nobody can advance
   */
  advance(ms: number, settle: () => Promise<void>): Promise<void> {
    if (this.mode !== 'stepped')
      return Promise.reject(new Error('the clock is real; switch it to stepped before advancing it'))
    const turn = this.advancing.then(() => this.advanceOnce(ms, settle))
    this.advancing = turn.catch(() => undefined)
    return turn
  }

  private async advanceOnce(ms: number, settle: () => Promise<void>): Promise<void> {
    this.isAdvancing = true
    try {
      const untilMs = this.standingAtMs + Math.max(0, ms)
      for (;;) {
        await settle()
        const next = this.heap.peek()
        if (!next || next.dueAtMs > untilMs) break
        this.standingAtMs = Math.max(this.standingAtMs, next.dueAtMs)
        this.runDue()
      }
      this.standingAtMs = untilMs
    } finally {
      this.isAdvancing = false
      this.wake()
    }
  }

  /** Whether something is to happen at this very instant. */
  get isDue(): boolean {
    const next = this.heap.peek()
    return next !== undefined && next.dueAtMs <= this.nowMs()
  }

  /** Milliseconds until the next timer, or null when none is set. */
  get nextInMs(): number | null {
    const next = this.heap.peek()
    return next ? Math.max(0, next.dueAtMs - this.nowMs()) : null
  }

  stop(): void {
    this.heap.clear()
    this.disarm()
  }

  private runDue(): void {
    const now = this.nowMs()
    for (let next = this.heap.peek(); next && next.dueAtMs <= now; next = this.heap.peek()) {
      const run = next.run
      next.run = null
      this.heap.removeFirst()
      run?.()
    }
  }

  private wake(): void {
    if (this.isAdvancing) return
    const next = this.heap.peek()
    if (!next) return
    const waitMs = next.dueAtMs - this.nowMs()
    if (waitMs <= 0) {
      this.pump ??= setImmediate(() => this.pumpNow())
    } else if (this.mode === 'real' && next.dueAtMs < this.alarmAtMs) {
      this.arm(next.dueAtMs, waitMs)
    }
  }

  private arm(dueAtMs: number, waitMs: number): void {
    if (this.alarm) clearTimeout(this.alarm)
    this.alarmAtMs = dueAtMs
    this.alarm = setTimeout(
      () => {
        this.alarm = null
        this.alarmAtMs = Number.POSITIVE_INFINITY
        this.pumpNow()
      },
      Math.min(waitMs, 2_000_000_000),
    )
  }

  private pumpNow(): void {
    this.pump = null
    if (this.isAdvancing) return
    this.runDue()
    this.wake()
  }

  private disarm(): void {
    if (this.alarm) clearTimeout(this.alarm)
    if (this.pump) clearImmediate(this.pump)
    this.alarm = null
    this.pump = null
    this.alarmAtMs = Number.POSITIVE_INFINITY
  }
}
