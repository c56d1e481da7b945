// Row locks of the in-memory store: taken one by one, given up together, first come first served. A circle of waiting
// transactions is broken as a database breaks it: the one that would close it fails.

import { StoreUnavailable } from '#engine/ports'

type Waiter = { readonly owner: object; readonly resolve: () => void }
type Lock = { owner: object; readonly waiting: Waiter[] }

export type Locks = {
  /** Resolves when `owner` has the lock; having it already is fine. */
  readonly acquire: (owner: object, key: string) => Promise<void>
  readonly isHeld: (owner: object, key: string) => boolean
  /** Takes it if nobody has it. */
  readonly tryAcquire: (owner: object, key: string) => boolean
  /** Gives up all locks of an owner, and its place in every queue. */
  readonly release: (owner: object) => void
}

export const createLocks = (): Locks => {
  const locks = new Map<string, Lock>()
  const waitsFor = new Map<object, string>()

  const closesCircle = (owner: object, key: string): boolean => {
    let next: string | undefined = key
    while (next !== undefined) {
      const holder: object | undefined = locks.get(next)?.owner
      if (holder === undefined) return false
      if (holder === owner) return true
      next = waitsFor.get(holder)
    }
    return false
  }

  const tryAcquire = (owner: object, key: string): boolean => {
    const lock = locks.get(key)
    if (lock === undefined) locks.set(key, { owner, waiting: [] })
    return lock === undefined || lock.owner === owner
  }

  const handOver = (key: string, lock: Lock): void => {
    const next = lock.waiting.shift()
    if (next === undefined) {
      locks.delete(key)
      return
    }
    lock.owner = next.owner
    waitsFor.delete(next.owner)
    next.resolve()
  }

  return {
    tryAcquire,
    isHeld: (owner, key) => locks.get(key)?.owner === owner,
    acquire: (owner, key) => {
      if (tryAcquire(owner, key)) return Promise.resolve()
      if (closesCircle(owner, key)) return Promise.reject(new StoreUnavailable('deadlock'))
      return new Promise((resolve) => {
        waitsFor.set(owner, key)
        locks.get(key)?.waiting.push({ owner, resolve })
      })
    },
    release: (owner) => {
      const waited = waitsFor.get(owner)
      waitsFor.delete(owner)
      const queue = waited === undefined ? undefined : locks.get(waited)?.waiting
      const place = queue?.findIndex((waiter) => waiter.owner === owner) ?? -1
      if (place >= 0) queue?.splice(place, 1)
      for (const [key, lock] of locks) if (lock.owner === owner) handOver(key, lock)
    },
  }
}
