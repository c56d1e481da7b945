// (r) alerts: how many are taken durably in a second, one in each request, beside a bare server that writes as much; how soon one
// makes a phone ring; and a storm of ten thousand, which is one call.

import { must } from '../tests/support/http-client.ts'
import { alertmanagerBeside } from './alertmanager.ts'
import type { BareOrder } from './bare.ts'
import { startChild } from './child.ts'
import { atLeast, atMost, figure, median, percentile, type Row } from './figures.ts'
import type { LoadResult } from './load.ts'
import type { Size } from './starts.ts'
import { furnish, openYard, pause, quiet, until, type Yard } from './yard.ts'

const CONNECTIONS = 64
const STORM = { full: 10_000, quick: 1_000 }
const REFERENCE = 1_000
/** Each of a policy, so that each makes a call of its own. */
const SINGLE = { full: 300, quick: 50 }

const perSecond = ({ answered, tookMs }: LoadResult): number => (answered * 1_000) / tookMs

const ofBench = (policy: number, hosts: string) => ({
  key: `rule-${policy}`,
  name: `Rule ${policy}`,
  policy: `policy-${policy}`,
  match: { hosts: [hosts] },
})

/** Alerts of the host `storm…` call by one policy; `single-n` by the policy n. Returns the key they are sent with. */
const watch = async ({ client }: Yard, policies: number): Promise<string> => {
  const rules = Array.from({ length: policies }, (_, index) => ofBench(index, `single-${index}`))
  const document = { version: 1, rules: [...rules, { ...ofBench(policies, 'storm*'), policy: `policy-${policies}` }] }
  await must(client.ask('POST', '/v1/config/apply', { body: { document } }))
  const source = { key: 'bench', name: 'Bench', kind: 'generic' }
  return (await must(client.ask('POST', '/v1/sources', { body: source }))).json<{ secret: string }>().secret
}

/** The bytes of the row of an alert, as PostgreSQL counts them. */
const rowBytesOf = async (yard: Yard): Promise<readonly number[]> => {
  const { rows } = await yard.pools().engine.query<{ bytes: number }>(
    `select pg_column_size(a.*) as bytes from (select * from alert limit 1) a
     union all select pg_column_size(m.*) from (select * from alert_run_member limit 1) m`,
  )
  return rows.map((row) => row.bytes)
}

type Load = (order: {
  readonly forMs?: number
  readonly requests?: number
  readonly url?: string
}) => Promise<LoadResult>

type Round = {
  readonly own: number
  readonly serverMs: number
  readonly databaseMs: number
  readonly grouped: number
  readonly single: number
}

/** One alert a request, of which every second is of an object nobody knew. */
const takenIn = async (yard: Yard, load: Load, { quick }: Size): Promise<readonly Row[]> => {
  const forMs = quick ? 2_000 : 5_000
  await load({ forMs })
  await quiet(yard)
  const rowBytes = await rowBytesOf(yard)
  const bare = async (grouped: boolean): Promise<number> => {
    const child = startChild('bare')
    const order: BareOrder = { databaseUrl: await yard.databaseUrl(), grouped, rowBytes }
    const result = await load({ forMs, url: `http://127.0.0.1:${await child.ask<number>(order)}` })
    child.end()
    return perSecond(result)
  }
  const rounds: Round[] = []
  for (let round = 0; round < (quick ? 1 : 3); round += 1) {
    const before = yard.cpuMs()
    const result = await load({ forMs })
    const after = yard.cpuMs()
    await quiet(yard)
    rounds.push({
      own: perSecond(result),
      serverMs: (after.server - before.server) / result.answered,
      databaseMs: (after.database - before.database) / result.answered,
      grouped: await bare(true),
      single: await bare(false),
    })
  }
  const of = (pick: (round: Round) => number): number => median(rounds.map(pick))
  const bytes = rowBytes.reduce((sum, one) => sum + one, 0)
  return [
    figure('r', 'alerts taken durably at 64 connections, half of them new objects', [of(({ own }) => own), '/s']),
    figure('r', '  … processor time of the server per alert', [of(({ serverMs }) => serverMs), 'ms']),
    figure('r', '  … processor time of the database per alert', [of(({ databaseMs }) => databaseMs), 'ms']),
    figure('r', `ceiling: a bare server, grouped, ${rowBytes.length} rows and ${bytes} bytes each`, [
      of(({ grouped }) => grouped),
      '/s',
    ]),
    figure('r', 'a bare server, not grouped', [of(({ single }) => single), '/s']),
    atLeast(figure('r', 'alerts ÷ grouped bare server', [of(({ own, grouped }) => own / grouped), '']), 0.4),
  ]
}

/** From the request about an object that nobody knew to the order to call at the provider. */
const toProvider = async (yard: Yard, key: string, count: number): Promise<readonly Row[]> => {
  await yard.take()
  const tookMs: number[] = []
  for (let index = 0; index < count; index += 1) {
    const { sent } = await yard.load({
      connections: 1,
      requests: 1,
      policies: count,
      firstPolicy: index,
      token: key,
      entrance: 'alert',
    })
    await until(async () => (await yard.arrived()) > 0, 5_000)
    const [arrival] = await yard.take()
    tookMs.push((arrival?.atMs ?? Number.POSITIVE_INFINITY) - (sent[0]?.[1] ?? 0))
  }
  return [
    figure('r', 'alert → the provider has the call, idle, p50', [percentile(tookMs, 0.5), 'ms']),
    figure('r', 'alert → the provider has the call, idle, p99', [percentile(tookMs, 0.99), 'ms']),
  ]
}

/** As fast as they are taken, each a request; the first of them calls, and all others join it. */
const storm = async (yard: Yard, load: Load, count: number): Promise<readonly Row[]> => {
  await yard.take()
  const memoryMb = yard.memoryMb()
  const loading = load({ requests: count })
  await until(async () => (await yard.arrived()) > 0, 60_000)
  const { firstSentAtMs, tookMs } = await loading
  await pause(1_000)
  const calls = await yard.take()
  return [
    figure('r', `a storm of ${count}: its call at the provider after`, [
      (calls[0]?.atMs ?? Number.NaN) - firstSentAtMs,
      'ms',
    ]),
    figure('r', '  … all taken after', [tookMs, 'ms']),
    atMost(figure('r', '  … calls', [calls.length, '']), 1),
    figure('r', '  … memory of the server, grown by', [yard.memoryMb() - memoryMb, 'MB']),
  ]
}

export const alerts = async (size: Size): Promise<readonly Row[]> => {
  const yard = await openYard()
  const single = size.quick ? SINGLE.quick : SINGLE.full
  try {
    await furnish(yard, { count: single + 1, connection: {} })
    const key = await watch(yard, single)
    const load: Load = (order) =>
      yard.load({ connections: CONNECTIONS, policies: 1_000_000_000, token: key, entrance: 'storm', ...order })
    const stormRows = await storm(yard, load, size.quick ? STORM.quick : STORM.full)
    await quiet(yard)
    const singleRows = await toProvider(yard, key, single)
    const rows = [...(await takenIn(yard, load, size)), ...singleRows, ...stormRows]
    return [...rows, ...(await alertmanagerBeside(REFERENCE))]
  } finally {
    await yard.close()
  }
}
