// Who wants to know that something changed: tests that wait for a condition, and pages that show the phones. Changes are
// gathered until the current turn of the event loop is over, so that a condition is never looked at half-way.

import type { Phone } from './phone.ts'

type Waiter = { check: () => void; giveUp: (error: Error) => void }

/** Told which phones changed; null among them means something that is not a phone's. */
export type Listener = (changed: ReadonlySet<Phone | null>) => void

export class Watch {
  private readonly waiters = new Set<Waiter>()
  private readonly listeners = new Set<Listener>()
  private changes = new Set<Phone | null>()
  private isScheduled = false

  changed(phone: Phone | null): void {
    if (this.waiters.size === 0 && this.listeners.size === 0) return
    if (this.listeners.size > 0) this.changes.add(phone)
    if (this.isScheduled) return
    this.isScheduled = true
    queueMicrotask(() => this.tell())
  }

  listen(listener: Listener): () => void {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  waitFor<T>(check: () => T, timeoutMs: number): Promise<Exclude<T, false | null | undefined | 0 | ''>> {
    type Found = Exclude<T, false | null | undefined | 0 | ''>
    return new Promise<Found>((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer)
        this.waiters.delete(waiter)
      }
      const giveUp = (error: Error): void => {
        end()
        reject(error)
      }
      const waiter: Waiter = {
        giveUp,
        check: () => {
          try {
            const value = check()
            if (!value) return
            end()
            resolve(value as Found)
          } catch (error) {
            giveUp(error instanceof Error ? error : new Error(String(error)))
          }
        },
      }
      const timer = setTimeout(
        () => giveUp(new Error(`nothing came of it within ${timeoutMs} ms: ${String(check)}`)),
        timeoutMs,
      )
      this.waiters.add(waiter)
      waiter.check()
    })
  }

  close(): void {
    for (const waiter of this.waiters) waiter.giveUp(new Error('the simulator was closed'))
    this.listeners.clear()
  }

  private tell(): void {
    this.isScheduled = false
    const changes = this.changes
    this.changes = new Set()
    for (const waiter of this.waiters) waiter.check()
    for (const listener of this.listeners) listener(changes)
  }
}
