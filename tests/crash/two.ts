// Two servers on one database, behind one public address. Triggers go to both; one is killed in the middle of them, and the
// other carries on everything. How long the dead one's work lay still is seen in the database.

import { join } from 'node:path'
import pg from 'pg'
import type { Simulator } from '../../simulator/index.ts'
import { startBalancer } from '../support/balancer.ts'
import { type Client, createClient, must } from '../support/http-client.ts'
import { firstToken, freePort, type ServerProcess, startServerProcess } from '../support/server-process.ts'
import { type SharedDatabase, startSharedDatabase } from '../support/shared-database.ts'
import { check, type Findings, listCallouts } from './check.ts'
import { furnish, makeDataDir, removeDataDir, rollMoods, startQuietSimulator } from './stage.ts'
import { type Posted, postTriggers } from './triggers.ts'

export type TwoReport = Findings & {
  readonly posted: Posted
  /** From the kill, or from when it was due, to when somebody took it up: the longest; null when nothing was left lying. */
  readonly gapMs: number | null
  /** How much the dead one left lying. */
  readonly inherited: number
}

const GAP_MAX_MS = 5_000
const REST_WITHIN_MS = 150_000
/** Keeps requests to the provider in flight, so that there is something to inherit. */
const PROVIDER_MS = 150
const LOOK_EVERY_MS = 20

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

type Pair = {
  readonly simulator: Simulator
  readonly first: ServerProcess
  readonly second: ServerProcess
  readonly clients: readonly [Client, Client]
  /** The name the first one's claims carry. */
  readonly firstInstance: string
  readonly sql: pg.Client
  readonly close: () => Promise<void>
}

const openPair = async (given: TwoOptions['database']): Promise<Pair> => {
  const folder = makeDataDir('two')
  const database = given ?? (await startSharedDatabase(folder))
  const simulator = await startQuietSimulator()
  const ports = [await freePort(), await freePort()] as const
  const balancer = await startBalancer(() => ports)
  const dataDirs = [join(folder, 'one'), join(folder, 'other')] as const
  const serverOn = (index: 0 | 1): ServerProcess =>
    startServerProcess({
      port: ports[index],
      dataDir: dataDirs[index],
      env: { ...database.env, NOROSHI_PUBLIC_URL: balancer.url },
    })
  const first = serverOn(0)
  await first.ready()
  const sql = new pg.Client({ connectionString: database.url })
  await sql.connect()
  await sql.query("set role noroshi_app; set noroshi.space = '*'")
  const firstInstance = (await sql.query<{ id: string }>('select id from instance')).rows[0]?.id ?? ''
  const second = serverOn(1)
  await second.ready()
  const token = firstToken(dataDirs[0])
  const clients = [createClient(first.url, { token: () => token }), createClient(second.url, { token: () => token })]
  const close = async (): Promise<void> => {
    for (const client of clients) client.close()
    await Promise.all([first.kill('SIGKILL'), second.kill('SIGTERM')])
    await sql.end()
    await balancer.close()
    await simulator.close()
    await database.stop()
    removeDataDir(folder)
  }
  return { simulator, first, second, clients: clients as [Client, Client], firstInstance, sql, close }
}

type Left = {
  readonly callout_id: string
  readonly ordinal: number
  readonly owner: string
  readonly due_ms: number
}

/** What the dead one had claimed and not finished. */
const leftBy = async (sql: pg.Client, instance: string): Promise<readonly Left[]> => {
  const { rows } = await sql.query<Left>(
    `select callout_id, ordinal, claimed_by as owner, case when effect_kind = 'settle' then 0
       else extract(epoch from effect_at)::float8 * 1000 end as due_ms
     from attempt where claimed_by = $1 and effect_kind is not null`,
    [instance],
  )
  return rows
}

export type TwoOptions = {
  readonly triggers: number
  readonly policies?: number
  /** Where both keep their data; absent: a database of their own. */
  readonly database?: Pick<SharedDatabase, 'url' | 'env' | 'stop'>
}

/** Looks until somebody has taken up everything; returns how long the last of it had lain still. */
const longestGap = async (sql: pg.Client, left: readonly Left[], killedAtMs: number): Promise<number | null> => {
  let longestMs: number | null = null
  let lying = left
  while (lying.length > 0 && Date.now() - killedAtMs < REST_WITHIN_MS) {
    const { rows } = await sql.query<{ place: number }>(
      `select x.place from unnest($1::int[], $2::uuid[], $3::int[], $4::uuid[]) as x(place, callout_id, ordinal, owner)
         join attempt a on a.callout_id = x.callout_id and a.ordinal = x.ordinal
       where a.effect_kind is not null
         and (a.claimed_by = x.owner or (a.claimed_by is null and a.effect_at <= to_timestamp($5::float8 / 1000)))`,
      [
        lying.map((_, place) => place),
        lying.map((one) => one.callout_id),
        lying.map((one) => one.ordinal),
        lying.map((one) => one.owner),
        Date.now(),
      ],
    )
    const still = new Set(rows.map((row) => row.place))
    for (const [place, { due_ms }] of lying.entries()) {
      if (!still.has(place)) longestMs = Math.max(longestMs ?? 0, Date.now() - Math.max(killedAtMs, due_ms))
    }
    lying = lying.filter((_, place) => still.has(place))
    await pause(LOOK_EVERY_MS)
  }
  return lying.length > 0 ? REST_WITHIN_MS : longestMs
}

const rest = async (client: Client): Promise<void> => {
  const untilMs = performance.now() + REST_WITHIN_MS
  while (performance.now() < untilMs) {
    const answer = await must(client.ask('GET', '/v1/callouts?status=running&limit=1'))
    if (answer.json<{ items: readonly unknown[] }>().items.length === 0) return
    await pause(250)
  }
}

export const playTwo = async ({ triggers, policies = 200, database }: TwoOptions): Promise<TwoReport> => {
  const pair = await openPair(database)
  try {
    const { simulator, clients, sql, first } = pair
    await furnish(clients[0], simulator, policies)
    rollMoods(simulator, policies)
    simulator.network.faults.add({ kind: 'slow', action: 'create', delayMs: PROVIDER_MS })
    const posting = postTriggers({ clients, triggers, policies, perSecond: 150, up: () => Promise.resolve() })
    while (posting.count() < triggers / 2) await pause(1)
    await first.kill('SIGKILL')
    const killedAtMs = Date.now()
    const left = await leftBy(sql, pair.firstInstance)
    const [gapMs, posted] = await Promise.all([longestGap(sql, left, killedAtMs), posting.done])
    await rest(clients[1])
    const ids = await listCallouts(clients[1], new Set())
    const stage = { client: clients[1], simulator }
    const calls = simulator.network.calls.all
    const findings = await check(stage, { promised: posted.promised, ids, calls })
    const late = gapMs !== null && gapMs > GAP_MAX_MS ? [`the dead server's work lay still for ${gapMs} ms`] : []
    return { ...findings, mistakes: [...findings.mistakes, ...late], posted, gapMs, inherited: left.length }
  } finally {
    await pair.close()
  }
}
