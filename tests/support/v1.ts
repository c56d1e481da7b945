// For tests of /v1: the whole HTTP assembly on a real database and a real socket, with an engine that only remembers what it
// was asked and writes callouts as the engine would.
import { createHash, randomUUID } from 'node:crypto'
import { Registry } from 'prom-client'
import { parseNumber } from '#channels/numbers'
import { permissions } from '#contract/permissions'
import type { CalloutId } from '#core/ids'
import { createMonitors } from '#dialects/monitors/monitors'
import { createApiV1Rest } from '#dialects/shared/api-v1-rest'
import type { IncidentsPort } from '#dialects/shared/incidents-port'
import type { OwnedNumbersPort } from '#dialects/v1/number-ports'
import type { EnginePort } from '#dialects/v1/ports'
import { createV1 } from '#dialects/v1/v1'
import type { Engine } from '#engine/engine'
import { actAgain, actorAt } from '#http/acting'
import { createApp } from '#http/app'
import type { Live } from '#http/live'
import { createProvider, type Provider, type ProviderSettings } from '#http/oidc-provider'
import { type Serving, serve } from '#http/serve'
import { addHost, createHostTable, type HostTable } from '#store/account/hosts'
import { spaceOfOpaque } from '#store/account/opaque'
import { acrossSpaces, insertSpace } from '#store/account/spaces'
import { ensureDefaultSpace } from '#store/config/bootstrap'
import { type ConfigStore, createConfigStore } from '#store/config/store'
import { createIncidentStore } from '#store/incident/store'
import { createPools, type Pools } from '#store/pool'
import { createWebhookEvents } from '#store/webhook/events'
import { createAlertsPort } from '../../src/server/alerts.ts'
import { withDrafts } from '../../src/server/drafting.ts'
import { createIncidentOutbox } from '../../src/server/incident-webhooks.ts'
import { createIncidents, createLiveParts } from '../../src/server/incidents.ts'
import { jp1 } from '../../src/server/jp1.ts'
import { createLinks } from '../../src/server/link-for.ts'
import { groupRolesIn } from '../../src/server/oidc.ts'
import { reactio } from '../../src/server/reactio.ts'
import { createReadiness } from '../../src/server/readiness.ts'
import { roleTable } from '../../src/server/roles.ts'
import { createRuleIncidents } from '../../src/server/rule-incidents.ts'
import { createStarter } from '../../src/server/starter.ts'
import { noLetters } from './no-letters.ts'
import { openLinks } from './open-links.ts'
import { type TestDatabase, testDatabase } from './postgres.ts'
import { oidcFor, type PublicAddress, publicAddressIn, rolesOfGroups } from './v1-parts.ts'
import { writeCallout } from './written-callout.ts'

/** What tests read of answers, whichever they are. */
export type Body = {
  readonly [name: string]: unknown
  readonly id: string
  readonly key: string
  readonly name: string
  readonly code: string
  readonly detail: string
  readonly title: string
  readonly cure: string
  readonly type: string
  readonly text: string
  readonly address: string
  readonly token: string
  readonly next: string | null
  readonly links: { readonly self: string; readonly explanation: string; readonly attempts: string }
  readonly items: readonly Body[]
  readonly findings: readonly Body[]
  readonly contactMethods: readonly Body[]
  readonly destinations: readonly Body[]
  readonly changes: readonly Body[]
  readonly errors: readonly { readonly field: string; readonly message: string }[]
  readonly paths: Readonly<Record<string, object>>
}
export type Answer = { readonly status: number; readonly headers: Headers; readonly body: Body; readonly page: string }
export type Ask = (
  method: string,
  path: string,
  options?: {
    body?: unknown
    raw?: string | Uint8Array
    token?: string | null
    headers?: Record<string, string>
    /** The host name asked; by default that of the token's space. */
    host?: string
  },
) => Promise<Answer>

/** What the engine is asked to start. */
export type EngineStart = Parameters<Engine['start']>[0]

export type V1World = {
  readonly ask: Ask
  readonly url: string
  readonly pools: Pools
  readonly config: ConfigStore
  readonly hosts: HostTable
  /** Host names by space; the default space needs none. */
  readonly hostNames: Map<string, string>
  readonly spaceId: string
  readonly clock: { nowMs: number }
  readonly started: EngineStart[]
  readonly incidents: IncidentsPort
  readonly live: Live
  /** Ids of notices whose callouts were to be started. */
  readonly launched: string[]
  readonly logged: string[]
  readonly env: Record<string, string>
  readonly failing: { engine: Error | null }
  owned: Awaited<ReturnType<OwnedNumbersPort['list']>>
  readonly provider: Provider | null
  readonly publicAddress: PublicAddress
  /** A space at the host name `<key>.test`. */
  newSpace(key: string): Promise<string>
  tokenFor(spaceId: string, scopes?: readonly string[], expiresAtMs?: number | null): Promise<string>
  close(): Promise<void>
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex')

export class Unavailable extends Error {}

/** Seals so that tests see at once when a sealed value gets out. */
const box = {
  seal: (plain: string, context: string) => `sealed ${context} ${Buffer.from(plain).toString('hex')}`,
  open: (sealed: string) => Buffer.from(sealed.split(' ')[2] ?? '', 'hex').toString(),
}

const uuid = (): string => randomUUID()

const addSpace = async ({ pools, hostNames }: Pick<V1World, 'pools' | 'hostNames'>, key: string): Promise<string> => {
  const id = uuid()
  await acrossSpaces(pools.engine, async (client) => {
    await insertSpace(client, { id, key, name: key, projectId: uuid(), nowMs: 0 })
    hostNames.set(id, await addHost(client, id, { host: `${key}.test`, nowMs: 0 }))
  })
  return id
}

type Faked = Pick<V1World, 'pools' | 'clock' | 'started' | 'failing'>

/** Takes starts as the engine does, and runs nothing. */
const fakeStarts = (world: Faked): Pick<Engine, 'start'> => ({
  start: async (order) => {
    if (world.failing.engine !== null) throw world.failing.engine
    const { idempotency, spaceId } = order
    const before = await world.pools.inSpace(spaceId, (client) =>
      client.query('select callout_id, fingerprint, created_at from idempotency where key = $1', [
        idempotency?.key ?? '',
      ]),
    )
    const [row] = before.rows as { callout_id: CalloutId; fingerprint: string; created_at: number }[]
    if (row !== undefined && row.fingerprint !== idempotency?.fingerprint)
      return { ok: false, code: 'idempotency.conflict' }
    const outcome = order.suppressedBy === undefined ? null : 'suppressed'
    if (row !== undefined) return { ok: true, id: row.callout_id, createdAtMs: row.created_at, replayed: true, outcome }
    const id = uuid() as CalloutId
    await writeCallout(world.pools, order, { id, nowMs: world.clock.nowMs })
    world.started.push(order)
    return { ok: true, id, createdAtMs: world.clock.nowMs, replayed: false, outcome }
  },
})

const fakeEngine = (world: Faked): EnginePort => {
  const end = async (spaceId: string, id: string, outcome: string) => {
    await world.pools.inSpace(spaceId, (client) =>
      client.query(
        `update callout set outcome = $2, ended_at = $3,
           head = head || jsonb_build_object('outcome', $2::text, 'endedAtMs', $4::bigint) where id = $1`,
        [id, outcome, new Date(world.clock.nowMs), world.clock.nowMs],
      ),
    )
    return { ok: true, outcome } as const
  }
  return {
    acknowledge: ({ spaceId, calloutId }) => end(spaceId, calloutId, 'acknowledged'),
    cancel: ({ spaceId, calloutId }) => end(spaceId, calloutId, 'cancelled'),
    resolve: ({ spaceId, calloutId }) => end(spaceId, calloutId, 'recovered'),
    release: async ({ spaceId, calloutId }) => {
      await world.pools.inSpace(spaceId, (client) =>
        client.query(`update callout set head = jsonb_set(head, '{due}', 'null') where id = $1`, [calloutId]),
      )
      return { ok: true, outcome: null }
    },
    withdrawNumber: () => Promise.resolve({ ok: true, outcome: null }),
  }
}

type WorldOptions = {
  /** As behind HTTPS. */
  readonly secure?: boolean
  readonly oidc?: ProviderSettings
}

export const createV1World = async (options: WorldOptions = {}): Promise<V1World> => {
  const database: TestDatabase = await testDatabase()
  const clock = { nowMs: Date.parse('2026-11-22T03:00:00Z') }
  const pools = createPools(database.url, { actor: () => actorAt(clock.nowMs) })
  const config = createConfigStore({
    inSpace: withDrafts(pools.inSpace, () => clock.nowMs),
    inSnapshot: pools.inSnapshot,
    sealer: box,
    nowMs: () => clock.nowMs,
    leaseMs: () => Date.now(),
    newId: uuid,
    roles: roleTable,
    incidents: createRuleIncidents('ja', undefined),
    // Guessing costs nothing here: nobody's password is at stake.
    passwordCost: { logN: 4, blockSize: 8, parallel: 1 },
  })
  const spaceId = await ensureDefaultSpace(pools.engine, { newId: uuid, nowMs: clock.nowMs })
  const lease = { laterMs: 0 }
  const leaseMs = () => Date.now() + lease.laterMs
  const hosts = createHostTable({ pool: pools.engine, defaultSpaceId: spaceId, leaseMs })
  const world = {
    pools,
    config,
    hosts,
    hostNames: new Map<string, string>(),
    spaceId,
    clock,
    started: [] as EngineStart[],
    ...incidentsOf({ pools, config, clock, hosts }),
    logged: [] as string[],
    env: {} as Record<string, string>,
    failing: { engine: null as Error | null },
    owned: { ok: true, numbers: [] } as V1World['owned'],
    publicAddress: publicAddressIn(spaceId),
    provider: options.oidc === undefined ? null : createProvider(options.oidc, () => clock.nowMs),
  }
  const serving = await listen(world, options.secure ?? false)
  const url = `http://127.0.0.1:${serving.port}`
  const admin = await config.tokens.create(spaceId, { name: 'test', scopes: allScopes, expiresAtMs: null })
  return Object.assign(world, {
    url,
    ask: asker({ url, admin: admin.token, hostNames: world.hostNames }),
    newSpace: async (key: string) => {
      const space = await addSpace(world, key)
      // As if the second had passed after which every process knows it.
      lease.laterMs += 1_000
      return space
    },
    tokenFor: async (space: string, scopes: readonly string[] = allScopes, expiresAtMs: number | null = null) =>
      (await config.tokens.create(space, { name: 'other', scopes, expiresAtMs })).token,
    close: async () => {
      world.live.stop()
      await serving.close(1_000)
      await world.hints.stop()
      await pools.end()
      await database.drop()
    },
  })
}

/** Incidents as the server has them; of a notice's callout is only remembered that it was to be started. */
const incidentsOf = ({ pools, config, clock, hosts }: Pick<V1World, 'pools' | 'config' | 'clock' | 'hosts'>) => {
  const launched: string[] = []
  const log = { warn: () => undefined }
  const { live, hints, changed } = createLiveParts({ pool: pools.engine, sender: uuid(), log })
  const nowMs = () => clock.nowMs
  let told = 0
  // Ids that sort as they come, as those of a real clock do.
  const newId = () => `00000000-0000-7000-8000-${(++told).toString(16).padStart(12, '0')}`
  const outbox = createIncidentOutbox({ publicUrl: 'https://noroshi.test:8443', hosts, nowMs, newId })
  const store = createIncidentStore({ inSpace: pools.inSpace, nowMs, newId: uuid, outbox, changed })
  const launch = (_spaceId: string, noticeId: string): Promise<void> => {
    launched.push(noticeId)
    return Promise.resolve()
  }
  const cancel = () => Promise.resolve()
  return {
    live,
    hints,
    launched,
    incidents: createIncidents({ store, projects: config.incidentProjects, launch, cancel }),
  }
}

const nothing = (): void => undefined

const listen = (
  world: Omit<V1World, 'ask' | 'url' | 'newSpace' | 'tokenFor' | 'close'>,
  secure: boolean,
): Promise<Serving> => {
  const nowMs = () => world.clock.nowMs
  const log = {
    warn: (facts: Record<string, unknown>, message: string) => world.logged.push(`${message} ${String(facts['err'])}`),
    error: (facts: Record<string, unknown>, message: string) => world.logged.push(`${message} ${String(facts['err'])}`),
  }
  const starter = createStarter({ ...world.config, engine: fakeStarts(world), nowMs, digest })
  const isUnavailable = (error: unknown) => error instanceof Unavailable
  // The tests stand where a reverse proxy would: they say which host name was asked.
  const trustedProxies = ['127.0.0.1']
  const others = { config: world.config, starter, digest, isUnavailable, log, trustedProxies }
  const alerts = createAlertsPort(world.config, nothing, nothing)
  const v1 = createV1({
    ...world.config,
    secure,
    ...createLinks('http://noroshi.test:8080', world.hosts),
    incomingUrl: ({ id }) => `http://noroshi.test:8080/hooks/twilio/incoming/${id}`,
    publicAddress: world.publicAddress,
    letters: noLetters,
    incidents: world.incidents,
    live: world.live,
    alerts,
    outbox: { ...createWebhookEvents({ ...world.pools, nowMs, newId: uuid, woken: nothing }), wake: nothing },
    engine: fakeEngine(world),
    starter,
    wakeDuty: () => undefined,
    numbers: { parse: parseNumber },
    readiness: createReadiness({ config: world.config, numbers: { parse: parseNumber }, nowMs }),
    ownedNumbers: { list: () => Promise.resolve(world.owned) },
    readEnv: (name) => world.env[name],
    actAgain,
    oidc: world.provider === null ? null : { name: 'Example' },
    groupRoles: groupRolesIn({
      config: world.config,
      roles: world.provider === null ? [] : rolesOfGroups,
      provider: world.provider === null ? null : 'Example',
      claim: 'groups',
    }),
    nowMs,
    digest,
    version: '0.0.0',
  })
  const app = createApp({
    dialects: [
      v1,
      ...openLinks(world),
      ...(world.provider === null ? [] : [oidcFor({ ...world, box, secure }, world.provider)]),
      jp1(others),
      createMonitors({ ...others, alerts, sources: world.config.alertSources, newKey: uuid, nowMs }),
      reactio({ ...others, ...world, publicUrl: 'http://127.0.0.1' }),
      createApiV1Rest(),
    ],
    tokens: world.config.tokens,
    sessions: world.config.sessions,
    spaces: world.hosts,
    readiness: () => Promise.resolve([]),
    isUnavailable,
    registry: new Registry(),
    log,
    nowMs,
    settings: { trustedProxies, language: 'ja', secure },
  })
  return serve({ app, host: '127.0.0.1', port: 0, log })
}

export const allScopes = permissions

/** What is there of some headers. */
const present = (headers: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))

const sentOf = (body: unknown, raw: string | Uint8Array | undefined): string | Uint8Array | null =>
  raw ?? (body === undefined ? null : JSON.stringify(body))

const asker =
  ({ url, admin, hostNames }: Pick<V1World, 'url' | 'hostNames'> & { readonly admin: string }): Ask =>
  async (method, path, { body, raw, token = admin, headers = {}, host } = {}) => {
    const sent = sentOf(body, raw)
    const said = present({
      'Content-Type': sent === null ? undefined : 'application/json',
      Authorization: token === null ? undefined : `Bearer ${token}`,
      'X-Forwarded-Host': host ?? hostNames.get(spaceOfOpaque('nrs', token ?? '') ?? ''),
      ...headers,
    })
    return answerOf(await fetch(`${url}${path}`, { method, body: sent, headers: said } as RequestInit))
  }

const answerOf = async (response: Response): Promise<Answer> => {
  const { status, headers } = response
  const page = await response.text()
  const json = page !== '' && /[/+]json/.test(headers.get('content-type') ?? '')
  return { status, headers, page, body: json ? (JSON.parse(page) as Body) : noBody }
}

const noBody = {} as Body

/** A connection to a simulator, two people, one policy. */
export const furnish = async ({ ask }: V1World): Promise<void> => {
  const settings = { accountSid: `AC${'0'.repeat(32)}`, baseUrl: 'http://127.0.0.1:8090', simulated: true }
  await ask('POST', '/v1/connections', {
    body: { key: 'sim', name: '模擬', settings, secrets: { authToken: 'secret' } },
  })
  for (const [index, key] of ['sato', 'suzuki'].entries()) {
    const contactMethods = [{ channel: 'phone', label: '携帯', address: `+81-90-0123-000${index + 1}`, default: true }]
    await ask('POST', '/v1/users', { body: { key, name: `${key}さん`, contactMethods } })
  }
  const steps = [{ destinations: [{ user: 'sato' }] }, { destinations: [{ user: 'suzuki' }] }]
  await ask('POST', '/v1/policies', { body: { key: 'night', name: '夜間', steps, from: '+815012345678' } })
}

export const startIn = (world: V1World, body: object, headers: Record<string, string> = {}): Promise<Answer> =>
  world.ask('POST', '/v1/callouts', { body: { policy: 'night', text: '停止', ...body }, headers })
