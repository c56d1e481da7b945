// The performer alone: what is offered is performed, also when it is offered while its attempt is still at work.

import { describe, expect, it } from 'vitest'
import { planOf } from '../../tests/support/plans.ts'
import { Performer } from './performer.ts'
import type { AttemptRow, CallOrder, WayOut } from './ports.ts'
import type { TurnResult } from './turn.ts'

const attempt = (kind: 'place' | 'cancel'): AttemptRow =>
  ({ calloutId: 'c', ordinal: 1, destination: 0, priority: 5, effect: { kind, atMs: 0 } }) as unknown as AttemptRow

it('an effect claimed while its attempt is still at work here is performed next, not dropped (seed 873)', async () => {
  let release: (result: TurnResult | null) => void = () => undefined
  const done: string[] = []
  const performer = new Performer({
    channel: {
      cancel: () => {
        done.push('cancelled')
        return Promise.resolve(true)
      },
    } as unknown as WayOut,
    submit: ({ event }) => {
      done.push(event.type)
      return event.type === 'AttemptBegan' ? new Promise((resolve) => (release = resolve)) : Promise.resolve(null)
    },
    orderOf: (row) => Promise.resolve({ attempt: row, plan: planOf(1) } as CallOrder),
    circuits: { note: () => undefined },
    log: { warn: () => undefined, error: () => undefined },
    answerLost: () => undefined,
    instance: 'me',
    concurrencyMax: 1,
  })
  performer.offer([attempt('place')])
  performer.offer([attempt('cancel')])
  expect(done).toEqual(['AttemptBegan'])
  release(null)
  await expect.poll(() => done).toEqual(['AttemptBegan', 'cancelled', 'CancelSent'])
  await expect.poll(() => performer.size()).toBe(0)
})

const late = (now: { outcome?: string; cancelWanted?: boolean }) => {
  const done: string[] = []
  const settle = { ...attempt('place'), effect: { kind: 'settle', atMs: 0 } } as AttemptRow
  const performer = new Performer({
    channel: {
      place: () => {
        done.push('sent')
        return Promise.resolve({ kind: 'placed', providerId: 'CA1' })
      },
    } as unknown as WayOut,
    submit: ({ event }) => {
      done.push(event.type)
      const begun = { state: 'begun', claimedBy: 'me', cancelWanted: now.cancelWanted ?? false }
      const row = { head: { outcome: now.outcome ?? null } }
      return Promise.resolve({ row, plan: planOf(1), before: begun, after: begun } as unknown as TurnResult)
    },
    orderOf: () => Promise.resolve(null),
    circuits: { note: () => undefined },
    log: { warn: () => undefined, error: () => undefined },
    answerLost: () => undefined,
    instance: 'me',
    concurrencyMax: 1,
  })
  return { performer, settle, done }
}

describe('an attempt that was born begun, with the answer to its insert lost', () => {
  it('is sent when it turns out to be stored: nobody need ask the provider', async () => {
    const { performer, settle, done } = late({})
    performer.neverSent([settle])
    performer.offer([settle])
    await expect.poll(() => done).toEqual(['AttemptBegan', 'sent', 'CallPlaced'])
  })

  it.each([{ outcome: 'cancelled' }, { cancelWanted: true }])('is not sent any more after %o', async (now) => {
    const { performer, settle, done } = late(now)
    performer.neverSent([settle])
    performer.offer([settle])
    await expect.poll(() => done).toEqual(['AttemptBegan', 'ResultUnknown'])
  })

  it('is unknown where another process had begun it', async () => {
    const { performer, settle, done } = late({})
    performer.offer([settle])
    await expect.poll(() => done).toEqual(['ResultUnknown'])
  })
})
