// The main job, whole: a request, phones ringing in order, a person, a key, the end, the explanation.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWorld, planOf, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

describe('one callout', () => {
  it('J-001 J-007 J-052 K-001 T-007 T-021: rings by phone, over HTTP alone; speaks, hears the key, stops, and can say why', async () => {
    const id = await world.start(planOf(2))
    const anna = world.phone(1)
    await anna.rings()
    anna.answers()
    await anna.hears('db01 が停止しました')
    anna.presses('1')
    expect(await world.outcome(id)).toBe('acknowledged')
    await anna.hears('taken Person 1')
    await anna.falls('idle')
    const history = (await world.history(id)).map((entry) => entry.reason)
    expect(history).toEqual(
      expect.arrayContaining(['started', 'first_attempt', 'begun', 'placed', 'answered', 'key_take', 'taken_by_key']),
    )
    expect((await world.row(id)).head.acknowledgedBy).toMatchObject({ name: 'Person 1', via: 'phone' })
  })
})
