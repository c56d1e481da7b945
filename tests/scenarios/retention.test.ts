// Retention beside a server that runs: it deletes by itself, and what it took is no hindrance to whoever is called next.

import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { ensureDefaultSpace } from '#store/config/bootstrap'
import { createPools, type Pools } from '#store/pool'
import { createRetentionSweep } from '#store/retention/sweep'
import { createWhole, type Whole } from '../support/whole.ts'

const DAY_MS = 86_400_000
const daysAgo = (days: number): Date => new Date(Date.now() - days * DAY_MS)

let whole: Whole
let pools: Pools
beforeAll(async () => {
  whole = await createWhole({}, async (url) => {
    pools = createPools(url)
    const spaceId = await ensureDefaultSpace(pools.engine, { newId: randomUUID, nowMs: 0 })
    await pools.engine.query(
      `insert into webhook (id, space_id, key, name, url, shape, events, enabled, timeout_seconds, attempts_max, managed_by,
         created_at, updated_at) values ($1, $2, 'hook', '', 'http://192.0.2.1/', 'noroshi', '[]', true, 1, 1, 'console', $3, $3)`,
      [randomUUID(), spaceId, daysAgo(40)],
    )
    for (const days of [40, 20])
      await pools.engine.query(
        `insert into webhook_delivery (id, space_id, webhook_id, event, once, body, state, created_at, due_at, attempts)
         select $1, $2, id, 'x', $3, '', 'delivered', $4, $4, 1 from webhook`,
        [randomUUID(), spaceId, String(days), daysAgo(days)],
      )
  })
})
afterAll(async () => {
  await pools.end()
  await whole.close()
})

it('a server that starts deletes what is not kept any longer', async () => {
  const left = async () => (await pools.engine.query('select once from webhook_delivery')).rows
  await vi.waitFor(async () => expect(await left()).toEqual([{ once: '20' }]), { timeout: 8_000 })
})

it('a policy that was last called out long ago calls again, although its plan was deleted meanwhile', async () => {
  const steps = [{ destinations: [{ user: 'person-1' }] }]
  await whole.v1('POST', '/v1/policies', { key: 'rare', name: 'rare', steps, from: whole.simulator.numbers[0] })
  const first = await whole.v1('POST', '/v1/callouts', { policy: 'rare', text: 'x' })
  await whole.until(() => whole.phone(1).state() === 'ringing')
  await whole.v1('POST', `/v1/callouts/${String(first['id'])}/cancel`)
  await whole.until(() => whole.phone(1).state() === 'idle')
  const order = { kind: 'callouts', spaceId: whole.server.spaceId, beforeMs: Date.now() - 30 * DAY_MS } as const
  const plans = async () => (await pools.engine.query('select from plan')).rowCount
  await vi.waitFor(
    async () => {
      // Each time anew: what the provider tells after the end is written with today's date.
      await pools.engine.query('update plan set created_at = $1', [daysAgo(40)])
      await pools.engine.query('update callout set created_at = $1, ended_at = $1 where ended_at is not null', [
        daysAgo(40),
      ])
      await createRetentionSweep(pools).sweep({ ...order, nowMs: Date.now(), limit: 10 })
      expect(await plans()).toBe(0)
    },
    { timeout: 8_000 },
  )
  await whole.v1('POST', '/v1/callouts', { policy: 'rare', text: 'x' })
  await whole.until(() => whole.phone(1).state() === 'ringing')
})
