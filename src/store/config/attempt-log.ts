// The delivery log (ログ): every attempt of a space, newest first, whatever callout it belongs to. A read model: each page follows
// one index, and names come from the plans its callouts follow. Whoever a page is about is looked for in those plans too, so that
// somebody whose number changed since is found with the old one.

import type pg from 'pg'
import type { Purpose } from '#core/cause'
import type { Destination } from '#core/plan/plan'
import { type AttemptRecord, attemptColumns } from './callouts.ts'
import { type InSpace, spaceHere } from './context.ts'
import { isUuid, nameNow, type Page, type PageRequest } from './objects.ts'

export type LoggedAttempt = AttemptRecord & {
  readonly calloutId: string
  readonly policyKey: string
  /** What it is called now; null: it was deleted. */
  readonly policyName: string | null
  readonly purpose: Purpose | null
  readonly startedBy: string
  /** The key of its connection, also of one that was deleted since. */
  readonly connection: string | null
  /** Null where it was deleted. */
  readonly connectionName: string | null
  readonly name: string
  readonly userId: string | null
}

export type LogFilter = {
  readonly fromMs: number | null
  /** Before this. */
  readonly toMs: number | null
  readonly userId: string | null
  readonly connectionId: string | null
  readonly channel: string | null
  /** A result, or `under_way`. */
  readonly result: string | null
}

type Row = Omit<LoggedAttempt, 'name' | 'userId'> & { readonly planHash: string }
type Place = { readonly atMs: number; readonly calloutId: string; readonly ordinal: number }

const cursorOf = ({ plannedAtMs, calloutId, ordinal }: Row): string => `${plannedAtMs}.${calloutId}.${ordinal}`

const fromCursor = (cursor: string | null): Place | null => {
  const [, at = '', calloutId = '', ordinal = ''] = /^(\d{1,15})\.([0-9a-f-]{36})\.(\d{1,9})$/.exec(cursor ?? '') ?? []
  return isUuid(calloutId) ? { atMs: Number(at), calloutId, ordinal: Number(ordinal) } : null
}

const instantOrNull = (ms: number | null): Date | null => (ms === null ? null : new Date(ms))

type Mentions = { readonly hashes: readonly string[]; readonly destinations: readonly number[] }

/** Where in the plans of the space somebody stands. */
const mentionsOf = async (client: pg.PoolClient, userId: string): Promise<Mentions> => {
  const { rows } = await client.query<{ hash: string; destination: number }>(
    `select hash, (place - 1)::integer as destination
     from plan, jsonb_array_elements(body->'destinations') with ordinality as listed (one, place)
     where space_id = ${spaceHere} and body @> $1::jsonb and one->>'userId' = $2`,
    [JSON.stringify({ destinations: [{ userId }] }), userId],
  )
  return { hashes: rows.map(({ hash }) => hash), destinations: rows.map(({ destination }) => destination) }
}

/** Where the page begins; at the newest without a cursor. */
const placeOf = (cursor: string | null): readonly unknown[] => {
  const after = fromCursor(cursor)
  return after === null ? [null, null, null] : [new Date(after.atMs), after.calloutId, after.ordinal]
}

const everybody = { hashes: null, destinations: null }

/** Of whom there are fewer callouts, their attempts are read and sorted; of others the newest attempts are gone through, and found soon. */
const FEW_CALLOUTS = 2_000

const areFew = async (client: pg.PoolClient, hashes: readonly string[]): Promise<boolean> => {
  const { rows } = await client.query<{ count: number }>(
    `select count(*)::integer as count from (
       select from callout where space_id = ${spaceHere} and plan_hash = any($1::text[]) limit ${FEW_CALLOUTS + 1}) as counted`,
    [hashes],
  )
  return (rows[0]?.count ?? 0) <= FEW_CALLOUTS
}

/** So many that are under way are read and sorted; where there are more, the newest attempts are gone through, and found soon. */
const FEW_UNDER_WAY = 2_000

/** Whatever is not over waits for something or may be ringing: of each there is an index that holds nothing else. */
const UNDER_WAY = `select callout_id, ordinal from attempt where effect_kind is not null and claimed_by is null
  union all select callout_id, ordinal from attempt where claimed_by is not null
  union all select callout_id, ordinal from attempt where space_id = ${spaceHere} and state in ('begun', 'unknown', 'placed', 'ringing', 'answered')`

/** Those under way, where they are few; null where they are not, or are not asked for. */
const fewUnderWay = async (client: pg.PoolClient, { result, userId }: LogFilter): Promise<string | null> => {
  if (result !== 'under_way' || userId !== null) return null
  const { rows } = await client.query<{ count: number }>(
    `select count(*)::integer as count from (${UNDER_WAY} limit ${FEW_UNDER_WAY + 1}) as counted`,
  )
  return (rows[0]?.count ?? 0) <= FEW_UNDER_WAY ? OF_UNDER_WAY : null
}

/** Those that an index holds and no others; written out, so that it is used. */
const rareResults: readonly string[] = ['passed', 'left', 'transfer', 'connected', 'failed', 'refused', 'lost']
const rarely = ({ result }: LogFilter): string => {
  const rare = rareResults.find((one) => one === result)
  return rare === undefined ? '' : `and a.result = '${rare}'`
}

const ALL = 'attempt a join callout c on c.id = a.callout_id'
const OF_UNDER_WAY = `(select distinct callout_id, ordinal from (${UNDER_WAY}) as listed offset 0) as few
  join attempt a on a.callout_id = few.callout_id and a.ordinal = few.ordinal join callout c on c.id = a.callout_id`
/** By the index of callouts on their plans. */
const OF_PLANS = `(select id as of_plan from callout where space_id = ${spaceHere} and plan_hash = any($9::text[]) offset 0) as few
  join attempt a on a.callout_id = few.of_plan join callout c on c.id = a.callout_id`

const read = async (client: pg.PoolClient, filter: LogFilter, { limit, cursor }: PageRequest): Promise<Row[]> => {
  const about = filter.userId === null ? everybody : await mentionsOf(client, filter.userId)
  const few = about.hashes !== null && (await areFew(client, about.hashes)) ? OF_PLANS : null
  const from = few ?? (await fewUnderWay(client, filter)) ?? ALL
  const { rows } = await client.query<Row>(
    `select ${attemptColumns('a')}, a.callout_id as "calloutId", c.policy_key as "policyKey", c.plan_hash as "planHash",
       ${nameNow('policy', 'c.policy_id')} as "policyName", c.purpose, c.created_by as "startedBy", k.key as connection,
       ${nameNow('connection', 'a.connection_id')} as "connectionName"
     from ${from} left join connection k on k.id = a.connection_id
     where a.space_id = ${spaceHere}
       and ($1::timestamptz is null or (a.planned_at, a.callout_id, a.ordinal) < ($1, $2::uuid, $3::integer))
       and ($4::timestamptz is null or a.planned_at >= $4) and ($5::timestamptz is null or a.planned_at < $5)
       and ($6::text is null or a.channel = $6) and ($7::uuid is null or a.connection_id = $7)
       and ($8::text is null or a.result = $8 or ($8 = 'under_way' and a.state <> 'ended')) ${rarely(filter)}
       and ($9::text[] is null or (c.plan_hash, a.destination) in (select * from unnest($9::text[], $10::integer[])))
     order by a.planned_at desc, a.callout_id desc, a.ordinal desc limit $11`,
    [
      ...placeOf(cursor),
      instantOrNull(filter.fromMs),
      instantOrNull(filter.toMs),
      filter.channel,
      filter.connectionId,
      filter.result,
      about.hashes,
      about.destinations,
      limit,
    ],
  )
  return rows
}

type Named = Pick<Destination, 'name' | 'userId'>

const destinationsOf = async (client: pg.PoolClient, rows: readonly Row[]) => {
  const { rows: plans } = await client.query<{ hash: string; destinations: readonly Named[] }>(
    `select hash, body->'destinations' as destinations from plan where space_id = ${spaceHere} and hash = any($1)`,
    [[...new Set(rows.map(({ planHash }) => planHash))]],
  )
  return new Map(plans.map(({ hash, destinations }) => [hash, destinations]))
}

export const createAttemptLog = ({ inSpace }: { readonly inSpace: InSpace }) => ({
  list: (spaceId: string, page: PageRequest, filter: LogFilter): Promise<Page<LoggedAttempt>> =>
    inSpace(spaceId, async (client) => {
      const rows = await read(client, filter, { ...page, limit: page.limit + 1 })
      const shown = rows.slice(0, page.limit)
      const destinations = await destinationsOf(client, shown)
      const items = shown.map(({ planHash, ...row }): LoggedAttempt => {
        const { name, userId } = destinations.get(planHash)?.[row.destination] ?? { name: '', userId: null }
        return { ...row, name, userId }
      })
      const last = shown.at(-1)
      return { items, next: rows.length > page.limit && last !== undefined ? cursorOf(last) : null }
    }),
})
