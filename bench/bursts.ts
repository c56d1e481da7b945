// (c) many callouts at once, and (g) one callout for many people at once, on a connection without a pace: how long until the
// last first call is at the provider, and what one more of them costs.

import { addPolicy } from '../tests/support/staff.ts'
import { atMost, figure, type Row } from './figures.ts'
import type { Size } from './starts.ts'
import { furnish, openYard, pause, until, type Yard } from './yard.ts'

const WARM_UP = 200
const ARRIVE_WITHIN_MS = 120_000

type Burst = { readonly count: number; readonly policies: number; readonly firstPolicy?: number }

/** From the first request to the last first call at the provider. */
const burst = async (yard: Yard, { count, ...whose }: Burst): Promise<number> => {
  const loading = yard.load({ connections: 64, requests: count, ...whose })
  await until(async () => (await yard.arrived()) >= count, ARRIVE_WITHIN_MS)
  const { firstSentAtMs } = await loading
  const first = new Map<string, number>()
  for (const { callout, ordinal, atMs } of await yard.take()) if (ordinal === 1) first.set(callout, atMs)
  if (first.size < count) return Number.POSITIVE_INFINITY
  return Math.max(...first.values()) - firstSentAtMs
}

/** Nothing runs any more. */
const rest = (yard: Yard): Promise<boolean> =>
  until(async () => {
    const answer = await yard.client.ask('GET', '/v1/callouts?status=running&limit=1')
    return answer.json<{ items: readonly unknown[] }>().items.length === 0
  }, 60_000)

/** How many of the latest callouts somebody took. */
const acknowledged = async (yard: Yard, latest: number): Promise<number> => {
  const { rows } = await yard.pools().engine.query<{ taken: number }>(
    `select count(*)::integer as taken from (select outcome from callout order by id desc limit $1) as latest
      where outcome = 'acknowledged'`,
    [latest],
  )
  return rows[0]?.taken ?? 0
}

const WITHIN_MS: Readonly<Record<number, number>> = { 1_000: 1_500, 10_000: 12_000 }

type Behaviour = Parameters<Yard['behave']>[0]

/** Rings, is answered at once, hears everything and is hung up on: every callback there is, while the others are still called. */
const atOnce: Behaviour = {
  mode: 'answer',
  afterMs: 50,
  keys: [{ afterHearing: '超えました', afterMs: 100, press: '1' }],
}
/** Rings, and nobody has answered yet when the last call goes out. */
const ringing: Behaviour = { mode: 'never' }

const answeredAtOnce = async (yard: Yard, sizes: readonly number[], policies: number): Promise<readonly Row[]> => {
  await yard.behave(atOnce)
  await burst(yard, { count: WARM_UP, policies })
  await rest(yard)
  const rows: Row[] = []
  for (const count of sizes) {
    const before = yard.cpuMs()
    const tookMs = await burst(yard, { count, policies })
    const row = figure('c', `${count} callouts at once, answered at once: all first calls at the provider`, [
      tookMs,
      'ms',
    ])
    await rest(yard)
    const after = yard.cpuMs()
    rows.push(
      atMost(row, WITHIN_MS[count] ?? 0),
      figure('c', '  … of them acknowledged', [await acknowledged(yard, count), '']),
      figure('c', '  … processor time of the server per callout, to its end', [
        (after.server - before.server) / count,
        'ms',
      ]),
      figure('c', '  … processor time of the database', [(after.database - before.database) / count, 'ms']),
      figure('c', '  … processor time of the simulated provider and the load', [
        (after.beside - before.beside) / count,
        'ms',
      ]),
    )
    await pause(2_000)
  }
  return rows
}

/** The phones go on ringing, so that each callout is of somebody else. */
const stillRinging = async (yard: Yard, sizes: readonly number[], policies: number): Promise<readonly Row[]> => {
  await yard.behave(ringing)
  const rows: Row[] = []
  let firstPolicy = 0
  for (const count of sizes) {
    const tookMs = await burst(yard, { count, policies, firstPolicy })
    firstPolicy += count
    const row = figure('c', `${count} callouts at once, still ringing: all first calls at the provider`, [tookMs, 'ms'])
    rows.push(atMost(row, WITHIN_MS[count] ?? 0))
    await pause(5_000)
  }
  return rows
}

export const bursts = async ({ quick }: Size): Promise<readonly Row[]> => {
  const yard = await openYard()
  const sizes = quick ? [1_000] : [1_000, 10_000]
  const policies = sizes.reduce((sum, one) => sum + one, 0)
  try {
    await furnish(yard, { count: policies, connection: {} })
    return [...(await answeredAtOnce(yard, sizes, policies)), ...(await stillRinging(yard, sizes, policies))]
  } finally {
    await yard.close()
  }
}

type Cost = { readonly people: number; readonly tookMs: number; readonly cpuMs: number }

/** One callout, from the request to its outcome: every phone is busy, so that each call has its whole life. */
const broadcast = async (yard: Yard, people: number): Promise<Cost> => {
  const before = yard.cpuMs()
  const { firstSentAtMs } = await yard.load({ connections: 1, requests: 1, policies: 1_000_000, firstPolicy: people })
  await until(async () => (await yard.arrived()) >= people, ARRIVE_WITHIN_MS)
  const lastMs = Math.max(...(await yard.take()).map((one) => one.atMs))
  await rest(yard)
  const after = yard.cpuMs()
  const cpuMs = after.server - before.server + after.database - before.database
  return { people, tookMs: lastMs - firstSentAtMs, cpuMs }
}

export const broadcasts = async ({ quick }: Size): Promise<readonly Row[]> => {
  const yard = await openYard()
  const sizes = quick ? [100, 1_000] : [100, 1_000, 10_000]
  try {
    await furnish(yard, { count: 0, connection: {}, users: sizes.at(-1) ?? 0 })
    for (const people of sizes) {
      await addPolicy(yard.client, {
        key: `policy-${people}`,
        mode: 'simultaneous',
        stop: 'all',
        steps: [Array.from({ length: people }, (_, index) => index)],
        from: yard.provider.numbers[0],
        redial: { max: 0 },
        loops: { max: 1 },
      })
    }
    await yard.behave({ mode: 'busy' })
    await broadcast(yard, 1_000)
    const costs: Cost[] = []
    for (const people of sizes) {
      const runs: Cost[] = []
      for (let run = 0; run < (people === 100 ? 5 : 2); run += 1) runs.push(await broadcast(yard, people))
      costs.push(middle(runs))
    }
    return costRows(costs)
  } finally {
    await yard.close()
  }
}

const middle = (runs: readonly Cost[]): Cost => {
  const sorted = runs.toSorted((one, other) => one.cpuMs - other.cpuMs)
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? { people: 0, tookMs: Number.NaN, cpuMs: Number.NaN }
}

const costRows = (costs: readonly Cost[]): readonly Row[] => {
  const each = costs.map(({ people, cpuMs }) => cpuMs / people)
  const wall = costs.map(({ people, tookMs }) => tookMs / people)
  return [
    ...costs.flatMap(({ people, tookMs, cpuMs }) => [
      figure('g', `one callout for ${people}: until the last call is at the provider`, [tookMs, 'ms']),
      figure('g', `  … processor time of server and database per recipient, to the end`, [cpuMs / people, 'ms']),
    ]),
    atMost(
      figure('g', 'processor time per recipient, largest ÷ smallest size', [(each.at(-1) ?? 0) / (each[0] ?? 1), '×']),
      1.5,
    ),
    atMost(figure('g', 'time per recipient, largest ÷ smallest size', [(wall.at(-1) ?? 0) / (wall[0] ?? 1), '×']), 1.5),
  ]
}
