// What is kept for a time: looked at before, deleted a little at a time, told in the audit log; and what is not over is never touched.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createRetentionSweep } from '#store/retention/sweep'
import { createRetentionRound } from '../../src/server/retention-watch.ts'
import { type Body, createV1World, furnish, type V1World } from '../support/v1.ts'

let world: V1World
const warnings: string[] = []

const DAY_MS = 86_400_000
const ago = (days: number): Date => new Date(world.clock.nowMs - days * DAY_MS)

beforeAll(async () => {
  world = await createV1World()
  await furnish(world)
  await world.ask('POST', '/v1/sources', { body: { key: 'monitor', name: 'Monitor', kind: 'generic' } })
  await world.ask('POST', '/v1/rules', { body: { key: 'all', name: 'All', policy: 'night' } })
})
afterAll(() => world.close())

const sql = async (text: string, ...values: readonly unknown[]): Promise<readonly Record<string, unknown>[]> =>
  (await world.pools.engine.query(text, [...values])).rows as Record<string, unknown>[]
const count = async (table: string, where = 'true'): Promise<number> =>
  Number((await sql(`select count(*) as n from ${table} where ${where}`))[0]?.['n'])

/** One round after another until nothing is left, as the server does. */
const sweepAll = async (limit = 200): Promise<number> => {
  const log = { info: () => undefined, warn: (_: object, text: string) => warnings.push(text), error: () => undefined }
  const clock = { nowMs: () => world.clock.nowMs, leaseMs: () => 0, wakeAt: () => () => undefined }
  const round = createRetentionRound({ store: createRetentionSweep(world.pools), clock, log }, limit)
  let rounds = 1
  while (await round()) rounds += 1
  return rounds
}
const keep = (retention: object) => world.ask('PATCH', '/v1/settings', { body: { retention } })
const look = async (query = ''): Promise<Record<string, Body>> => {
  const { body } = await world.ask('GET', `/v1/retention${query}`)
  return Object.fromEntries(body.items.map((one) => [one['kind'], one]))
}

type Went = { readonly days: number; readonly outcome?: string | null }
/** A callout with an attempt and a line of its history, that ended when it began. */
const callout = async (
  { days, outcome = 'acknowledged' }: Went,
  idempotency: string = randomUUID(),
): Promise<string> => {
  const { body } = await world.ask('POST', '/v1/callouts', {
    body: { policy: 'night', text: 'x' },
    headers: { 'Idempotency-Key': idempotency },
  })
  const { id } = body
  await sql(
    'update callout set created_at = $2, outcome = $3, ended_at = $4 where id = $1',
    id,
    ago(days),
    outcome,
    outcome === null ? null : ago(days),
  )
  await sql(`insert into history values ($1, 1, $2, $3, 'begun', null, null, '{}')`, id, world.spaceId, ago(days))
  await sql(
    `insert into attempt (callout_id, ordinal, space_id, destination, channel, address, priority, nonce, state, reason, result,
       planned_at, turn, readings, retries, cancel_wanted, possible_repeat)
     values ($1, 0, $2, 0, 'phone', '+819001230001', 5, '', 'ended', 'first_attempt', 'taken', $3, 0, 0, 0, false, false)`,
    id,
    world.spaceId,
    ago(days),
  )
  return id
}
const alert = async (days: number, state: string): Promise<string> => {
  const [row] = await sql(
    `insert into alert (id, space_id, source_id, dedup_key, body, state, created_at, updated_at)
     select $1::uuid, space_id, id, $1::text, '{}', $2, $3::timestamptz, $3 from alert_source where key = 'monitor' returning id`,
    randomUUID(),
    state,
    ago(days),
  )
  return String(row?.['id'])
}
const run = async (state: string, ids: { alerts?: readonly string[]; calloutId?: string }): Promise<string> => {
  const id = randomUUID()
  await sql(
    `insert into alert_run (id, space_id, rule_id, policy_id, state, callout_id, created_at)
     select $1::uuid, r.space_id, r.id, r.policy_id, $2, $3::uuid, 'epoch' from alert_rule r where r.key = 'all'`,
    id,
    state,
    ids.calloutId ?? null,
  )
  for (const one of ids.alerts ?? [])
    await sql(`insert into alert_run_member values ($1, $2, $3, 'epoch')`, id, one, world.spaceId)
  return id
}
const incident = async (days: number, status: string): Promise<string> => {
  const { body } = await world.ask('POST', '/v1/incidents', { body: { name: 'x' } })
  await sql(
    `update incident set created_at = $2, status = $3, closed_at = $4, due_at = null where id = $1`,
    body.id,
    ago(days),
    status,
    status === 'close' ? ago(days) : null,
  )
  return body.id
}

beforeEach(async () => {
  world.clock.nowMs += DAY_MS
  for (const table of [
    'alert_run',
    'alert',
    'incident_callout',
    'incident',
    'idempotency',
    'history',
    'attempt',
    'callout',
    'plan',
  ])
    await world.pools.owner.query(`begin; set local noroshi.space = '*'; delete from ${table}; commit`)
  await sql('delete from space_setting')
  await world.pools.owner.query(`begin; set local noroshi.space = '*'; delete from audit; commit`)
})

describe('callouts', () => {
  it('that ended long ago go with their attempts, histories and keys; younger ones and those that run stay', async () => {
    const old = await callout({ days: 40 }, 'old-key')
    const [young, running] = [await callout({ days: 5 }), await callout({ days: 40, outcome: null })]
    await keep({ callouts: 30 })
    expect((await look())['callouts']).toMatchObject({ days: 30, deletes: 1, keeps: 1, oldest: ago(40).toISOString() })
    await sweepAll()
    expect((await world.ask('GET', `/v1/callouts/${old}`)).status).toBe(404)
    for (const id of [young, running]) expect((await world.ask('GET', `/v1/callouts/${id}`)).status).toBe(200)
    for (const table of ['attempt', 'history', 'idempotency']) {
      expect(await count(table, `callout_id = '${old}'`)).toBe(0)
      expect(await count(table)).toBe(2)
    }
    // The key may be used anew, and starts a callout of its own.
    const again = await world.ask('POST', '/v1/callouts', {
      body: { policy: 'night', text: 'another' },
      headers: { 'Idempotency-Key': 'old-key' },
    })
    expect(again.status).toBe(201)
    expect((await look())['callouts']).toMatchObject({ deletes: 0, keeps: 1 })
  })

  it('that something open still needs stay, however old', async () => {
    const ids: Record<string, string> = {}
    for (const why of ['watched', 'pending', 'run', 'incident', 'copied', 'parent', 'free'])
      ids[why] = await callout({ days: 40 })
    await sql('update callout set noticed = 1 where id = $1', ids['watched'])
    await sql(`update attempt set effect_kind = 'cancel', effect_at = 'epoch' where callout_id = $1`, ids['pending'])
    await run('live', { calloutId: ids['run'] ?? '' })
    const link = 'insert into incident_callout values ($1, $2, $3, $4, 0, $5, $6)'
    await sql(link, ids['incident'], world.spaceId, await incident(50, 'open'), 'notice', true, ago(40))
    await sql(link, ids['copied'], world.spaceId, await incident(50, 'close'), 'notice', false, ago(40))
    const child = await callout({ days: 40, outcome: null })
    await sql('update callout set parent_id = $2 where id = $1', child, ids['parent'])
    await keep({ callouts: 30 })
    expect((await look())['callouts']).toMatchObject({ deletes: 1, keeps: 7 })
    await sweepAll()
    const left = (await sql('select id from callout')).map(({ id }) => id)
    const { free, ...needed } = ids
    expect(left).not.toContain(free)
    expect(new Set(left)).toEqual(new Set([...Object.values(needed), child]))
  })

  it('go a few at a time, each time told in the audit log, and by nobody but the server', async () => {
    for (let index = 0; index < 5; index += 1) await callout({ days: 40 + index })
    await keep({ callouts: 30 })
    expect(await sweepAll(2)).toBe(3)
    expect(await count('callout')).toBe(0)
    const { body } = await world.ask('GET', '/v1/audit?kind=retention')
    const counts = body.items.map((one) => one.changes[0])
    expect(counts).toEqual([1, 2, 2].map((before) => ({ field: 'count', before })))
    expect(body.items[0]).toMatchObject({ action: 'deleted', name: 'callouts', by: { kind: 'server' } })
  })

  it('that somebody has locked are left to the next time, and nobody waits', async () => {
    const [held, free] = [await callout({ days: 40 }), await callout({ days: 40 })]
    await keep({ callouts: 30 })
    const holder = await world.pools.engine.connect()
    await holder.query('begin')
    await holder.query('select from callout where id = $1 for update', [held])
    await sweepAll()
    expect((await sql('select id from callout')).map(({ id }) => id)).toEqual([held])
    expect(free).not.toBe(held)
    await holder.query('rollback')
    holder.release()
    await sweepAll()
    expect(await count('callout')).toBe(0)
  })

  it('take with them the plans that nothing follows any more, and the numbers in them', async () => {
    await callout({ days: 40 })
    const plan = async (hash: string, days: number, escalatesTo: string | null = null) => {
      const body = JSON.stringify({ escalatesTo })
      await sql('insert into plan values ($1, $2, $3, $4)', world.spaceId, hash, body, ago(days))
    }
    await sql('update plan set created_at = $1', ago(40))
    await plan('of a younger one', 40, 'next')
    await plan('next', 40)
    await plan('just saved', 1)
    const younger = await callout({ days: 1 })
    await sql(`update callout set plan_hash = 'of a younger one' where id = $1`, younger)
    await keep({ callouts: 30 })
    await sweepAll()
    expect((await sql('select hash from plan order by hash')).map(({ hash }) => hash)).toEqual([
      'just saved',
      'next',
      'of a younger one',
    ])
  })
})

describe('incidents, alerts and deliveries', () => {
  it('go when they are closed, recovered and settled; what is open stays', async () => {
    const [closed, open] = [await incident(40, 'close'), await incident(40, 'open')]
    const [recovered, problem, called, waits] = [
      await alert(40, 'recovered'),
      await alert(40, 'problem'),
      await alert(40, 'recovered'),
      await alert(40, 'recovered'),
    ]
    const over = await run('over', { alerts: [recovered] })
    const live = await run('live', { alerts: [called] })
    await sql(`insert into alert_wait select r.id, $1::uuid, r.space_id, 'epoch' from alert_rule r`, waits)
    await keep({ incidents: 30, alerts: 30 })
    expect(await look()).toMatchObject({ incidents: { deletes: 1, keeps: 1 }, alerts: { deletes: 1, keeps: 3 } })
    await sweepAll()
    expect((await sql('select id from incident')).map(({ id }) => id)).toEqual([open])
    expect(await count('incident_entry', `incident_id = '${closed}'`)).toBe(0)
    expect(new Set((await sql('select id from alert')).map(({ id }) => id))).toEqual(new Set([problem, called, waits]))
    expect((await sql('select id from alert_run')).map(({ id }) => id)).toEqual([live])
    expect(over).not.toBe(live)
  })

  it('deliveries of webhooks go after thirty days where nothing is set', async () => {
    await world.ask('POST', '/v1/webhooks', {
      body: { key: 'hook', name: 'x', url: 'http://192.0.2.1/', events: ['*'] },
    })
    for (const [days, state] of [
      [31, 'delivered'],
      [31, 'waiting'],
      [29, 'failed'],
    ] as const)
      await sql(
        `insert into webhook_delivery (id, space_id, webhook_id, event, once, body, state, created_at, due_at, attempts)
         select $1::uuid, space_id, id, 'x', $1::text, '', $2, $3::timestamptz, $3, 0 from webhook where key = 'hook'`,
        randomUUID(),
        state,
        ago(days),
      )
    expect((await look())['deliveries']).toMatchObject({ days: 30, deletes: 1, keeps: 1 })
    await sweepAll()
    expect((await sql('select state from webhook_delivery order by state')).map(({ state }) => state)).toEqual([
      'failed',
      'waiting',
    ])
  })
})

describe('the audit log', () => {
  it('goes by its own age, which leaves a line', async () => {
    await sql(
      `insert into audit (space_id, at, actor, actor_name, action, kind, object_id, name)
       select $1, $2, 'server', '', 'created', 'policy', '', 'x' from generate_series(1, 3)`,
      world.spaceId,
      ago(100),
    )
    await keep({ audit: 90 })
    await sweepAll()
    expect(await count('audit', `kind = 'policy' and name = 'x'`)).toBe(0)
    const [line] = (await world.ask('GET', '/v1/audit?kind=retention')).body.items
    expect(line).toMatchObject({ name: 'audit', changes: [{ field: 'count', before: 3 }, { field: 'olderThan' }] })
    expect(await count('audit', `kind = 'settings'`)).toBe(1)
  })
})

describe('settings', () => {
  it('are for one space alone, and may be tried before they are set', async () => {
    await callout({ days: 40 })
    const other = await world.newSpace('other')
    const token = await world.tokenFor(other)
    await world.ask('PATCH', '/v1/settings', { token, body: { retention: { callouts: 7 } } })
    expect((await look('?callouts=30'))['callouts']).toMatchObject({ deletes: 1 })
    expect((await look())['callouts']).toMatchObject({ days: null, before: null, deletes: 0 })
    await sweepAll()
    expect(await count('callout')).toBe(1)
  })

  it.each([[{ callouts: 6 }], [{ audit: 4_000 }], [{ callouts: 30.5 }], [{ plans: 30 }]])(
    '%j is refused',
    async (body) => {
      const { status, body: problem } = await keep(body)
      expect([status, problem.code]).toEqual([422, 'request.invalid'])
    },
  )
})

it('nothing went wrong', () => expect(warnings).toEqual([]))
