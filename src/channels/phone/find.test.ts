// Choosing an attempt's call among others to the same number.

import { expect, test } from 'vitest'
import { chooseCall, type ListedCall } from './find.ts'

const begunAtMs = Date.UTC(2026, 10, 22, 3, 0, 0, 700)
const call = (afterMs: number | null, direction = 'outbound-api'): ListedCall => ({
  sid: `CA${afterMs}`,
  direction,
  dateCreated: afterMs === null ? null : new Date(begunAtMs + afterMs),
})

test.each<[string, ListedCall[], string | null]>([
  ['none', [], null],
  ['its own', [call(300)], 'CA300'],
  ['created in the second before, as dates have whole seconds', [call(-700)], 'CA-700'],
  ['not an earlier attempt’s', [call(-2_001), call(-60_000)], null],
  ['not a later attempt’s, made after the search gave up', [call(30_000)], null],
  ['the earliest of several', [call(15_000), call(400), call(-60_000)], 'CA400'],
  ['not an incoming one', [call(100, 'inbound'), call(200, 'outbound-dial')], null],
  ['not one without a date', [call(null)], null],
])('%s', (_name, calls, sid) => {
  expect(chooseCall(calls, begunAtMs)?.sid ?? null).toBe(sid)
})
