// One round: triggers stream in, the server is killed at random moments among them and comes back. After a few rounds what is
// left is carried out, and everything is compared; until then the next kill meets the last one's repairs.

import { must } from '../support/http-client.ts'
import { attemptOf, check, type Findings, listCallouts, strangers } from './check.ts'
import { rollMoods, type Stage } from './stage.ts'
import { type Posted, postTriggers } from './triggers.ts'

export type Round = {
  readonly posted: Posted
  readonly kills: number
  /** From kill to serving again, the longest. */
  readonly downMs: number
  readonly ids: readonly string[]
}
export type RoundReport = Round & Findings & { readonly calls: number }

/** A call that nobody reports on is asked for after twenty seconds: where nothing rings for a minute, nothing will. */
const STILL_MS = 60_000
const LOOK_EVERY_MS = 250

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

export const playRound = async (
  stage: Stage,
  { triggers, seen }: { readonly triggers: number; readonly seen: Set<string> },
): Promise<Round> => {
  rollMoods(stage.simulator)
  const posting = postTriggers({
    clients: [stage.client],
    triggers,
    perSecond: 100 + Math.random() * 200,
    up: stage.up,
  })
  const downMs = await kill(stage, posting.count, triggers)
  const posted = await posting.done
  await stage.up()
  const ids = await listCallouts(stage.client, seen)
  for (const id of ids) seen.add(id)
  return { posted, kills: downMs.length, downMs: Math.max(...downMs), ids }
}

/** Compares rounds whose callouts have all ended, or should have. */
export const judge = async (
  stage: Stage,
  rounds: readonly Round[],
): Promise<{ readonly reports: readonly RoundReport[]; readonly mistakes: readonly string[] }> => {
  const reports: RoundReport[] = []
  const { all } = stage.simulator.network.calls
  for (const round of rounds) {
    const ids = new Set(round.ids)
    const calls = all.filter((call) => ids.has(attemptOf(call).split('.')[0] ?? ''))
    const findings = await check(stage, { promised: round.posted.promised, ids: round.ids, calls })
    reports.push({ ...round, ...findings, calls: calls.length })
  }
  return { reports, mistakes: strangers(all, new Set(rounds.flatMap((round) => round.ids))) }
}

/** One to three times: somewhere among the triggers, and sometimes again soon after it came back. */
const kill = async (stage: Stage, count: () => number, triggers: number): Promise<readonly number[]> => {
  const moments = Array.from({ length: 1 + Math.floor(Math.random() * 2) }, () => Math.random() * triggers).sort(
    (one, other) => one - other,
  )
  const downMs: number[] = []
  for (const moment of moments) {
    while (count() < moment) await pause(1)
    await pause(Math.random() * 20)
    downMs.push(await stage.crash())
    if (Math.random() > 0.3) continue
    await pause(Math.random() * 1_000)
    downMs.push(await stage.crash())
  }
  return downMs
}

/** Resolves when no callout runs any more, or none goes on, with how long that took: how long it may take is the machine's. */
export const rest = async ({ client, simulator, up }: Stage): Promise<number> => {
  const sinceMs = performance.now()
  let [calls, lastCallMs] = [0, sinceMs]
  await up()
  for (;;) {
    const answer = await must(client.ask('GET', '/v1/callouts?status=running&limit=1'))
    const nowMs = performance.now()
    const made = simulator.network.calls.all.length
    if (made > calls) [calls, lastCallMs] = [made, nowMs]
    const isOver = answer.json<{ items: readonly unknown[] }>().items.length === 0
    if (isOver || nowMs - lastCallMs > STILL_MS) return nowMs - sinceMs
    await pause(LOOK_EVERY_MS)
  }
}
