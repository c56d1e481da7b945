// Analytics and usage over /v1: callouts, attempts and histories as the engine leaves them, counted from every side.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Analytics } from '#contract/analytics'
import type { Usage } from '#contract/usage'
import { createRetentionSweep } from '#store/retention/sweep'
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
      {
        policy: 'night',
        policyName: '夜間',
        callouts: 4,
        exhausted: 1,
        acknowledged: 3,
        medianSeconds: 40,
        p90Seconds: 88,
      },
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

describe('usage by month and project', () => {
  type Sent = { readonly channel: string; readonly answered?: number; readonly by?: string; readonly taken?: boolean }
  type Ran = {
    readonly at: string
    readonly project?: string
    readonly purpose?: string
    readonly outcome?: string
    readonly sent?: readonly Sent[]
  }

  const inSpace = (text: string, ...values: readonly unknown[]) =>
    world.pools.inSpace(world.spaceId, async (client) => (await client.query(text, [...values])).rows)

  /** A callout that ran, with what it sent; calls that were answered lasted so many seconds. */
  const ran = async ({ at, project, purpose, outcome = 'acknowledged', sent = [] }: Ran): Promise<void> => {
    const { body } = await startIn(world, { policy: 'night' })
    await inSpace(
      `update callout set created_at = $2, outcome = $3, ended_at = $2, due_at = null, purpose = $4,
         project_id = (select id from project where key = $5) where id = $1`,
      body.id,
      at,
      outcome,
      purpose ?? null,
      project ?? null,
    )
    for (const [ordinal, { channel, answered, by, taken = true }] of sent.entries())
      await inSpace(
        `insert into attempt (callout_id, ordinal, space_id, destination, channel, address, priority, nonce, state, reason, result,
           planned_at, begun_at, answered_at, ended_at, provider_id, connection_id, turn, readings, retries, cancel_wanted, possible_repeat)
         values ($1, $2, $3, 0, $4, 'x', 5, '', 'ended', 'first_attempt', 'taken', $5, $5, $6, $7, $8,
           (select id from connection where key = $9), 0, 0, 0, false, false)`,
        body.id,
        ordinal,
        world.spaceId,
        channel,
        at,
        answered === undefined ? undefined : at,
        new Date(Date.parse(at) + (answered ?? 0) * 1_000),
        taken ? 'X' : null,
        by,
      )
  }

  const spring = 'from=2026-02&to=2026-04'
  const usage = async (query = spring) => {
    const { status, body } = await world.ask('GET', `/v1/usage?${query}`)
    expect(status).toBe(200)
    return body as unknown as Usage
  }

  const none = {
    callouts: 0,
    sends: 0,
    calls: 0,
    answered: 0,
    minutes: 0,
    sms: 0,
    mails: 0,
    others: 0,
    costs: [],
    unpriced: 0,
  }
  const march = {
    ...none,
    callouts: 1,
    calls: 3,
    answered: 2,
    minutes: 3,
    sms: 2,
    costs: [
      { currency: 'JPY', micros: 38_000_000 },
      { currency: 'USD', micros: 80_000 },
    ],
  }
  const plant = { project: 'plant', name: '=Plant' }
  const other = {
    ...none,
    project: null,
    name: null,
    callouts: 1,
    sends: 1,
    calls: 1,
    mails: 1,
    answered: 1,
    minutes: 1,
    unpriced: 1,
  }

  beforeAll(async () => {
    await world.ask('POST', '/v1/projects', { body: { key: 'plant', name: '=Plant' } })
    // Deleted since: what they cost is still told.
    const twilio = (key: string, kind: string, settings: object) =>
      inSpace(
        `insert into connection (id, space_id, key, name, kind, settings, secrets, managed_by, created_at, updated_at, deleted_at)
         values (gen_random_uuid(), $1, $2, $2, $3, $4, '{}', 'console', 'epoch', 'epoch', 'epoch')`,
        world.spaceId,
        key,
        kind,
        JSON.stringify(settings),
      )
    const yen = { currency: 'JPY', perCallMicros: 1_000_000, perMinuteMicros: 12_000_000 }
    await twilio('priced', 'twilio', { price: yen })
    await twilio('by-message', 'twilio_sms', { price: { currency: 'USD', perMessageMicros: 80_000 } })
    await twilio('priceless', 'twilio', {})
    // In Tokyo the first of March; in UTC still February.
    await ran({
      at: '2026-02-28T15:30:00Z',
      project: 'plant',
      sent: [
        { channel: 'phone', answered: 61, by: 'priced' },
        { channel: 'phone', answered: 5, by: 'priced' },
        { channel: 'phone', by: 'priced' },
        { channel: 'sms', by: 'by-message' },
        { channel: 'sms', by: 'by-message', taken: false },
      ],
    })
    await ran({
      at: '2026-03-15T00:00:00Z',
      sent: [{ channel: 'phone', answered: 1, by: 'priceless' }, { channel: 'mail' }],
    })
    await ran({ at: '2026-03-15T00:00:00Z', purpose: 'test' })
    await ran({ at: '2026-03-15T00:00:00Z', outcome: 'suppressed' })
    await ran({ at: '2026-04-30T14:59:00Z', sent: [{ channel: 'slack' }] })
  })

  const expected = [
    {
      month: '2026-04',
      total: { ...none, callouts: 1, others: 1 },
      projects: [{ ...none, project: null, name: null, callouts: 1, others: 1 }],
    },
    {
      month: '2026-03',
      total: { ...march, callouts: 2, sends: 1, calls: 4, mails: 1, answered: 3, minutes: 4, unpriced: 1 },
      projects: [{ ...march, ...plant }, other],
    },
  ]

  it('counts what went out and what it costs, each month and project, in months of the zone', async () => {
    expect(await usage()).toEqual({ from: '2026-02', to: '2026-04', zone: 'Asia/Tokyo', months: expected })
    const inUtc = await usage(`${spring}&zone=UTC`)
    expect(inUtc.months.map(({ month, total }) => [month, total.callouts])).toEqual([
      ['2026-04', 1],
      ['2026-03', 1],
      ['2026-02', 1],
    ])
  })

  it('covers twelve months up to this one where no month is named, and nothing of another space', async () => {
    const { from, to } = await usage('')
    expect([from, to]).toEqual(['2025-12', '2026-11'])
    const token = await world.tokenFor(await world.newSpace('usage-elsewhere'), ['callouts:read'])
    expect((await world.ask('GET', `/v1/usage?${spring}`, { token })).body['months']).toEqual([])
  })

  it.each([
    ['from=2026-04&to=2026-03', 'from'],
    ['from=2020-01&to=2026-03', 'from'],
    ['from=2026-13', 'query.from'],
    ['to=soon', 'query.to'],
    ['zone=Mars/Olympus', 'zone'],
  ])('refuses %s', async (query, field) => {
    const { status, body } = await world.ask('GET', `/v1/usage?${query}`)
    expect([status, body.errors[0]?.field]).toEqual([422, field])
  })

  it('comes as CSV: a line for each further currency, formulas harmless', async () => {
    const { page } = await world.ask('GET', `/v1/usage.csv?lang=ja&${spring}`)
    expect(page.replace('\uFEFF', '').split('\r\n')).toEqual([
      '月,プロジェクトのキー,プロジェクト,通報,テスト・直接発信,電話,応答した電話,通話(分),SMS,メール,ほかの手段,料金の概算,通貨,料金が未設定の件数',
      '2026-04,,,1,0,0,0,0,0,0,1,,,0',
      "2026-03,plant,'=Plant,1,0,3,2,3,2,0,0,38,JPY,0",
      "2026-03,plant,'=Plant,,,,,,,,,0.08,USD,",
      '2026-03,,,1,1,1,1,1,0,1,0,,,1',
      '',
    ])
  })

  it('is the same after retention has deleted the callouts, piece by piece', async () => {
    const sweep = createRetentionSweep(world.pools)
    const beforeMs = Date.parse('2026-05-01T00:00:00Z')
    const order = { kind: 'callouts', spaceId: world.spaceId, beforeMs, nowMs: world.clock.nowMs, limit: 2 } as const
    let more = true
    while (more) {
      more = await sweep.sweep(order)
      expect((await usage()).months).toEqual(expected)
    }
    expect(await inSpace(`select from callout where created_at < '2026-05-01'`)).toEqual([])
  })
})
