// Analytics over /v1: callouts, attempts and histories as the engine leaves them, counted from every side.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Analytics } from '#contract/analytics'
import { createV1World, furnish, startIn, type V1World } from '../support/v1.ts'

let world: V1World

type Tried = {
  readonly result: string | null
  readonly at: string
  readonly destination?: number
  readonly channel?: string
}
type Went = {
  readonly at: string
  readonly outcome: string | null
  readonly takenAt?: string
  readonly tried: readonly Tried[]
}

/** A callout that began and went as told. */
const went = async ({ at, outcome, takenAt, tried }: Went, policy = 'night') => {
  const { body } = await startIn(world, { policy })
  await world.pools.inSpace(world.spaceId, async (client) => {
    await client.query('update callout set created_at = $2, outcome = $3 where id = $1', [body.id, at, outcome])
    if (takenAt !== undefined)
      await client.query(`insert into history values ($1, 99, $2, $3, 'taken_by_key', 0, null, '{}')`, [
        body.id,
        world.spaceId,
        takenAt,
      ])
    for (const [ordinal, one] of tried.entries())
      await client.query(
        `insert into attempt (callout_id, ordinal, space_id, destination, channel, address, priority, nonce, state, reason,
           result, planned_at, begun_at, turn, readings, retries, cancel_wanted, possible_repeat)
         values ($1, $2, $3, $4, $5, '+819001230001', 5, '', 'ended', 'first_attempt', $6, $7, $7, 0, 0, 0, false, false)`,
        [body.id, ordinal, world.spaceId, one.destination ?? 0, one.channel ?? 'phone', one.result, one.at],
      )
  })
}

beforeAll(async () => {
  world = await createV1World()
  await furnish(world)
  // 3:00 in Tokyo, at night; taken after 20, 40 and 100 seconds.
  await went({
    at: '2026-11-01T18:00:00Z',
    outcome: 'acknowledged',
    takenAt: '2026-11-01T18:00:20Z',
    tried: [
      { result: 'no_answer', at: '2026-11-01T18:00:00Z' },
      { result: 'taken', at: '2026-11-01T18:00:10Z', destination: 1 },
    ],
  })
  await went({
    at: '2026-11-02T03:00:00Z',
    outcome: 'acknowledged',
    takenAt: '2026-11-02T03:00:40Z',
    tried: [{ result: 'taken', at: '2026-11-02T03:00:01Z' }],
  })
  await went({
    at: '2026-11-02T03:10:00Z',
    outcome: 'acknowledged',
    takenAt: '2026-11-02T03:11:40Z',
    tried: [{ result: 'delivered', at: '2026-11-02T03:10:01Z', channel: 'mail' }],
  })
  await went({
    at: '2026-11-02T04:00:00Z',
    outcome: 'exhausted',
    tried: [
      { result: 'busy', at: '2026-11-02T04:00:00Z' },
      { result: 'refused', at: '2026-11-02T04:01:00Z' },
    ],
  })
})
afterAll(() => world.close())

const november = 'from=2026-11-01T00:00:00Z&to=2026-12-01T00:00:00Z'

const figures = async (query: string): Promise<Analytics> =>
  (await world.ask('GET', `/v1/analytics?${query}`)).body as unknown as Analytics

describe('analytics', () => {
  it('counts outcomes and how soon somebody took it: median and nine in ten', async () => {
    const { status, body } = await world.ask('GET', `/v1/analytics?${november}`)
    expect(status).toBe(200)
    expect(body.callouts).toEqual({
      total: 4,
      running: 0,
      outcomes: { acknowledged: 3, exhausted: 1 },
      acknowledged: 3,
      medianSeconds: 40,
      p90Seconds: 88,
    })
    expect(body.policies).toEqual([
      { policy: 'night', callouts: 4, exhausted: 1, acknowledged: 3, medianSeconds: 40, p90Seconds: 88 },
    ])
  })

  it('counts attempts by channel, by the hour of the zone, and by person with those at night', async () => {
    const body = await figures(november)
    expect(body.channels).toEqual([
      { channel: 'phone', attempts: 5, reached: 2, delivered: 0, unreached: 2, failed: 1 },
      { channel: 'mail', attempts: 1, reached: 0, delivered: 1, unreached: 0, failed: 0 },
    ])
    expect(body.hours).toHaveLength(24)
    expect(body.hours[3]).toEqual({ hour: 3, attempts: 2, reached: 1 })
    expect(body.hours[12]).toEqual({ hour: 12, attempts: 2, reached: 1 })
    expect((await figures(`${november}&zone=UTC`)).hours[18]).toEqual({ hour: 18, attempts: 2, reached: 1 })
    const [first, second] = body.people
    expect(first).toMatchObject({ name: 'satoさん', attempts: 5, reached: 1, unreached: 2, nights: 1 })
    expect(second).toMatchObject({ attempts: 1, reached: 1, nights: 1 })
  })

  it('keeps to the time, the policy and the space that are asked for', async () => {
    const day = 'from=2026-11-02T00:00:00Z&to=2026-11-02T03:05:00Z'
    expect((await world.ask('GET', `/v1/analytics?${day}`)).body.callouts).toMatchObject({
      total: 1,
      medianSeconds: 40,
    })
    expect((await world.ask('GET', `/v1/analytics?${november}&policy=nobody`)).status).toBe(404)
    const token = await world.tokenFor(await world.newSpace('elsewhere'), ['callouts:read', 'policies:read'])
    const elsewhere = await world.ask('GET', `/v1/analytics?${november}`, { token })
    expect(elsewhere.body).toMatchObject({ callouts: { total: 0, medianSeconds: null }, people: [], policies: [] })
  })

  it.each([
    ['from=2026-11-02T00:00:00Z&to=2026-11-01T00:00:00Z', 'from'],
    ['from=2020-01-01T00:00:00Z&to=2026-11-01T00:00:00Z', 'from'],
    ['zone=Mars/Olympus', 'zone'],
    ["zone='; drop table callout; --", 'zone'],
  ])('refuses %s', async (query, field) => {
    const { status, body } = await world.ask('GET', `/v1/analytics?${query}`)
    expect([status, body.errors[0]?.field]).toEqual([422, field])
  })

  it('gives each table as CSV, with what a spreadsheet would run made harmless', async () => {
    await world.pools.inSpace(world.spaceId, (client) =>
      client.query(
        `update callout set policy_key = '=cmd()' where outcome = 'exhausted' and created_at < '2026-12-01'`,
      ),
    )
    const { page: text } = await world.ask('GET', `/v1/analytics.csv?table=policies&lang=ja&${november}`)
    expect(text).toContain('連絡網,通報,認知,応答なし')
    expect(text).toContain("'=cmd(),1,0,1,,\r\n")
    expect(text).toContain('night,3,3,0,40,88\r\n')
  })
})
