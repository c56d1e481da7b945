// A whole server in this process as it runs in production, on a database of its own, with the phone simulator behind it.

import { randomBytes } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { permissions } from '#contract/permissions'
import { readSettings } from '#settings/settings'
import { type Simulator, startSimulator } from '../../simulator/index.ts'
import { type RunningServer, startServer } from '../../src/server/server.ts'
import { testDatabase } from './postgres.ts'
import { freePort } from './server-process.ts'

export type Whole = {
  readonly url: string
  readonly server: RunningServer
  readonly databaseUrl: string
  readonly simulator: Simulator
  /** Of an administrator. */
  readonly token: string
  /** Asks /v1 and insists on a 2xx. */
  readonly v1: (method: string, path: string, body?: unknown) => Promise<Record<string, unknown>>
  /** The phone of a user `person-<n>`. */
  readonly phone: (index: number) => ReturnType<Simulator['network']['phone']>
  readonly until: (look: () => boolean) => Promise<void>
  readonly close: () => Promise<void>
}

const PATIENCE_MS = 8_000
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }

const numberOf = (index: number): string => `+81900124${String(index).padStart(4, '0')}`

/**
 * @param env settings beside those every test needs
 * @param before what stands in the database when the server starts
 */
export const createWhole = async (
  env: Readonly<Record<string, string>> = {},
  before: (databaseUrl: string) => Promise<void> = () => Promise.resolve(),
): Promise<Whole> => {
  const database = await testDatabase()
  await before(database.url)
  const simulator = await startSimulator()
  simulator.network.behave({ msPerChar: 0, setupMs: 0 })
  const port = await freePort()
  const settings = readSettings({
    DATABASE_URL: database.url,
    NOROSHI_SECRET_KEY: randomBytes(32).toString('base64'),
    NOROSHI_HOST: '127.0.0.1',
    NOROSHI_PORT: String(port),
    NOROSHI_DATA_DIR: mkdtempSync(join(tmpdir(), 'noroshi-whole-')),
    ...env,
  })
  const server = await startServer({ settings, log: silent, readEnv: () => undefined, language: 'ja', version: 'test' })
  const { token } = await server.config.tokens.create(server.spaceId, {
    name: 'test',
    scopes: permissions,
    expiresAtMs: null,
    project: null,
  })
  const url = `http://127.0.0.1:${port}`
  const v1: Whole['v1'] = async (method, path, body) => {
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }
    const response = await fetch(`${url}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`)
    return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>)
  }
  const whole = { url, server, databaseUrl: database.url, simulator, token, v1 }
  await furnish(whole)
  return {
    ...whole,
    phone: (index) => simulator.network.phone(numberOf(index)),
    until: async (look) => {
      await simulator.network.watch.waitFor(look, PATIENCE_MS)
    },
    close: async () => {
      await server.stop()
      await simulator.close()
      await database.drop()
    },
  }
}

const PEOPLE = 9

const furnish = async ({ v1, simulator }: Pick<Whole, 'v1' | 'simulator'>): Promise<void> => {
  const settings = { accountSid: simulator.accountSid, baseUrl: simulator.url, simulated: true }
  await v1('POST', '/v1/connections', {
    key: 'sim',
    name: 'sim',
    settings,
    secrets: { authToken: simulator.authToken },
  })
  for (let index = 1; index <= PEOPLE; index += 1) {
    const contactMethods = [
      { channel: 'phone', address: numberOf(index), default: true },
      { channel: 'mail', address: `person-${index}@example.jp`, default: true },
    ]
    await v1('POST', '/v1/users', { key: `person-${index}`, name: `担当${index}`, contactMethods })
  }
}
