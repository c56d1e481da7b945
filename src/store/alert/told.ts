// What the calls of a run have told of its alerts. A state told in a call that a person ended with a key is theirs; anything else is
// told again. Each reading is one transaction: what it says and what it notes are the same rows.

import type pg from 'pg'
import type { Queue } from '#core/callout/event'
import { limits } from '#core/limits'
import type { Told, ToldItem } from '#core/speech/buttons'
import { type InSpace, spaceHere } from '../config/context.ts'

/** One call of a run. */
export type ToldCall = { readonly runId: string; readonly calloutId: string; readonly attempt: number }
export type DetailsRequest = {
  readonly turn: number
  readonly of: 'failures' | 'recoveries'
  readonly from: 'start' | 'next' | number
}

const needs = `a.state = 'problem' and a.body->>'acknowledgedBy' is null
  and coalesce((a.body->>'downtimeUntilMs')::bigint, 0) <= $4`
const isSaid = `t.state = a.state and t.since = a.body->>'sinceMs'`

/**
 * Alerts in the state of now that the person of call ($2, $3) has not taken: of run $1, at $4. Whoever has several phones took it on
 * whichever of them a key was pressed. A count, and no `not exists`: of that PostgreSQL makes a join, which in a storm looks at every
 * row for every row.
 */
const queue = `select m.alert_id, m.joined_at, a.state, a.body->>'sinceMs' as since, a.body
  from alert_run_member m join alert a on a.id = m.alert_id
  where m.run_id = $1 and (a.state = 'recovered' or (${needs}))
    and 0 = (
      select count(*) from alert_told t
      where t.run_id = $1 and t.callout_id = $2 and t.alert_id = m.alert_id and ${isSaid} and t.attempt = any(array(
        select ordinal from attempt
        where callout_id = $2 and ordinal <> $3 and result = 'taken'
          and destination = (select destination from attempt where callout_id = $2 and ordinal = $3))))`

const saidHere = `select count(*) from alert_told t where t.run_id = $1 and t.callout_id = $2 and t.attempt = $3
  and t.alert_id = q.alert_id and t.state = q.state and t.since = q.since`

const bind = ({ runId, calloutId, attempt }: ToldCall, nowMs: number) => [runId, calloutId, attempt, nowMs] as const

/** Notes what was told of the state in $5, or of both; what is in `page` at the turn in $6. */
const noted = (page: string): string => `noted as (
    insert into alert_told (run_id, callout_id, attempt, alert_id, space_id, state, since, turn)
    select $1, $2, $3, q.alert_id, ${spaceHere}, q.state, q.since, case when q.alert_id in (${page}) then $6::int end
    from q where $5::text is null or q.state = $5
    on conflict (run_id, callout_id, alert_id, attempt) do update
      set state = excluded.state, since = excluded.since,
        turn = coalesce(excluded.turn, case when alert_told.state = excluded.state and alert_told.since = excluded.since
          then alert_told.turn end)
    returning alert_id),
  heard as (
    update alert_run_member m set heard_at = to_timestamp($4::float8 / 1000)
    where m.run_id = $1 and m.heard_at is null and m.alert_id = any(array(select alert_id from noted)))`

const isHostSql = `(q.body->>'host' is not null and q.body->>'service' is null)`

type CountRow = { readonly state: 'problem' | 'recovered'; readonly isHost: boolean; readonly count: number }

/** One statement: what is counted is what is noted. */
const counts = async (client: pg.PoolClient, call: ToldCall, nowMs: number): Promise<Told> => {
  const { rows } = await client.query<CountRow>(
    `with q as materialized (${queue}), ${noted('null')}
     select q.state, ${isHostSql} as "isHost", count(*)::int from q group by 1, 2`,
    [...bind(call, nowMs), null, null],
  )
  const of = (state: CountRow['state'], ofHosts: boolean): number =>
    rows.find((row) => row.state === state && row.isHost === ofHosts)?.count ?? 0
  const both = (state: CountRow['state']) => ({ hosts: of(state, true), services: of(state, false) })
  return { kind: 'counts', failed: both('problem'), recovered: both('recovered') }
}

type ItemRow = ToldItem & { readonly left: number }

const readHere = `${saidHere} and t.turn is not null`
const items = `select p.host, p.service, p.condition, p.summary,
    (select count(*)::int from q where q.state = $5 and q.alert_id not in (select alert_id from page) and 0 = (${readHere}))
      as "left"
  from page p order by p.place`
/** Hosts before services. */
const pageOf = (which: string): string => `page as materialized (
  select q.alert_id, q.body->>'host' as host, q.body->>'service' as service, q.body->>'condition' as condition,
    q.body->>'summary' as summary, row_number() over (order by ${isHostSql} desc, q.joined_at, q.alert_id) as place
  from q where q.state = $5 and ${which}
  order by place limit ${limits.alerts.named.max})`

const pages = {
  /** Those of turn $7, in the state of now. */
  turn: `0 < (${saidHere} and t.turn = $7)`,
  next: `$7::int is null and 0 = (${readHere})`,
  start: '$7::int is null',
} as const

type Page = { readonly state: string; readonly turn: number; readonly nowMs: number }

/** Reads a page and notes it, in one statement. */
const readPage = async (
  client: pg.PoolClient,
  call: ToldCall,
  { state, turn, nowMs, from }: Page & { readonly from: DetailsRequest['from'] },
): Promise<readonly ItemRow[]> => {
  const [which, of] = typeof from === 'number' ? [pages.turn, from] : [pages[from], null]
  const { rows } = await client.query<ItemRow>(
    `with q as materialized (${queue}), ${pageOf(which)}, ${noted('select alert_id from page')} ${items}`,
    [...bind(call, nowMs), state, turn, of],
  )
  return rows
}

/** What a turn has read before, as it is now: asked for again, it says the same things, whatever has come since. */
const replayed = async (
  client: pg.PoolClient,
  call: ToldCall,
  { state, turn, nowMs }: Page,
): Promise<readonly ItemRow[]> => {
  const { rows } = await client.query<ItemRow>(
    `with q as materialized (${queue}), ${pageOf(pages.turn.replace('$7', '$6'))} ${items}`,
    [...bind(call, nowMs), state, turn],
  )
  return rows
}

const details = async (
  client: pg.PoolClient,
  call: ToldCall,
  { turn, of, from, nowMs }: DetailsRequest & { readonly nowMs: number },
): Promise<Told> => {
  const at = { state: of === 'failures' ? 'problem' : 'recovered', turn, nowMs }
  // A turn that is asked for twice at the same time would read two pages.
  await client.query('select pg_advisory_xact_lock(hashtextextended($1, $2))', [call.calloutId, call.attempt])
  let rows = await replayed(client, call, at)
  if (rows.length === 0) rows = await readPage(client, call, { ...at, from })
  // Nothing is left of the page that was to be read again.
  if (rows.length === 0 && typeof from === 'number') rows = await readPage(client, call, { ...at, from: 'start' })
  return { kind: 'details', of, items: rows.map(({ left: _left, ...item }) => item), left: rows[0]?.left ?? 0 }
}

export const createTold = ({ inSpace, nowMs }: { readonly inSpace: InSpace; readonly nowMs: () => number }) => ({
  queue: (spaceId: string, call: ToldCall): Promise<Queue> =>
    inSpace(spaceId, async (client) => {
      const { rows } = await client.query<Queue>(
        `with q as (${queue})
         select count(*) filter (where 0 = (${saidHere}))::int as untold,
           count(*) filter (where q.state = 'problem' and 0 < (${saidHere} and t.turn is not null))::int as heard from q`,
        [...bind(call, nowMs())],
      )
      return rows[0] ?? { untold: 0, heard: 0 }
    }),
  counts: (spaceId: string, call: ToldCall): Promise<Told> =>
    inSpace(spaceId, (client) => counts(client, call, nowMs())),
  details: (spaceId: string, call: ToldCall, request: DetailsRequest): Promise<Told> =>
    inSpace(spaceId, (client) => details(client, call, { ...request, nowMs: nowMs() })),
  /** Failures whose details a call has read, as they still are, and the id of the user who was called. */
  heard: (
    spaceId: string,
    call: ToldCall,
  ): Promise<{ readonly alertIds: readonly string[]; readonly userKey: string }> =>
    inSpace(spaceId, async (client) => {
      const { rows } = await client.query<{ id: string }>(
        `select t.alert_id as id from alert_told t join alert a on a.id = t.alert_id
         where t.run_id = $1 and t.callout_id = $2 and t.attempt = $3 and t.turn is not null and t.state = 'problem' and ${isSaid}`,
        [call.runId, call.calloutId, call.attempt],
      )
      return { alertIds: rows.map(({ id }) => id), userKey: await userKeyOf(client, call) }
    }),
  /** Which key ended each call that somebody took. */
  keysOf: (
    spaceId: string,
    calloutId: string,
  ): Promise<readonly { readonly attempt: number; readonly key: string }[]> =>
    inSpace(spaceId, async (client) => {
      const { rows } = await client.query<{ attempt: number; key: string }>(
        `select ordinal as attempt, key from attempt
         where callout_id = $1 and channel = 'phone' and result = 'taken' and key is not null order by ordinal`,
        [calloutId],
      )
      return rows
    }),
})

/** The user's id as people know it: its key, also of one deleted since; else the name in the plan. */
const userKeyOf = async (client: pg.PoolClient, { calloutId, attempt }: ToldCall): Promise<string> => {
  const { rows } = await client.query<{ key: string | null; name: string }>(
    `select u.key, d.value->>'name' as name
     from attempt p join callout c on c.id = p.callout_id join plan b on b.hash = c.plan_hash and b.space_id = c.space_id,
       lateral (select b.body->'destinations'->p.destination as value) d
       left join app_user u on u.id::text = d.value->>'userId'
     where p.callout_id = $1 and p.ordinal = $2`,
    [calloutId, attempt],
  )
  return rows[0]?.key ?? rows[0]?.name ?? ''
}
