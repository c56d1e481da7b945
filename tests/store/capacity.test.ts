// A space as large as the largest that a system we replace allows: its lists page, and its last policy starts. How fast that is,
// the bench says (part s).

import { afterAll, beforeAll, expect, it } from 'vitest'
import { createV1World, type V1World } from '../support/v1.ts'

const USERS = 30_000
const POLICIES = 500
const PEOPLE_EACH = 60
const audited = ['app_user', 'contact_method', 'policy']

let world: V1World
beforeAll(async () => {
  world = await createV1World()
  const settings = { accountSid: 'AC00000000000000000000000000000001', baseUrl: 'http://127.0.0.1:9', simulated: true }
  await world.ask('POST', '/v1/connections', {
    body: { key: 'sim', name: 'sim', settings, secrets: { authToken: 'x'.repeat(32) } },
  })
  // Past the audit log, which tells of people's changes and would take most of the time.
  const client = await world.pools.owner.connect()
  try {
    await client.query('begin')
    await client.query("select set_config('noroshi.space', $1, true)", [world.spaceId])
    for (const table of audited) await client.query(`alter table ${table} disable trigger audit`)
    await client.query(
      `insert into app_user (id, space_id, number, key, name, language, managed_by, created_at, updated_at)
       select gen_random_uuid(), $1, 1000 + n, 'u' || n, '担当' || n, 'ja', 'file', now(), now()
       from generate_series(1, $2::int) n`,
      [world.spaceId, USERS],
    )
    await client.query(
      `insert into contact_method (id, space_id, user_id, channel, label, address, is_default, position)
       select gen_random_uuid(), space_id, id, 'phone', '', '+8190012' || lpad((number - 1000)::text, 5, '0'), true, 0
       from app_user where key ~ '^u[0-9]+$'`,
    )
    await client.query(
      `insert into policy (id, space_id, key, name, body, managed_by, created_at, updated_at)
       select gen_random_uuid(), $1, 'p' || n, '連絡網' || n, jsonb_build_object('steps', (
           select jsonb_agg(jsonb_build_object('destinations', jsonb_build_array(jsonb_build_object('user', u.id))) order by u.number)
           from app_user u where u.number between 1001 + (n - 1) * $3::int and 1000 + n * $3::int)),
         'file', now(), now() from generate_series(1, $2::int) n`,
      [world.spaceId, POLICIES, PEOPLE_EACH],
    )
    for (const table of audited) await client.query(`alter table ${table} enable trigger audit`)
    await client.query('commit')
  } finally {
    client.release()
  }
})
afterAll(() => world.close())

const all = async (path: string): Promise<number> => {
  let [count, next]: [number, string | null] = [0, path]
  while (next !== null) {
    const { status, body } = await world.ask('GET', next)
    expect(status).toBe(200)
    count += body.items.length
    next = body.next === null ? null : `${path}&cursor=${encodeURIComponent(body.next)}`
  }
  return count
}

it('T-018 30,000 users and T-019 500 policies of 60 people: all are listed, and the last of them is called', async () => {
  expect(await all('/v1/users?limit=200')).toBeGreaterThanOrEqual(USERS)
  expect(await all('/v1/policies?limit=200')).toBe(POLICIES)
  const started = await world.ask('POST', '/v1/callouts', { body: { policy: `連絡網${POLICIES}`, text: 'db01' } })
  expect(started.status).toBe(201)
  const plan = world.started.at(-1)?.plans[0]?.plan
  expect(plan?.destinations).toHaveLength(PEOPLE_EACH)
  expect(plan?.destinations.at(-1)?.name).toBe(`担当${USERS}`)
})
