// What must be true after a round, seen from outside: what /v1 says about the callouts against what the phone network saw.
// Each mistake is one sentence; an empty list is a pass.

import type { Call, Simulator } from '../../simulator/index.ts'
import { type Client, must } from '../support/http-client.ts'
import { each } from '../support/staff.ts'
import { loops } from './stage.ts'

type Attempt = {
  readonly ordinal: number
  readonly destination: number
  readonly state: string
  readonly reason: string
  readonly result: string | null
  readonly providerId: string | null
  readonly possibleRepeat: boolean
  readonly begunAt: string | null
}
type Callout = {
  readonly id: string
  readonly outcome: string | null
  readonly endedAt: string | null
  readonly attempts: readonly Attempt[]
}

export type Findings = {
  readonly outcomes: Readonly<Record<string, number>>
  readonly lost: number
  readonly twice: number
  readonly repeats: number
  /** Repeats after a call that had been made after all: the phone rang a second time. */
  readonly secondRings: number
  readonly mistakes: readonly string[]
}

/**
 * Returns every callout that was not seen before, newest first, down to a page that knows no other: one that was written late, as a
 * start may be whose caller had given up, stands among those of its time.
 */
export const listCallouts = async (client: Client, seen: ReadonlySet<string>): Promise<readonly string[]> => {
  const ids: string[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const after: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const answer = await must(client.ask('GET', `/v1/callouts?limit=200${after}`))
    const page = answer.json<{ items: readonly { id: string }[]; next: string | null }>()
    const fresh = page.items.filter((item) => !seen.has(item.id))
    ids.push(...fresh.map((item) => item.id))
    cursor = fresh.length === 0 ? null : page.next
  }
  return ids
}

/** Which attempt a call was made for: its address says so. */
export const attemptOf = (call: Call): string => {
  const { source } = call.order
  const url = 'url' in source ? source.url : ''
  return /\/voice\/([^/]+)\/(\d+)\//.exec(url)?.slice(1).join('.') ?? `none (${url})`
}

export const check = async (
  { client, simulator }: { readonly client: Client; readonly simulator: Simulator },
  round: { readonly promised: ReadonlySet<string>; readonly ids: readonly string[]; readonly calls: readonly Call[] },
): Promise<Findings> => {
  const callouts = new Map<string, Callout>()
  await each(round.ids.length, async (index) => {
    const callout = (await must(client.ask('GET', `/v1/callouts/${round.ids[index]}`))).json<Callout>()
    callouts.set(callout.id, callout)
  })
  const { calls } = round
  const callsOf = groupCalls(calls)
  const all = [...callouts.values()]
  const missing = [...round.promised].filter((id) => (callouts.get(id)?.outcome ?? null) === null)
  const twice = [...callsOf].filter(([, made]) => made.length > 1)
  const repeats = all.flatMap((callout) =>
    callout.attempts.filter((attempt) => attempt.possibleRepeat).map((attempt) => ({ callout, attempt })),
  )
  const unexplained = await Promise.all(repeats.map((repeat) => unexplainedRepeat(client, repeat)))
  return {
    outcomes: countBy(all.map((callout) => callout.outcome ?? 'none')),
    lost: missing.length,
    twice: twice.length,
    repeats: repeats.length,
    secondRings: repeats.filter((repeat) => wasMade(repeat, callsOf)).length,
    mistakes: [
      ...missing.map((id) => `callout ${id} was promised and ${callouts.has(id) ? 'did not end' : 'does not exist'}`),
      ...twice.map(([key, made]) => `attempt ${key} was called ${made.length} times`),
      ...all.filter((callout) => callout.outcome === null).map(({ id }) => `callout ${id} did not end`),
      ...all.flatMap((callout) => attemptMistakes(callout)),
      ...all.flatMap((callout) => foreignCalls(callout, simulator)),
      ...calls.flatMap((call) => attemptless(call, callouts)),
      ...unexplained.flat(),
    ],
  }
}

const groupCalls = (calls: readonly Call[]): ReadonlyMap<string, readonly Call[]> => {
  const groups = new Map<string, Call[]>()
  for (const call of calls) {
    const made = groups.get(attemptOf(call))
    if (made === undefined) groups.set(attemptOf(call), [call])
    else made.push(call)
  }
  return groups
}

const countBy = (names: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

type Repeat = { readonly callout: Callout; readonly attempt: Attempt }

const earlier = ({ callout, attempt }: Repeat): readonly Attempt[] =>
  callout.attempts.filter((one) => one.destination === attempt.destination && one.ordinal < attempt.ordinal)

const wasMade = (repeat: Repeat, calls: ReadonlyMap<string, readonly Call[]>): boolean => {
  const before = earlier(repeat).at(-1)
  return before !== undefined && calls.has(`${repeat.callout.id}.${before.ordinal}`)
}

/** A repeat is explained by an attempt at the same person before it whose result nobody knew. */
const unexplainedRepeat = async (client: Client, repeat: Repeat): Promise<readonly string[]> => {
  const { callout, attempt } = repeat
  const answer = await must(client.ask('GET', `/v1/callouts/${callout.id}/explanation?lang=en`))
  const { items } = answer.json<{ items: readonly { reason: string; attempt: number | null }[] }>()
  const before = new Set(earlier(repeat).map((one) => one.ordinal))
  const explained = items.some((item) => item.reason === 'result_unknown' && before.has(item.attempt ?? 0))
  return explained ? [] : [`attempt ${callout.id}.${attempt.ordinal} is a repeat nothing explains`]
}

/** One person is called once a loop, and once more after an unknown; nobody after the end. */
const attemptMistakes = ({ id, attempts, endedAt }: Callout): readonly string[] => {
  const late = attempts.filter((attempt) => attempt.begunAt !== null && endedAt !== null && attempt.begunAt > endedAt)
  const tooMany = Object.entries(countBy(attempts.map((attempt) => `${attempt.destination} ${attempt.reason}`))).filter(
    ([name, count]) => count > (name.endsWith('loop_repeat') ? loops - 1 : 1),
  )
  return [
    ...late.map((attempt) => `attempt ${id}.${attempt.ordinal} began after the end`),
    ...tooMany.map(([name, count]) => `callout ${id} made ${count} attempts at destination ${name}`),
  ]
}

/** An attempt that believes another attempt's call to be its own. */
const foreignCalls = ({ id, attempts }: Callout, simulator: Simulator): readonly string[] =>
  attempts.flatMap(({ ordinal, providerId }) => {
    if (providerId === null) return []
    const call = simulator.network.calls.get(providerId)
    const made = call === undefined ? 'no call' : attemptOf(call)
    return made === `${id}.${ordinal}` ? [] : [`attempt ${id}.${ordinal} has the call of ${made}`]
  })

const attemptless = (call: Call, callouts: ReadonlyMap<string, Callout>): readonly string[] => {
  const key = attemptOf(call)
  const [id = '', ordinal] = key.split('.')
  const known = callouts.get(id)?.attempts.some((attempt) => attempt.ordinal === Number(ordinal)) ?? false
  return known ? [] : [`a call was made for attempt ${key}, which does not exist`]
}

/** Calls for callouts nobody knows. */
export const strangers = (calls: readonly Call[], known: ReadonlySet<string>): readonly string[] =>
  calls
    .map((call) => attemptOf(call))
    .filter((key) => !known.has(key.split('.')[0] ?? ''))
    .map((key) => `a call was made for ${key}, a callout that does not exist`)
