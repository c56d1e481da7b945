// Incidents with everything behind them: real PostgreSQL, configuration, the real engine and phone channel, the phone simulator,
// and one or two processes' worth of what follows callouts — which can stop half-way, as a killed process does.

import { createHash } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import { createPhoneChannel } from '#channels/phone/phone-channel'
import { twilioRoutes } from '#channels/phone/routes'
import type { CalloutId } from '#core/ids'
import type { IncidentDetail, Where } from '#core/incident/records'
import type { Starter } from '#dialects/shared/starter'
import { Engine } from '#engine/engine'
import type { CalloutRow } from '#engine/ports'
import type { AppEnv } from '#http/port'
import { ensureDefaultSpace } from '#store/config/bootstrap'
import { createCredentials } from '#store/config/credentials'
import { createConfigStore } from '#store/config/store'
import { createEngineStore } from '#store/engine/store'
import { createPools, type Pools } from '#store/pool'
import { type Simulator, startSimulator } from '../../simulator/index.ts'
import { createIncidentParts } from '../../src/server/incident-parts.ts'
import { createIncidentOutbox } from '../../src/server/incident-webhooks.ts'
import { reactio } from '../../src/server/reactio.ts'
import { createConnections } from '../../src/server/readers.ts'
import { realChance } from '../../src/server/real.ts'
import { roleTable } from '../../src/server/roles.ts'
import { createRuleIncidents } from '../../src/server/rule-incidents.ts'
import { createStarter } from '../../src/server/starter.ts'
import { testDatabase } from './postgres.ts'
import { reactioClient } from './reactio.ts'
import { type ShiftingClock, shiftingClock } from './shifting-clock.ts'

const PATIENCE_MS = 8_000
const chance = realChance()
const numbers = { anna: '+819001230001', ben: '+819001230002' } as const
const digest = (text: string) => createHash('sha256').update(text).digest('hex')
const box = { seal: (plain: string) => plain, open: (sealed: string) => sealed }
const silent = process.env['NOROSHI_TEST_LOG']
  ? { info: console.log, warn: console.log, error: console.log }
  : { info: () => undefined, warn: () => undefined, error: () => undefined }

type Death = 'before start' | 'after start' | 'copying'
type Shared = {
  readonly pools: Pools
  readonly simulator: Simulator
  readonly clock: ShiftingClock
  readonly publicUrl: string
}

/** One process. */
const createNode = async ({ pools, clock, publicUrl }: Shared) => {
  let death: Death | null = null
  const died = () => Promise.reject(new Error('this process died'))
  const inSpace: Pools['inSpace'] = (spaceId, work) => (death === 'copying' ? died() : pools.inSpace(spaceId, work))
  const config = createConfigStore({
    inSpace: pools.inSpace,
    inSnapshot: pools.inSnapshot,
    sealer: box,
    roles: roleTable,
    nowMs: () => clock.nowMs(),
    leaseMs: () => Date.now(),
    newId: (atMs) => chance.id(atMs),
  })
  const credentials = createCredentials({ pool: pools.engine, opener: box, leaseMs: () => Date.now() })
  const connections = createConnections(credentials)
  const causes = { read: () => Promise.resolve('') }
  const channel = createPhoneChannel({ connections, publicUrl, simulatorAllowed: true, log: silent, causes })
  const store = createEngineStore({ pool: pools.engine })
  const watching: { observe?: (rows: readonly CalloutRow[]) => void } = {}
  const observe = (rows: readonly CalloutRow[]) => watching.observe?.(rows)
  const engine = new Engine({
    store,
    channel,
    causes,
    duty: config.dutyReader,
    holds: config.holdReader,
    clock,
    chance,
    log: silent,
    observe,
  })
  const real = createStarter({ ...config, engine, nowMs: () => clock.nowMs(), digest })
  const starter: Starter = {
    start: async (order) => {
      if (death === 'before start') return died()
      const started = await real.start(order)
      return death === 'after start' ? died() : started
    },
  }
  const woken = () => undefined
  const rest = { config, engine, starter, language: 'ja', clock, chance, log: silent } as const
  const hosts = { hostOf: () => Promise.resolve(null) }
  const times = { nowMs: () => clock.nowMs(), newId: (atMs: number) => chance.id(atMs) }
  const ruleIncidents = createRuleIncidents('ja', createIncidentOutbox({ publicUrl, hosts, ...times }))
  const parts = createIncidentParts({ ...rest, pools: { ...pools, inSpace }, ruleIncidents, woken })
  watching.observe = parts.observe
  await engine.run()
  parts.follower.run()
  return {
    ...parts,
    config,
    engine,
    store,
    connections,
    dies: (how: Death) => {
      death = how
    },
    stop: async () => {
      parts.live.stop()
      await parts.follower.stop()
      await parts.hints.stop()
      await engine.stop()
    },
  }
}
type Node = Awaited<ReturnType<typeof createNode>>

const furnish = async ({ config }: Node, simulator: Simulator, spaceId: string): Promise<void> => {
  await config.connections.create(spaceId, {
    key: 'sim',
    name: '模擬',
    kind: 'twilio',
    settings: {
      accountSid: simulator.accountSid,
      baseUrl: simulator.url,
      simulated: true,
      callsPerSecond: null,
      callsAtOnce: null,
    },
    secrets: { authToken: simulator.authToken },
  })
  const phone = (address: string) => ({ channel: 'phone', label: 'mobile', address, isDefault: true }) as const
  const mail = { channel: 'mail', label: 'office', address: 'anna@example.jp', isDefault: true } as const
  const language = 'ja' as const
  await config.users.create(spaceId, { key: 'anna', name: 'Anna', language, methods: [phone(numbers.anna), mail] })
  await config.users.create(spaceId, { key: 'ben', name: 'Ben', language, methods: [phone(numbers.ben)] })
  await config.incidentProjects.set(spaceId, 'default', { notice: { from: simulator.numbers[0] ?? null } })
}

/** What providers call back, and Reactio's clients, go to whichever process is there. */
const listen = async (current: () => Node, spaceId: () => string) => {
  const server = createAdaptorServer({ fetch: (request, env) => app.fetch(request, env) })
  const port = await new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  )
  const publicUrl = `http://127.0.0.1:${port}`
  const app = new Hono()
  app.route(
    '/hooks/twilio',
    twilioRoutes({
      publicUrl,
      log: silent,
      connections: { load: (spaceId, id) => current().connections.load(spaceId, id) },
      attempts: { find: (calloutId, ordinal) => current().store.attempt(calloutId, ordinal) },
      engine: {
        voiceTurn: (request) => current().engine.voiceTurn(request),
        callProgressed: (message) => current().engine.callProgressed(message),
        callEnded: (message) => current().engine.callEnded(message),
      },
    }),
  )
  app.all('/api/v1/*', (context) => {
    const { config, incidents } = current()
    const rest = { publicUrl, trustedProxies: [], isUnavailable: () => false, log: silent }
    const { app: dialect } = reactio({ config, incidents, ...rest })
    // A dialect is mounted once in a server; here it belongs to the process that is there at this moment.
    const mounted = new Hono<AppEnv>()
    mounted.use((inner, next) => {
      inner.set('spaceId', spaceId())
      return next()
    })
    mounted.route('/', dialect)
    return mounted.fetch(context.req.raw, context.env)
  })
  return { publicUrl, close: () => new Promise((resolve) => server.close(resolve)) }
}

export type IncidentWorld = Awaited<ReturnType<typeof createIncidentWorld>>
type Wanted = {
  readonly notice?: { readonly text: string; readonly call: boolean } | null
  /** One that is made for it. */
  readonly project?: string | null
}
type Told = { readonly kind: string; readonly by: string | null; readonly [name: string]: unknown }

export const createIncidentWorld = async () => {
  const database = await testDatabase()
  const pools = createPools(database.url)
  const simulator = await startSimulator()
  simulator.network.behave({ msPerChar: 0, setupMs: 0 })
  const clock = shiftingClock()
  const nodes: Node[] = []
  const current = (): Node => nodes.at(-1) as Node
  const http = await listen(current, () => where.spaceId)
  const shared: Shared = { pools, simulator, clock, publicUrl: http.publicUrl }
  const spaceId = await ensureDefaultSpace(pools.engine, {
    newId: () => chance.id(clock.nowMs()),
    nowMs: clock.nowMs(),
  })
  nodes.push(await createNode(shared))
  await furnish(current(), simulator, spaceId)
  const where: Where = { spaceId, projectId: null }

  const make = async ({ notice = null, project = null }: Wanted): Promise<string> => {
    const { incidents, config } = current()
    if (project !== null) await config.projects.create(spaceId, { key: project, name: project, members: [] })
    const made = await incidents.create({
      spaceId,
      project: await incidents.project(spaceId, project),
      by: { userId: null, name: 'test' },
      name: 'サイト閲覧不可',
      status: 'open',
      parameters: null,
      occurredAtMs: null,
      permanentActionAtMs: null,
      topics: [],
      message: null,
      notice,
      withoutDestination: 'refuse',
      idempotency: null,
    })
    if (!made.ok) throw new Error(made.code)
    return made.detail.incident.id
  }
  return {
    ...looking({ ...shared, current, where }),
    where,
    make,
    /** A client of Reactio's API with a key of the default project. */
    reactio: async () => {
      const scopes = ['incidents:read', 'incidents:write'] as const
      const made = await current().config.tokens.create(spaceId, { name: 'zabbix', scopes, expiresAtMs: null })
      return reactioClient(http.publicUrl, made.token)
    },
    numberOf: async (key: string) => (await current().config.users.get(spaceId, key)).number,
    get incidents() {
      return current().incidents
    },
    later: (ms: number) => clock.shift(ms),
    dies: (how: Death) => current().dies(how),
    second: async () => {
      nodes.unshift(await createNode(shared))
    },
    /** The last process ends, whatever state it is in, and another one starts. */
    restart: async () => {
      await nodes.pop()?.stop()
      nodes.push(await createNode(shared))
    },
    settings: (patch: Parameters<Node['config']['incidentProjects']['set']>[2]) =>
      Promise.all(nodes.map((node) => node.config.incidentProjects.set(spaceId, 'default', patch))),
    removeProject: (key: string) => current().config.projects.remove(spaceId, key),
    /** Nobody is to be called in the space. */
    pause: () =>
      current().config.pauses.create(spaceId, {
        policy: null,
        beginsAtMs: clock.nowMs(),
        endsAtMs: null,
        reason: '訓練',
        by: 'test',
      }),
    /** Everybody loses their phone, and their mail. */
    nobody: async () => {
      for (const key of ['anna', 'ben'])
        await current().config.users.update(spaceId, key, { methods: [], holder: 'everything' })
    },
    close: async () => {
      for (const node of nodes) await node.stop()
      await simulator.close()
      await http.close()
      await pools.end()
      await database.drop()
    },
  }
}

/** What a test looks at: phones, timelines, callouts. */
const looking = ({ simulator, pools, current, where }: Shared & { current: () => Node; where: Where }) => {
  const timeline = async (incident: string): Promise<readonly Told[]> => {
    const { entries } = await current().incidents.timeline(where, incident, { after: 0, limit: 200 })
    return entries.map(({ entry, by }) => ({ ...entry, by: by?.name ?? null }))
  }
  const callouts = async (): Promise<readonly CalloutId[]> => {
    const { rows } = await pools.engine.query<{ id: CalloutId }>('select id from callout order by created_at')
    return rows.map((row) => row.id)
  }
  const poll = async <Value>(look: () => Promise<Value | null>): Promise<Value> => {
    for (let tries = 0; tries < 1_000; tries += 1) {
      const seen = await look()
      if (seen !== null) return seen
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    throw new Error('it did not happen within ten seconds')
  }
  return {
    timeline,
    callouts,
    /** The timeline, once it has so many entries of this kind. */
    until: (incident: string, kind: string, count = 1) =>
      poll(async () => {
        const entries = await timeline(incident)
        return entries.filter((one) => one.kind === kind).length >= count ? entries : null
      }).catch(async (error: unknown) => {
        throw new Error(`no ${kind} in ${JSON.stringify(await timeline(incident))}`, { cause: error })
      }),
    untilCallouts: (count: number) => poll(async () => ((await callouts()).length >= count ? true : null)),
    read: (incident: string): Promise<IncidentDetail> => current().incidents.get(where, incident),
    history: async (incident: string): Promise<readonly { readonly reason: string }[]> => {
      const { rows } = await pools.engine.query<{ reason: string }>(
        `select reason from history h join incident_callout l using (callout_id) where l.incident_id = $1 order by h.seq`,
        [incident],
      )
      return rows
    },
    phone: (name: keyof typeof numbers) => {
      const device = simulator.network.phone(numbers[name])
      const { watch } = simulator.network
      return {
        device,
        rings: () => watch.waitFor(() => device.state() === 'ringing', PATIENCE_MS),
        answers: () => device.answer(),
        hears: (text: string) => watch.waitFor(() => device.heard().some((line) => line.includes(text)), PATIENCE_MS),
        presses: (key: string) => device.press(key),
        hangsUp: () => device.hangUp(),
        falls: (state: 'idle') => watch.waitFor(() => device.state() === state, PATIENCE_MS),
      }
    },
  }
}
