// A person who wants to be connected, and people with several phones: the whole server, real PostgreSQL, the phone simulator.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { CalloutId } from '#core/ids'
import { limits } from '#core/limits'
import type { Plan } from '#core/plan/plan'
import { people } from '../support/plans.ts'
import { createWorld, planOf, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

const byHand = { userId: null, name: 'Operator', via: 'api' } as const
let first = 0

/** Nobody's phone is shared between tests. */
beforeEach(() => {
  first += 10
})
const phone = (index: number) => world.phone(first + index)
const customer = () => phone(9)
const transferTo = () => customer().device.number
const crew = (count: number, change: Partial<Plan> = {}): Plan =>
  planOf(count, { destinations: people(first + count).slice(first), transferTo: transferTo(), ...change })
const reasons = async (id: CalloutId) => (await world.history(id)).map((entry) => entry.reason)

/** The first person answers, asks to be connected, and is cut off. */
const asks = async (plan: Plan): Promise<CalloutId> => {
  const id = await world.start(plan)
  await phone(1).rings()
  phone(1).answers()
  await phone(1).hears('menu')
  phone(1).presses('5')
  await phone(1).hears('transferring')
  await phone(1).falls('idle')
  await world.until(async () => (await world.attempts(id))[1]?.state === 'planned')
  world.later(limits.callBackAfterMs)
  return id
}

describe('B.5 transfer', () => {
  it('is called back, joined to the transfer number, and has it', async () => {
    const id = await asks(crew(2))
    await phone(1).rings()
    expect((await world.row(id)).head).toMatchObject({ outcome: null, callBacks: 1 })
    phone(1).answers()
    await phone(1).hears('connecting')
    expect(await world.outcome(id)).toBe('acknowledged')
    await customer().rings()
    customer().answers()
    await world.until(async () =>
      customer()
        .device.transcript()
        .some(({ kind }) => kind === 'connected'),
    )
    expect(customer().device.calls()[0]).toMatchObject({ from: world.simulator.numbers[0], direction: 'outbound-dial' })
    customer().hangsUp()
    await phone(1).hears('goodbye')
    await phone(1).falls('idle')
    await world.until(async () => (await world.attempts(id))[1]?.state === 'ended')
    expect(await reasons(id)).toEqual(
      expect.arrayContaining([
        'key_transfer',
        'call_back',
        'call_back_answered',
        'transfer_answered',
        'transfer_joined',
      ]),
    )
    expect((await world.row(id)).head.acknowledgedBy).toMatchObject({ name: `Person ${first + 1}`, via: 'phone' })
    expect(phone(2).device.calls()).toEqual([])
  })

  it('the run ends also when the transfer number does not answer, and the person hears it', async () => {
    customer().device.behave({ mode: 'busy' })
    const id = await asks(crew(2))
    await phone(1).rings()
    phone(1).answers()
    await phone(1).hears('not connected')
    expect(await world.outcome(id)).toBe('acknowledged')
    expect(await reasons(id)).toContain('transfer_failed')
    expect(phone(2).device.calls()).toEqual([])
  })

  it('an unanswered call-back leaves that person, and the next one rings only then', async () => {
    const id = await asks(crew(2))
    await phone(1).rings()
    expect(phone(2).device.calls()).toEqual([])
    phone(1).device.reject()
    await phone(2).rings()
    expect((await world.row(id)).head.callBacks).toBe(0)
    expect((await world.attempts(id)).map((attempt) => [attempt.reason, attempt.result])).toMatchObject([
      ['first_attempt', 'transfer'],
      ['call_back', 'busy'],
      ['first_attempt', null],
    ])
    await world.engine.cancel(id, byHand)
  })
})

describe('B.5 phones of one person', () => {
  const twoPhones = (): Plan => {
    const [mine, alsoMine, other] = people(first + 3).slice(first)
    if (mine === undefined || alsoMine === undefined || other === undefined) throw new Error('three phones')
    return planOf(3, { destinations: [{ ...mine, person: 0 }, { ...alsoMine, person: 0 }, other], loopsMax: 2 })
  }

  it('K-007 K-008: the second phone rings when the first is not answered; continue passes over what is left', async () => {
    const id = await world.start(twoPhones())
    await phone(1).rings()
    phone(1).device.reject()
    await phone(2).rings()
    phone(2).answers()
    await phone(2).hears('menu')
    phone(2).presses('2')
    await phone(3).rings()
    phone(3).device.reject()
    await phone(1).rings()
    phone(1).answers()
    await phone(1).hears('menu')
    phone(1).presses('2')
    await phone(3).rings()
    expect(phone(2).device.calls()).toHaveLength(1)
    expect(await reasons(id)).toContain('passed_this_loop')
    await world.engine.cancel(id, byHand)
  })

  it('leave: none of them rings any more, also after the process has read everything anew from the database', async () => {
    const id = await world.start(twoPhones())
    await phone(1).rings()
    phone(1).answers()
    await phone(1).hears('menu')
    phone(1).presses('3')
    for (const _loop of [1, 2]) {
      await phone(3).rings()
      phone(3).device.reject()
      await phone(3).falls('idle')
    }
    expect(await world.outcome(id)).toBe('exhausted')
    expect(phone(2).device.calls()).toEqual([])
    expect(phone(1).device.calls()).toHaveLength(1)
  })
})
