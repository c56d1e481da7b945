// What is taken of a callout's alerts, by who took it and how.
import { describe, expect, it } from 'vitest'
import type { Actor } from '../callout/state.ts'
import { isBelievedToFail, takenByButtons, takesAlert } from './taken.ts'

it.each<[Actor['via'], boolean, boolean]>([
  ['api', false, true],
  ['console', false, true],
  ['phone', true, true],
  ['mail', true, true],
  ['phone', false, false],
  ['system', true, false],
])('by %s, heard %s: %s', (via, isHeard, taken) => {
  expect(takesAlert({ via }, isHeard)).toBe(taken)
})

describe('X-072, X-073, X-112: by a button call', () => {
  const by = (via: Actor['via']): Actor => ({ userId: null, name: 'anna', via })
  const buttons = { passes: true, acknowledges: true }
  const plan = { buttons, stop: 'first', endsOnRecovery: false } as const

  it('one person is enough, or everybody; recoveries are told where they end nothing', () => {
    const head = { outcome: 'acknowledged', acknowledgedBy: by('phone') } as const
    expect(takenByButtons(head, plan)).toEqual({ everybody: false, recoveries: true })
    expect(takenByButtons(head, { ...plan, stop: 'all', endsOnRecovery: true })).toEqual({
      everybody: true,
      recoveries: false,
    })
  })

  it.each([
    [
      'a policy without',
      { outcome: 'acknowledged', acknowledgedBy: by('phone') },
      { stop: 'first', endsOnRecovery: true },
    ],
    ['one taken by hand', { outcome: 'acknowledged', acknowledgedBy: by('console') }, plan],
    ['one nobody took', { outcome: 'exhausted', acknowledgedBy: null }, plan],
    ['one that ended by itself', { outcome: 'acknowledged', acknowledgedBy: null }, plan],
  ] as const)('is none: %s', (...[, head, given]) => {
    expect(takenByButtons(head, given)).toBeNull()
  })
})

describe('X-112: whoever was told of a failure believes in it until they are told of its end', () => {
  const failure = { recovery: false, told: true }
  const unheard = { recovery: false, told: false }
  const recovery = { recovery: true, told: true }

  it.each([
    ['nobody was ever called', [], false],
    ['somebody was told', [failure], true],
    ['nobody was told', [unheard], false],
    ['somebody was told before, and nobody since', [unheard, failure], true],
    ['its end was told since', [recovery, failure], false],
    ['it failed again since, and somebody was told', [failure, recovery, failure], true],
    ['it failed again since, and nobody was told', [unheard, recovery, failure], false],
  ])('%s', (_, calls, believed) => {
    expect(isBelievedToFail(calls)).toBe(believed)
  })
})
