// The gate, for attempts of callouts that are not stored yet. Two answers need no lock: on a connection without a pace an
// attempt at a number in no call may begin, with the very insert that makes it durable; and where others wait for a line, it
// waits too. Every other attempt is born planned and asks the gate in a transaction of its own (gate.ts).

import { type Admission, admit, type Facts, type LineFacts } from '#core/callout/admit'
import type { Event } from '#core/callout/event'
import type { Holds } from '#core/callout/held'
import type { Attempt } from '#core/callout/state'
import type { ConnectionId, SpaceId } from '#core/ids'
import { connectionOf, destinationBy } from '#core/plan/way'
import type { Circuits } from './circuits.ts'
import { type Draft, decideInto } from './draft.ts'
import { type Gate, heldBy, isPaced } from './gate.ts'
import { type ConnectionFacts, type EngineStore, type HoldReader, numberKey } from './ports.ts'
import { reroute } from './reroute.ts'

export type FirstGateOptions = {
  readonly store: Pick<EngineStore, 'numbersInCall'>
  readonly gate: Gate
  readonly holds: HoldReader
  readonly circuits: Circuits
  /** Whether somebody waits for a line of this connection, as far as this process knows. */
  readonly isWaitedFor: (id: ConnectionId) => boolean
  /** How many requests could be sent at once now: what has begun must not wait. */
  readonly room: () => number
}

export type FirstGate = {
  /** Lets begin what may, and wait what must. Resolves with what to call when the insert is over, however it ended. */
  readonly pass: (drafts: readonly Draft[], nowMs: number) => Promise<() => void>
}

type Candidate = { readonly draft: Draft; readonly attempt: Attempt; readonly facts: ConnectionFacts }

type Waiting = Extract<Admission, { kind: 'wait' }>
const deferred = (attempt: number, { untilMs, why, flood }: Waiting): Event => ({
  type: 'AttemptDeferred',
  attempt,
  untilMs,
  why,
  ...(flood === undefined ? {} : { flood }),
})

/** What the gate said of an attempt, as the event that comes of it. */
export const admitted = (attempt: number, admission: Admission): Event => {
  switch (admission.kind) {
    case 'go':
      return { type: 'AttemptBegan', attempt }
    case 'wait':
      return deferred(attempt, admission)
    case 'skip': {
      const { kind: _kind, ...skipped } = admission
      return { type: 'AttemptSkipped', attempt, ...skipped }
    }
  }
}

/** Behind those who wait nobody is let go, whatever else is true of the line. */
const behindOthers = ({ pace }: ConnectionFacts): LineFacts => ({ pace, nextSlotAtMs: 0, liveCalls: 0, waiting: 1 })

const addressOf = ({ draft, attempt }: Candidate): string => destinationBy(draft.plan, attempt)?.address ?? ''
const numberOf = (one: Candidate): string => numberKey(one.draft.row.spaceId, addressOf(one))

const dueIn = ({ attempts }: Draft, nowMs: number): readonly Attempt[] =>
  [...attempts.values()].filter(({ effect }) => effect?.kind === 'place' && effect.atMs <= nowMs)

const candidatesOf = async (drafts: readonly Draft[], nowMs: number, gate: Gate): Promise<readonly Candidate[]> => {
  const candidates: Candidate[] = []
  for (const draft of drafts) {
    // The attempts of one callout share a connection or two: each is asked for once.
    const known = new Map<ConnectionId, ConnectionFacts | null>()
    for (const attempt of dueIn(draft, nowMs)) {
      const id = connectionOf(draft.plan, attempt)
      if (id === null) continue
      if (!known.has(id)) known.set(id, await gate.connection(draft.row.spaceId, id))
      const facts = known.get(id) ?? null
      if (facts !== null) candidates.push({ draft, attempt, facts })
    }
  }
  return candidates
}

export const createFirstGate = ({ store, gate, holds, circuits, isWaitedFor, room }: FirstGateOptions): FirstGate => {
  /** Numbers that an insert under way is about to call: the database does not show them yet. */
  const beginning = new Set<string>()

  const inCall = async (wanted: readonly Candidate[]): Promise<ReadonlySet<string>> => {
    if (wanted.length === 0) return new Set()
    return store.numbersInCall(wanted.map((one) => ({ spaceId: one.draft.row.spaceId, address: addressOf(one) })))
  }

  const holdsOf = async (wanted: readonly Candidate[]): Promise<ReadonlyMap<SpaceId, Holds>> => {
    const spaces = [...new Set(wanted.map(({ draft }) => draft.row.spaceId))]
    return new Map(await Promise.all(spaces.map(async (id) => [id, await holds.read(id)] as const)))
  }

  const meet = (one: Candidate, found: Pick<Facts, 'numberInCall' | 'held'>, nowMs: number): Admission => {
    const { facts } = one
    const numberAllowed = gate.allows(addressOf(one), facts)
    const line = isPaced(facts) ? behindOthers(facts) : null
    return admit({ connectionKnown: true, numberAllowed, ...found, line }, nowMs)
  }

  return {
    pass: async (drafts, nowMs) => {
      const due = drafts.flatMap((draft) => dueIn(draft, nowMs).map((attempt) => ({ draft, attempt })))
      await reroute(due, { circuits, holds, nowMs })
      const candidates = await candidatesOf(drafts, nowMs, gate)
      const waiting = candidates.filter(({ facts }) => isPaced(facts) && isWaitedFor(facts.id))
      const free = candidates.filter(({ facts }) => !isPaced(facts)).slice(0, room())
      const holding = await holdsOf(candidates)
      const taken = await inCall(free.filter(({ facts }) => facts.engages))
      const begun: string[] = []
      for (const one of [...waiting, ...free]) {
        const number = numberOf(one)
        const inCallNow = one.facts.engages && (taken.has(number) || beginning.has(number))
        const held = heldBy(one.draft, one.attempt, { holds: holding.get(one.draft.row.spaceId) as Holds, nowMs })
        const admission = meet(one, { numberInCall: inCallNow, held }, nowMs)
        // What is skipped may end the callout, and that is not for an insert to carry out.
        if (admission.kind === 'skip') continue
        decideInto(one.draft, admitted(one.attempt.ordinal, admission), nowMs)
        if (admission.kind === 'go' && one.facts.engages) {
          beginning.add(number)
          begun.push(number)
        }
      }
      return () => {
        for (const number of begun) beginning.delete(number)
      }
    },
  }
}
