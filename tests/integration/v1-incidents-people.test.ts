// Incidents and the people in front of browsers: who opens the timeline first commands, and what people do carries their names.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPerson, type Person } from '../support/people.ts'
import { createV1World, type V1World } from '../support/v1.ts'

let world: V1World
let anna: Person
let ben: Person
beforeAll(async () => {
  world = await createV1World()
  anna = await createPerson(world, 'anna', { role: 'member' })
  ben = await createPerson(world, 'ben', { role: 'member' })
})
afterAll(() => world.close())

const make = async (): Promise<number> =>
  (await world.ask('POST', '/v1/incidents', { body: { name: '停止' } })).body['number'] as number
const read = async (number: number): Promise<Record<string, { name: string } | null>> =>
  (await world.ask('GET', `/v1/incidents/${number}`)).body as never

describe('a signed-in person', () => {
  it('R-012 who opens the timeline first is the commander, and a responder; the next one is not', async () => {
    const number = await make()
    expect((await read(number))['commander']).toBe(null)
    await anna.ask('GET', `/v1/incidents/${number}`)
    await anna.ask('GET', `/v1/incidents/${number}/timeline?after=1`)
    expect((await read(number))['commander']).toBe(null)
    const { status, body } = await anna.ask('GET', `/v1/incidents/${number}/timeline`)
    expect([status, body.items.map((one) => one['kind'])]).toEqual([200, ['created', 'responder', 'commander']])
    await ben.ask('GET', `/v1/incidents/${number}/timeline`)
    const now = await read(number)
    expect(now['commander']).toMatchObject({ id: anna.userId })
    expect(now['responders']).toMatchObject([{ user: { id: anna.userId } }])
    expect(now['seq']).toBe(3)
  })

  it('of several at the same moment, one commands', async () => {
    const number = await make()
    await Promise.all([anna, ben, anna, ben].map((one) => one.ask('GET', `/v1/incidents/${number}/timeline`)))
    const { body } = await world.ask('GET', `/v1/incidents/${number}/timeline`)
    expect(body.items.filter((one) => one['kind'] === 'commander')).toHaveLength(1)
  })

  it('is named by what they do', async () => {
    const number = await make()
    await anna.ask('POST', `/v1/incidents/${number}/take`)
    await ben.ask('POST', `/v1/incidents/${number}/status`, { body: { status: 'pend' } })
    await ben.ask('POST', `/v1/incidents/${number}/messages`, { body: { message: '再起動します' } })
    const now = await read(number)
    expect([now['taken'], now['pended'], now['updated']]).toMatchObject([
      { by: { id: anna.userId } },
      { by: { id: ben.userId } },
      { by: { id: ben.userId } },
    ])
    const { body } = await world.ask('GET', `/v1/incidents/${number}/timeline`)
    expect(body.items.map(({ kind, by }) => [kind, (by as { user: { id: string } | null }).user?.id])).toEqual([
      ['created', undefined],
      ['responder', anna.userId],
      ['taken', anna.userId],
      ['status', ben.userId],
      ['message', ben.userId],
    ])
  })
})
