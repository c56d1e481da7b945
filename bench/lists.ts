// (l) every list's first page, in a company of years: 30,000 users, 500 policies, 1,000,000 attempts, 100,000 incidents. Which lists there are
// is read from the API's own document, so that one of the future is measured too; beside them those that the
// console asks with filters. (o) follows in the same database.

import type { Client } from '../tests/support/http-client.ts'
import { must } from '../tests/support/http-client.ts'
import { atMost, figure, percentile, type Row } from './figures.ts'
import { keeping } from './keeping.ts'
import { fill, large, small } from './large.ts'
import type { Size } from './starts.ts'
import { addSource, furnish, openYard, quiet } from './yard.ts'

const GOAL_MS = 150

type Document = {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<string, { readonly parameters?: readonly { readonly name: string; readonly required?: boolean }[] }>
      >
    >
  >
}

/** Lists that need nothing but to be asked, by a token. */
const listsOf = ({ paths }: Document): readonly string[] =>
  Object.entries(paths).flatMap(([path, { get }]) => {
    const names = (get?.parameters ?? []).map(({ name }) => name)
    const needsMore = path.includes('{') || path.endsWith('.csv') || path.startsWith('/v1/session/')
    return names.includes('limit') && !needsMore ? [path] : []
  })

const DAY_MS = 86_400_000
const daysAgo = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString()

const filtered = (): readonly string[] => [
  '/v1/callouts?status=running',
  '/v1/callouts?status=ended',
  '/v1/callouts?policy=large-7',
  '/v1/attempts?user=large-7',
  '/v1/attempts?result=taken',
  '/v1/attempts?channel=sms',
  `/v1/attempts?from=${daysAgo(30)}&to=${daysAgo(29)}`,
  '/v1/incidents?status=open',
  '/v1/incidents?text=99999',
  '/v1/alerts?state=problem',
  '/v1/alerts?unmatched=true',
  '/v1/audit?kind=policy',
  '/v1/audit?by=large-7',
  `/v1/analytics?from=${daysAgo(30)}&to=${daysAgo(0)}`,
]

const p95Of = async (client: Client, path: string, times: number): Promise<number> => {
  const tookMs: number[] = []
  for (let index = 0; index < times; index += 1) {
    const begunMs = performance.now()
    await must(client.ask('GET', path))
    tookMs.push(performance.now() - begunMs)
  }
  // The first ones warm what is asked for the first time.
  return percentile(tookMs.slice(Math.ceil(times / 10)), 0.95)
}

export const lists = async ({ quick }: Size): Promise<readonly Row[]> => {
  const yard = await openYard()
  try {
    await furnish(yard, { count: 1, connection: {} })
    await addSource(yard.client)
    await fill(yard.pools().owner, quick ? small : large)
    await quiet(yard)
    const document = (await must(yard.client.ask('GET', '/v1/openapi.json'))).json<Document>()
    const rows: Row[] = []
    for (const path of [...listsOf(document), ...filtered()]) {
      const ms = await p95Of(yard.client, path, quick ? 20 : 60)
      rows.push(atMost(figure('l', path.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '…'), [ms, 'ms p95']), GOAL_MS))
    }
    return [...rows, ...(await keeping(yard, quick ? small.users : large.users))]
  } finally {
    await yard.close()
  }
}
