// Runs: what one policy's callout is about. A run is wanted when an alert first calls, live with its callout, and over with it; what
// joined and was not heard by then begins the next one.

import type pg from 'pg'
import type { Alert } from '#core/alert/alert'
import type { ByButtons } from '#core/alert/taken'
import { type End, isLeft, isToTell, type Telling } from '#core/alert/telling'
import { type ConfigDeps, type InSpace, spaceHere } from '../config/context.ts'
import { keepTaken, untold } from './untold.ts'

export type Run = {
  readonly id: string
  readonly spaceId: string
  readonly ruleId: string
  readonly policyId: string
  readonly state: 'wanted' | 'live' | 'over' | 'refused'
  readonly calloutId: string | null
}
export type Member = Telling & { readonly alertId: string }

/** Whoever starts the callout of a run starts it under this key: a second start is the first. */
export const startKey = (runId: string): string => `alerts:${runId}`

const columns = `id, space_id as "spaceId", rule_id as "ruleId", policy_id as "policyId", state, callout_id as "calloutId"`

const membersOf = async (client: pg.PoolClient, runId: string): Promise<readonly Member[]> => {
  const { rows } = await client.query<Member>(
    `select m.alert_id as "alertId", m.joined_at as "joinedAtMs", m.heard_at as "heardAtMs", m.recovery, a.body
     from alert_run_member m join alert a on a.id = m.alert_id where m.run_id = $1 order by m.joined_at, m.alert_id`,
    [runId],
  )
  return rows
}

const read = async (client: pg.PoolClient, id: string, lock: '' | 'for update' = ''): Promise<Run | null> => {
  const { rows } = await client.query<Run>(`select ${columns} from alert_run where id = $1 ${lock}`, [id])
  return rows[0] ?? null
}

/** How the callout of a run ended. */
export type Ended = End & {
  /** Which callout; the run may have gone on with another since, and then nothing comes of it. Absent: whichever it is about. */
  readonly calloutId?: string
  /** It was taken in button calls: what these told is known. */
  readonly byButtons?: ByButtons | null
}

type Deps = { readonly inSpace: InSpace } & Pick<ConfigDeps, 'nowMs' | 'newId'>

const leftOf = async (client: pg.PoolClient, run: Run, end: Ended & { nowMs: number }) => {
  const { byButtons = null, nowMs } = end
  if (byButtons !== null && run.calloutId !== null)
    return untold(client, { runId: run.id, calloutId: run.calloutId, ...byButtons, nowMs })
  return (await membersOf(client, run.id)).filter((one) => isToTell(one, nowMs) && isLeft(one, end))
}

/** Closes a run; what it leaves begins the next, in the same transaction. Returns that one's id, or null. */
const close = async (client: pg.PoolClient, run: Run, end: Ended & Pick<Deps, 'newId'> & { nowMs: number }) => {
  const { nowMs, newId } = end
  await client.query(`update alert_run set state = 'over', ended_at = $2 where id = $1`, [run.id, new Date(nowMs)])
  const left = await leftOf(client, run, { ...end, nowMs })
  await keepTaken(client, run.id)
  if (left.length === 0) return null
  const id = newId(nowMs)
  await client.query(
    `insert into alert_run (id, space_id, rule_id, policy_id, state, created_at)
     values ($1, ${spaceHere}, $2, $3, 'wanted', $4)`,
    [id, run.ruleId, run.policyId, new Date(nowMs)],
  )
  await client.query(
    `insert into alert_run_member (run_id, alert_id, space_id, joined_at, recovery)
     select $1, w.id, ${spaceHere}, $3, a.state = 'recovered'
     from unnest($2::uuid[]) as w(id) join alert a on a.id = w.id`,
    [id, left.map(({ alertId }) => alertId), new Date(nowMs)],
  )
  return id
}

/** A callout that went on by escalating: the run goes on with the one it became. */
const follow = async (client: pg.PoolClient, run: Run): Promise<boolean> => {
  const { rowCount } = await client.query(
    `update alert_run r set callout_id = c.id from callout c
     where r.id = $1 and c.parent_id = r.callout_id and c.space_id = r.space_id`,
    [run.id],
  )
  return rowCount === 1
}

const readers = ({ inSpace, nowMs }: Deps) => ({
  get: (spaceId: string, id: string): Promise<{ readonly run: Run; readonly members: readonly Member[] } | null> =>
    inSpace(spaceId, async (client) => {
      const run = await read(client, id)
      return run === null ? null : { run, members: await membersOf(client, id) }
    }),
  /** What there is to say now; where it is said to a person, all of it counts as heard. */
  say: (spaceId: string, id: string, { heard }: { readonly heard: boolean }): Promise<readonly Alert[]> =>
    inSpace(spaceId, async (client) => {
      // Noted first: what recovers from here on finds that somebody was told.
      if (heard)
        await client.query(
          `with unheard as (
             select alert_id from alert_run_member where run_id = $1 and heard_at is null order by alert_id for no key update)
           update alert_run_member set heard_at = $2 where run_id = $1 and alert_id in (select alert_id from unheard)`,
          [id, new Date(nowMs())],
        )
      return (await membersOf(client, id)).map(({ body }) => body)
    }),
})

const isStarted = async (client: pg.PoolClient, id: string): Promise<boolean> => {
  const { rows } = await client.query(`select from idempotency where space_id = ${spaceHere} and key = $1`, [
    startKey(id),
  ])
  return rows.length > 0
}

const steps = ({ inSpace, nowMs, newId }: Deps) => ({
  /** Its callout was started. Returns whether it is that of the run: false when the run was over by then. */
  started: (spaceId: string, id: string, calloutId: string): Promise<boolean> =>
    inSpace(spaceId, async (client) => {
      const { rowCount } = await client.query(
        `update alert_run set state = case state when 'wanted' then 'live' else state end, callout_id = $2
         where id = $1 and (state = 'wanted' or callout_id = $2)`,
        [id, calloutId],
      )
      return rowCount === 1
    }),
  /** Somebody answered to a message of that time: it named what had joined by then. */
  heardBy: (spaceId: string, id: string, atMs: number): Promise<void> =>
    inSpace(spaceId, async (client) => {
      await client.query(
        `update alert_run_member set heard_at = $2 where run_id = $1 and joined_at <= $2 and heard_at is null`,
        [id, new Date(atMs)],
      )
    }),
  /** Its callout could not be started, and why: the next alert begins another. */
  refused: (spaceId: string, id: string, refusal: string): Promise<void> =>
    inSpace(spaceId, async (client) => {
      await client.query(
        `update alert_run set state = 'refused', refusal = $2, ended_at = $3 where id = $1 and state = 'wanted'`,
        [id, refusal, new Date(nowMs())],
      )
    }),
  /**
   * Nobody need be called any more, before anybody was: not where its callout was started by a process that died before it
   * could say so, for that callout would be nobody's.
   */
  dropped: (spaceId: string, id: string): Promise<boolean> =>
    inSpace(spaceId, async (client) => {
      const run = await read(client, id, 'for update')
      if (run === null || run.state !== 'wanted') return true
      if (await isStarted(client, id)) return false
      const now = nowMs()
      if ((await membersOf(client, id)).some((one) => isToTell(one, now))) return false
      await client.query(`update alert_run set state = 'over', ended_at = $2 where id = $1`, [id, new Date(now)])
      return true
    }),
  /** Its callout ended. Returns the run that what was left began, or null. */
  ended: (spaceId: string, id: string, end: Ended): Promise<string | null> =>
    inSpace(spaceId, async (client) => {
      const run = await read(client, id, 'for update')
      if (run?.state !== 'live' || (end.calloutId ?? run.calloutId) !== run.calloutId) return null
      if (end.outcome === 'escalated' && (await follow(client, run))) return null
      return close(client, run, { ...end, nowMs: nowMs(), newId })
    }),
})

export const createRuns = (deps: Deps) => ({ ...readers(deps), ...steps(deps) })

/** When the last attempt of a callout began. */
export const lastBegunAtMs = async (inSpace: InSpace, spaceId: string, calloutId: string): Promise<number | null> =>
  inSpace(spaceId, async (client) => {
    const { rows } = await client.query<{ at: number | null }>(
      'select max(begun_at) as at from attempt where callout_id = $1',
      [calloutId],
    )
    return rows[0]?.at ?? null
  })

export type Unfinished = {
  readonly id: string
  readonly spaceId: string
  readonly state: 'wanted' | 'live'
  readonly calloutId: string | null
  /** Its callout has ended. */
  readonly ended: boolean
  /** Nobody has anything left to be told of. */
  readonly resting: boolean
}

export type UnfinishedPage = {
  readonly nowMs: number
  readonly beforeMs: number
  readonly after: string | null
  readonly limit: number
}

/** Runs of every space that somebody has to look after, a page at a time by id. @param engine works across spaces */
export const unfinishedRuns = async (
  engine: pg.Pool,
  { nowMs, beforeMs, after, limit }: UnfinishedPage,
): Promise<readonly Unfinished[]> => {
  const { rows } = await engine.query<Unfinished>(
    `select r.id, r.space_id as "spaceId", r.state, r.callout_id as "calloutId", c.outcome is not null as ended,
       not exists (
         select from alert_run_member m join alert a on a.id = m.alert_id
         where m.run_id = r.id and (
           (a.state = 'recovered' and m.recovery and m.heard_at is null)
           or (a.state = 'problem' and a.body->>'acknowledgedBy' is null
             and coalesce((a.body->>'downtimeUntilMs')::bigint, 0) <= $4))) as resting
     from alert_run r left join callout c on c.id = r.callout_id
     where r.state in ('wanted', 'live') and r.created_at <= $1 and ($2::uuid is null or r.id > $2) order by r.id limit $3`,
    [new Date(beforeMs), after, limit, nowMs],
  )
  return rows
}
