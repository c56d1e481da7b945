// The database goes away for some seconds while a callout runs: triggers are refused with 503 and Retry-After, what was
// accepted waits, and everything goes on by itself when it is back.

import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Simulator, startSimulator } from '../../simulator/index.ts'
import { makeDataDir, removeDataDir } from '../crash/stage.ts'
import { copyDataDirectory } from '../support/data-directory.ts'
import { type Client, createClient, must } from '../support/http-client.ts'
import { firstToken, freePort, processesIn, type ServerProcess, startServerProcess } from '../support/server-process.ts'
import { type SharedDatabase, startSharedDatabase } from '../support/shared-database.ts'
import { addConnection, addPolicy, addUsers, numberOf } from '../support/staff.ts'

let folder = ''
let database: SharedDatabase
let simulator: Simulator
let server: ServerProcess
let client: Client

beforeEach(async () => {
  folder = makeDataDir('away')
  await copyDataDirectory(join(folder, 'database'))
  database = await startSharedDatabase(folder)
  simulator = await startSimulator({ behaviour: { msPerChar: 0 } })
  const dataDir = join(folder, 'server')
  server = startServerProcess({ port: await freePort(), dataDir, env: database.env })
  await server.ready()
  const token = firstToken(dataDir)
  client = createClient(server.url, { token: () => token })
  await addConnection(client, simulator)
  await addUsers(client, 2)
  const common = { from: simulator.numbers[0], ringSeconds: 5, redial: { max: 0 }, loops: { max: 1 } }
  await addPolicy(client, { key: 'night', steps: [[0], [1]], ...common })
}, 40_000)

afterEach(async () => {
  client.close()
  await server.kill('SIGKILL')
  await simulator.close()
  await database.stop()
  removeDataDir(folder)
}, 40_000)

const trigger = () => client.ask('POST', '/v1/callouts', { body: { policy: 'night', text: 'db01' } })

const outcomeOf = async (id: string): Promise<string | null> =>
  (await must(client.ask('GET', `/v1/callouts/${id}`))).json<{ outcome: string | null }>().outcome

const phone = (index: number) => simulator.network.phone(numberOf(index))

/** The end of the first call was reported while nobody could write it down: it is asked for 20 s after the last ring. */
const takes = async (index: number): Promise<void> => {
  await simulator.network.waitFor(() => phone(index).state() === 'ringing', 45_000)
  phone(index).answer()
  await simulator.network.waitFor(() => phone(index).heard().length > 0, 10_000)
  phone(index).press('1')
}

it('stopped and started again: 503 with Retry-After meanwhile, nothing lost, the next person is called', {
  timeout: 90_000,
}, async () => {
  const { id } = (await must(trigger())).json<{ id: string }>()
  await simulator.network.waitFor(() => phone(0).state() === 'ringing')
  await database.stop()

  const refused = await trigger()
  expect(refused.status).toBe(503)
  expect(refused.headers['retry-after']).toMatch(/^\d+$/)
  expect(refused.json()).toMatchObject({ code: 'server.unavailable' })
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
  expect((await fetch(`${server.url}/readyz`)).status).toBe(503)
  // The first person does not answer, and nobody can write that down.
  await simulator.network.waitFor(() => phone(0).state() === 'idle', 10_000)

  database = await startSharedDatabase(folder, database.env)
  await takes(1)
  await expect.poll(() => outcomeOf(id), { timeout: 10_000 }).toBe('acknowledged')
  expect((await trigger()).status).toBe(201)
  await expect.poll(async () => (await fetch(`${server.url}/readyz`)).status, { timeout: 10_000 }).toBe(200)
})

it('frozen and thawed: what was asked meanwhile is answered, and the callout goes on', {
  timeout: 90_000,
}, async () => {
  const { id } = (await must(trigger())).json<{ id: string }>()
  await simulator.network.waitFor(() => phone(0).state() === 'ringing')
  const frozen = processesIn(database.dataDir)
  for (const pid of frozen) process.kill(pid, 'SIGSTOP')

  const asked = trigger()
  await simulator.network.waitFor(() => phone(0).state() === 'idle', 10_000)
  for (const pid of frozen) process.kill(pid, 'SIGCONT')

  expect([201, 503]).toContain((await asked).status)
  await takes(1)
  await expect.poll(() => outcomeOf(id), { timeout: 10_000 }).toBe('acknowledged')
})
