// The yard everything is measured in: provider, load generator and server as processes of their own, one fresh database, and a
// way to look into it beside the server.

import { chmodSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EngineStore } from '#engine/ports'
import { chooseListen, connectionUrl, ownerPassword } from '#store/embedded/config'
import { createEngineStore } from '#store/engine/store'
import { createPools, type Pools } from '#store/pool'
import type { BehaviourPatch } from '../simulator/index.ts'
import { type Client, createClient, must } from '../tests/support/http-client.ts'
import {
  firstToken,
  freePort,
  processesIn,
  type ServerProcess,
  startServerProcess,
} from '../tests/support/server-process.ts'
import { addConnection, numberOf, type Provider } from '../tests/support/staff.ts'
import { type Child, startChild } from './child.ts'
import type { LoadOrder, LoadResult } from './load.ts'
import type { Arrival, Out } from './provider.ts'

export type Yard = {
  readonly client: Client
  readonly provider: Provider & { readonly numbers: readonly string[] }
  readonly server: () => ServerProcess
  readonly dataDir: string
  readonly databaseUrl: () => Promise<string>
  readonly pools: () => Pools
  readonly store: () => EngineStore
  /** Against our own server, unless another address is given. */
  readonly load: (
    order: Omit<LoadOrder, 'url' | 'token'> & { readonly url?: string; readonly token?: string },
  ) => Promise<LoadResult>
  readonly behave: (behaviour: BehaviourPatch) => Promise<void>
  /** How many calls have arrived since they were last taken. */
  readonly arrived: () => Promise<number>
  readonly take: () => Promise<readonly Arrival[]>
  /** Calls and SMS that have ever arrived, and when the last one did. */
  readonly out: () => Promise<Out>
  /** Processor time of server and database so far, and of what plays the world beside them. */
  readonly cpuMs: () => { readonly server: number; readonly database: number; readonly beside: number }
  /** Resident memory of the server process. */
  readonly memoryMb: () => number
  /** kill -9 and back; resolves with when it was killed. */
  readonly crash: () => Promise<number>
  readonly close: () => Promise<void>
}

/** As `npm start` gives them, and what is given beside, for profiles. */
const PARAMETERS = ['--max-semi-space-size=64', ...(process.env['BENCH_NODE_ARGS']?.split(' ') ?? [])]

/** @param env settings of the server beside those every part needs */
export const openYard = async (env: Readonly<Record<string, string>> = {}): Promise<Yard> => {
  const folder = mkdtempSync(join(tmpdir(), 'noroshi-bench-'))
  chmodSync(folder, 0o711)
  const dataDir = join(realpathSync(folder), 'data')
  const providerChild = startChild('provider')
  const provider = await providerChild.heard<Yard['provider']>()
  const loadChild = startChild('load')
  const port = await freePort()
  const start = (): ServerProcess =>
    startServerProcess({ port, dataDir, nodeArgs: PARAMETERS, env: { NOROSHI_LOG: 'info', ...env } })
  let server = start()
  await server.ready()
  let pools = createPools(await urlOf(dataDir))
  let store = createEngineStore({ pool: pools.engine })
  const token = firstToken(dataDir)
  const client = createClient(server.url, { token: () => token })
  return {
    ...asking(providerChild),
    client,
    provider,
    server: () => server,
    dataDir,
    databaseUrl: () => urlOf(dataDir),
    pools: () => pools,
    store: () => store,
    load: (order) => loadChild.ask<LoadResult>({ url: server.url, token, ...order }),
    cpuMs: () => ({
      server: cpuMsOf([server.child.pid ?? 0]),
      database: cpuMsOf(processesIn(dataDir)),
      beside: cpuMsOf([providerChild.pid, loadChild.pid]),
    }),
    memoryMb: () => memoryMbOf(server.child.pid ?? 0),
    crash: async () => {
      await pools.end()
      await server.kill('SIGKILL')
      const killedAtMs = Date.now()
      server = start()
      await server.ready()
      pools = createPools(await urlOf(dataDir))
      store = createEngineStore({ pool: pools.engine })
      return killedAtMs
    },
    close: async () => {
      client.close()
      await pools.end()
      await server.kill('SIGTERM')
      loadChild.end()
      providerChild.end()
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

const asking = (provider: Child): Pick<Yard, 'behave' | 'arrived' | 'take' | 'out'> => ({
  behave: async (behaviour) => {
    await provider.ask({ do: 'behave', behaviour })
  },
  arrived: () => provider.ask<number>({ do: 'count' }),
  take: () => provider.ask<readonly Arrival[]>({ do: 'take' }),
  out: () => provider.ask<Out>({ do: 'out' }),
})

const urlOf = async (dataDir: string): Promise<string> =>
  connectionUrl(await chooseListen(dataDir), ownerPassword(dataDir).password)

/** With that of children that have ended. Clock ticks are hundredths of a second on every Linux there is. */
const cpuMsOf = (pids: readonly number[]): number => {
  let ticks = 0
  for (const pid of pids) {
    const fields = readProc(pid, 'stat')
      .replace(/^.*\) /s, '')
      .split(' ')
    for (const ticksOf of fields.slice(11, 15)) ticks += Number(ticksOf)
  }
  return ticks * 10
}

const memoryMbOf = (pid: number): number => Number(/VmRSS:\s+(\d+)/.exec(readProc(pid, 'status'))?.[1] ?? 0) / 1_024

const readProc = (pid: number, name: string): string => {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8')
  } catch {
    // It ended since it was listed.
    return ''
  }
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Looks again and again, at most `withinMs`; false when it never became true. */
export const until = async (look: () => Promise<boolean>, withinMs: number): Promise<boolean> => {
  const untilMs = performance.now() + withinMs
  while (performance.now() < untilMs) {
    if (await look()) return true
    await pause(20)
  }
  return false
}

/** Waits until what was asked for before is no work any more: callouts, vacuum, checkpoints. */
export const quiet = async (yard: Yard, withinMs = 60_000): Promise<void> => {
  const busyMs = async (): Promise<number> => {
    const before = yard.cpuMs()
    await pause(1_000)
    const after = yard.cpuMs()
    return after.server - before.server + after.database - before.database
  }
  const begunMs = performance.now()
  while ((await busyMs()) > 60 && performance.now() - begunMs < withinMs) await pause(200)
}

/** Objects of one file, so that its body stays within a megabyte. */
const APPLIED_TOGETHER = 1_000

type Staff = {
  /** Policies. */
  readonly count: number
  /** More users than policies need. */
  readonly users?: number
  /** People of each policy, one after another. */
  readonly steps?: number
}

const batches = (count: number, together: number): readonly (readonly number[])[] =>
  Array.from({ length: Math.ceil(count / together) }, (_, batch) =>
    Array.from({ length: Math.min(together, count - batch * together) }, (_item, place) => batch * together + place),
  )

/** Each policy has people of its own, so that no two callouts want the same phone. Applied as files: one by one takes minutes. */
export const employ = async (yard: Yard, { count, steps = 1, users = count * steps }: Staff): Promise<void> => {
  const apply = (objects: object) =>
    must(yard.client.ask('POST', '/v1/config/apply', { body: { document: { version: 1, ...objects } } }))
  for (const indexes of batches(users, APPLIED_TOGETHER)) await apply({ users: indexes.map(userOf) })
  for (const indexes of batches(count, Math.ceil(APPLIED_TOGETHER / steps)))
    await apply({ policies: indexes.map((index) => policyOf(yard, index, steps)) })
}

export const furnish = async (
  yard: Yard,
  { connection, ...staff }: Staff & { readonly connection: Readonly<Record<string, unknown>> },
): Promise<void> => {
  await addConnection(yard.client, yard.provider, connection)
  await employ(yard, staff)
}

/** Whatever tells of alerts. */
export const addSource = async (client: Client): Promise<void> => {
  await must(client.ask('POST', '/v1/sources', { body: { key: 'large', name: 'Large' } }))
}

const userOf = (index: number) => ({
  key: `user-${index}`,
  name: `User ${index}`,
  contactMethods: [{ channel: 'phone', address: numberOf(index), default: true }],
})

const policyOf = (yard: Yard, index: number, steps: number) => ({
  key: `policy-${index}`,
  name: `Policy ${index}`,
  steps: Array.from({ length: steps }, (_, step) => ({ destinations: [{ user: `user-${index * steps + step}` }] })),
  connection: 'sim',
  from: yard.provider.numbers[0],
  ringSeconds: 180,
  redial: { max: 0 },
  loops: { max: 1 },
})

export { numberOf }
