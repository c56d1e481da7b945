// Runs prepared statements: named, so that a connection plans each once. The planner is told to use the indexes and to join in
// the written order: a plan made while a table was empty would otherwise scan it until the server's next analysis, which a
// burst of callouts does not wait for. For the same reason rows are joined from unnest, which it takes for ten, and not from
// JSON, which it takes for a hundred.

import type pg from 'pg'
import { translate } from '../failure.ts'

/** A pool, or a client inside a transaction. */
export type Runner = Pick<pg.Pool, 'query'>
export type Statement = { readonly name: string; readonly text: string }
export type Value = string | number | boolean | null | readonly (string | number | null)[]

const off = ['enable_seqscan', 'enable_hashjoin', 'enable_mergejoin', 'enable_bitmapscan', 'jit']
const prepareSession = [
  'set plan_cache_mode = force_generic_plan',
  'set join_collapse_limit = 1',
  ...off.map((name) => `set ${name} = off`),
].join('; ')

/** Settles each connection of the pool before it is lent for the first time. */
export const preparePool = (pool: pg.Pool): void => {
  // The pool waits for the promise, though its declaration does not say so, and reports a failure as one to connect.
  pool.options.onConnect = (client) => client.query(prepareSession) as unknown as undefined
}

/** @errors StoreUnavailable, IdempotencyConflict, NumberInCall */
export const run = async <Row extends pg.QueryResultRow>(
  runner: Runner,
  statement: Statement,
  values: readonly Value[],
): Promise<Row[]> => {
  try {
    const result = await runner.query<Row>({ name: statement.name, text: statement.text, values: [...values] })
    return result.rows
  } catch (error) {
    throw translate(error)
  }
}
