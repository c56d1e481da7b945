// What a failed statement means to the engine, in one table: try again later (the store cannot be reached, or two of us were
// in each other's way), a conflict the engine knows how to answer, or a mistake of ours, which is thrown as it is.
// Details of constraint errors hold values of rows, telephone numbers among them: they are cut off here.

import pg from 'pg'
import { IdempotencyConflict, NumberInCall, StoreUnavailable } from '#engine/ports'

/** SQLSTATEs, or their first two characters, after which the same request may succeed later. */
const passing: readonly string[] = [
  '08', // connection exceptions
  '53', // too many connections, out of memory, disk full
  '57P', // shut down, crashed, starting up, database dropped
  '57014', // statement_timeout
  '25006', // read-only: a standby, or the primary that was
  '25P03', // idle_in_transaction_session_timeout
  '25P04', // transaction_timeout
  '40001', // serialization failure
  '40P01', // deadlock
  '55P03', // lock_timeout
  '58', // the server's disk failed
  'XX001', // damaged page, on a server that is failing over
]

const offline: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT', // the socket of an embedded server that is not running
  'EMFILE',
])

/** pg says these in words only. */
const offlineWords =
  /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|Client was closed|Cannot use a pool after calling end)/

/** Returns what the engine is to be told of an error. */
export const translate = (cause: unknown): Error => {
  const error = cause instanceof Error ? cause : new Error(String(cause))
  if (error instanceof pg.DatabaseError) return fromServer(error)
  const code = 'code' in error ? String(error.code) : ''
  if (offline.has(code) || offlineWords.test(error.message))
    return new StoreUnavailable(error.message, { cause: error })
  return error
}

const fromServer = (error: pg.DatabaseError): Error => {
  error.detail = undefined
  error.where = undefined
  const code = error.code ?? ''
  if (passing.some((prefix) => code.startsWith(prefix))) return new StoreUnavailable(error.message, { cause: error })
  if (code !== '23505') return error
  if (error.constraint === 'idempotency_pkey') return new IdempotencyConflict('the idempotency key was used before')
  if (error.constraint === 'attempt_live_number') return new NumberInCall('the number is in a call')
  return error
}

/** True when a callout names a plan that is not stored. */
export const isPlanMissing = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && error.code === '23503' && (error.constraint ?? '').includes('plan_hash')
