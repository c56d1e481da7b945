// A company of years, written into a database as rows: users, policies, callouts with their attempts and histories, incidents with their
// timelines, alerts. What is measured with it is the reading.

import { createHash } from 'node:crypto'
import type pg from 'pg'
import { initialHead } from '#core/callout/state'
import type { ConnectionId } from '#core/ids'
import { planOf } from './live.ts'

export type Large = {
  readonly users: number
  readonly policies: number
  readonly callouts: number
  readonly attemptsEach: number
  readonly incidents: number
  readonly alerts: number
}

/** The floors a company is promised. */
export const large: Large = {
  users: 30_000,
  policies: 500,
  callouts: 250_000,
  attemptsEach: 4,
  incidents: 100_000,
  alerts: 20_000,
}

/** A hundredth of it. */
export const small: Large = {
  users: 300,
  policies: 50,
  callouts: 2_500,
  attemptsEach: 4,
  incidents: 1_000,
  alerts: 200,
}

/** In one transaction: the undo of a million rows is not one. */
const TOGETHER = 50_000
/** The newest was a minute ago, each other one so long before the next: years for all. */
const BETWEEN_S = 600

type Step = {
  readonly what: string
  readonly count: number
  readonly statement: string
  readonly values?: readonly unknown[]
}

/** The statements take the first and the last of a batch as $1 and $2; the instant of the n-th is `at(n)`. */
const at = (n: string): string => `(to_timestamp($3) - (${n}) * interval '${BETWEEN_S} seconds')`
const here = `(select id from space order by created_at, id limit 1)`
const series = 'generate_series($1::integer, $2::integer) as n'

const people = ({ users }: Large): readonly Step[] => [
  {
    what: 'users',
    count: users,
    statement: `insert into app_user (id, space_id, key, name, language, number, managed_by, created_at, updated_at)
      select gen_random_uuid(), ${here}, 'large-' || n, (array['佐藤', '鈴木', '高橋', '田中', '伊藤'])[1 + n % 5] || ' ' || n,
        (array['ja', 'en'])[1 + n % 2], 1000000 + n, 'console', to_timestamp($3), to_timestamp($3) from ${series}`,
  },
  {
    what: 'phones',
    count: users,
    statement: `insert into contact_method (id, space_id, user_id, channel, label, address, is_default, position)
      select gen_random_uuid(), u.space_id, u.id, 'phone', '携帯', '+8190' || lpad(n::text, 8, '0'), true, 0
      from ${series} join app_user u on u.space_id = ${here} and u.number = 1000000 + n where to_timestamp($3) is not null`,
  },
  {
    what: 'mail addresses',
    count: users,
    statement: `insert into contact_method (id, space_id, user_id, channel, label, address, is_default, position)
      select gen_random_uuid(), u.space_id, u.id, 'mail', '会社', 'large-' || n || '@example.jp', true, 1
      from ${series} join app_user u on u.space_id = ${here} and u.number = 1000000 + n where to_timestamp($3) is not null`,
  },
]

const rules = ({ policies, users }: Large): readonly Step[] => [
  {
    what: 'policies',
    count: policies,
    statement: `insert into policy (id, space_id, key, name, body, managed_by, created_at, updated_at)
      select gen_random_uuid(), ${here}, 'large-' || n, '連絡網 ' || n,
        jsonb_build_object('steps', (select jsonb_agg(jsonb_build_object('destinations', jsonb_build_array(jsonb_build_object('user', u.id))))
          from app_user u where u.space_id = ${here} and u.number between 1000001 + (n * 6) % ${users} and 1000006 + (n * 6) % ${users})),
        'console', to_timestamp($3), to_timestamp($3) from ${series}`,
  },
]

const past = ({ callouts, attemptsEach, policies }: Large, plans: readonly string[]): readonly Step[] => {
  const head = JSON.stringify({ ...initialHead, outcome: 'exhausted', attempts: attemptsEach, seq: 6 })
  return [
    {
      what: 'callouts',
      count: callouts,
      statement: `insert into callout (id, space_id, plan_hash, policy_id, policy_key, cause, parameters, priority, created_by,
          created_at, head, outcome, ended_at)
        select ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, p.space_id, ($4::text[])[1 + n % cardinality($4::text[])],
          p.id, p.key, '{"kind":"text","text":"db01 のディスク使用率が 95% を超えました"}', '{}', 5, 'monitor', ${at('n')},
          $5::jsonb || jsonb_build_object('endedAtMs', floor(extract(epoch from ${at('n')}) * 1000) + 240000), 'exhausted',
          ${at('n')} + interval '4 minutes'
        from ${series} join policy p on p.space_id = ${here} and p.key = 'large-' || (1 + n % ${policies})`,
      values: [plans, head],
    },
    {
      what: 'attempts',
      count: callouts,
      statement: `insert into attempt (callout_id, ordinal, space_id, destination, channel, connection_id, address, priority, nonce, state,
          reason, result, detail, provider_id, planned_at, begun_at, ringing_at, ended_at, turn, readings, retries, cancel_wanted,
          possible_repeat)
        select ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, k, ${here}, k % 2, 'phone',
          (select id from connection where space_id = ${here} order by created_at limit 1), '+8190' || lpad((n % 30000)::text, 8, '0'), 5,
          md5(n || ' ' || k), 'ended', case k when 1 then 'first_attempt' else 'redial' end,
          (array['no_answer', 'busy', 'no_key', 'taken'])[k], null, 'CA' || md5(n || '/' || k), planned, planned,
          planned + interval '1 second', planned + interval '40 seconds', 0, 0, 0, false, false
        from ${series}, generate_series(1, ${attemptsEach}) as k, lateral (select ${at('n')} + k * interval '50 seconds' as planned) as times`,
    },
    {
      what: 'histories',
      count: callouts,
      statement: `insert into history (callout_id, seq, space_id, at, reason, destination, attempt, facts)
        select ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, k, ${here}, ${at('n')} + k * interval '40 seconds',
          (array['started', 'step_opened', 'first_attempt', 'ended_no_answer', 'redial', 'exhausted'])[k], 0, 1, '{}'
        from ${series}, generate_series(1, 6) as k`,
    },
  ]
}

const work = ({ incidents }: Large): readonly Step[] => [
  {
    what: 'incidents',
    count: incidents,
    statement: `insert into incident (id, space_id, project_id, number, name, status, parameters, open_since, created_at, updated_at, seq,
        topics, alerts)
      select ('00000000-0000-7000-9000-' || lpad(to_hex(n), 12, '0'))::uuid, p.space_id, p.id, 1000000 - n, 'サイト閲覧不可 ' || n,
        (array['open', 'pend', 'close', 'close', 'close'])[1 + n % 5], '{"detection":"msp","cause":"bug"}', made, made, made, 3, 0, 0
      from project p, ${series}, lateral (select date_trunc('second', ${at('n * 2')}) as made) as times
      where p.space_id = ${here} and p.key = 'default'`,
  },
  {
    what: 'timelines',
    count: incidents,
    statement: `insert into incident_entry (incident_id, seq, space_id, at, user_id, name, body)
      select ('00000000-0000-7000-9000-' || lpad(to_hex(n), 12, '0'))::uuid, k, ${here}, ${at('n * 2')} + k * interval '1 minute', null, null,
        json_build_object('kind', 'message', 'number', k, 'html', '至急原因調査を実施', 'topic', null)
      from ${series}, generate_series(1, 3) as k`,
  },
]

const monitored = ({ alerts }: Large): readonly Step[] => [
  {
    what: 'alerts',
    count: alerts,
    statement: `insert into alert (id, space_id, source_id, dedup_key, body, state, matched, created_at, updated_at)
      select gen_random_uuid(), s.space_id, s.id, 'web' || n || ' / http', jsonb_build_object('host', 'web' || n, 'service', 'http',
          'severity', 'critical', 'condition', 'CRITICAL', 'summary', '応答がありません', 'groups', '[]'::jsonb, 'url', null, 'hard', true,
          'attempt', null, 'state', (array['problem', 'recovered'])[1 + (n % 10 > 0)::integer], 'sinceMs', 0, 'atMs', 0,
          'notifications', 1, 'acknowledgedBy', null, 'acknowledgedAtMs', null, 'downtimeUntilMs', null, 'flapping', false,
          'changesAtMs', '[]'::jsonb),
        (array['problem', 'recovered'])[1 + (n % 10 > 0)::integer], true, ${at('n')}, ${at('n')}
      from ${series} join lateral (select id, space_id from alert_source where space_id = ${here} order by created_at limit 1) s on true`,
  },
]

const run = async (client: pg.PoolClient, { count, statement, values = [] }: Step, nowS: number): Promise<void> => {
  for (let first = 1; first <= count; first += TOGETHER) {
    await client.query('begin')
    await client.query(`set local noroshi.space = '*'`)
    await client.query(statement, [first, Math.min(count, first + TOGETHER - 1), nowS, ...values])
    await client.query('commit')
  }
}

/** Returns the hashes. */
const writePlans = async (client: pg.PoolClient, size: Large): Promise<readonly string[]> => {
  await client.query(`set noroshi.space = '*'`)
  const { rows } = await client.query<{ id: string }>(
    `select id from connection where space_id = ${here} order by created_at limit 1`,
  )
  const facts = { connectionId: (rows[0]?.id ?? '') as ConnectionId, from: '+815012340001' }
  const bodies = Array.from({ length: size.policies }, (_, index) => JSON.stringify(planOf(index, facts)))
  const hashes = bodies.map((body) => createHash('sha256').update(body).digest('hex'))
  await client.query(
    `insert into plan (space_id, hash, body, created_at)
     select ${here}, one.hash, one.body::jsonb, to_timestamp($3) from unnest($1::text[], $2::text[]) as one (hash, body)`,
    [hashes, bodies, Date.now() / 1_000],
  )
  return hashes
}

/** There must be a connection, and a source for alerts. @param told hears of each kind when it is there */
export const fill = async (
  owner: pg.Pool,
  size: Large,
  told: (what: string) => void = () => undefined,
): Promise<void> => {
  const client = await owner.connect()
  try {
    const nowS = Math.floor(Date.now() / 1_000) - 60
    const plans = await writePlans(client, size)
    for (const step of [...people(size), ...rules(size), ...past(size, plans), ...work(size), ...monitored(size)]) {
      await run(client, step, nowS)
      told(`${step.count} ${step.what}`)
    }
    // As autovacuum leaves tables that have grown.
    await client.query('vacuum analyze')
  } finally {
    client.release(true)
  }
}
