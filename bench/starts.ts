// (a) durable starts per second beside a bare server that writes as many rows and bytes as durably, and (b) how soon after a
// start its call arrives at the provider when nothing else is going on.

import type { BareOrder } from './bare.ts'
import { startChild } from './child.ts'
import { atLeast, atMost, figure, median, percentile, type Row } from './figures.ts'
import type { LoadResult } from './load.ts'
import { furnish, openYard, pause, quiet, until, type Yard } from './yard.ts'

export type Size = { readonly quick: boolean }

const CONNECTIONS = 64
const POLICIES = 200

const perSecond = (result: LoadResult): number => (result.answered * 1_000) / result.tookMs

/** The bytes of each row that one start has written, as PostgreSQL counts them: the latest one, to which nothing else has happened yet. */
const rowBytesOf = async (yard: Yard): Promise<readonly number[]> => {
  const { rows } = await yard.pools().engine.query<{ bytes: number }>(
    `with one as (select id from callout order by id desc limit 1)
     select pg_column_size(c.*) as bytes from callout c join one using (id)
     union all select pg_column_size(t.*) from target t join one on id = callout_id
     union all select pg_column_size(a.*) from attempt a join one on id = callout_id
     union all select pg_column_size(h.*) from history h join one on id = callout_id
     union all select pg_column_size(i.*) from idempotency i join one on id = callout_id`,
  )
  return rows.map((row) => row.bytes)
}

/** Starts on a connection paced as Twilio's default is: what is measured is the taking in, not the calling. */
export const durableStarts = async ({ quick }: Size): Promise<readonly Row[]> => {
  const yard = await openYard()
  try {
    await furnish(yard, { count: POLICIES, connection: { callsPerSecond: 1 } })
    const load = (url?: string): Promise<LoadResult> => {
      const order = { connections: CONNECTIONS, policies: POLICIES, forMs: quick ? 2_000 : 5_000 }
      return yard.load(url === undefined ? order : { ...order, url })
    }
    await load()
    await quiet(yard)
    const rowBytes = await rowBytesOf(yard)
    const bare = async (grouped: boolean): Promise<number> => {
      const child = startChild('bare')
      const order: BareOrder = { databaseUrl: await yard.databaseUrl(), grouped, rowBytes }
      const port = await child.ask<number>(order)
      const result = await load(`http://127.0.0.1:${port}`)
      child.end()
      return perSecond(result)
    }
    const rounds: Round[] = []
    for (let round = 0; round < (quick ? 1 : 3); round += 1) {
      const before = yard.cpuMs()
      const result = await load()
      const after = yard.cpuMs()
      await quiet(yard)
      rounds.push({
        own: perSecond(result),
        p99: percentile(result.latencyMs, 0.99),
        serverMs: (after.server - before.server) / result.answered,
        databaseMs: (after.database - before.database) / result.answered,
        grouped: await bare(true),
        single: await bare(false),
      })
    }
    return startRows(rounds, rowBytes)
  } finally {
    await yard.close()
  }
}

type Round = {
  readonly own: number
  readonly p99: number
  /** Processor time per start: it says what the figures do not when something else runs on the machine. */
  readonly serverMs: number
  readonly databaseMs: number
  readonly grouped: number
  readonly single: number
}

const startRows = (rounds: readonly Round[], rowBytes: readonly number[]): readonly Row[] => {
  const bytes = rowBytes.reduce((sum, one) => sum + one, 0)
  return [
    figure('a', 'durable starts at 64 connections', [median(rounds.map((one) => one.own)), '/s']),
    figure('a', '  … their answer, p99', [median(rounds.map((one) => one.p99)), 'ms']),
    figure('a', '  … processor time of the server per start', [median(rounds.map((one) => one.serverMs)), 'ms']),
    figure('a', '  … processor time of the database per start', [median(rounds.map((one) => one.databaseMs)), 'ms']),
    figure('a', `ceiling: a bare server, grouped, ${rowBytes.length} rows and ${bytes} bytes each`, [
      median(rounds.map((one) => one.grouped)),
      '/s',
    ]),
    figure('a', 'a bare server, not grouped', [median(rounds.map((one) => one.single)), '/s']),
    atLeast(figure('a', 'starts ÷ grouped bare server', [median(rounds.map((one) => one.own / one.grouped)), '']), 0.5),
  ]
}

/** From the moment the request is sent to the moment the provider has the order to call. */
export const startToProvider = async ({ quick }: Size): Promise<readonly Row[]> => {
  const yard = await openYard()
  const count = quick ? 300 : 1_000
  try {
    await furnish(yard, { count: 200, connection: {} })
    await yard.behave({ mode: 'busy' })
    const idle = async (requests: number): Promise<readonly number[]> => {
      const { sent } = await yard.load({ connections: 1, requests, policies: 200, pauseMs: 10 })
      await until(async () => (await yard.arrived()) >= requests, 5_000)
      const arrivedAtMs = new Map((await yard.take()).map((one) => [one.callout, one.atMs]))
      return sent.map(([id, atMs]) => (arrivedAtMs.get(id) ?? Number.POSITIVE_INFINITY) - atMs)
    }
    await idle(200)
    await pause(1_000)
    const tookMs = await idle(count)
    return [
      atMost(figure('b', 'start → the provider has the call, idle, p50', [percentile(tookMs, 0.5), 'ms']), 10),
      atMost(figure('b', 'start → the provider has the call, idle, p99', [percentile(tookMs, 0.99), 'ms']), 40),
    ]
  } finally {
    await yard.close()
  }
}
