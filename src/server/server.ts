// One running server: its database, engine, ways in and out, from settings to a listening port and back. The command, the
// demo, the crash test and the bench all start this same thing.

import { hash } from 'node:crypto'
import { Hono } from 'hono'
import { answerRoutes } from '#channels/answer/routes'
import { lineWorksHooksPath, lineWorksRoutes } from '#channels/lineworks/routes'
import { createProbe } from '#channels/liveness/probe'
import type { MessageDeps } from '#channels/message/way'
import { parseNumber } from '#channels/numbers'
import { listNumbers } from '#channels/phone/account'
import { createClients } from '#channels/phone/client'
import { twilioRoutes } from '#channels/phone/routes'
import { slackHooksPath, slackRoutes } from '#channels/slack/routes'
import { smsRoutes } from '#channels/sms/routes'
import { smsHooksPath } from '#channels/sms/sms'
import { createWebhookSender } from '#channels/webhook/sender'
import type { ConnectionId, SpaceId } from '#core/ids'
import { createFileLinks } from '#dialects/files/files'
import { createFeedLinks } from '#dialects/ical/feed'
import { createMonitors } from '#dialects/monitors/monitors'
import { createApiV1Rest } from '#dialects/shared/api-v1-rest'
import { createV1 } from '#dialects/v1/v1'
import { Engine } from '#engine/engine'
import { type CalloutRow, StoreUnavailable } from '#engine/ports'
import { actAgain } from '#http/acting'
import { createApp } from '#http/app'
import { builtConsole } from '#http/console'
import type { AppEnv, Dialect } from '#http/port'
import { serve } from '#http/serve'
import type { Settings } from '#settings/settings'
import type { FirstAdministrator } from '#store/account/first-administrator'
import { writeHealth } from '#store/config/connection-health'
import { createCredentials } from '#store/config/credentials'
import { createPauseEnds } from '#store/config/pause-ends'
import type { ConfigStore } from '#store/config/store'
import { createDutyNotices } from '#store/duty/notices'
import { createSwapTimers } from '#store/duty/swap-timers'
import { createBoundCalls } from '#store/engine/bound'
import { readAttempts } from '#store/engine/read'
import { createReturnedCalls } from '#store/engine/returned'
import { createEngineStore } from '#store/engine/store'
import { createPushSubscriptions } from '#store/message/push-subscriptions'
import { createSmsReplies } from '#store/message/sms-replies'
import { createRetentionSweep } from '#store/retention/sweep'
import { createAfterPause } from './after-pause.ts'
import { createTeller } from './alert-teller.ts'
import { createAlertParts } from './alerts.ts'
import { createCauseOver } from './cause-over.ts'
import { createCauses } from './causes.ts'
import { createChatParts } from './chat-parts.ts'
import { configuring } from './configuring.ts'
import { type Database, openDatabase } from './database.ts'
import { createDutyWatch } from './duty-watch.ts'
import { createEnginePort } from './engine-port.ts'
import { ensureFirstAdministrator } from './first-administrator.ts'
import { ensureFirstToken } from './first-token.ts'
import { createHealthKeeper } from './health-keeper.ts'
import { createIncidentParts } from './incident-parts.ts'
import { incomingUrls } from './incoming-urls.ts'
import { jp1 } from './jp1.ts'
import { createLetters } from './letters.ts'
import { createLinks, createOriginOf } from './link-for.ts'
import type { ServerLog } from './log.ts'
import { startMailIn } from './mail-in.ts'
import { measures } from './measures.ts'
import { groupRolesIn, oidc, providerIn } from './oidc.ts'
import { pigeon } from './pigeon.ts'
import { createPublicAddress } from './public-address.ts'
import { reactio } from './reactio.ts'
import { createAttempts, createConnectionRows, createConnections } from './readers.ts'
import { createReadinessParts } from './readiness-digest.ts'
import { realChance, realClock } from './real.ts'
import { createRetentionWatch } from './retention-watch.ts'
import { withSamples } from './sample-teller.ts'
import { createStarter } from './starter.ts'
import { stop } from './stopping.ts'
import { createWays } from './ways.ts'
import { createWebhookParts, runsOf } from './webhooks.ts'

export type ServerOptions = {
  readonly settings: Settings
  readonly log: ServerLog
  /** Secrets that configuration files refer to by name. */
  readonly readEnv: (name: string) => string | undefined
  readonly language: 'ja' | 'en'
  readonly version: string
}

export type RunningServer = {
  readonly port: number
  readonly config: ConfigStore
  readonly spaceId: string
  /** Made by this start, with a password for one use that is told nowhere else; null when there was one. */
  readonly firstAdministrator: FirstAdministrator | null
  /** Finishes what was begun and frees the rest, within ten seconds. */
  readonly stop: () => Promise<void>
}

export const startServer = async (options: ServerOptions): Promise<RunningServer> => {
  const database = await openDatabase(options.settings, options.log)
  try {
    return await serveOn(database, options)
  } catch (error) {
    await database.close()
    throw error
  }
}

const clock = realClock()
const chance = realChance()

/** How requests go to addresses that people enter. */
const senderFor = ({ webhookNetworks: allowed, outboundProxy }: Settings) =>
  createWebhookSender({ allowed, proxy: outboundProxy ?? undefined })

/** SHA-256 in hexadecimal. */
const digest = (text: string): string => hash('sha256', text)

const serveOn = async (database: Database, options: ServerOptions): Promise<RunningServer> => {
  const { settings, log } = options
  const parts = assemble(database, options)
  // Before anybody can ask whether we are ready: a script that waits for that reads the token next.
  const tokenFile = await ensureFirstToken(parts.config, database)
  if (tokenFile !== null) log.info({ file: tokenFile }, 'the first API token was written to this file')
  const { spaceId } = database
  const firstAdministrator = await ensureFirstAdministrator(parts.config, { ...options, spaceId })
  await parts.address.load()
  const serving = await serve({
    app: application(database, options, parts),
    host: settings.host,
    port: settings.port,
    tls: tlsOf(settings),
    log,
  })
  await parts.engine.run()
  const mailIn = await startMailIn({
    ...parts,
    alerts: parts.alerts.port,
    sources: parts.config.alertSources,
    spaceAt: (host) => parts.hosts.spaceAt(host),
    digest,
    clock,
    settings,
    log,
  })
  await parts.hints.listen()
  parts.follower.run()
  parts.webhooks.outbox.run()
  parts.alerts.follower.run()
  for (const watch of parts.watches) watch.run()
  parts.backs.run()
  parts.posted.run()
  parts.sockets.run()
  return {
    port: serving.port,
    config: parts.config,
    spaceId,
    firstAdministrator,
    stop: () => stop({ ...parts, serving, mailIn, database, log }),
  }
}

type Parts = ReturnType<typeof assemble>

type Watching = Pick<Database, 'pools'> &
  Pick<ServerOptions, 'language' | 'log'> & {
    readonly config: ConfigStore
    readonly starter: ReturnType<typeof createStarter>
    readonly causeOver: ReturnType<typeof createCauseOver>
    readonly originOf: ReturnType<typeof createOriginOf>
    readonly woken: () => void
  }

/** What looks by itself, again and again. */
const watching = ({ pools, config, starter, causeOver, originOf, language, log, woken }: Watching) => {
  const retention = createRetentionWatch({ store: createRetentionSweep(pools), clock, log })
  const ends = createPauseEnds({ ...pools, newId: (atMs) => chance.id(atMs) })
  const afterPause = createAfterPause({ ends, starter, causeOver, language, clock, log, woken })
  const { readiness, watch } = createReadinessParts({ pools, config, wake: woken, clock, log })
  const onPools = { ...pools, nowMs: () => clock.nowMs() }
  const looks = { notices: createDutyNotices(onPools), swaps: createSwapTimers(onPools) }
  const duty = createDutyWatch({ ...looks, holds: config.holdReader, starter, originOf, clock, log })
  return { readiness, wakeDuty: duty.wake, watches: [retention, afterPause, watch, duty] }
}

/** The engine with its store and its way out. */
const assemble = ({ pools, box, spaceId }: Database, { settings, log, language, version }: ServerOptions) => {
  const address = createPublicAddress({ pool: pools.engine, settings, clock, log })
  const publicUrl = () => address.now().url
  const about = { settings, log, language, publicUrl, clock, chance }
  const { hosts, ruleIncidents, backs, config } = configuring({ pools, box, spaceId }, about)
  const credentials = createCredentials({ pool: pools.engine, opener: box, leaseMs: () => clock.leaseMs() })
  const connections = createConnections(credentials)
  const attempts = createAttempts((keys) => readAttempts(pools.engine, keys))
  const clients = createClients({ proxy: settings.outboundProxy ?? undefined })
  const causes = createCauses(config)
  const bound = createBoundCalls(pools.engine)
  const means = { connections, publicUrl, log, causes, clients, bound, readings: config.readings }
  const originOf = createOriginOf(publicUrl, hosts)
  const rows = createConnectionRows(credentials)
  const posted: MessageDeps['posted'] = (about, providerId) => chats.posted.posted(about, providerId)
  const messages = { connections: rows, causes, originOf, log, posted }
  const sender = senderFor(settings)
  const outgoing = { sender, nowMs: () => clock.nowMs() }
  const smsReplies = { memory: createSmsReplies(pools.engine), nowMs: () => clock.nowMs() }
  const ways = createWays({
    smsReplies,
    phone: { ...means, simulatorAllowed: true, placing: attempts.placing },
    messages,
    outgoing,
    programs: settings.commands ?? [],
    light: { wantedBy: ({ attempt }) => chats.posted.otherOn(attempt) },
    usualOf: config.connections.usual,
    subscriptions: createPushSubscriptions(pools.engine, box),
  })
  const { channel, post } = ways
  const store = createEngineStore({ pool: pools.engine })
  const observers: ((rows: readonly CalloutRow[]) => void)[] = []
  const observe = (rows: readonly CalloutRow[]): void => {
    for (const look of observers) look(rows)
  }
  const teller = createTeller({ config, nowMs: () => clock.nowMs() })
  const causeOver = createCauseOver({ ...config, nowMs: () => clock.nowMs() })
  const { dutyReader: duty, holdReader: holds } = config
  const readers = { causes, causeOver, teller: withSamples(teller), duty, holds }
  const health = createHealthKeeper({ clock, log, write: (seen, nowMs) => writeHealth(pools.engine, seen, nowMs) })
  const engine = new Engine({ store, channel, ...readers, clock, chance, log, observe, healthHeard: health.heard })
  const chats = createChatParts({ pools, rows, attempts, engine, change: ways.change, clock, log })
  const starter = createStarter({ ...config, engine, nowMs: () => clock.nowMs(), digest })
  const rest = { pools, config, engine, starter, language, clock, chance, log }
  const webhooks = createWebhookParts({ ...rest, box, sender, post, version, runOf: runsOf(config) })
  const woken = webhooks.events.wake
  const { incidents, live, hints, follower, observe: watch } = createIncidentParts({ ...rest, ruleIncidents, woken })
  const probe = createProbe({ allowed: settings.monitoredNetworks })
  const alerts = createAlertParts({ ...rest, teller, probe, hints })
  observers.push(watch, webhooks.observe, alerts.follower.observe, chats.posted.observe)
  const returnedCalls = createReturnedCalls(pools.engine)
  const outward = { ways, smsReplies, causes, connections, clients, rows, returnedCalls }
  const { readiness, wakeDuty, watches: others } = watching({ ...rest, causeOver, originOf, woken })
  const watches = [...alerts.watches, address, ...others]
  const told = { readiness, wakeDuty, incidents, live, hints, follower, webhooks, alerts, backs, watches, ...chats }
  const reached = { spaceId, hosts, address, publicUrl, originOf }
  return { config, ...reached, attempts, engine, health, starter, ...told, ...outward }
}

const application = (database: Database, options: ServerOptions, parts: Parts): Hono<AppEnv> => {
  const { settings, log, language } = options
  const { engine, config, hosts } = parts
  const { trustedProxies } = settings
  const isUnavailable = (error: unknown) => error instanceof StoreUnavailable || database.isUnavailable(error)
  const others = { ...parts, digest, isUnavailable, log, trustedProxies }
  return createApp({
    dialects: [
      hooks(log, parts),
      createFileLinks(parts),
      ...oidcIn(database, options, parts),
      createFeedLinks({ ...config, nowMs: () => clock.nowMs() }),
      v1(options, parts),
      jp1(others),
      pigeon({ ...others, nowMs: () => clock.nowMs() }),
      createMonitors({
        ...others,
        alerts: parts.alerts.port,
        sources: config.alertSources,
        newKey: () => chance.nonce(),
        nowMs: () => clock.nowMs(),
      }),
      reactio(others),
      // What nobody has under /api/v1 comes after everybody who has something there.
      createApiV1Rest(),
    ],
    tokens: config.tokens,
    sessions: config.sessions,
    spaces: hosts,
    readiness: async () => [...(await database.problems()), ...engine.problems()],
    isUnavailable,
    registry: measures(engine, parts.health),
    log,
    nowMs: () => clock.nowMs(),
    settings: { trustedProxies, language, consoleFolder: builtConsole(), ...addressing(settings, parts) },
  })
}

/** The cookie's name depends on the first: an address that is applied later changes it at the next start. */
const addressing = ({ publicUrl }: Settings, parts: Pick<Parts, 'publicUrl'>) => ({
  secure: publicUrl.startsWith('https://'),
  publicHost: () => new URL(parts.publicUrl()).host,
})

/** Where the settings name a provider. */
const oidcIn = ({ box }: Database, { settings, log }: ServerOptions, parts: Parts): Dialect[] => {
  const nowMs = () => clock.nowMs()
  const provider = providerIn(settings, nowMs)
  const { secure } = addressing(settings, parts)
  return provider === null
    ? []
    : [
        oidc({
          provider,
          box,
          originOf: parts.originOf,
          secure,
          nowMs,
          log,
          config: parts.config,
          roles: settings.oidcRoles ?? [],
          endsThere: settings.oidcSignOut !== 'here',
        }),
      ]
}

/** What providers call back, who sign their requests, and the links of messages, which carry a secret: no token is asked for. */
const hooks = (log: ServerLog, parts: Parts): Dialect => {
  const { config, connections, attempts, engine, publicUrl } = parts
  const app = new Hono<AppEnv>()
  const incoming = { engine, returnedCalls: parts.returnedCalls }
  const { readings } = config
  app.route('/hooks/twilio', twilioRoutes({ publicUrl, connections, attempts, engine, log, readings, incoming }))
  app.route(smsHooksPath, smsRoutes({ ...parts, ...parts.smsReplies, connections: parts.rows, log }))
  const presses = { ...parts, connections: parts.rows, nowMs: () => clock.nowMs(), log }
  app.route(slackHooksPath, slackRoutes(presses))
  app.route(lineWorksHooksPath, lineWorksRoutes(presses))
  app.route('/', answerRoutes(parts))
  return { app }
}

const v1 = (
  { version, readEnv, settings, log }: ServerOptions,
  { config, engine, starter, connections, clients, incidents, live, webhooks, alerts, ways, ...parts }: Parts,
): Dialect => {
  const links = createLinks(parts.publicUrl, parts.hosts)
  return createV1({
    ...config,
    secure: addressing(settings, parts).secure,
    ...links,
    letters: createLetters({ ...links, forgotten: config.forgotten, post: ways.post, log }),
    incomingUrl: incomingUrls(parts),
    publicAddress: { ...parts.address, spaceId: parts.spaceId },
    incidents,
    live,
    outbox: webhooks.events,
    readiness: parts.readiness,
    wakeDuty: parts.wakeDuty,
    alerts: alerts.port,
    engine: createEnginePort({ engine, exists: config.callouts.exists, unresolved: config.callouts.unresolved }),
    starter,
    numbers: { parse: parseNumber },
    ownedNumbers: {
      list: async (spaceId, id) => {
        const connection = await connections.load(spaceId as SpaceId, id as ConnectionId)
        if (connection === null) return { ok: false, code: 'connection.refused', detail: 'connection.not_found' }
        const listed = await listNumbers(clients, connection)
        return listed.ok ? listed : { ok: false, code: 'connection.unreachable', detail: listed.code }
      },
    },
    readEnv,
    actAgain,
    oidc: settings.oidcIssuer === null ? null : { name: settings.oidcName ?? '' },
    groupRoles: groupRolesIn({
      config,
      roles: settings.oidcIssuer === null ? [] : (settings.oidcRoles ?? []),
      provider: settings.oidcIssuer === null ? null : (settings.oidcName ?? ''),
      claim: settings.oidcGroupsClaim,
    }),
    nowMs: () => clock.nowMs(),
    digest,
    version,
  })
}

const tlsOf = ({ tlsCert, tlsKey }: Settings) =>
  tlsCert === null || tlsKey === null ? undefined : { certFile: tlsCert, keyFile: tlsKey }
