// (s) what a script that stays as it is pays for it: starts per second through each of the other systems' APIs beside /v1 doing the
// same writes; and how long executing takes in a space of 30,000 users and 500 policies of 60 people beside one with a single policy.

import { must } from '../tests/support/http-client.ts'
import { GUIDANCE } from './entrances.ts'
import { atLeast, atMost, figure, median, percentile, type Row } from './figures.ts'
import type { Size } from './starts.ts'
import { employ, furnish, openYard, quiet, type Yard } from './yard.ts'

const CONNECTIONS = 64
const POLICIES = 200
const PEOPLE = 60
const SPACE = { full: 500, quick: 50 }
const names: Readonly<Record<'jp1' | 'pigeon', string>> = { jp1: 'JP1’s API', pigeon: 'Pigeon’s API' }

/** A script's account of JP1's API, signed in. */
const signIn = async ({ client }: Yard): Promise<string> => {
  const account = { account: 'bench', password: 'a password of the bench' }
  await must(client.ask('POST', '/v1/accounts', { body: { ...account, user: 'user-0', mustChange: false } }))
  await must(client.ask('POST', '/v1/roles', { body: { role: 'member', user: 'user-0' } }))
  const answer = await must(client.ask('POST', '/api/v1/signin', { body: account }))
  return answer.json<{ id_token: string }>().id_token
}

const apiToken = async ({ client }: Yard): Promise<string> => {
  const body = { name: 'bench', scopes: ['callouts:start'] }
  return (await must(client.ask('POST', '/v1/tokens', { body }))).json<{ token: string }>().token
}

/** On a connection paced as Twilio's default is: what is measured is the taking in, not the calling. */
const throughEach = async ({ quick }: Size): Promise<readonly Row[]> => {
  const yard = await openYard()
  try {
    await furnish(yard, { count: POLICIES, connection: { callsPerSecond: 1 } })
    await must(
      yard.client.ask('POST', '/v1/templates', { body: { key: GUIDANCE, name: GUIDANCE, message: '{{text}}' } }),
    )
    const tokens = { v1: await apiToken(yard), jp1: await signIn(yard), pigeon: await apiToken(yard) }
    const perSecond = async (entrance: keyof typeof tokens): Promise<number> => {
      const order = { connections: CONNECTIONS, policies: POLICIES, forMs: quick ? 2_000 : 4_000 }
      const result = await yard.load({ ...order, entrance, token: tokens[entrance] })
      if (result.failed > 0) throw new Error(`${result.failed} starts through ${entrance} failed`)
      await quiet(yard)
      return (result.answered * 1_000) / result.tookMs
    }
    const rows: Row[] = []
    // None of them pays for another's warming up.
    for (const entrance of ['v1', 'jp1', 'pigeon'] as const) await perSecond(entrance)
    for (const entrance of ['jp1', 'pigeon'] as const) {
      const own: number[] = []
      const theirs: number[] = []
      for (let round = 0; round < (quick ? 1 : 3); round += 1) {
        own.push(await perSecond('v1'))
        theirs.push(await perSecond(entrance))
      }
      const ratio = median(theirs.map((value, round) => value / (own[round] ?? Number.NaN)))
      rows.push(figure('s', `starts through ${names[entrance]}`, [median(theirs), '/s']))
      rows.push(figure('s', '  … through /v1 beside it', [median(own), '/s']))
      rows.push(atLeast(figure('s', `starts through ${names[entrance]} ÷ through /v1`, [ratio, '']), 0.8))
    }
    return rows
  } finally {
    await yard.close()
  }
}

const inLargeSpace = async ({ quick }: Size): Promise<readonly Row[]> => {
  const yard = await openYard()
  const many = quick ? SPACE.quick : SPACE.full
  try {
    await furnish(yard, { count: 1, steps: PEOPLE, connection: { callsPerSecond: 1 } })
    const token = await signIn(yard)
    const latencies = async (policies: number): Promise<readonly number[]> => {
      const order = { connections: 1, policies, requests: quick ? 150 : 500, pauseMs: 5 }
      await yard.load({ ...order, entrance: 'jp1', token })
      await quiet(yard)
      const result = await yard.load({ ...order, entrance: 'jp1', token })
      if (result.failed > 0) throw new Error(`${result.failed} executions failed`)
      return result.latencyMs
    }
    const few = await latencies(1)
    await employ(yard, { count: many, steps: PEOPLE })
    await quiet(yard)
    const after = await latencies(many)
    const [before, now] = [percentile(few, 0.5), percentile(after, 0.5)]
    const space = `${many * PEOPLE} users, ${many} policies of ${PEOPLE}`
    return [
      figure('s', 'execute of JP1’s API, one policy, p50', [before, 'ms']),
      figure('s', '  … p99', [percentile(few, 0.99), 'ms']),
      figure('s', `execute with ${space}, p50`, [now, 'ms']),
      figure('s', '  … p99', [percentile(after, 0.99), 'ms']),
      atMost(figure('s', 'execute in the large space ÷ with one policy, p50', [now / before, '']), 1.5),
    ]
  } finally {
    await yard.close()
  }
}

export const dialects = async (size: Size): Promise<readonly Row[]> => [
  ...(await throughEach(size)),
  ...(await inLargeSpace(size)),
]
