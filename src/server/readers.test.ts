// What is remembered of calls that were placed: enough to tell who calls back, and no more than fits.

import { expect, it } from 'vitest'
import { attempt } from '#channels/phone/testing/fixtures'
import { createAttempts } from './readers.ts'

it('a call is remembered as it was placed last, until twenty thousand others were', () => {
  const attempts = createAttempts(() => Promise.resolve([]))
  const first = attempt({ ordinal: 1, nonce: 'first' })
  const remembered = () => attempts.placed(first.calloutId, 1)?.nonce
  expect(remembered()).toBeUndefined()
  attempts.placing(first)
  expect(remembered()).toBe('first')
  for (let ordinal = 2; ordinal <= 20_000; ordinal += 1) attempts.placing(attempt({ ordinal }))
  attempts.placing(attempt({ ordinal: 1, nonce: 'anew' }))
  expect(remembered()).toBe('anew')
  attempts.placing(attempt({ ordinal: 20_001 }))
  expect(remembered()).toBe('anew')
  for (let ordinal = 20_002; ordinal <= 40_001; ordinal += 1) attempts.placing(attempt({ ordinal }))
  expect(remembered()).toBeUndefined()
})
