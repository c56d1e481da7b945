// What a preview costs, by the price tables of its connections.
import { describe, expect, it } from 'vitest'
import { mailbox, person, planOf } from '../../../tests/support/plans.ts'
import { requestOf } from '../../../tests/support/previews.ts'
import type { ConnectionId } from '../ids.ts'
import type { PriceTable } from '../usage.ts'
import { costOf } from './cost.ts'
import { preview } from './preview.ts'
import { previewLimits } from './request.ts'

describe('what it costs', () => {
  const price = { currency: 'JPY', perCallMicros: 1_000, perMinuteMicros: 10_000_000 }
  const prices = () => price
  it('counts answered calls and the minutes they began', () => {
    const behaviours = () => [{ does: 'hangs_up', afterMs: 1, talkMs: 61_000 }, { does: 'busy' }] as const
    const done = preview(
      requestOf(planOf(1, { loopsMax: 2, template: { ...planOf(1).template, keyWaitMs: 60_000 } }), { behaviours }),
    )
    expect(costOf(done, prices)).toEqual({
      calls: 2,
      answered: 1,
      minutes: 2,
      messages: 0,
      costs: [{ currency: 'JPY', micros: 20_001_000 }],
      unpriced: 0,
    })
    expect(costOf(done, () => null)).toMatchObject({ costs: [], unpriced: 1 })
  })
  it('counts a call that a stopped preview left open up to there', () => {
    const done = preview(
      requestOf(planOf(1), {
        others: { does: 'answers', afterMs: 1, keys: '' },
        limits: { ...previewLimits, eventsMax: 6 },
      }),
    )
    expect(costOf(done, prices)).toMatchObject({ answered: 1, minutes: 1 })
  })
  it('goes by the table of each connection: SMS by theirs, mails by none, in the currency of each', () => {
    const sms = { ...mailbox(2), channel: 'sms', connectionId: 'sms-1' as ConnectionId } as const
    const plan = planOf(3, {
      connectionId: 'phone-1' as ConnectionId,
      destinations: [mailbox(1), sms, person(3)],
      steps: [{ destinations: [0, 1, 2], waitMs: 0 }],
    })
    const asked = requestOf(plan, { others: { does: 'answers', afterMs: 5_000 } })
    const tables: Record<string, PriceTable> = {
      'phone-1': price,
      'sms-1': { currency: 'EUR', perMessageMicros: 70_000 },
    }
    expect(costOf(preview(asked), (id) => tables[id ?? ''] ?? null)).toMatchObject({
      calls: 1,
      answered: 1,
      messages: 2,
      costs: [
        { currency: 'EUR', micros: 70_000 },
        { currency: 'JPY', micros: 10_001_000 },
      ],
      unpriced: 0,
    })
    expect(costOf(preview(asked), () => ({ currency: 'JPY' }))).toMatchObject({
      costs: [{ currency: 'JPY', micros: 0 }],
    })
  })
  it('is nothing where nobody is called', () => {
    expect(costOf(preview(requestOf(planOf(2), { allows: () => false })), prices)).toMatchObject({
      calls: 0,
      minutes: 0,
    })
  })
})
