// A whole server for scenarios: real PostgreSQL, the real engine and phone channel, real HTTP, and the phone simulator.
// Its words are those of somebody watching phones: phone('anna').rings(), answers(), presses('1'); later('5m').

import { createHash } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import type { TwilioConnection } from '#channels/phone/connection'
import { createPhoneChannel } from '#channels/phone/phone-channel'
import { twilioRoutes } from '#channels/phone/routes'
import type { HistoryEntry } from '#core/callout/work'
import type { CalloutId, ConnectionId, PlanHash, SpaceId } from '#core/ids'
import type { Plan } from '#core/plan/plan'
import { Engine } from '#engine/engine'
import type { AttemptRow, CalloutRow } from '#engine/ports'
import { createEngineStore } from '#store/engine/store'
import { createPools, type Pools } from '#store/pool'
import { type Simulator, startSimulator } from '../../simulator/index.ts'
import { realChance } from '../../src/server/real.ts'
import { noDuty } from './no-duty.ts'
import { noHolds } from './no-holds.ts'
import { person, planOf } from './plans.ts'
import { testDatabase } from './postgres.ts'
import { type ShiftingClock, shiftingClock } from './shifting-clock.ts'

export const spaceId = '00000000-0000-7000-8000-000000000001' as SpaceId
export const connectionId = '00000000-0000-7000-8000-0000000000c1' as ConnectionId

export type World = Awaited<ReturnType<typeof createWorld>>

/** How long a test waits for something that ought to happen at once. */
const PATIENCE_MS = 8_000

const silent = process.env['NOROSHI_TEST_LOG']
  ? { info: console.log, warn: console.log, error: console.log }
  : { info: () => undefined, warn: () => undefined, error: () => undefined }

export const createWorld = async (change: Partial<TwilioConnection> = {}) => {
  const database = await testDatabase()
  const pools = createPools(database.url)
  await seed(pools)
  const simulator = await startSimulator()
  simulator.network.behave({ msPerChar: 0, setupMs: 0 })
  const connection: TwilioConnection = {
    id: connectionId,
    accountSid: simulator.accountSid,
    authToken: simulator.authToken,
    baseUrl: simulator.url,
    voice: { ja: 'Polly.Kazuha-Neural', en: 'Polly.Joanna-Neural' },
    inbound: 'webhook',
    callsPerSecond: null,
    callsAtOnce: null,
    simulated: true,
    ...change,
  } as TwilioConnection
  const clock = shiftingClock()
  const store = createEngineStore({ pool: pools.engine })
  const server = createAdaptorServer({ fetch: (request) => app.fetch(request) })
  const port = await listen(server)
  const publicUrl = `http://127.0.0.1:${port}`
  const connections = { load: () => Promise.resolve(connection) }
  const channel = createPhoneChannel({ connections, publicUrl, simulatorAllowed: true, log: silent })
  const causes = { read: () => Promise.resolve('a live cause') }
  const engine = new Engine({
    store,
    channel,
    causes,
    duty: noDuty,
    holds: noHolds,
    clock,
    chance: realChance(),
    log: silent,
  })
  const app = new Hono()
  const attempts = { find: (calloutId: CalloutId, ordinal: number) => store.attempt(calloutId, ordinal) }
  app.route('/hooks/twilio', twilioRoutes({ publicUrl, connections, attempts, engine, log: silent }))
  await engine.run()

  const start = async (plan: Plan, text = 'db01 が停止しました'): Promise<CalloutId> => {
    const frozen = { ...plan, connectionId, from: simulator.numbers[0] ?? null }
    const hash = createHash('sha256').update(JSON.stringify(frozen)).digest('hex') as PlanHash
    const started = await engine.start({
      spaceId,
      plans: [{ hash, plan: frozen }],
      cause: { kind: 'text', text },
      parameters: {},
      priority: 5,
      createdBy: 'test',
      idempotency: null,
    })
    if (!started.ok) throw new Error(started.code)
    return started.id
  }

  return {
    ...watching({ pools, store, simulator, clock }),
    engine,
    store,
    start,
    simulator,
    connection,
    close: async () => {
      await engine.stop()
      await simulator.close()
      await new Promise((resolve) => server.close(resolve))
      await pools.end()
      await database.drop()
    },
  }
}

const listen = (server: ReturnType<typeof createAdaptorServer>): Promise<number> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)))

const seed = async (pools: Pools): Promise<void> => {
  await pools.engine.query("insert into space (id, key, name, created_at) values ($1, 'default', 'Default', 'epoch')", [
    spaceId,
  ])
  await pools.engine.query(
    "insert into connection (id, space_id, key, name, kind, settings, secrets, managed_by, created_at, updated_at) values ($1, $2, 'sim', 'Simulator', 'twilio', '{}', '{}', 'file', 'epoch', 'epoch')",
    [connectionId, spaceId],
  )
}

type Watched = {
  readonly pools: Pools
  readonly store: ReturnType<typeof createEngineStore>
  readonly simulator: Simulator
  readonly clock: ShiftingClock
}

/** What a test looks at: phones, callouts, attempts, history. */
const watching = ({ pools, store, simulator, clock }: Watched) => {
  const phone = (index: number) => {
    const device = simulator.network.phone(person(index).address)
    return {
      device,
      rings: () => simulator.network.watch.waitFor(() => device.state() === 'ringing', PATIENCE_MS),
      answers: () => device.answer(),
      hears: (text: string) =>
        simulator.network.watch.waitFor(() => device.heard().some((line) => line.includes(text)), PATIENCE_MS),
      presses: (key: string) => device.press(key),
      hangsUp: () => device.hangUp(),
      falls: (state: 'idle') => simulator.network.watch.waitFor(() => device.state() === state, PATIENCE_MS),
    }
  }
  const row = async (id: CalloutId): Promise<CalloutRow> => {
    const found = await store.callout(id)
    if (found === null) throw new Error('no such callout')
    return found
  }
  const until = async <Value>(look: () => Promise<Value | null | false>): Promise<Value> => {
    for (let tries = 0; tries < 1_000; tries += 1) {
      const seen = await look()
      if (seen !== null && seen !== false) return seen
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    throw new Error('it did not happen within ten seconds')
  }
  return {
    phone,
    row,
    until,
    outcome: (id: CalloutId) => until(async () => (await row(id)).head.outcome),
    attempts: async (id: CalloutId): Promise<readonly AttemptRow[]> => {
      const { head } = await row(id)
      const found = await Promise.all(Array.from({ length: head.attempts }, (_, index) => store.attempt(id, index + 1)))
      return found.flatMap((attempt) => attempt ?? [])
    },
    history: async (id: CalloutId): Promise<readonly Pick<HistoryEntry, 'reason'>[]> =>
      (await pools.engine.query('select reason from history where callout_id = $1 order by seq', [id])).rows,
    later: (ms: number) => clock.shift(ms),
    /** Makes the stored state of a callout impossible, as a bug would. */
    breakHead: (id: CalloutId) =>
      pools.engine.query(`update callout set head = jsonb_set(head, '{open}', '-5') where id = $1`, [id]),
  }
}

export { person, planOf }
