// The log of one person, who was called seldom and who was called thousands of times: it is looked for in two ways, which must find the same.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createV1World, furnish, startIn, type V1World } from '../support/v1.ts'

let world: V1World
let callout: string
beforeAll(async () => {
  world = await createV1World()
  await furnish(world)
  callout = (await startIn(world, { policy: 'night' })).body.id
  await world.pools.engine.query('delete from attempt')
})
afterAll(() => world.close())

/** Attempts of a callout: the first for who is called first, one more for somebody else. */
const attempt = (destination: number) =>
  world.pools.engine.query(
    `insert into attempt (callout_id, ordinal, space_id, destination, channel, address, priority, nonce, state, reason, result, planned_at, turn,
       readings, retries, cancel_wanted, possible_repeat)
     select id, $1, space_id, $1, 'phone', '+819001230001', 5, '', 'ended', 'first_attempt', 'busy', created_at, 0, 0, 0, false, false
     from callout c where not exists (select from attempt a where a.callout_id = c.id and a.ordinal = $1)`,
    [destination],
  )
const copies = (count: number) =>
  world.pools.engine.query(
    `insert into callout select copy.* from callout c, generate_series(1, $2::integer) n,
       lateral jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(), 'created_at', c.created_at - n * interval '1 minute',
         'idempotency_key', null)) copy
     where c.id = $1`,
    [callout, count],
  )
const log = async (query: string) => (await world.ask('GET', `/v1/attempts?limit=5${query}`)).body

it.each([
  ['few callouts', 20],
  ['thousands of them', 2_100],
])('of somebody with %s holds theirs alone, newest first, page by page', async (_, count) => {
  await copies(count)
  await attempt(0)
  const alone = await log('')
  await attempt(1)
  const { items, next } = await log('&user=sato')
  expect(items.map(({ callout: of }) => of)).toEqual(alone.items.map(({ callout: of }) => of))
  expect(new Set(items.map((one) => (one['user'] as { key: string } | null)?.key ?? one['user']))).toHaveProperty(
    'size',
    1,
  )
  const further = await log(`&user=sato&cursor=${String(next)}`)
  expect(further.items).toHaveLength(5)
  expect(Date.parse(String(further.items[0]?.['plannedAt']))).toBeLessThan(Date.parse(String(items[4]?.['plannedAt'])))
  await world.pools.engine.query('delete from attempt')
})

const stateOf = (set: string, where: string) => world.pools.engine.query(`update attempt set ${set} where ${where}`)

it('what is under way, and what came to a rare result, is found wherever it stands, and nothing else', async () => {
  await attempt(0)
  await attempt(1)
  const all = (await log('&user=sato')).items
  const { rows } = await world.pools.engine.query<{ id: string }>(
    'select distinct callout_id as id from attempt order by id limit 5',
  )
  const [waits, claimed, rings, isLost, isTaken] = rows.map(({ id }) => id)
  const first = (id: string | undefined) => `callout_id = '${id}' and ordinal = 0`
  await stateOf(`state = 'planned', result = null, effect_kind = 'place', effect_at = planned_at`, first(waits))
  await stateOf(
    `state = 'planned', result = null, effect_kind = 'place', effect_at = planned_at, claimed_by = gen_random_uuid()`,
    first(claimed),
  )
  await stateOf(`state = 'ringing', result = null, address = '+819001230002'`, first(rings))
  await stateOf(`result = 'lost'`, first(isLost))
  await stateOf(`result = 'taken'`, first(isTaken))
  const found = async (query: string) => new Set((await log(query)).items.map(({ callout: of }) => of))
  expect(all).toHaveLength(5)
  expect(await found('&result=under_way')).toEqual(new Set([waits, claimed, rings]))
  expect(await found('&result=under_way&user=sato')).toEqual(new Set([waits, claimed, rings]))
  expect(await found('&result=lost')).toEqual(new Set([isLost]))
  expect(await found('&result=taken')).toEqual(new Set([isTaken]))
  expect(await found('&result=failed')).toEqual(new Set())
})
