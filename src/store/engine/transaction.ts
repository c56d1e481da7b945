// One transaction over callouts: lock, load, write, commit. Locks are taken in id order, so that two processes never wait for
// each other; timers that are due skip what another process has.

import type pg from 'pg'
import { liveStates } from '#core/callout/state'
import type { CalloutId } from '#core/ids'
import { type CalloutRow, type EngineTransaction, type NumberPair, numberKey, StoreUnavailable } from '#engine/ports'
import { translate } from '../failure.ts'
import { type Behind, inTransaction } from '../transaction.ts'
import { instant } from './fields.ts'
import { insertCallouts } from './insert.ts'
import { lockLines, setNextSlot } from './lines.ts'
import { loadParts } from './load.ts'
import { nthBegun } from './nth-begun.ts'
import { type Runner, run, type Statement } from './query.ts'
import { type CalloutRecord, calloutColumns, toCallout } from './rows.ts'
import { writeCallouts } from './write.ts'

const lock: Statement = {
  name: 'engine_lock',
  text: `select ${calloutColumns} from callout where id = any($1::uuid[]) order by id for no key update`,
}
const lockDue: Statement = {
  name: 'engine_lock_due',
  text: `select ${calloutColumns} from callout where due_at <= ${instant('$1::float8')}
    order by due_at limit $2 for no key update skip locked`,
}
// The offset keeps the question apart for each number: joined, all live attempts would be read for a few numbers.
const inCall: Statement = {
  name: 'engine_in_call',
  text: `select x.space_id, x.address from unnest($1::uuid[], $2::text[]) as x(space_id, address)
    where exists (select from attempt a where a.space_id = x.space_id and a.address = x.address
      and a.channel = 'phone' and a.state in (${liveStates.map((state) => `'${state}'`).join(', ')}) offset 0)`,
}

/**
 * Runs `work` in one transaction on a connection of its own: commits when it resolves, rolls back when it rejects.
 * @errors StoreUnavailable: also when the answer to the commit was lost
 */
export const inEngineTransaction = <T>(
  pool: pg.Pool,
  work: (runner: Runner, behind: Behind) => Promise<T>,
): Promise<T> => inTransaction({ pool, begin: 'begin', meaning: translate, isAway }, work)

const isAway = (failure: unknown): boolean => failure instanceof StoreUnavailable

/** The engine's view of a transaction that is open on `runner`. What only writes is answered together with the commit. */
export const openTransaction = (runner: Runner, behind: Behind): EngineTransaction => ({
  lock: (ids) => lockCallouts(runner, ids),
  lockDue: async (nowMs, limit) => (await run<CalloutRecord>(runner, lockDue, [nowMs, limit])).map(toCallout),
  load: (requests) => loadParts(runner, requests),
  numbersInCall: (pairs) => numbersInCall(runner, pairs),
  nthBegun: (asked) => nthBegun(runner, asked),
  lockLines: (ids) => lockLines(runner, ids),
  setNextSlot: async (id, nextSlotAtMs) => behind(setNextSlot(runner, id, nextSlotAtMs)),
  write: async (writes) => behind(writeCallouts(runner, writes)),
  insert: async (created) => behind(insertCallouts(runner, created)),
})

const lockCallouts = async (runner: Runner, ids: readonly CalloutId[]): Promise<readonly CalloutRow[]> =>
  (await run<CalloutRecord>(runner, lock, [ids])).map(toCallout)

export const numbersInCall = async (runner: Runner, pairs: readonly NumberPair[]): Promise<ReadonlySet<string>> => {
  const found = await run<{ space_id: string; address: string }>(runner, inCall, [
    pairs.map(({ spaceId }) => spaceId),
    pairs.map(({ address }) => address),
  ])
  return new Set(found.map(({ space_id, address }) => numberKey(space_id, address)))
}
