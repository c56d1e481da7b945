// The imagined connection: which numbers are in a call, how many calls it carries, who waits for a line of it. The gate's
// questions are answered from here; the gate itself is production's.

import { type Facts, freeLines, type LineFacts, nextSlotAfter, type Pace } from '../callout/admit.ts'

type Asked = {
  readonly address: string
  readonly allowed: boolean
  readonly offDuty: boolean
  readonly reserved: boolean
  /** What keeps somebody from being contacted now. */
  readonly held: Facts['held']
}

export type Lines<Waiting> = {
  readonly facts: (call: Asked) => Facts
  /** An attempt was let go: its number is in a call, and its line taken unless it was reserved. */
  readonly begin: (call: { readonly address: string; readonly reserved: boolean }, nowMs: number) => void
  readonly end: (address: string) => void
  readonly wait: (waiting: Waiting) => void
  /** Those who wait and may begin now, each with a line reserved. */
  readonly claim: (nowMs: number) => readonly Waiting[]
  /** A reserved line is not needed after all. */
  readonly release: () => void
  /** When a free line is to be looked for again; null when nobody waits. */
  readonly againAtMs: (nowMs: number) => number | null
}

export type Queueing<Waiting> = {
  readonly stillWaits: (waiting: Waiting) => boolean
  readonly isBefore: (one: Waiting, other: Waiting) => boolean
}

/** How soon to look again when a call must end first. */
const LOOK_AGAIN_MS = 1_000

const asked = ({ pace, nextSlotAtMs, liveCalls }: Omit<LineFacts, 'waiting'>, isIdle: boolean): LineFacts => ({
  pace,
  nextSlotAtMs,
  liveCalls,
  waiting: isIdle ? 0 : 1,
})

export const createLines = <Waiting>(pace: Pace, { stillWaits, isBefore }: Queueing<Waiting>): Lines<Waiting> => {
  const inCall = new Set<string>()
  const queue: Waiting[] = []
  const isPaced = pace.callsPerSecond !== null || pace.callsAtOnce !== null
  let liveCalls = 0
  let reserved = 0
  let nextSlotAtMs = 0
  const line = () => ({ pace, nextSlotAtMs, liveCalls: liveCalls + reserved })

  /** The first of the queue; those who were called off meanwhile are forgotten. */
  const first = (): Waiting | undefined => {
    while (queue[0] !== undefined && !stillWaits(queue[0])) queue.shift()
    return queue[0]
  }

  return {
    facts: (call) => ({
      connectionKnown: true,
      numberAllowed: call.allowed,
      numberInCall: inCall.has(call.address),
      offDuty: call.offDuty,
      held: call.held,
      line: call.reserved || !isPaced ? null : asked(line(), first() === undefined),
    }),
    begin: (call, nowMs) => {
      inCall.add(call.address)
      if (call.reserved) reserved -= 1
      else nextSlotAtMs = nextSlotAfter(line(), 1, nowMs)
      liveCalls += 1
    },
    end: (address) => {
      inCall.delete(address)
      liveCalls -= 1
    },
    wait: (waiting) => {
      let place = queue.length
      while (place > 0 && isBefore(waiting, queue[place - 1] as Waiting)) place -= 1
      queue.splice(place, 0, waiting)
    },
    claim: (nowMs) => {
      const claimed: Waiting[] = []
      const free = freeLines(line(), nowMs)
      for (let next = first(); next !== undefined && claimed.length < free; next = first()) {
        queue.shift()
        claimed.push(next)
      }
      nextSlotAtMs = nextSlotAfter(line(), claimed.length, nowMs)
      reserved += claimed.length
      return claimed
    },
    release: () => {
      reserved -= 1
    },
    againAtMs: (nowMs) => {
      if (first() === undefined) return null
      const full = pace.callsAtOnce !== null && liveCalls + reserved >= pace.callsAtOnce
      return Math.max(nextSlotAtMs, nowMs + (full ? LOOK_AGAIN_MS : 1))
    },
  }
}
