// What comes next in a callout, from its head and its planned attempts.

import { expect, it } from 'vitest'
import { initialHead } from '#core/callout/state'
import { comingIn } from './coming.ts'
import type { CalloutDetail } from './ports.ts'

const plan = {
  destinations: [{ name: 'Sato' }, { name: 'Suzuki' }],
  steps: [
    { destinations: [0], waitMs: 0 },
    { destinations: [1], waitMs: 0, onCall: [{ name: 'Night duty' }] },
  ],
  loopsMax: 2,
}
type Head = Partial<CalloutDetail['callout']['head']>
const detail = (head: Head, attempts: readonly object[] = []): CalloutDetail =>
  ({ callout: { head: { ...initialHead, ...head } }, plan, attempts }) as unknown as CalloutDetail
const planned = (destination: number, dueAtMs: number) => ({ destination, dueAtMs, state: 'planned' })

it.each([
  {
    what: 'a planned attempt, the earliest',
    found: detail({}, [planned(1, 900), planned(0, 500)]),
    next: ['attempt', 500, 'Sato'],
  },
  { what: 'the next step, with whoever is on duty', found: detail({}), next: ['step', null, 'Suzuki', 'Night duty'] },
  {
    what: 'the step’s own timer where it comes first',
    found: detail({ due: { atMs: 100, for: 'next_step' } }, [planned(0, 500)]),
    next: ['step', 100, 'Suzuki', 'Night duty'],
  },
  {
    what: 'the next round',
    found: detail({ step: 1, due: { atMs: 700, for: 'next_loop' } }),
    next: ['loop', 700, 'Sato'],
  },
  {
    what: 'the beginning, where it waits',
    found: detail({ due: { atMs: 900, for: 'begin' } }),
    next: ['begin', 900, 'Sato'],
  },
  { what: 'the end', found: detail({ step: 1, loop: 2 }), next: ['end', null] },
])('what comes next: $what', ({ found, next: [kind, atMs, ...names] }) =>
  expect(comingIn(found)).toEqual({ kind, atMs, names }),
)

it('nothing comes after the end', () => expect(comingIn(detail({ outcome: 'cancelled' }))).toBeNull())
