// The performer alone: what is offered is performed, also when it is offered while its attempt is still at work.

import { expect, it } from 'vitest'
import { planOf } from '../../tests/support/plans.ts'
import { Performer } from './performer.ts'
import type { AttemptRow, CallOrder, PhoneChannel } from './ports.ts'
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
    } as unknown as PhoneChannel,
    submit: ({ event }) => {
      done.push(event.type)
      return event.type === 'AttemptBegan' ? new Promise((resolve) => (release = resolve)) : Promise.resolve(null)
    },
    orderOf: (row) => Promise.resolve({ attempt: row, plan: planOf(1) } as CallOrder),
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
