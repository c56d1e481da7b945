// Alerts for those who look at them: newest first, one by one, with the callouts they are in.

import type { Alert, Severity } from '#core/alert/alert'
import { ConfigRefusal, type InSpace } from '../config/context.ts'
import { isUuid, nameNow, type Page, type PageRequest } from '../config/objects.ts'
import { type BackRecord, backsOf } from './backs.ts'

export type AlertRecord = {
  readonly id: string
  readonly dedupKey: string
  /** The source's key. */
  readonly source: string
  /** Null where it was deleted. */
  readonly sourceName: string | null
  /** Some rule is about it; null: it was no problem yet. */
  readonly matched: boolean | null
  readonly createdAtMs: number
  readonly updatedAtMs: number
  readonly body: Alert
}
export type AlertFilter = {
  readonly state: Alert['state'] | null
  /** Key or id of a source. */
  readonly source: string | null
  readonly severity: Severity | null
  /** Whether somebody has it; null: either. */
  readonly acknowledged: boolean | null
  /** Problems that no rule is about. */
  readonly unmatched: boolean
}
export type AlertRun = {
  readonly id: string
  readonly rule: string
  readonly ruleName: string | null
  readonly state: 'wanted' | 'live' | 'over' | 'refused'
  readonly calloutId: string | null
  readonly refusal: string | null
  readonly joinedAtMs: number
  readonly heardAtMs: number | null
}

const columns = `a.id, a.dedup_key as "dedupKey", s.key as source,
  ${nameNow('alert_source', 'a.source_id')} as "sourceName", a.matched, a.created_at as "createdAtMs",
  a.updated_at as "updatedAtMs", a.body`
const from = 'from alert a join alert_source s on s.id = a.source_id'

const RUNS_SHOWN = 20

/** A cursor is where the page before ended: when, and which. */
const placeOf = (cursor: string | null): readonly [Date | null, string | null] => {
  const [at = '', id = ''] = (cursor ?? '').split('_')
  const atMs = Number(at)
  return isUuid(id) && Number.isSafeInteger(atMs) && Math.abs(atMs) <= 8.64e15 ? [new Date(atMs), id] : [null, null]
}

export const createAlerts = ({ inSpace }: { readonly inSpace: InSpace }) => ({
  list: (spaceId: string, { limit, cursor }: PageRequest, filter: AlertFilter): Promise<Page<AlertRecord>> =>
    inSpace(spaceId, async (client) => {
      const [at, id] = placeOf(cursor)
      const { rows } = await client.query<AlertRecord>(
        `select ${columns} ${from}
         where ($1::timestamptz is null or (a.updated_at, a.id) < ($1, $2::uuid))
           and ($3::text is null or a.state = $3)
           and ($4::text is null or s.key = $4 or s.id::text = $4)
           and (not $5 or (a.state = 'problem' and a.matched = false))
           and ($6::text is null or a.body->>'severity' = $6)
           and ($7::boolean is null or (a.body->>'acknowledgedBy' is not null) = $7)
         order by a.updated_at desc, a.id desc limit $8`,
        [at, id, filter.state, filter.source, filter.unmatched, filter.severity, filter.acknowledged, limit + 1],
      )
      const items = rows.slice(0, limit)
      const last = items.at(-1)
      return { items, next: rows.length > limit && last ? `${last.updatedAtMs}_${last.id}` : null }
    }),
  /** With its latest runs, and what its source is told of it, newest first. @errors alert.not_found */
  get: (
    spaceId: string,
    id: string,
  ): Promise<{
    readonly alert: AlertRecord
    readonly runs: readonly AlertRun[]
    readonly backs: readonly BackRecord[]
  }> =>
    inSpace(spaceId, async (client) => {
      const { rows } = await client.query<AlertRecord>(`select ${columns} ${from} where a.id = $1`, [id])
      if (rows[0] === undefined) throw new ConfigRefusal('alert.not_found', id)
      const runs = await client.query<AlertRun>(
        `select r.id, u.key as rule, ${nameNow('alert_rule', 'r.rule_id')} as "ruleName", r.state, r.callout_id as "calloutId", r.refusal, m.joined_at as "joinedAtMs",
           m.heard_at as "heardAtMs"
         from alert_run_member m join alert_run r on r.id = m.run_id join alert_rule u on u.id = r.rule_id
         where m.alert_id = $1 order by m.joined_at desc, r.id desc limit ${RUNS_SHOWN}`,
        [id],
      )
      return { alert: rows[0], runs: runs.rows, backs: await backsOf(client, id) }
    }),
})
