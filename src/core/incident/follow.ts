// What an incident's timeline tells of its callouts: who answered what, and how each ended. Read from the callout's own history,
// from where the last reading stopped, so that each line is told once however often it is read.

import type { Actor, Outcome } from '../callout/state.ts'
import type { HistoryEntry } from '../callout/work.ts'
import type { CalloutId, UserId } from '../ids.ts'
import type { Destination } from '../plan/plan.ts'
import type { Entry, Response } from './entry.ts'
import type { Mark } from './incident.ts'

export type Followed = {
  readonly atMs: number
  /** Who did it; null for the system. */
  readonly by: { readonly userId: UserId | null; readonly name: string } | null
  readonly entry: Entry
}

const responseOf: Readonly<Partial<Record<HistoryEntry['reason'], Response>>> = {
  key_take: 'taken',
  key_resolve: 'taken',
  key_next: 'passed',
  key_leave: 'left',
  acknowledged_by_hand: 'taken',
}

/** The reasons that mean something by themselves; beside them, every line with an outcome does. */
export const followedReasons = Object.keys(responseOf)

type Reading = {
  readonly callout: CalloutId
  readonly destinations: readonly Destination[]
  readonly acknowledgedBy: Pick<Actor, 'userId' | 'name'> | null
}

const personOf = ({ destinations, acknowledgedBy }: Reading, { destination, facts }: HistoryEntry): Followed['by'] => {
  const called = destination === null ? undefined : destinations[destination]
  if (called !== undefined) return { userId: called.userId, name: called.name }
  const name = String(facts['name'] ?? '')
  return { userId: acknowledgedBy?.name === name ? acknowledgedBy.userId : null, name }
}

const told = (line: HistoryEntry, reading: Reading): readonly Followed[] => {
  const { atMs, reason, facts } = line
  const { callout } = reading
  const entries: Followed[] = []
  const response = responseOf[reason]
  if (response !== undefined) {
    const key = facts['key'] === undefined ? null : String(facts['key'])
    entries.push({ atMs, by: personOf(reading, line), entry: { kind: 'response', callout, response, key } })
  }
  const outcome = facts['outcome'] as Outcome | undefined
  if (outcome !== undefined) entries.push({ atMs, by: null, entry: { kind: 'callout_ended', callout, outcome } })
  return entries
}

/** Returns what these lines of a callout's history mean to its incident, in their order. */
export const follow = (history: readonly HistoryEntry[], reading: Reading): readonly Followed[] =>
  history.flatMap((line) => told(line, reading))

/** Returns the first person among them who took it, if any did. */
export const takenBy = (followed: readonly Followed[]): Mark | null => {
  const first = followed.find(({ entry }) => entry.kind === 'response' && entry.response === 'taken')
  return first === undefined ? null : { atMs: first.atMs, by: first.by?.userId ?? null }
}
