// npm run crashtest [-- --rounds 20 --triggers 1000 | --quick]: real processes, kill -9, and the promise that every trigger
// answered with 2xx is carried out. Then two servers on one database, of which one is killed. Prints a row per round and one
// last line; exits with 1 when a promise was broken.

import { listCallouts } from './check.ts'
import { judge, playRound, type Round, type RoundReport, rest } from './round.ts'
import { openStage, type Stage } from './stage.ts'
import { playTwo, type TwoReport } from './two.ts'

const MISTAKES_SHOWN = 20

const option = (name: string, otherwise: number): number => {
  const at = process.argv.indexOf(`--${name}`)
  const value = at < 0 ? Number.NaN : Number(process.argv[at + 1])
  return Number.isSafeInteger(value) && value >= 0 ? value : otherwise
}

const quick = process.argv.includes('--quick')
const rounds = option('rounds', quick ? 1 : 20)
const triggers = option('triggers', quick ? 400 : 1_000)

/** Rounds between one rest and the next. */
const REST_EVERY = 2

const columns = ['round', 'posted', 'promised', 'kills', 'down s', 'calls', 'lost', 'twice', 'repeats', 'rang 2×']
const row = (cells: readonly (string | number)[]): string =>
  cells.map((cell, index) => String(cell).padStart(Math.max(7, columns[index]?.length ?? 0))).join(' ')
const seconds = (ms: number): string => (ms / 1_000).toFixed(1)

const show = (name: string | number, report: RoundReport): void => {
  const { posted, kills, downMs, calls, lost, twice, repeats, secondRings, outcomes } = report
  const cells = [name, posted.total, posted.promised.size, kills, seconds(downMs), calls]
  console.log(`${row([...cells, lost, twice, repeats, secondRings])}  ${JSON.stringify(outcomes)}`)
  showMistakes(report.mistakes)
}

const showMistakes = (mistakes: readonly string[]): void => {
  for (const mistake of mistakes.slice(0, MISTAKES_SHOWN)) console.log(`        ✗ ${mistake}`)
  if (mistakes.length > MISTAKES_SHOWN) console.log(`        … and ${mistakes.length - MISTAKES_SHOWN} more`)
}

type Sum = { promised: number; lost: number; twice: number; repeats: number; secondRings: number; mistakes: number }

const playRounds = async (): Promise<Sum> => {
  const sum: Sum = { promised: 0, lost: 0, twice: 0, repeats: 0, secondRings: 0, mistakes: 0 }
  const stage = await openStage()
  const seen = new Set<string>()
  console.log(row(columns))
  for (let first = 1; first <= rounds; first += REST_EVERY) {
    const played: Round[] = []
    for (let round = first; round < first + REST_EVERY && round <= rounds; round += 1) {
      played.push(await playRound(stage, { triggers, seen }))
    }
    await settle(stage, { played, first, sum, seen })
  }
  const { code, leftBehind } = await stage.close()
  const ends = [
    ...(code === 0 ? [] : [`the server ended with ${code} when it was told to stop`]),
    ...(leftBehind === 0 ? [] : [`${leftBehind} processes of the database were left behind`]),
  ]
  showMistakes(ends)
  return { ...sum, mistakes: sum.mistakes + ends.length }
}

type Played = {
  readonly played: readonly Round[]
  readonly first: number
  readonly sum: Sum
  readonly seen: Set<string>
}

/** With what was written after the last round had looked: of its callers none was told. */
const withLate = (played: readonly Round[], late: readonly string[]): readonly Round[] =>
  played.map((round, index) => (index === played.length - 1 ? { ...round, ids: [...round.ids, ...late] } : round))

const settle = async (stage: Stage, { played, first, sum, seen }: Played): Promise<void> => {
  const tailMs = await rest(stage)
  const late = await listCallouts(stage.client, seen)
  for (const id of late) seen.add(id)
  const { reports, mistakes } = await judge(stage, withLate(played, late))
  for (const [index, report] of reports.entries()) {
    show(first + index, report)
    sum.promised += report.posted.promised.size
    sum.mistakes += report.mistakes.length
    for (const key of ['lost', 'twice', 'repeats', 'secondRings'] as const) sum[key] += report[key]
  }
  console.log(
    `        at rest ${seconds(tailMs)} s after the last trigger; ${late.length} callouts were written later than looked for`,
  )
  sum.mistakes += mistakes.length
  showMistakes(mistakes)
  stage.simulator.network.calls.clear()
}

const showTwo = ({ posted, gapMs, lost, twice, repeats, mistakes }: TwoReport): void => {
  const gap = gapMs === null ? 'nothing to take over' : `its work went on after ${seconds(gapMs)} s at the latest`
  console.log(
    `two servers, one killed: ${posted.promised.size} promised, ${lost} lost, ${twice} called twice, ${repeats} possible repeats; ${gap}`,
  )
  showMistakes(mistakes)
}

const beganMs = performance.now()
const sum = rounds === 0 ? null : await playRounds()
const two = process.argv.includes('--no-two') ? null : await playTwo({ triggers: Math.min(triggers, 400) })
if (two !== null) showTwo(two)
const mistakes = (sum?.mistakes ?? 0) + (two?.mistakes.length ?? 0)
const promised = (sum?.promised ?? 0) + (two?.posted.promised.size ?? 0)
const count = (key: 'lost' | 'twice' | 'repeats'): number => (sum?.[key] ?? 0) + (two?.[key] ?? 0)
console.log(
  `${promised} promised, ${count('lost')} lost, ${count('twice')} called twice, ${count('repeats')} possible repeats (each explained by an unknown result, ${sum?.secondRings ?? 0} rang twice), ${mistakes} mistakes, ${seconds(performance.now() - beganMs)} s`,
)
process.exit(mistakes === 0 ? 0 : 1)
