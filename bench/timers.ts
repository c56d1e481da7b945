// (d) what a due timer costs and how late it is, whatever else is live; (e) how late timers are after kill -9; (f) memory. One
// database is filled step by step: a thousand, ten thousand, a hundred thousand live callouts, whose next step is far away.

import { atMost, figure, percentile, type Row } from './figures.ts'
import { type Field, latenessOf, layOut, plant } from './live.ts'
import type { Size } from './starts.ts'
import { furnish, openYard, pause, quiet, until, type Yard } from './yard.ts'

const PER_SECOND = 100
const FAR_MS = 24 * 3_600_000
/** Time to write the timers down before the first is due. */
const AHEAD_MS = 3_000
const AT_ONCE = 10_000

type Level = { readonly live: number; readonly p99Ms: number; readonly cpuMs: number }

export const timers = async ({ quick }: Size): Promise<readonly Row[]> => {
  const levels = quick ? [1_000, 10_000] : [1_000, 10_000, 100_000]
  const spanMs = quick ? 5_000 : 15_000
  const yard = await openYard()
  try {
    await furnish(yard, { count: 0, connection: {} })
    const field = await layOut(yard, quick ? 15_000 : 25_000)
    await spread(yard, field, 2_000)
    const seen: Level[] = []
    let live = 0
    for (const level of levels) {
      await plantFar(yard, field, level - live)
      live = level
      await quiet(yard)
      seen.push({ live, ...(await spread(yard, field, spanMs)) })
    }
    const memory = yard.memoryMb()
    const atOnce = await allAtOnce(yard, field, quick ? 2_000 : AT_ONCE)
    await quiet(yard)
    return [...levelRows(seen), ...atOnce, ...(await afterCrash(yard, field, live)), ...memoryRows(yard, memory, live)]
  } finally {
    await yard.close()
  }
}

const plantFar = (yard: Yard, field: Field, count: number): Promise<void> => {
  const nowMs = Date.now()
  const used = field.used
  const far = Array.from({ length: count }, (_, index) => nowMs + FAR_MS + index)
  // They never come due here, so they may share people with those that do.
  return plant(yard, field, far).then(() => {
    field.used = used
  })
}

/** A hundred a second, spread evenly: lateness, and processor time of server and database per timer with its call. */
const spread = async (yard: Yard, field: Field, spanMs: number): Promise<Omit<Level, 'live'>> => {
  const count = (spanMs * PER_SECOND) / 1_000
  const fromMs = Date.now() + AHEAD_MS
  await plant(
    yard,
    field,
    Array.from({ length: count }, (_, index) => fromMs + (index * 1_000) / PER_SECOND),
  )
  await pause(fromMs - Date.now() - 200)
  const before = yard.cpuMs()
  await pause(fromMs + spanMs + 500 - Date.now())
  const after = yard.cpuMs()
  const { lateMs, missing } = await latenessOf(yard, { fromMs, toMs: fromMs + spanMs })
  const cpuMs = after.server - before.server + after.database - before.database
  const p99Ms = missing > 0 ? Number.POSITIVE_INFINITY : percentile(lateMs, 0.99)
  return { p99Ms, cpuMs: cpuMs / count }
}

const levelRows = (levels: readonly Level[]): readonly Row[] => {
  const costs = levels.map((level) => level.cpuMs)
  return [
    ...levels.flatMap(({ live, p99Ms, cpuMs }) => [
      atMost(figure('d', `${live} live, ${PER_SECOND} due a second: lateness p99`, [p99Ms, 'ms']), 100),
      figure('d', `  … processor time of server and database per due timer and its call`, [cpuMs, 'ms']),
    ]),
    atMost(figure('d', 'cost of a due timer, most ÷ least live', [(costs.at(-1) ?? 0) / (costs[0] ?? 1), '×']), 1.5),
  ]
}

/** All at one instant: the time until the last is decided on, and until its call is at the provider. */
const allAtOnce = async (yard: Yard, field: Field, count: number): Promise<readonly Row[]> => {
  await yard.take()
  const dueMs = Date.now() + AHEAD_MS + count / 2
  await plant(
    yard,
    field,
    Array.from({ length: count }, () => dueMs),
  )
  await until(async () => (await yard.arrived()) >= count, 180_000)
  const arrivedMs = (await yard.take()).map((one) => one.atMs)
  const { lateMs, missing } = await latenessOf(yard, { fromMs: dueMs, toMs: dueMs + 1 })
  const lastMs = missing > 0 ? Number.POSITIVE_INFINITY : Math.max(...lateMs)
  const calledMs = arrivedMs.length < count ? Number.POSITIVE_INFINITY : Math.max(...arrivedMs) - dueMs
  return [
    figure('d', `${count} due at once: until the last is decided`, [lastMs, 'ms']),
    figure('d', `${count} due at once: until the last call is at the provider`, [calledMs, 'ms']),
  ]
}

/** Killed in the middle of a hundred timers a second; those that were due meanwhile count with those after. */
const afterCrash = async (yard: Yard, field: Field, live: number): Promise<readonly Row[]> => {
  const spanMs = 12_000
  const fromMs = Date.now() + AHEAD_MS
  const count = (spanMs * PER_SECOND) / 1_000
  await plant(
    yard,
    field,
    Array.from({ length: count }, (_, index) => fromMs + (index * 1_000) / PER_SECOND),
  )
  await pause(fromMs + 3_000 - Date.now())
  const killedAtMs = await yard.crash()
  const servingMs = Date.now() - killedAtMs
  await pause(fromMs + spanMs + 6_000 - Date.now())
  const { lateMs, missing } = await latenessOf(yard, { fromMs: killedAtMs, toMs: fromMs + spanMs })
  const p99Ms = missing > 0 ? Number.POSITIVE_INFINITY : percentile(lateMs, 0.99)
  return [
    figure('e', `kill -9 with ${live} live: serving again after`, [servingMs, 'ms']),
    atMost(figure('e', `kill -9 with ${live} live: lateness of timers due from then on, p99`, [p99Ms, 'ms']), 5_000),
    figure('e', '  … the longest', [Math.max(...lateMs), 'ms']),
  ]
}

const memoryRows = (yard: Yard, beforeMb: number, live: number): readonly Row[] => [
  atMost(figure('f', `memory of the server process with ${live} live`, [beforeMb, 'MB']), 400),
  figure('f', `  … at the end, after ${AT_ONCE} at once and a restart`, [yard.memoryMb(), 'MB']),
]
