// `noroshi serve` as the process it is: how it ends, what it does about a data directory that is in use or was left by a
// killed one, and what it says about a wrong setting.

import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LocalOptions } from '#cli/cli'
import { startSimulator } from '../../simulator/index.ts'
import { run } from '../../src/cli/testing/run.ts'
import { serveHere } from '../../src/server/commands.ts'
import { makeDataDir, removeDataDir } from '../crash/stage.ts'
import { copyDataDirectory } from '../support/data-directory.ts'
import { createClient, must } from '../support/http-client.ts'
import { firstToken, freePort, processesIn, type ServerProcess, startServerProcess } from '../support/server-process.ts'
import { addConnection, addPolicy, addUsers } from '../support/staff.ts'

const STOP_WITHIN_MS = 10_000

let folder = ''
let dataDir = ''
let started: ServerProcess[] = []

const start = async (env: Readonly<Record<string, string>> = {}): Promise<ServerProcess> => {
  const server = startServerProcess({ port: await freePort(), dataDir, env })
  started.push(server)
  return server
}

/** A killed server's database ends by itself, a moment later. */
const databaseGone = async (): Promise<void> => {
  while (processesIn(dataDir).length > 0) await new Promise((resolve) => setTimeout(resolve, 20))
}

beforeEach(() => {
  folder = makeDataDir('serve')
  dataDir = join(folder, 'data')
})
afterEach(async () => {
  await Promise.all(started.map((server) => server.kill('SIGKILL')))
  started = []
  await databaseGone()
  removeDataDir(folder)
})

const stop = async (server: ServerProcess): Promise<{ code: number | NodeJS.Signals; tookMs: number }> => {
  const sinceMs = performance.now()
  const code = await server.kill('SIGTERM')
  return { code, tookMs: performance.now() - sinceMs }
}

describe('SIGTERM', () => {
  beforeEach(() => copyDataDirectory(dataDir))

  it('ends it in time also when a provider does not answer', { timeout: 40_000 }, async () => {
    const simulator = await startSimulator()
    simulator.network.faults.add({ kind: 'stuck', action: 'create' })
    const server = await start()
    await server.ready()
    const client = createClient(server.url, { token: () => firstToken(dataDir) })
    await addConnection(client, simulator)
    await addUsers(client, 1)
    await addPolicy(client, { key: 'night', steps: [[0]], from: simulator.numbers[0] })
    await must(client.ask('POST', '/v1/callouts', { body: { policy: 'night', text: 'db01' } }))
    await simulator.network.waitFor(() => simulator.network.calls.all.length > 0)
    const { code, tookMs } = await stop(server)
    client.close()
    await simulator.close()
    expect(code).toBe(0)
    expect(tookMs).toBeLessThan(STOP_WITHIN_MS)
  })

  it('ends it with code 0, its database with it, and the stream of somebody who looks live as it should', {
    timeout: 40_000,
  }, async () => {
    const server = await start()
    await server.ready()
    const headers = { Authorization: `Bearer ${firstToken(dataDir)}` }
    const response = await fetch(`${server.url}/v1/events`, { headers })
    const [{ code, tookMs }, text] = await Promise.all([stop(server), response.text()])
    expect([code, text]).toEqual([0, expect.stringContaining(': live')])
    expect(tookMs).toBeLessThan(STOP_WITHIN_MS)
    expect(processesIn(dataDir)).toEqual([])
  })
})

it('the data directory is refused while another process has it, in words, and is taken over from one that was killed', {
  timeout: 40_000,
}, async () => {
  await copyDataDirectory(dataDir)
  const first = await start()
  await first.ready()
  const second = await start()
  expect(await second.ended).toBe(1)
  expect(second.output()).toContain('is in use by another Noroshi')
  expect(second.output()).toContain('NOROSHI_DATA_DIR')
  const answer = await fetch(`${first.url}/readyz`)
  expect(answer.status).toBe(200)

  await first.kill('SIGKILL')
  const third = await start()
  await third.ready()
  const client = createClient(third.url, { token: () => firstToken(dataDir) })
  expect((await client.ask('GET', '/v1/callouts')).status).toBe(200)
  client.close()
  expect((await stop(third)).code).toBe(0)
})

describe('a wrong setting', () => {
  it('is named, and ends it with code 2', async () => {
    const server = await start({ NOROSHI_PORT: 'eighty' })
    expect(await server.ended).toBe(2)
    expect(server.output()).toContain('NOROSHI_PORT')
  })

  it.each([
    ['NOROSHI_PUBLIC_URL', 'not an address'],
    ['DATABASE_URL', 'mysql://somewhere'],
    ['NOROSHI_LOG', 'loud'],
  ])('is named whichever it is: %s', async (name, value) => {
    const env = { NOROSHI_DATA_DIR: dataDir, [name]: value, LANG: 'C' }
    const serve = (options: LocalOptions) => serveHere(env, { ...options, version: 'test' })
    const { code, err } = await run(['serve'], { env, deps: { serve } })
    expect([code, err]).toEqual([2, expect.stringContaining(name)])
  })

  it('a database of one’s own without its key is refused', async () => {
    const server = await start({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' })
    expect(await server.ended).not.toBe(0)
    expect(server.output()).toMatch(/NOROSHI_SECRET_KEY|127\.0\.0\.1:1/)
  })
})
