// Pigeon's API with everything behind it: real PostgreSQL, real HTTP, the real engine and phone channel, the phone simulator, and
// a clock that can be moved. A space is furnished as a user of the original would have it: contacts, a call flow, guidance.

import { createHash } from 'node:crypto'
import http from 'node:http'
import { Hono } from 'hono'
import { Registry } from 'prom-client'
import { createPhoneChannel } from '#channels/phone/phone-channel'
import { twilioRoutes } from '#channels/phone/routes'
import type { CalloutId } from '#core/ids'
import type { Starter, StartOrder } from '#dialects/shared/starter'
import { Engine } from '#engine/engine'
import { createApp } from '#http/app'
import type { AppEnv, Dialect } from '#http/port'
import { serve } from '#http/serve'
import { addHost, createHostTable } from '#store/account/hosts'
import { acrossSpaces, insertSpace } from '#store/account/spaces'
import { ensureDefaultSpace } from '#store/config/bootstrap'
import { createCredentials } from '#store/config/credentials'
import { type ConfigStore, createConfigStore } from '#store/config/store'
import { createEngineStore } from '#store/engine/store'
import { createPools, type Pools } from '#store/pool'
import { type Simulator, startSimulator } from '../../simulator/index.ts'
import { pigeon as pigeonDialect } from '../../src/server/pigeon.ts'
import { createConnections } from '../../src/server/readers.ts'
import { realChance } from '../../src/server/real.ts'
import { roleTable } from '../../src/server/roles.ts'
import { createStarter } from '../../src/server/starter.ts'
import { testDatabase } from './postgres.ts'
import { freePort } from './server-process.ts'
import { shiftingClock } from './shifting-clock.ts'

const PATIENCE_MS = 8_000
const chance = realChance()
const digest = (text: string) => createHash('sha256').update(text).digest('hex')
const box = { seal: (plain: string) => plain, open: (sealed: string) => sealed }
const silent = process.env['NOROSHI_TEST_LOG']
  ? { info: console.log, warn: console.log, error: console.log }
  : { info: () => undefined, warn: () => undefined, error: () => undefined }

export const message = '{{server}}に{{incident}}を検出しました。対応する方は1を押してください。'

export type Reply = {
  readonly status: number
  readonly headers: http.IncomingHttpHeaders
  readonly text: string
  readonly body: Body
}
/** What tests read of answers, whichever they are. */
export type Body = {
  readonly [name: string]: unknown
  readonly title: string
  readonly detail: string
  readonly resultId: string
  readonly status: string
  readonly isActive: boolean
  readonly finishedAt: string | null
  readonly total: number
  readonly items: readonly Body[]
  readonly calls: readonly Body[]
  readonly errorDescriptor: { readonly title: string; readonly detail: string }
}

export type PigeonWorld = Awaited<ReturnType<typeof createPigeonWorld>>

/** Contacts, a connection, a call flow and guidance; returns their ids. */
export const furnishPigeon = async (config: ConfigStore, spaceId: string, simulator: Simulator) => {
  const settings = { accountSid: simulator.accountSid, baseUrl: simulator.url, simulated: true }
  await config.connections.create(spaceId, {
    key: 'sim',
    name: '模擬',
    kind: 'twilio',
    settings: { ...settings, callsPerSecond: null, callsAtOnce: null },
    secrets: { authToken: simulator.authToken },
  })
  const phone = (label: string, address: string) => ({ channel: 'phone', label, address, isDefault: false }) as const
  const contact = (key: string, name: string, ...numbers: string[]) =>
    config.users.create(spaceId, {
      key,
      name,
      language: 'ja',
      methods: numbers.map((address, index) => phone(`電話${index + 1}`, address)),
    })
  await contact('tantou-01', '担当者01', '+819001230001')
  await contact('tantou-02', '担当者02', '+819001230002', '+819001230003')
  const guidance = await config.templates.create(spaceId, {
    key: 'guidance',
    name: '障害ガイダンス',
    body: {
      message,
      keyWaitSeconds: 2,
      reactions: {
        '1': { action: 'take', say: '対応を受け付けました。' },
        '2': { action: 'next', say: '次の担当者に連絡します。' },
        '3': { action: 'leave', say: 'この件では連絡しません。' },
        '9': { action: 'transfer', say: 'おかけ直しします。' },
      },
    },
  })
  const callflow = await config.policies.create(spaceId, {
    key: 'shougai-call',
    name: '障害コール',
    fields: {
      kind: 'pigeon',
      loops: { max: 2 },
      steps: ['tantou-01', 'tantou-02'].map((user) => ({ destinations: [{ user }] })),
      from: simulator.numbers[0] ?? null,
      transferTo: '+819001230009',
    },
  })
  return { callflowId: callflow.id, guidanceId: guidance.id }
}

const configOf = (pools: Pools, nowMs: () => number) =>
  createConfigStore({
    inSpace: pools.inSpace,
    inSnapshot: pools.inSnapshot,
    sealer: box,
    roles: roleTable,
    nowMs,
    leaseMs: () => Date.now(),
    newId: (atMs) => chance.id(atMs),
  })

export const createPigeonWorld = async () => {
  const database = await testDatabase()
  const pools = createPools(database.url)
  const simulator = await startSimulator()
  simulator.network.behave({ msPerChar: 0, setupMs: 0 })
  const clock = shiftingClock()
  const nowMs = () => clock.nowMs()
  const port = await freePort()
  const publicUrl = `http://127.0.0.1:${port}`
  const spaceId = await ensureDefaultSpace(pools.engine, { newId: () => chance.id(nowMs()), nowMs: nowMs() })
  const config = configOf(pools, nowMs)
  const credentials = createCredentials({ pool: pools.engine, opener: box, leaseMs: () => Date.now() })
  const connections = createConnections(credentials)
  const causes = { read: () => Promise.resolve('') }
  const channel = createPhoneChannel({ connections, publicUrl, simulatorAllowed: true, log: silent, causes })
  const store = createEngineStore({ pool: pools.engine })
  const engine = new Engine({
    store,
    channel,
    causes,
    duty: config.dutyReader,
    holds: config.holdReader,
    clock,
    chance,
    log: silent,
  })
  const orders: StartOrder[] = []
  const real = createStarter({ ...config, engine, nowMs, digest })
  const starter: Starter = {
    start: (order) => {
      orders.push(order)
      return real.start(order)
    },
  }
  const lease = { laterMs: 0 }
  const leaseMs = () => Date.now() + lease.laterMs
  const hosts = createHostTable({ pool: pools.engine, defaultSpaceId: spaceId, leaseMs })
  const hooks = new Hono<AppEnv>()
  const attempts = { find: (calloutId: CalloutId, ordinal: number) => store.attempt(calloutId, ordinal) }
  hooks.route('/hooks/twilio', twilioRoutes({ publicUrl, connections, attempts, engine, log: silent }))
  const errors: unknown[] = []
  const log = { ...silent, error: (facts: Record<string, unknown>) => errors.push(facts['err'] ?? facts) }
  const isUnavailable = () => false
  const pigeon: Dialect = pigeonDialect({ config, engine, starter, nowMs, digest, isUnavailable, log })
  const app = createApp({
    dialects: [{ app: hooks }, pigeon],
    tokens: config.tokens,
    sessions: config.sessions,
    spaces: hosts,
    readiness: () => Promise.resolve([]),
    isUnavailable,
    registry: new Registry(),
    log,
    nowMs,
    settings: { trustedProxies: ['127.0.0.1'], language: 'ja', secure: false },
  })
  const serving = await serve({ app, host: '127.0.0.1', port, log: silent })
  await engine.run()
  const ids = await furnishPigeon(config, spaceId, simulator)
  const tokenFor = async (scopes: readonly string[], space = spaceId) =>
    (await config.tokens.create(space, { name: 'ジョブフロー', scopes, expiresAtMs: null })).token
  const token = await tokenFor(['callouts:start', 'callouts:read', 'callouts:cancel', 'numbers:read'])
  return {
    ...ids,
    ...asking({ port, token }),
    ...watching(simulator),
    pools,
    config,
    engine,
    simulator,
    spaceId,
    token,
    tokenFor,
    port,
    /** What the dialect asked to be started, whether it was or not. */
    orders,
    /** What the server could not explain. */
    errors,
    later: (ms: number) => clock.shift(ms),
    /** How many calls the space may have at once. */
    lines: async (callsAtOnce: number | null) => {
      const { settings } = await config.connections.get(spaceId, 'sim')
      await config.connections.update(spaceId, 'sim', { settings: { ...settings, callsAtOnce } })
      credentials.forget()
    },
    nowMs,
    newSpace: async (key: string): Promise<string> => {
      const id = chance.id(nowMs())
      await acrossSpaces(pools.engine, async (client) => {
        await insertSpace(client, { id, key, name: key, projectId: chance.id(nowMs()), nowMs: nowMs() })
        await addHost(client, id, { host: `${key}.test`, nowMs: nowMs() })
      })
      // As if the second had passed after which every process knows it.
      lease.laterMs += 1_000
      return id
    },
    close: async () => {
      await engine.stop()
      await serving.close(1_000)
      await simulator.close()
      await pools.end()
      await database.drop()
    },
  }
}

type Sent = {
  readonly headers?: Readonly<Record<string, string>>
  readonly raw?: string | Uint8Array
  readonly json?: unknown
}

const asking = ({ port, token }: { port: number; token: string }) => {
  /** Sends exactly these headers and this body. */
  const send = (method: string, path: string, { headers = {}, raw }: Pick<Sent, 'headers' | 'raw'>): Promise<Reply> =>
    new Promise((resolve, reject) => {
      const request = http.request({ host: '127.0.0.1', port, method, path, headers, agent: false, timeout: 20_000 })
      request.on('timeout', () => request.destroy(new Error('no answer in time')))
      request.on('error', reject)
      request.on('response', (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (part: string) => {
          text += part
        })
        response.on('end', () => {
          const isJson = response.headers['content-type']?.includes('json') === true
          const body = (isJson && text !== '' ? JSON.parse(text) : {}) as Body
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text, body })
        })
      })
      request.end(raw)
    })
  const ask = (method: string, path: string, { headers = {}, raw, json }: Sent = {}): Promise<Reply> => {
    const sent = raw ?? (json === undefined ? undefined : JSON.stringify(json))
    const own = { 'X-Authorization': `Token ${token}`, ...headers }
    return send(method, `/api/apps/pigeon${path}`, { headers: own, ...(sent === undefined ? {} : { raw: sent }) })
  }
  return {
    send,
    ask,
    invoke: (params: unknown) => ask('POST', '/chain/invoke', { json: { params } }),
    result: (id: string) => ask('GET', `/results/${id}`),
    /** Reads the result until it is as wanted. */
    until: async (id: string, wanted: (body: Body) => boolean): Promise<Body> => {
      for (let tries = 0; tries < 500; tries += 1) {
        const { body } = await ask('GET', `/results/${id}`)
        if (wanted(body)) return body
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
      throw new Error(`it did not come to that: ${(await ask('GET', `/results/${id}`)).text}`)
    },
  }
}

const watching = ({ network }: Simulator) => ({
  phone: (index: number) => {
    const device = network.phone(`+8190012300${String(index).padStart(2, '0')}`)
    /** What was said since it last rang. */
    const heard = (): readonly string[] => {
      const items = device.transcript()
      const ring = items.findLastIndex(({ kind }) => kind === 'ring')
      return items.slice(ring + 1).flatMap(({ kind, text }) => (kind === 'say' ? [text] : []))
    }
    return {
      device,
      heard,
      rings: () => network.watch.waitFor(() => device.state() === 'ringing', PATIENCE_MS),
      answers: () => device.answer(),
      hears: (text: string) => network.watch.waitFor(() => heard().some((line) => line.includes(text)), PATIENCE_MS),
      presses: (key: string) => device.press(key),
      rejects: () => device.reject(),
      hangsUp: () => device.hangUp(),
      isIdle: () => network.watch.waitFor(() => device.state() === 'idle', PATIENCE_MS),
    }
  },
})
