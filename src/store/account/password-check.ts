// Compares passwords for everybody who signs in. Hashing is slow on purpose, so only two run at a time and few may wait: the
// threads they use also look up names for calls that go out. A password that was right a moment ago is recognised
// without hashing again, because scripts sign in for every event and a burst of events must not queue behind hashes.

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { hashPassword, matches, type PasswordCost } from './passwords.ts'

const AT_ONCE = 2
const WAITING_MAX = 200
const KNOWN_MAX = 1_000
const KNOWN_MS = 10 * 60_000

export type Guess = {
  readonly password: string
  /** The account's hash; null for no account, which takes as long. */
  readonly stored: string | null
  /** Asked when its turn has come: whether it may still be compared. It counts as wrong until `right` is called. */
  readonly begin: () => boolean
  readonly right: () => void
}

export type PasswordChecker = {
  /** Null when it was not compared: too many wait, or it may not begin. */
  check(guess: Guess): Promise<boolean | null>
  hash(password: string): Promise<string>
}

type Known = { readonly mark: Buffer; readonly untilMs: number }

/** Marks of right passwords by their hash, made with a key that never leaves this process. */
const createKnown = (leaseMs: () => number) => {
  const key = randomBytes(32)
  const known = new Map<string, Known>()
  const markOf = (password: string, stored: string): Buffer =>
    createHmac('sha256', key).update(stored).update('\0').update(password).digest()
  return {
    has: (password: string, stored: string): boolean => {
      const found = known.get(stored)
      return found !== undefined && found.untilMs > leaseMs() && timingSafeEqual(found.mark, markOf(password, stored))
    },
    add: (password: string, stored: string): void => {
      known.delete(stored)
      if (known.size >= KNOWN_MAX) known.delete(known.keys().next().value ?? '')
      known.set(stored, { mark: markOf(password, stored), untilMs: leaseMs() + KNOWN_MS })
    },
  }
}

/** Runs at most `AT_ONCE` works at a time, the others in the order they came; null when too many wait already. */
const createSlots = () => {
  const waiting: (() => void)[] = []
  let running = 0
  return async <T>(work: () => Promise<T>): Promise<T | null> => {
    if (running < AT_ONCE) running += 1
    else if (waiting.length >= WAITING_MAX) return null
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      // The place is handed on to whoever waited longest, and only given up when nobody waits.
      const next = waiting.shift()
      if (next === undefined) running -= 1
      else next()
    }
  }
}

/** @param leaseMs the real clock */
export const createPasswordChecker = (cost: PasswordCost, leaseMs: () => number): PasswordChecker => {
  const inSlot = createSlots()
  const known = createKnown(leaseMs)
  let nobody: Promise<string> | null = null
  const nobodys = (): Promise<string> => {
    nobody ??= hashPassword(randomBytes(16).toString('hex'), cost)
    return nobody
  }
  return {
    check: async ({ password, stored, begin, right }) => {
      if (stored !== null && known.has(password, stored)) {
        if (!begin()) return null
        right()
        return true
      }
      return inSlot(async () => {
        const none = await nobodys()
        if (!begin()) return null
        // Whoever waited before may have shown that it is right.
        const same = (stored !== null && known.has(password, stored)) || (await matches(password, stored ?? none))
        if (!same || stored === null) return false
        right()
        known.add(password, stored)
        return true
      })
    },
    hash: (password) => hashPassword(password, cost),
  }
}
