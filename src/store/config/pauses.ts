// Pauses (停止): while one is on, whatever is started for its scope is kept as suppressed and nobody is called. They belong to
// the configuration: setting or ending one raises its version, so it holds here at once and elsewhere within a second.

import type pg from 'pg'
import { limits } from '#core/limits'
import { type ConfigDeps, ConfigRefusal, change, spaceHere } from './context.ts'
import { isUuid, type Page, type PageRequest } from './objects.ts'
import { policyTable } from './policies.ts'

export type PauseRecord = {
  readonly id: string
  readonly scope: 'space' | 'policy'
  readonly policyId: string | null
  /** The policy's key, also after the policy was deleted. */
  readonly policyKey: string | null
  readonly beginsAtMs: number
  /** null: until somebody ends it. */
  readonly endsAtMs: number | null
  readonly reason: string
  readonly createdBy: string
  readonly createdAtMs: number
  readonly endedBy: string | null
}

export type PauseWrite = {
  /** Key, id or null for the whole space. */
  readonly policy: string | null
  readonly beginsAtMs: number
  readonly endsAtMs: number | null
  readonly reason: string
  readonly by: string
}

/** What a start must know: pauses that are on, or will be. */
export type Pause = Pick<PauseRecord, 'id' | 'policyId' | 'beginsAtMs' | 'endsAtMs' | 'reason' | 'createdBy'>

const columns = `pause.id, scope, policy_id as "policyId", policy.key as "policyKey", begins_at as "beginsAtMs",
  ends_at as "endsAtMs", reason, created_by as "createdBy", pause.created_at as "createdAtMs", ended_by as "endedBy"`
const from = 'from pause left join policy on policy.id = pause.policy_id'

/** Those that are not over at `nowMs`, of the whole space or of any policy. */
export const pausesAt = async (client: pg.PoolClient, nowMs: number): Promise<readonly Pause[]> => {
  const { rows } = await client.query<Pause>(
    `select id, policy_id as "policyId", begins_at as "beginsAtMs", ends_at as "endsAtMs", reason, created_by as "createdBy"
     from pause where ends_at is null or ends_at > $1 order by created_at, id limit ${limits.pauses.unendedMax}`,
    [new Date(nowMs)],
  )
  return rows
}

const find = async (client: pg.PoolClient, id: string): Promise<PauseRecord> => {
  const { rows } = isUuid(id)
    ? await client.query<PauseRecord>(`select ${columns} ${from} where pause.id = $1`, [id])
    : { rows: [] }
  const [found] = rows
  if (found === undefined) throw new ConfigRefusal('pause.not_found', id)
  return found
}

const insert = async (client: pg.PoolClient, write: PauseWrite, { nowMs, newId }: Tools): Promise<PauseRecord> => {
  const now = nowMs()
  const policy = write.policy === null ? null : await policyTable.get(client, write.policy)
  const unended = await pausesAt(client, now)
  if (unended.length >= limits.pauses.unendedMax)
    throw new ConfigRefusal('pause.too_many', String(limits.pauses.unendedMax))
  const id = newId(now)
  await client.query(
    `insert into pause (id, space_id, scope, policy_id, begins_at, ends_at, reason, created_by, created_at)
     values ($1, ${spaceHere}, $2, $3, $4, $5, $6, $7, $8)`,
    [
      id,
      policy === null ? 'space' : 'policy',
      policy?.id ?? null,
      new Date(write.beginsAtMs),
      write.endsAtMs === null ? null : new Date(write.endsAtMs),
      write.reason,
      write.by,
      new Date(now),
    ],
  )
  return find(client, id)
}

type Tools = Pick<ConfigDeps, 'nowMs' | 'newId'>

export const createPauses = (deps: ConfigDeps) => ({
  /** Newest first. `unended`: those that are on, or will be. */
  list: (
    spaceId: string,
    { limit, cursor }: PageRequest,
    { unended }: { unended: boolean },
  ): Promise<Page<PauseRecord>> =>
    deps.inSpace(spaceId, async (client) => {
      // Ids begin with the time they were made at, so they are the order and the place in it.
      const after = cursor !== null && isUuid(cursor) ? cursor : null
      const { rows } = await client.query<PauseRecord>(
        `select ${columns} ${from}
         where ($1::uuid is null or pause.id < $1) and (not $2 or ends_at is null or ends_at > $3)
         order by pause.id desc limit $4`,
        [after, unended, new Date(deps.nowMs()), limit + 1],
      )
      const items = rows.slice(0, limit)
      return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null }
    }),
  get: (spaceId: string, id: string): Promise<PauseRecord> => deps.inSpace(spaceId, (client) => find(client, id)),
  /** @errors policy.not_found, pause.too_many */
  create: (spaceId: string, write: PauseWrite): Promise<PauseRecord> =>
    change(deps, spaceId, (client) => insert(client, write, deps)),
  /** Ends it now; one that is over already stays as it is. @errors pause.not_found */
  end: (spaceId: string, id: string, by: string): Promise<PauseRecord> =>
    change(deps, spaceId, async (client) => {
      const { endsAtMs } = await find(client, id)
      const nowMs = deps.nowMs()
      if (endsAtMs === null || endsAtMs > nowMs)
        await client.query('update pause set ends_at = $2, ended_by = $3 where id = $1', [id, new Date(nowMs), by])
      return find(client, id)
    }),
})
