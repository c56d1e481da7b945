// What a source that watches Noroshi itself is told by the database: of its own space, and nothing of another.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readItself } from '#store/alert/itself'
import { createV1World, furnish, startIn, type V1World } from '../support/v1.ts'

let world: V1World
beforeAll(async () => {
  world = await createV1World()
  await furnish(world)
  await world.newSpace('other')
})
afterAll(() => world.close())

const token = async () => world.tokenFor(await world.newSpace(`space-${Math.random()}`))
const read = async () =>
  (await readItself(world.pools.engine, world.clock.nowMs - 60_000)).map(({ key, failing, late, known }) => ({
    key,
    failing,
    late,
    known,
  }))

it('J-003 callouts that are overdue and connections that fail are told of, until its source is disabled', async () => {
  await world.ask('POST', '/v1/sources', { token: await token(), body: { key: 'others', name: 'x', kind: 'self' } })
  const others = { key: 'others', failing: [], late: 0, known: [] }
  expect(await read()).toEqual([others])
  expect((await world.ask('POST', '/v1/sources', { body: { key: 'itself', name: 'x', kind: 'self' } })).status).toBe(
    201,
  )
  const { id } = (await startIn(world, { policy: 'night' })).body
  const dueAt = (beforeMs: number) =>
    world.pools.engine.query('update callout set due_at = $2 where id = $1', [
      id,
      new Date(world.clock.nowMs - beforeMs),
    ])
  await dueAt(50_000)
  const { rows } = await world.pools.engine.query<{ key: string; name: string }>(
    `insert into connection_health (connection_id, space_id, state, succeeded, failed, last_failure, seen_at)
     select id, space_id, 'half_open', 0, 3, 'twilio.20003', 'epoch' from connection where space_id = $1 limit 1
     returning (select key from connection where id = connection_id), (select name from connection where id = connection_id)`,
    [world.spaceId],
  )
  const failing = [{ ...rows[0], code: 'twilio.20003' }]
  const ours = async () => (await read()).find(({ key }) => key === 'itself')
  expect(await ours()).toEqual({ key: 'itself', failing, late: 0, known: [] })
  await dueAt(70_000)
  await world.pools.engine.query(`update connection_health set state = 'closed'`)
  expect(await ours()).toEqual({ key: 'itself', failing: [], late: 1, known: [] })
  await world.ask('POST', '/v1/alerts', {
    body: { source: 'itself', events: [{ kind: 'problem', dedupKey: 'connection/sim', service: 'sim' }] },
  })
  expect(await ours()).toMatchObject({ known: [{ dedupKey: 'connection/sim', service: 'sim' }] })
  await world.ask('PATCH', '/v1/sources/itself', { body: { enabled: false } })
  expect(await read()).toEqual([others])
})
