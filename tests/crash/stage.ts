// The stage of the crash test: a phone network in this process, a server as a process of its own with its embedded database,
// 4,000 people with moods, 1,000 policies over them. The server can be killed and comes back on the same port.

import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BehaviourPatch, type Simulator, startSimulator } from '../../simulator/index.ts'
import { type Client, createClient, must } from '../support/http-client.ts'
import { firstToken, freePort, processesIn, type ServerProcess, startServerProcess } from '../support/server-process.ts'
import { addConnection, addPolicy, addUsers, each, numberOf } from '../support/staff.ts'

/** Of the whole crash test; its smaller versions have fewer. */
const policiesMax = 1_000
const peoplePerPolicy = 4
/** The shortest a phone may ring; two rounds of four people are over in less than a minute then. */
const ringSeconds = 5
export const loops = 2

export type Stage = {
  readonly simulator: Simulator
  readonly client: Client
  readonly dataDir: string
  readonly server: () => ServerProcess
  /** Resolves when the server serves, at once when it does. */
  readonly up: () => Promise<void>
  /** kill -9, and back again; resolves with how long that took. */
  readonly crash: () => Promise<number>
  readonly close: () => Promise<{ readonly code: number | NodeJS.Signals; readonly leftBehind: number }>
}

/** A key after the message, however long that took to come. */
const press = (key: string, afterMs: number) => [{ afterHearing: '停止しました', afterMs, press: key }]

/** What people do, and how many in a hundred do it. */
const moods: readonly (readonly [number, BehaviourPatch])[] = [
  [20, { mode: 'answer', afterMs: 20, keys: press('1', 60) }],
  [15, { mode: 'answer', afterMs: 200, keys: press('1', 300) }],
  [5, { mode: 'answer', afterMs: 800, keys: press('1', 900) }],
  [10, { mode: 'answer', afterMs: 50, keys: press('2', 60) }],
  [10, { mode: 'answer', afterMs: 100, keys: [], hangUpAfterMs: 300 }],
  [4, { mode: 'voicemail', afterMs: 100, greetingMs: 200 }],
  [10, { mode: 'reject', afterMs: 300 }],
  // A phone that rings unanswered is taken for five seconds each time; more of them would only make the test slow.
  [3, { mode: 'never' }],
  [23, { mode: 'busy' }],
]

const rollMood = (): BehaviourPatch => {
  let dice = Math.random() * 100
  for (const [weight, mood] of moods) {
    dice -= weight
    if (dice < 0) return mood
  }
  return { mode: 'busy' }
}

export const rollMoods = (simulator: Simulator, policies = policiesMax): void => {
  for (let index = 0; index < policies * peoplePerPolicy; index += 1) {
    simulator.network.phone(numberOf(index)).behaveNormally().behave(rollMood())
  }
}

export const policyKey = (policies = policiesMax): string => `policy-${Math.floor(Math.random() * policies)}`

/** Made for root alone, where PostgreSQL's account could not pass. */
export const makeDataDir = (name: string): string => {
  const folder = mkdtempSync(join(tmpdir(), `noroshi-${name}-`))
  chmodSync(folder, 0o711)
  return folder
}

export const removeDataDir = (folder: string): void => rmSync(folder, { recursive: true, force: true, maxRetries: 3 })

export const startQuietSimulator = (): Promise<Simulator> =>
  startSimulator({ settings: { lean: true }, behaviour: { msPerChar: 0, setupMs: 10 } })

/** People, policies and the connection; each policy calls four people one after another, twice. */
export const furnish = async (client: Client, simulator: Simulator, policies = policiesMax): Promise<void> => {
  await addConnection(client, simulator)
  await addUsers(client, policies * peoplePerPolicy)
  // Said once, and not waited for long: a machine that is spoken to holds its number for seconds only.
  const brief = { key: 'brief', name: 'Brief', readings: 1, keyWaitSeconds: 2 }
  await must(client.ask('POST', '/v1/templates', { body: brief }))
  await each(policies, (index) =>
    addPolicy(client, {
      key: `policy-${index}`,
      steps: Array.from({ length: peoplePerPolicy }, (_, place) => [peoplePerPolicy * index + place]),
      ringSeconds,
      redial: { max: 0 },
      loops: { max: loops, intervalSeconds: 1 },
      from: simulator.numbers[0],
      template: 'brief',
    }),
  )
}

export const openStage = async (): Promise<Stage> => {
  const simulator = await startQuietSimulator()
  const folder = makeDataDir('crash')
  const dataDir = join(folder, 'data')
  const port = await freePort()
  let server = startServerProcess({ port, dataDir })
  let up = server.ready()
  await up
  const client = createClient(server.url, { token: () => firstToken(dataDir) })
  await furnish(client, simulator)

  return {
    simulator,
    client,
    dataDir,
    server: () => server,
    up: () => up,
    crash: async () => {
      await server.kill('SIGKILL')
      const sinceMs = performance.now()
      server = startServerProcess({ port, dataDir })
      up = server.ready()
      await up
      return performance.now() - sinceMs
    },
    close: async () => {
      const code = await server.kill('SIGTERM')
      client.close()
      await simulator.close()
      const leftBehind = processesIn(dataDir).length
      removeDataDir(folder)
      return { code, leftBehind }
    },
  }
}
