// The one way a transaction is opened and closed on a pool. `begin` and the first statement go out in the same breath: the pools
// pipeline (see pool.ts), so nobody waits for the answer to `begin`, and each transaction is one round trip shorter.
//
// That is safe because the server takes statements in their order. Where `begin` fails, so does what follows or it shows nothing:
// a broken connection answers nothing at all, and settings that decide what is seen travel in the message of `begin` itself. Its
// failure is asked for before the commit, and is what is reported, being the cause of the others.

import type pg from 'pg'

export type Opening = {
  readonly pool: pg.Pool
  /** one message without parameters: how it begins, and the settings that hold within it */
  readonly begin: string
  /** what an error is to the caller; as it is when absent */
  readonly meaning?: (error: unknown) => unknown
  /** whether, by what `meaning` says, the connection is not to be trusted any more: it is closed without a rollback */
  readonly isAway?: (failure: unknown) => boolean
  /** it only reads: nobody waits for its end, of which there is nothing to be told */
  readonly reads?: boolean
}

/** Takes the answer of a statement that the work does not wait for: it is asked for with the commit's, and its failure is the whole's. */
export type Behind = (answer: Promise<unknown>) => void

/**
 * Runs `work` in one transaction on a connection of its own: commits when it resolves, rolls back when it rejects.
 * @errors what `work` or the database threw, as `meaning` has it; also when the answer to the commit was lost
 */
export const inTransaction = async <T>(
  { pool, begin, meaning = asItIs, isAway = never, reads = false }: Opening,
  work: (client: pg.PoolClient, behind: Behind) => Promise<T>,
): Promise<T> => {
  const client = await connect(pool, meaning)
  const begun = client.query(begin)
  const unawaited: Promise<unknown>[] = []
  const behind: Behind = (answer) => {
    // Else nobody hears of its failure while `work` goes on.
    answer.catch(() => undefined)
    unawaited.push(answer)
  }
  behind(begun)
  let isBroken = false
  try {
    const result = await work(client, behind)
    await begun
    const committed = client.query('commit')
    committed.catch(() => undefined)
    if (reads) return result
    for (const answer of unawaited) await answer
    const { command } = await committed
    // The server answers ROLLBACK when a statement had failed before: nothing was written, whatever `work` believed.
    if (command !== 'COMMIT') throw new Error('the transaction had failed before its commit')
    return result
  } catch (error) {
    const failure = meaning((await firstFailure(unawaited)) ?? error)
    isBroken = isAway(failure) || !(await canRollBack(client))
    throw failure
  } finally {
    // Such a connection is closed, not lent to the next one.
    client.release(isBroken)
  }
}

const asItIs = (error: unknown): unknown => error
const never = (): boolean => false

const connect = async (pool: pg.Pool, meaning: (error: unknown) => unknown): Promise<pg.PoolClient> => {
  try {
    return await pool.connect()
  } catch (error) {
    throw meaning(error)
  }
}

/** What came after it failed only because of it. */
const firstFailure = async (answers: readonly Promise<unknown>[]): Promise<unknown> => {
  const settled = await Promise.allSettled(answers)
  return settled.find((one) => one.status === 'rejected')?.reason
}

const canRollBack = (client: pg.PoolClient): Promise<boolean> =>
  client.query('rollback').then(
    () => true,
    () => false,
  )
