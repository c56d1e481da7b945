// What every failure of a request means: the whole table of codes, then HTTP statuses, then the silence of sockets.

import { describe, expect, test } from 'vitest'
import { askFailure, isCallOver, isNotFound, placementFailure, restErrors } from './errors.ts'
import { ProviderAnswered, ProviderSilent } from './http-client.ts'

const answered = (status: number, code: number | null, retryAfterMs: number | null = null) =>
  new ProviderAnswered({ status, code, retryAfterMs, message: 'x' })

const meaningOf = (error: unknown): string => {
  const failure = placementFailure(error)
  return failure.kind === 'refused' ? failure.refusal : failure.kind
}

const meanings = {
  permanent: [21201, 21211, 21217, 21202, 21214, 21216, 13225, 21604, 21610, 21612, 21614, 30003, 30004, 30005, 30006],
  configuration: [
    10001, 10002, 10005, 20001, 20003, 20005, 20006, 20404, 21203, 21215, 13227, 21205, 21206, 21208, 21209, 11100,
    21210, 21212, 21213, 21219, 21262, 21602, 21603, 21606, 21608, 21609, 21617, 30007, 13805, 32018, 573002, 573005,
  ],
  temporary: [20429, 10004, 21611, 30001],
  unknown: [20500, 30008],
}

describe('codes', () => {
  test.each(Object.entries(meanings))('%s: %j', (meaning, codes) => {
    for (const code of codes) expect([code, meaningOf(answered(400, code))]).toEqual([code, meaning])
  })

  test('every code of the table is in this test, and has words', () => {
    const sorted = Object.values(meanings)
      .flat()
      .sort((left, right) => left - right)
    expect(Object.keys(restErrors).map(Number)).toEqual(sorted)
    for (const { text } of Object.values(restErrors)) expect(text).not.toBe('')
  })

  test('a code is kept as the detail', () => {
    expect(placementFailure(answered(400, 21211))).toEqual({ kind: 'refused', refusal: 'permanent', code: '21211' })
  })
})

describe('HTTP statuses', () => {
  test.each([
    [401, 20003, 'configuration'],
    [403, 20006, 'configuration'],
    [401, null, 'configuration'],
    [403, null, 'configuration'],
    [407, null, 'configuration'],
    [429, 20429, 'temporary'],
    [429, 10004, 'temporary'],
    [429, null, 'temporary'],
    [400, 99999, 'configuration'],
    [400, null, 'unknown'],
    [404, null, 'unknown'],
    [408, 20408, 'unknown'],
    [500, 20500, 'unknown'],
    [500, 21211, 'unknown'],
    [502, null, 'unknown'],
    [503, 20503, 'unknown'],
    [201, null, 'unknown'],
    [302, null, 'unknown'],
  ])('%d with code %s is %s', (status, code, meaning) => {
    expect(meaningOf(answered(status, code))).toBe(meaning)
  })

  test('advice to wait goes along', () => {
    expect(placementFailure(answered(429, 20429, 7_000))).toEqual({
      kind: 'refused',
      refusal: 'temporary',
      code: '20429',
      retryAfterMs: 7_000,
    })
  })
})

describe('silence', () => {
  test('nothing was sent: certainly not made', () => {
    expect(placementFailure(new ProviderSilent('ECONNREFUSED', false, null))).toEqual({
      kind: 'refused',
      refusal: 'temporary',
      code: 'net.ECONNREFUSED',
    })
  })
  test('something may have been sent: nobody knows', () => {
    expect(placementFailure(new ProviderSilent('ECONNRESET', true, null))).toEqual({
      kind: 'unknown',
      code: 'net.ECONNRESET',
    })
  })
  test('our own mistake is not the destination’s', () => {
    expect(placementFailure(new TypeError('bug'))).toMatchObject({ refusal: 'configuration', code: 'client.error' })
  })
})

test('questions fail with a code and may be asked again', () => {
  expect(askFailure(new ProviderSilent('TIMEOUT', true, null))).toBe('net.TIMEOUT')
  expect(askFailure(answered(500, null))).toBe('http.500')
  expect(askFailure(answered(401, 20003))).toBe('20003')
  expect(askFailure('bug')).toBe('client.error')
})

test('a missing call is missing only when the provider itself says so', () => {
  expect(isNotFound(answered(404, 20404))).toBe(true)
  expect(isNotFound(answered(404, null))).toBe(false)
  expect(isCallOver(answered(400, 21220))).toBe(true)
  expect(isCallOver(answered(400, 21211))).toBe(false)
})
