// Which policies tell alerts by a button call, and what of it they offer.
import { describe, expect, it } from 'vitest'
import { rulesOf } from './build.ts'
import { buttonsOf } from './buttons.ts'

describe('alerts are told by a button call', () => {
  it.each<[string, Parameters<typeof buttonsOf>[0], ReturnType<typeof buttonsOf>]>([
    ['not where nobody asks for it', { steps: [] }, null],
    [
      'X-070, X-071: by a rotation of X-MON’s',
      { kind: 'xmon_rotation', steps: [] },
      { passes: true, acknowledges: true },
    ],
    ['to everybody without 2# and 3#', { kind: 'xmon_broadcast', steps: [] }, { passes: false, acknowledges: false }],
    ['not where it is switched off', { kind: 'xmon_rotation', buttonCall: null, steps: [] }, null],
    ['where a policy asks for it', { buttonCall: {}, steps: [] }, { passes: true, acknowledges: true }],
    [
      'at once to many, as it says',
      { mode: 'simultaneous', buttonCall: { acknowledges: true, downtimeMinutes: 60 }, steps: [] },
      { passes: false, acknowledges: true, downtimeMs: 3_600_000 },
    ],
    [
      'at once to many, without 3#',
      { mode: 'simultaneous', buttonCall: { downtimeMinutes: null }, steps: [] },
      { passes: false, acknowledges: false },
    ],
  ])('%s', (...[, body, expected]) => {
    expect(buttonsOf(body)).toEqual(expected)
    expect(rulesOf(body).buttons ?? null).toEqual(expected)
  })
})
