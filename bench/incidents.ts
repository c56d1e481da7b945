// (h) the list of incidents, deep: the hundredth page of a hundred, of ten thousand and of a million incidents, over Reactio's API
// with its pages and over /v1 from the newest; and how many incidents a second Reactio's API takes beside /v1 doing the same.

import type { Client } from '../tests/support/http-client.ts'
import { must } from '../tests/support/http-client.ts'
import { atLeast, atMost, figure, median, type Row } from './figures.ts'
import type { Size } from './starts.ts'
import { openYard, quiet, type Yard } from './yard.ts'

const FEW = 10_000
const MANY = { full: 1_000_000, quick: 100_000 }
const BATCH = 100_000
const STATEMENT = `insert into incident (id, space_id, project_id, number, name, status, parameters, open_since, created_at,
    updated_at, seq, topics, alerts, pended_at, closed_at)
  select gen_random_uuid(), p.space_id, p.id, n, 'incident ' || n, (array['open', 'pend', 'close'])[1 + n % 3],
    '{"detection":"msp","cause":"bug"}', at, at, at, 0, 0, 0, null, null
  from project p, generate_series($1::integer, $2::integer) as n,
    lateral (select to_timestamp(1700000000 + n) as at) as made
  where p.key = 'default'`

/** Written as rows: what is measured is the reading. */
const fill = async (yard: Yard, from: number, to: number): Promise<void> => {
  const client = await yard.pools().owner.connect()
  try {
    for (let first = from; first <= to; first += BATCH) {
      await client.query('begin')
      await client.query(`set local noroshi.space = '*'`)
      await client.query(STATEMENT, [first, Math.min(to, first + BATCH - 1)])
      await client.query('commit')
    }
    // As autovacuum leaves a table that has grown: an index alone then tells what is there.
    await client.query('vacuum analyze incident')
    await client.query(`set noroshi.space = '*'`)
    await client.query(
      `insert into space_counter (space_id, name, value) select space_id, 'incident', $1 from project where key = 'default'
       on conflict (space_id, name) do update set value = excluded.value`,
      [to],
    )
    await client.query('reset noroshi.space')
  } finally {
    client.release()
  }
}

type Ask = () => Promise<unknown>

const medianMs = async (ask: Ask, times: number): Promise<number> => {
  const tookMs: number[] = []
  for (let index = 0; index < times; index += 1) {
    const begunMs = performance.now()
    await ask()
    if (index >= times / 4) tookMs.push(performance.now() - begunMs)
  }
  return median(tookMs)
}

const listsOf = (client: Client, key: string): Readonly<Record<string, Ask>> => {
  const headers = { 'x-api-key': key }
  const reactio = (query: string) => () => must(client.ask('GET', `/api/v1/incidents?${query}`, { headers }))
  return {
    'page 100 of 100': reactio('page=100&per_page=100'),
    'page 100 of 30 with a status': reactio('page=100&per_page=30&status=pend'),
    'page 1': reactio('per_page=100'),
    '/v1, the newest 100': () => must(client.ask('GET', '/v1/incidents?limit=100')),
  }
}

/** Requests that answer 201, a few at a time, per second. */
const perSecond = async (make: () => Promise<unknown>, forMs: number): Promise<number> => {
  const untilMs = performance.now() + forMs
  const begunMs = performance.now()
  let made = 0
  const worker = async (): Promise<void> => {
    while (performance.now() < untilMs) {
      await make()
      made += 1
    }
  }
  await Promise.all(Array.from({ length: 16 }, worker))
  return (made * 1_000) / (performance.now() - begunMs)
}

const creation = async (client: Client, key: string, { quick }: Size): Promise<Row> => {
  const body = { name: 'サイト閲覧不可', topics: ['原因調査', '復旧作業'], message: '至急原因調査を実施!' }
  const reactio = () => must(client.ask('POST', '/api/v1/incidents', { body, headers: { 'x-api-key': key } }))
  const own = () => must(client.ask('POST', '/v1/incidents', { body }))
  const ratios: number[] = []
  // Neither of them pays for the other's warming up.
  for (const make of [own, reactio]) await perSecond(make, 2_000)
  for (let round = 0; round < (quick ? 1 : 3); round += 1) {
    const ours = await perSecond(own, 2_000)
    ratios.push((await perSecond(reactio, 2_000)) / ours)
  }
  return atLeast(figure('h', 'incidents made through Reactio’s API ÷ through /v1', [median(ratios), '']), 0.8)
}

export const incidentLists = async (size: Size): Promise<readonly Row[]> => {
  const yard = await openYard()
  try {
    const scopes = ['incidents:read', 'incidents:write']
    const made = await must(yard.client.ask('POST', '/v1/tokens', { body: { name: 'reactio', scopes } }))
    const { token } = made.json<{ token: string }>()
    const rows: Row[] = [await creation(yard.client, token, size)]
    await yard.pools().owner.query('truncate incident cascade')
    const lists = listsOf(yard.client, token)
    const times = size.quick ? 40 : 200
    await fill(yard, 1, FEW)
    await quiet(yard)
    const few = await measured(lists, times)
    const many = size.quick ? MANY.quick : MANY.full
    await fill(yard, FEW + 1, many)
    await quiet(yard)
    const after = await measured(lists, times)
    for (const name of Object.keys(lists)) {
      const [before, now] = [few[name] ?? Number.NaN, after[name] ?? Number.NaN]
      rows.push(figure('h', `incident list, ${name}, of ${FEW}`, [before, 'ms']))
      rows.push(figure('h', `incident list, ${name}, of ${many}`, [now, 'ms']))
      rows.push(atMost(figure('h', `incident list, ${name}: of ${many} ÷ of ${FEW}`, [now / before, '']), 1.5))
    }
    return rows
  } finally {
    await yard.close()
  }
}

const measured = async (lists: Readonly<Record<string, Ask>>, times: number): Promise<Record<string, number>> => {
  const took: Record<string, number> = {}
  for (const [name, ask] of Object.entries(lists)) took[name] = await medianMs(ask, times)
  return took
}
