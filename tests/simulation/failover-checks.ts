// What must be true of going by another way: nobody is contacted twice by one step because of it, and nobody is left out while there is
// one more way to them.

import { isCallBack } from '#core/callout/state'
import type { HistoryEntry } from '#core/callout/work'
import { waysTo } from '#core/plan/way'
import type { AttemptRow, CalloutRow } from '#engine/ports'
import { type Looked, must, type Truth } from './checks.ts'
import { forGood } from './outages.ts'

type Told = { readonly attempts: readonly AttemptRow[]; readonly history: readonly HistoryEntry[] }

const isOnward = ({ reason }: AttemptRow): boolean => reason === 'next_connection' || reason === 'next_channel'

/** Only from a connection that certainly reached nobody one goes on to the next. */
const onlyUnreachedGoOn = (row: CalloutRow, { attempts }: Told, truth: Truth): void => {
  const those = truth.reached.filter(({ calloutId }) => calloutId === row.id)
  for (const { connectionId, address, attempt: ordinal } of those) {
    const attempt = attempts.find((one) => one.ordinal === ordinal)
    const asTold = attempt?.connectionId === connectionId && attempt.address === address
    must(asTold, 'an attempt goes by the way that is written down', { id: row.id, attempt, connectionId })
  }
  const reached = those.map(({ attempt }) => attempt)
  for (const { ordinal, destination } of attempts.filter(isOnward)) {
    const before = attempts.filter((one) => one.destination === destination && one.ordinal < ordinal).at(-1)
    must(before?.result === 'refused', 'whoever may have been reached is not contacted by another way', {
      id: row.id,
      before,
      ordinal,
    })
    const twice = before !== undefined && reached.includes(before.ordinal)
    must(!twice, 'nobody is reached twice by one step', { id: row.id, before, ordinal })
  }
  must(new Set(reached).size === reached.length, 'one attempt reaches nobody twice', { id: row.id, reached })
}

/** Where a connection was wrongly set up, or down, the next one was tried: until the last, or until the callout was over. */
const noStepIsLost = (row: CalloutRow, { attempts, history }: Told, truth: Truth): void => {
  const plan = truth.planOf(row)
  const end = history.find(({ facts }) => facts['outcome'] === row.head.outcome)?.seq ?? Number.POSITIVE_INFINITY
  for (const { reason, seq, attempt: ordinal } of history) {
    const attempt = attempts.find((one) => one.ordinal === ordinal)
    if (reason !== 'provider_misconfigured' || attempt === undefined || seq > end) continue
    const { destination, way = 0 } = attempt
    const left = waysTo(plan, destination).filter(
      ({ channel }, index) =>
        index > way &&
        row.head.withdrawn?.includes(`${destination}.${index}`) !== true &&
        (!isCallBack(attempt) || channel === attempt.channel),
    )
    const goesOn = attempts.some((one) => one.destination === destination && one.ordinal > attempt.ordinal)
    must(left.length === 0 || goesOn, 'failing over loses nobody', { id: row.id, attempt: attempt.ordinal, left })
  }
}

/** What came back did not reach anybody; where its mailbox is gone, nobody writes there again, unless a person was heard of before. */
const nobodyWritesInVain = (row: CalloutRow, { attempts, history }: Told, truth: Truth): void => {
  const { destinations } = truth.planOf(row)
  for (const { reason, attempt: ordinal, seq, facts } of history) {
    const returned = attempts.find((one) => one.ordinal === ordinal)
    if (reason !== 'came_back' || returned === undefined) continue
    must(returned.result !== 'delivered', 'what came back was not delivered', { id: row.id, returned })
    if (facts['code'] !== forGood || destinations[returned.destination]?.channel !== returned.channel) continue
    const ofPerson = history.filter(({ destination }) => destination === returned.destination)
    // A later attempt speaks for them by now.
    if (ofPerson.some((one) => one.seq < seq && (one.attempt ?? 0) > returned.ordinal)) continue
    const again = ofPerson.find((one) => one.seq > seq && one.reason === 'begun')
    must(again === undefined, 'a mailbox that is gone is not written to again', { id: row.id, returned, again })
  }
}

export const checkFailover = (changed: readonly Looked[], truth: Truth): void => {
  for (const { row, ...told } of changed) {
    onlyUnreachedGoOn(row, told, truth)
    noStepIsLost(row, told, truth)
    nobodyWritesInVain(row, told, truth)
  }
}
