// The demo: server, phone simulator and demo data in one process, in whatever database the settings name.

import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { permissions } from '#contract/permissions'
import { languageOf, readSettings } from '#settings/settings'
import { type Simulator, startSimulator } from '../simulator/index.ts'
import { createLog } from '../src/server/log.ts'
import { type RunningServer, startServer } from '../src/server/server.ts'
import { offerAdministrator } from './administrator.ts'
import { applyConfiguration } from './apply.ts'
import { offerJp1 } from './jp1.ts'
import { offerPigeon } from './pigeon.ts'
import { offerReactio } from './reactio.ts'
import { offerReturnedCalls } from './returned-calls.ts'

const TOKEN_NAME = 'demo'

type Started = {
  readonly server: RunningServer
  readonly simulator: Simulator
  readonly token: string
  readonly url: string
  readonly administrator: Awaited<ReturnType<typeof offerAdministrator>>
}

const startBoth = async (env: NodeJS.ProcessEnv): Promise<Started> => {
  const settings = readSettings(env, {
    host: '127.0.0.1',
    dataDir: './data/demo',
    log: 'warn',
    webhookNetworks: '127.0.0.0/8,::1',
  })
  const simulator = await startSimulator({ port: settings.simulatorPort, host: settings.host })
  const secrets = new Map([['SIMULATOR_AUTH_TOKEN', simulator.authToken]])
  const server = await startServer({
    settings,
    log: createLog(settings.log),
    readEnv: (name) => secrets.get(name),
    language: languageOf(env),
    version: 'demo',
  })
  const token = await demoToken(server)
  const url = settings.publicUrl
  const administrator = await offerAdministrator(server, settings)
  await applyConfiguration({ url, token, document: demoDocument(simulator) })
  await offerReturnedCalls(server, { simulator, url })
  return { server, simulator, token, url, administrator }
}

/** Every start has a token of its own; the one of the last start ends. */
const demoToken = async ({ config, spaceId }: RunningServer): Promise<string> => {
  for (const { id, name, revokedAtMs } of (await config.tokens.list(spaceId)).items) {
    if (name === TOKEN_NAME && revokedAtMs === null) await config.tokens.revoke(spaceId, id)
  }
  const { token } = await config.tokens.create(spaceId, { name: TOKEN_NAME, scopes: permissions, expiresAtMs: null })
  return token
}

const demoDocument = (simulator: Simulator): unknown => {
  const text = readFileSync(new URL('./data/noroshi.yaml', import.meta.url), 'utf8')
  return parse(
    text.replaceAll('${SIMULATOR_URL}', simulator.url).replaceAll('${SIMULATOR_ACCOUNT_SID}', simulator.accountSid),
  )
}

const offerStart = async ({ server, simulator, token, url }: Started) => {
  const { items } = await server.config.policies.list(server.spaceId, { limit: 50, cursor: null })
  const policies = items.map(({ id, key, name }) => ({ id, key, name }))
  simulator.offerDemo({ startUrl: `${url}/v1/callouts`, token, policies })
  const people = await server.config.users.list(server.spaceId, { limit: 50, cursor: null })
  for (const { name, methods } of people.items) {
    for (const { address } of methods) simulator.network.phone(address).name = name
  }
  return policies
}

/** What a demo says of itself: where it is, how to sign in, and what to ask it with. */
export const startDemo = async (env: NodeJS.ProcessEnv) => {
  const started = await startBoth(env)
  const policies = await offerStart(started)
  const { server, simulator, token, url, administrator } = started
  const dialects = {
    jp1: await offerJp1(server),
    pigeon: await offerPigeon(server),
    reactio: await offerReactio(server),
  }
  return {
    ready: { url, simulator: simulator.url, ...administrator, token, policies, ...dialects },
    stop: async (): Promise<void> => {
      await Promise.all([server.stop(), simulator.close()])
    },
  }
}
