// What is started when a pause is over.

import { describe, expect, it } from 'vitest'
import type { Cause } from '../cause.ts'
import { type KeptByPause, restartsOf, together } from './after-pause.ts'

const text = (said: string): Cause => ({ kind: 'text', text: said })
const kept = (policyId: string, said: string, more: Partial<KeptByPause> = {}): KeptByPause => ({
  policyId,
  groupId: null,
  cause: text(said),
  priority: 5,
  ...more,
})
const live: Cause = { kind: 'live', source: 'run', text: 'db01' }

describe('what a pause kept is started again', () => {
  const group = { groupId: 'g' }
  it.each<[string, readonly KeptByPause[], string[]]>([
    ['nothing of nothing', [], []],
    ['once for each policy', [kept('a', '1'), kept('b', '2'), kept('a', '3')], ['policy a: 1 3', 'policy b: 2']],
    [
      'once for a group, whichever of its policies was to begin',
      [kept('a', '1', group), kept('b', '2', group)],
      ['group g: 1 2'],
    ],
    [
      'apart from its policies where those were asked for',
      [kept('a', '1'), kept('a', '2', group)],
      ['policy a: 1', 'group g: 2'],
    ],
  ])('%s', (_name, all, expected) => {
    const said = restartsOf(all).map(
      ({ ref, isGroup, kept: own }) =>
        `${isGroup ? 'group' : 'policy'} ${ref}: ${own.map(({ cause }) => cause.text).join(' ')}`,
    )
    expect(said).toEqual(expected)
  })
})

describe('told together', () => {
  it.each<[string, readonly KeptByPause[], ReturnType<typeof together>]>([
    ['nothing that is not open', [], null],
    [
      'one alone is about what it was about',
      [kept('a', '1', { priority: 3 })],
      { priority: 3, alone: text('1') as never },
    ],
    ['one about alerts is told in words', [kept('a', '', { cause: live })], { priority: 5, alone: null }],
    [
      'several, as urgently as the most urgent',
      [kept('a', '1', { priority: 7 }), kept('a', '2', { priority: 0 }), kept('a', '3')],
      { priority: 0, alone: null },
    ],
  ])('%s', (_name, open, expected) => {
    expect(together(open)).toEqual(expected)
  })
})
