// What the timeline tells of a callout, from histories the real state machine writes.
import { describe, expect, it } from 'vitest'
import { planOf } from '../../../tests/support/plans.ts'
import { type Play, play } from '../../../tests/support/play.ts'
import type { CalloutId, UserId } from '../ids.ts'
import type { Plan } from '../plan/plan.ts'
import { follow, takenBy } from './follow.ts'

const callout = 'the callout' as CalloutId
const plan: Plan = planOf(3, { stop: 'none', loopsMax: 1, redial: { max: 0, intervalMs: 0, on: [] } })
const { destinations } = plan
const names = destinations.map((one) => one.name)

const tell = (night: Play, from = 0, to = Number.POSITIVE_INFINITY) => {
  const { acknowledgedBy } = night.head()
  const lines = night.history().filter((line) => line.seq > from && line.seq <= to)
  return follow(lines, { callout, destinations, acknowledgedBy })
}

/** Everybody is called; one takes it, one passes it on, one leaves. */
const night = (): Play => {
  const one = play(plan)
  for (const [index, key] of ['1', '2', '3'].entries()) {
    one.place(index + 1)
    one.answer(index + 1, key)
    one.ends(index + 1)
  }
  return one
}

describe('following a callout', () => {
  it('tells who answered what, and how it ended', () => {
    const entries = tell(night())
    expect(entries.map(({ by, entry }) => [by?.name ?? null, entry])).toEqual([
      [names[0], { kind: 'response', callout, response: 'taken', key: '1' }],
      [names[1], { kind: 'response', callout, response: 'passed', key: '2' }],
      [names[2], { kind: 'response', callout, response: 'left', key: '3' }],
      [null, { kind: 'callout_ended', callout, outcome: 'delivered' }],
    ])
    expect(entries[0]?.by?.userId).toBe(plan.destinations[0]?.userId)
  })

  it('tells nothing twice when it goes on where it stopped', () => {
    const one = night()
    const half = one.history().findIndex((line) => line.reason === 'key_next')
    expect([...tell(one, 0, half), ...tell(one, half)]).toEqual(tell(one))
  })

  it('knows who acknowledged it by hand, also where that ends the callout', () => {
    const by = { userId: 'anna' as UserId, name: 'Anna', via: 'api' } as const
    for (const stop of ['none', 'first'] as const) {
      const one = play({ ...plan, stop })
      one.send({ type: 'Acknowledged', by })
      const ended = stop === 'first' ? [{ kind: 'callout_ended', callout, outcome: 'acknowledged' }] : []
      expect(tell(one).map(({ entry }) => entry)).toEqual([
        { kind: 'response', callout, response: 'taken', key: null },
        ...ended,
      ])
      expect(tell(one)[0]?.by).toEqual({ userId: 'anna', name: 'Anna' })
    }
  })

  it('leaves a name empty where nobody gave one', () => {
    const line = { seq: 1, atMs: 5, reason: 'key_take', destination: 9, attempt: 1, facts: {} } as const
    expect(follow([line], { callout, destinations: [], acknowledgedBy: null })).toEqual([
      {
        atMs: 5,
        by: { userId: null, name: '' },
        entry: { kind: 'response', callout, response: 'taken', key: null },
      },
    ])
  })
})

describe('who took it', () => {
  it('is the first who said so', () => {
    const entries = tell(night())
    expect(takenBy(entries)).toMatchObject({ by: plan.destinations[0]?.userId })
    expect(takenBy(entries.slice(1))).toBe(null)
    expect(takenBy(entries.slice(0, 1).map((one) => ({ ...one, by: null })))).toMatchObject({ by: null })
  })
})
