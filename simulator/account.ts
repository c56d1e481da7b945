// Accounts: who may use the API, which numbers they own, and at what rate their calls are dialled. The rate is the
// service's "calls per second": excess calls are accepted, stay queued, and go out one by one.

import type { Call } from './call.ts'
import { isFinished } from './call.ts'
import type { Clock } from './clock.ts'
import { newSid } from './ids.ts'

/** The default account. Documented constants, so that a script can be written down; they open nothing but this toy. */
export const defaultAccountSid = 'AC00000000000000000000000000000001'
export const defaultAuthToken = '0123456789abcdef0123456789abcdef'
export const defaultKeySid = 'SK00000000000000000000000000000001'
export const defaultKeySecret = 'simulatorsimulatorsimulator00001'
export const defaultNumbers: readonly string[] = ['+815012340001', '+815012340002']

export type OwnedNumber = {
  sid: string
  number: string
  createdAtMs: number
  updatedAtMs: number
  capabilities: { voice: boolean; sms: boolean; mms: boolean; fax: boolean }
  /** Everything the owner may set, by its REST name (`voice_url` …). */
  settings: Record<string, string | null>
}

export type Account = {
  readonly sid: string
  authToken: string
  friendlyName: string
  status: 'active' | 'suspended' | 'closed'
  createdAtMs: number
  /** Key identifier → secret; a key signs in like the account itself. */
  keys: Map<string, string>
  numbers: Map<string, OwnedNumber>
  /** Calls dialled per second; null is unlimited. */
  cps: number | null
  /** Unfinished calls allowed at a time; null is unlimited. */
  concurrency: number | null
  unfinished: number
  queue: Call[]
  queueAt: number
  lastDialAtMs: number
}

export type AccountOptions = {
  sid?: string
  authToken?: string
  friendlyName?: string
  numbers?: readonly string[]
  cps?: number | null
  concurrency?: number | null
}

export function createAccount(options: AccountOptions, nowMs: number): Account {
  const account: Account = {
    sid: options.sid ?? newSid('AC'),
    authToken: options.authToken ?? newSid('AC').slice(2),
    friendlyName: options.friendlyName ?? 'Simulator',
    status: 'active',
    createdAtMs: nowMs,
    keys: new Map(),
    numbers: new Map(),
    cps: options.cps ?? null,
    concurrency: options.concurrency ?? null,
    unfinished: 0,
    queue: [],
    queueAt: 0,
    lastDialAtMs: Number.NEGATIVE_INFINITY,
  }
  for (const number of options.numbers ?? defaultNumbers) addNumber(account, number, nowMs)
  return account
}

export function addNumber(account: Account, number: string, nowMs: number): OwnedNumber {
  const owned: OwnedNumber = {
    sid: newSid('PN'),
    number,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    capabilities: { voice: true, sms: true, mms: false, fax: false },
    settings: { friendly_name: number },
  }
  account.numbers.set(number, owned)
  return owned
}

/** Dials a new call as soon as the account's rate allows. Cancelled calls leave the queue without using a turn. */
export function enqueue(account: Account, call: Call, ways: { clock: Clock; dial: (call: Call) => void }): void {
  if (account.cps === null && account.queueAt === account.queue.length) {
    ways.clock.after(0, () => ways.dial(call))
    return
  }
  account.queue.push(call)
  if (account.queue.length - account.queueAt === 1) scheduleNext(account, ways)
}

function scheduleNext(account: Account, ways: { clock: Clock; dial: (call: Call) => void }): void {
  const gapMs = account.cps === null ? 0 : 1000 / account.cps
  const waitMs = account.lastDialAtMs + gapMs - ways.clock.nowMs()
  ways.clock.after(waitMs, () => {
    while (account.queueAt < account.queue.length) {
      const call = account.queue[account.queueAt]
      account.queueAt += 1
      if (!call || isFinished(call)) continue
      account.lastDialAtMs = ways.clock.nowMs()
      ways.dial(call)
      break
    }
    if (account.queueAt < account.queue.length) {
      scheduleNext(account, ways)
    } else {
      account.queue = []
      account.queueAt = 0
    }
  })
}
