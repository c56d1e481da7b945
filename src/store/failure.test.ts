// Which errors mean "later", which the engine answers itself, and that none carries the values of rows.

import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { IdempotencyConflict, NumberInCall, StoreUnavailable } from '#engine/ports'
import { isPlanMissing, translate } from './failure.ts'

const fromServer = (code: string, constraint?: string): pg.DatabaseError => {
  const error = new pg.DatabaseError('what went wrong', 1, 'error')
  error.code = code
  error.constraint = constraint
  error.detail = 'Failing row contains (+819012345678)'
  error.where = 'COPY attempt, line 1: +819012345678'
  return error
}

const fromSystem = (code: string): Error => Object.assign(new Error(`connect ${code}`), { code })

describe('translate', () => {
  it.each([
    '08000',
    '08006',
    '53300',
    '53100',
    '57P01',
    '57P02',
    '57P03',
    '57014',
    '25006',
    '25P03',
    '40001',
    '40P01',
    '55P03',
    '58030',
  ])('takes SQLSTATE %s for a store that may answer later', (code) => {
    const cause = fromServer(code)
    const error = translate(cause)
    expect(error).toBeInstanceOf(StoreUnavailable)
    expect(error.cause).toBe(cause)
  })

  it.each(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOENT', 'EAI_AGAIN'])(
    'takes %s for the same',
    (code) => {
      expect(translate(fromSystem(code))).toBeInstanceOf(StoreUnavailable)
    },
  )

  it.each([
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'timeout exceeded when trying to connect',
    'Query read timeout',
    'Client has encountered a connection error and is not queryable',
    'Cannot use a pool after calling end on the pool',
  ])('takes "%s" for the same', (message) => {
    expect(translate(new Error(message))).toBeInstanceOf(StoreUnavailable)
  })

  it('names the two conflicts the engine knows how to answer', () => {
    expect(translate(fromServer('23505', 'idempotency_pkey'))).toBeInstanceOf(IdempotencyConflict)
    expect(translate(fromServer('23505', 'attempt_live_number'))).toBeInstanceOf(NumberInCall)
  })

  it.each(['23505', '22P02', '42601', '42501', '23503'])('leaves SQLSTATE %s as it is: a mistake of ours', (code) => {
    const error = fromServer(code, 'callout_pkey')
    expect(translate(error)).toBe(error)
  })

  it('leaves other errors as they are, and makes one of what is none', () => {
    const error = new TypeError('x is not a function')
    expect(translate(error)).toBe(error)
    expect(translate('words')).toEqual(new Error('words'))
  })

  it.each(['23505', '40001', '22P02'])('cuts the values of rows off SQLSTATE %s', (code) => {
    const error = translate(fromServer(code))
    expect(JSON.stringify([error, error.cause, (error.cause as pg.DatabaseError | undefined)?.detail])).not.toContain(
      '+8190',
    )
  })
})

describe('isPlanMissing', () => {
  it('knows a callout that names no stored plan', () => {
    expect(isPlanMissing(fromServer('23503', 'callout_space_id_plan_hash_fkey'))).toBe(true)
    expect(isPlanMissing(fromServer('23503', 'callout_space_id_fkey'))).toBe(false)
    expect(isPlanMissing(new Error('x'))).toBe(false)
  })
})
