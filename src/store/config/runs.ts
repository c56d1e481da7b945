// Runs of another system's API as it reads them: one whole, with the loop each of its calls belonged to, and pages newest first.
// Read models only. Everything runs inside one space.

import type pg from 'pg'
import type { Attempt, Head } from '#core/callout/state'
import type { Plan } from '#core/plan/plan'
import type { Values } from '#core/speech/template'
import type { InSpace } from './context.ts'

export type RunAttempt = Pick<
  Attempt,
  | 'ordinal'
  | 'destination'
  | 'state'
  | 'reason'
  | 'result'
  | 'detail'
  | 'key'
  | 'cancelWanted'
  | 'plannedAtMs'
  | 'begunAtMs'
  | 'answeredAtMs'
  | 'endedAtMs'
> & { readonly address: string; readonly loop: number }

type RunRow = {
  readonly id: string
  readonly createdAtMs: number
  readonly head: Head
  readonly parameters: Values
  readonly plan: Plan
}

export type RunRecord = RunRow & { readonly attempts: readonly RunAttempt[] }

export type ListedRunRecord = RunRow & {
  readonly calls: {
    readonly begun: boolean
    readonly live: boolean
    readonly startedAtMs: number | null
    readonly key: string | null
  }
}

/** What one answer shows of a very large run. */
const ATTEMPTS_SHOWN = 1_000
/** Beyond this nobody counts how many there are. */
const COUNTED_MAX = 100_000

const runColumns = `c.id, c.created_at as "createdAtMs", c.head, c.parameters, p.body as plan`
const ofDialect = `c.space_id = current_setting('noroshi.space')::uuid and c.dialect = $1`
const withPlan = 'join plan p on p.space_id = c.space_id and p.hash = c.plan_hash'

/** The loop of an attempt is that of the last step opened before it was planned. */
const attemptsOf = async (client: pg.PoolClient, id: string): Promise<readonly RunAttempt[]> => {
  const { rows } = await client.query<RunAttempt>(
    `with told as (
       select seq, attempt, max((facts->>'loop')::integer) filter (where reason = 'step_opened') over (order by seq) as loop
         from history where callout_id = $1),
     planned as (select attempt, min(loop) as loop from told where attempt is not null group by attempt)
     select a.ordinal, a.destination, a.state, a.reason, a.result, a.detail, a.key, a.cancel_wanted as "cancelWanted",
         a.planned_at as "plannedAtMs", a.begun_at as "begunAtMs", a.answered_at as "answeredAtMs",
         a.ended_at as "endedAtMs", a.address, coalesce(planned.loop, 1) as loop
       from attempt a left join planned on planned.attempt = a.ordinal
       where a.callout_id = $1 order by a.ordinal limit ${ATTEMPTS_SHOWN}`,
    [id],
  )
  return rows
}

const live = `a.state not in ('planned', 'ended')`
const endingKey = `(select t.key from attempt t where t.callout_id = c.id and t.key is not null
  and (t.result = 'taken' or (t.result = 'transfer' and exists (
    select from attempt b where b.callout_id = c.id and b.destination = t.destination and b.result = 'connected')))
  order by t.ordinal desc limit 1)`

const listed = async (
  client: pg.PoolClient,
  dialect: string,
  { offset, limit }: { offset: number; limit: number },
): Promise<readonly ListedRunRecord[]> => {
  const { rows } = await client.query<RunRow & ListedRunRecord['calls']>(
    `select ${runColumns},
         exists (select from attempt a where a.callout_id = c.id and a.begun_at is not null) as begun,
         exists (select from attempt a where a.callout_id = c.id and ${live}) as live,
         (select min(a.begun_at) from attempt a where a.callout_id = c.id) as "startedAtMs",
         case when c.outcome = 'acknowledged' and c.head->'acknowledgedBy'->>'via' = 'phone' then ${endingKey} end as key
       from (select * from callout c where ${ofDialect} order by created_at desc, id desc offset $2 limit $3) as c ${withPlan}
       order by c.created_at desc, c.id desc`,
    [dialect, offset, limit],
  )
  return rows.map(({ begun, live: isLive, startedAtMs, key, ...run }) => ({
    ...run,
    calls: { begun, live: isLive, startedAtMs, key },
  }))
}

export const createRuns = ({ inSpace }: { readonly inSpace: InSpace }) => ({
  /** null for an id that is no run of this dialect in this space. */
  get: (spaceId: string, { dialect, id }: { dialect: string; id: string }): Promise<RunRecord | null> =>
    inSpace(spaceId, async (client) => {
      const { rows } = await client.query<RunRow>(
        `select ${runColumns} from callout c ${withPlan} where c.id = $2 and ${ofDialect}`,
        [dialect, id],
      )
      const [run] = rows
      return run === undefined ? null : { ...run, attempts: await attemptsOf(client, id) }
    }),
  list: (
    spaceId: string,
    { dialect, ...page }: { dialect: string; offset: number; limit: number },
  ): Promise<{ readonly items: readonly ListedRunRecord[]; readonly total: number }> =>
    inSpace(spaceId, async (client) => {
      const { rows } = await client.query<{ total: number }>(
        `select count(*)::integer as total from (select from callout c where ${ofDialect} limit ${COUNTED_MAX}) as counted`,
        [dialect],
      )
      return { items: await listed(client, dialect, page), total: rows[0]?.total ?? 0 }
    }),
})

type Calling = { readonly connection: string | null; readonly from: string | null }

/** How the space calls already: as its oldest call flow with a caller id does, else its oldest policy that has one. */
export const createCallers = ({ inSpace }: { readonly inSpace: InSpace }) => ({
  of: (spaceId: string, kind: string): Promise<Calling> =>
    inSpace(spaceId, async (client) => {
      const { rows } = await client.query<Calling>(
        `select body->>'connection' as connection, body->>'from' as from from policy
         where space_id = current_setting('noroshi.space')::uuid and deleted_at is null and body->>'from' is not null
         order by (body->>'kind' = $1) is true desc, created_at, id limit 1`,
        [kind],
      )
      return rows[0] ?? { connection: null, from: null }
    }),
})
