// `noroshi serve` as the process it is: how it ends, what it does about a data directory that is in use or was left by a
// killed one, and what it says about a wrong setting.

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startSimulator } from '../../simulator/index.ts'
import { makeDataDir, removeDataDir } from '../crash/stage.ts'
import { createClient, must } from '../support/http-client.ts'
import { firstToken, freePort, processesIn, type ServerProcess, startServerProcess } from '../support/server-process.ts'
import { addConnection, addPolicy, addUsers } from '../support/staff.ts'

const STOP_WITHIN_MS = 10_000

let made = ''
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

// A data directory takes seconds to make and moments to copy.
beforeAll(async () => {
  made = makeDataDir('serve')
  const first = startServerProcess({ port: await freePort(), dataDir: join(made, 'data') })
  await first.ready()
  await first.kill('SIGTERM')
})
afterAll(() => removeDataDir(made))
beforeEach(() => {
  folder = makeDataDir('serve')
  dataDir = join(folder, 'data')
  spawnSync('cp', ['-a', join(made, 'data'), dataDir])
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
  it('ends it with code 0, and its database with it', { timeout: 40_000 }, async () => {
    const server = await start()
    await server.ready()
    const { code, tookMs } = await stop(server)
    expect(code).toBe(0)
    expect(tookMs).toBeLessThan(STOP_WITHIN_MS)
    expect(processesIn(dataDir)).toEqual([])
  })

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

  it('ends it in time also while somebody looks live, whose stream ends as it should', {
    timeout: 40_000,
  }, async () => {
    const server = await start()
    await server.ready()
    const headers = { Authorization: `Bearer ${firstToken(dataDir)}` }
    const response = await fetch(`${server.url}/v1/events`, { headers })
    const [{ code, tookMs }, text] = await Promise.all([stop(server), response.text()])
    expect([code, text]).toEqual([0, expect.stringContaining(': live')])
    expect(tookMs).toBeLessThan(STOP_WITHIN_MS)
  })
})

describe('the data directory', () => {
  it('is refused while another process has it, in words', { timeout: 40_000 }, async () => {
    const first = await start()
    await first.ready()
    const second = await start()
    expect(await second.ended).toBe(1)
    expect(second.output()).toContain('is in use by another Noroshi')
    expect(second.output()).toContain('NOROSHI_DATA_DIR')
    const answer = await fetch(`${first.url}/readyz`)
    expect(answer.status).toBe(200)
  })

  it('is taken over from a process that was killed', { timeout: 40_000 }, async () => {
    const first = await start()
    await first.ready()
    await first.kill('SIGKILL')
    const second = await start()
    await second.ready()
    const client = createClient(second.url, { token: () => firstToken(dataDir) })
    expect((await client.ask('GET', '/v1/callouts')).status).toBe(200)
    client.close()
    expect((await stop(second)).code).toBe(0)
  })
})

describe('a wrong setting', () => {
  it.each([
    ['NOROSHI_PORT', 'eighty'],
    ['NOROSHI_PUBLIC_URL', 'not an address'],
    ['DATABASE_URL', 'mysql://somewhere'],
    ['NOROSHI_LOG', 'loud'],
  ])('is named: %s', async (name, value) => {
    const server = await start({ [name]: value })
    expect(await server.ended).toBe(2)
    expect(server.output()).toContain(name)
  })

  it('a database of one’s own without its key is refused', async () => {
    const server = await start({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' })
    expect(await server.ended).not.toBe(0)
    expect(server.output()).toMatch(/NOROSHI_SECRET_KEY|127\.0\.0\.1:1/)
  })
})
