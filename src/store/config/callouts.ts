// Callouts as people read them: pages newest first, one with everything, its attempts, its history. Read models only: what
// happens to a callout is written by src/store/engine. Everything runs inside one space.

import type pg from 'pg'
import type { Attempt, Head, Target } from '#core/callout/state'
import type { HistoryEntry } from '#core/callout/work'
import type { Cause, Purpose } from '#core/cause'
import type { Plan } from '#core/plan/plan'
import type { InSpace } from './context.ts'
import { nameNow, type Page, type PageRequest } from './objects.ts'
import { cursorOf, fromCursor } from './time-cursor.ts'

export type CalloutRecord = {
  readonly id: string
  readonly policyKey: string
  /** What it is called now; null: it was deleted. */
  readonly policyName: string | null
  readonly planHash: string
  readonly cause: Cause
  readonly parameters: Readonly<Record<string, string>>
  readonly priority: number
  readonly parentId: string | null
  readonly createdBy: string
  readonly purpose: Purpose | null
  readonly createdAtMs: number
  readonly head: Head
}

/** Names the place of an attempt, and when the phone rang. */
export type AttemptRecord = Pick<
  Attempt,
  | 'ordinal'
  | 'destination'
  | 'channel'
  | 'state'
  | 'reason'
  | 'result'
  | 'detail'
  | 'providerId'
  | 'key'
  | 'possibleRepeat'
  | 'plannedAtMs'
  | 'begunAtMs'
  | 'answeredAtMs'
  | 'endedAtMs'
> & {
  readonly address: string
  readonly ringingAtMs: number | null
  /** When a planned one begins. */
  readonly dueAtMs: number | null
}

export type TargetRecord = Pick<Target, 'destination' | 'open' | 'taken' | 'outcome'>

export type CalloutDetail = {
  readonly callout: CalloutRecord
  readonly plan: Plan
  readonly targets: readonly TargetRecord[]
  readonly attempts: readonly AttemptRecord[]
  /** Requests that were merged into it. */
  readonly mergedRequests: number
}

export type CalloutFilter = {
  /** `unresolved`: acknowledged, and comes back unless somebody resolves it. */
  readonly status: 'running' | 'ended' | 'unresolved' | null
  readonly policy: string | null
  /** Those it kept from beginning, or ended. */
  readonly pause: string | null
  readonly fromMs: number | null
  /** Before this. */
  readonly toMs: number | null
}

/** What one answer shows of a very large callout; the rest is in its pages of attempts. */
const ATTEMPTS_SHOWN = 1_000
/** The longest history that is put into words at once. */
const HISTORY_MAX = 50_000

const calloutColumns = `id, policy_key as "policyKey", ${nameNow('policy', 'callout.policy_id')} as "policyName", plan_hash as "planHash", cause, parameters, priority,
  parent_id as "parentId", created_by as "createdBy", purpose, created_at as "createdAtMs", head`

/** @param a what the statement calls the attempts */
export const attemptColumns = (
  a: string,
): string => `${a}.ordinal, ${a}.destination, ${a}.channel, ${a}.state, ${a}.reason,
  ${a}.result, ${a}.detail, ${a}.provider_id as "providerId", ${a}.key, ${a}.possible_repeat as "possibleRepeat",
  ${a}.planned_at as "plannedAtMs", ${a}.begun_at as "begunAtMs", ${a}.ringing_at as "ringingAtMs",
  ${a}.answered_at as "answeredAtMs", ${a}.ended_at as "endedAtMs", ${a}.address,
  case ${a}.effect_kind when 'place' then ${a}.effect_at end as "dueAtMs"`

const instantOrNull = (ms: number | null): Date | null => (ms === null ? null : new Date(ms))

const listed = async (
  client: pg.PoolClient,
  { limit, cursor }: PageRequest,
  { status, policy, pause, fromMs, toMs }: CalloutFilter,
): Promise<Page<CalloutRecord>> => {
  // The partial answers are written out, so that their indexes are used.
  const held = `and outcome = 'suppressed' and exists (
    select from history where callout_id = callout.id and reason in ('suppressed_by_pause', 'stopped_by_pause')
      and facts->>'pause' = $7)`
  const unresolved = `and outcome = 'acknowledged' and due_at is not null`
  const by = { running: 'and outcome is null', ended: 'and outcome is not null', unresolved, any: '' }[status ?? 'any']
  const { rows } = await client.query<CalloutRecord>(
    `select ${calloutColumns} from callout
     where space_id = current_setting('noroshi.space')::uuid ${by} ${pause === null ? '' : held}
       and ($1::timestamptz is null or (created_at, id) < ($1, $2::uuid))
       and ($3::text is null or policy_key = $3 or policy_id::text = $3)
       and ($5::timestamptz is null or created_at >= $5) and ($6::timestamptz is null or created_at < $6)
     order by created_at desc, id desc limit $4`,
    [
      ...fromCursor(cursor),
      policy,
      limit + 1,
      instantOrNull(fromMs),
      instantOrNull(toMs),
      ...(pause === null ? [] : [pause]),
    ],
  )
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, next: rows.length > limit && last !== undefined ? cursorOf(last) : null }
}

const find = async (client: pg.PoolClient, id: string): Promise<CalloutRecord | null> => {
  const { rows } = await client.query<CalloutRecord>(`select ${calloutColumns} from callout where id = $1`, [id])
  return rows[0] ?? null
}

const planOf = async (client: pg.PoolClient, hash: string): Promise<Plan> => {
  const { rows } = await client.query<{ body: Plan }>('select body from plan where hash = $1', [hash])
  const body = rows[0]?.body
  if (body === undefined) throw new Error(`plan ${hash} is missing`)
  return body
}

const attemptsOf = async (client: pg.PoolClient, id: string, page: { after: number; limit: number }) => {
  const { rows } = await client.query<AttemptRecord>(
    `select ${attemptColumns('attempt')} from attempt where callout_id = $1 and ordinal > $2 order by ordinal limit $3`,
    [id, page.after, page.limit],
  )
  return rows
}

const mergedInto = async (client: pg.PoolClient, id: string): Promise<number> => {
  const { rows } = await client.query<{ count: number }>('select count(*) from merged_request where callout_id = $1', [
    id,
  ])
  return rows[0]?.count ?? 0
}

export const createCallouts = (deps: { readonly inSpace: InSpace }) => ({ ...reads(deps), ...lookUps(deps) })

const reads = ({ inSpace }: { readonly inSpace: InSpace }) => ({
  list: (spaceId: string, page: PageRequest, filter: CalloutFilter): Promise<Page<CalloutRecord>> =>
    inSpace(spaceId, (client) => listed(client, page, filter)),
  get: (spaceId: string, id: string): Promise<CalloutDetail | null> =>
    inSpace(spaceId, async (client) => {
      const callout = await find(client, id)
      if (callout === null) return null
      const { rows: targets } = await client.query<TargetRecord>(
        'select destination, open, taken, outcome from target where callout_id = $1 order by destination',
        [id],
      )
      const attempts = await attemptsOf(client, id, { after: 0, limit: ATTEMPTS_SHOWN })
      const mergedRequests = await mergedInto(client, id)
      return { callout, plan: await planOf(client, callout.planHash), targets, attempts, mergedRequests }
    }),
  attempts: (
    spaceId: string,
    id: string,
    page: { after: number; limit: number },
  ): Promise<{ readonly plan: Plan; readonly attempts: readonly AttemptRecord[] } | null> =>
    inSpace(spaceId, async (client) => {
      const callout = await find(client, id)
      if (callout === null) return null
      return { plan: await planOf(client, callout.planHash), attempts: await attemptsOf(client, id, page) }
    }),
  history: (
    spaceId: string,
    id: string,
  ): Promise<{ readonly plan: Plan; readonly history: readonly HistoryEntry[] } | null> =>
    inSpace(spaceId, async (client) => {
      const callout = await find(client, id)
      if (callout === null) return null
      const { rows } = await client.query<HistoryEntry>(
        `select seq, at as "atMs", reason, destination, attempt, facts
         from history where callout_id = $1 order by seq limit ${HISTORY_MAX}`,
        [id],
      )
      return { plan: await planOf(client, callout.planHash), history: rows }
    }),
})

const lookUps = ({ inSpace }: { readonly inSpace: InSpace }) => ({
  /** The callout an idempotency key started, for a start whose policy is gone since. */
  started: (
    spaceId: string,
    key: string,
  ): Promise<{ readonly id: string; readonly fingerprint: string; readonly createdAtMs: number } | null> =>
    inSpace(spaceId, async (client) => {
      const { rows } = await client.query<{ id: string; fingerprint: string; createdAtMs: number }>(
        `select callout_id as id, fingerprint, created_at as "createdAtMs" from idempotency where key = $1`,
        [key],
      )
      return rows[0] ?? null
    }),
  /** Of a callout and all that it went on as: those that run, or come back unless somebody resolves them. */
  unresolved: (spaceId: string, id: string): Promise<readonly string[]> =>
    inSpace(spaceId, async (client) => {
      const { rows } = await client.query<{ id: string }>(
        `with recursive line as (
           select id, outcome, due_at from callout where id = $1
           union all select c.id, c.outcome, c.due_at from callout c join line on c.parent_id = line.id)
         select id from line where outcome is null or (outcome = 'acknowledged' and due_at is not null)`,
        [id],
      )
      return rows.map((row) => row.id)
    }),
  /** Whether the incident that callouts are about is closed, or gone. */
  isClosed: (spaceId: string, incidentId: string): Promise<boolean> =>
    inSpace(spaceId, async (client) => {
      const { rows } = await client.query<{ status: string }>('select status from incident where id = $1', [incidentId])
      return (rows[0]?.status ?? 'close') === 'close'
    }),
  exists: (spaceId: string, id: string): Promise<boolean> =>
    inSpace(spaceId, async (client) => {
      const { rowCount } = await client.query('select 1 from callout where id = $1', [id])
      return rowCount === 1
    }),
  /** Running callouts whose plan holds this number. */
  withNumber: (spaceId: string, address: string): Promise<readonly string[]> =>
    inSpace(spaceId, async (client) => {
      const { rows } = await client.query<{ id: string }>(
        `select callout.id from callout join plan on plan.hash = plan_hash and plan.space_id = callout.space_id
         where callout.space_id = current_setting('noroshi.space')::uuid and outcome is null and body @> $1::jsonb`,
        [JSON.stringify({ destinations: [{ address }] })],
      )
      return rows.map((row) => row.id)
    }),
})
