// What a source that watches Noroshi itself has to tell: which connections of its space do not work, how many callouts are overdue, and
// what it has told of so far.

import type pg from 'pg'
import type { Itself, KnownTrouble } from '#core/alert/itself'

export type SelfSource = Itself & {
  readonly spaceId: string
  readonly id: string
  readonly key: string
  readonly known: readonly KnownTrouble[]
}

/** More are no other news. */
const LATE_MAX = 1_000

/** Of every space that has such a source. @param engine works across spaces @param lateBeforeMs what was due before is late */
export const readItself = async (engine: pg.Pool, lateBeforeMs: number): Promise<readonly SelfSource[]> => {
  const { rows } = await engine.query<SelfSource>(
    `select s.space_id as "spaceId", s.id, s.key,
       (select coalesce(jsonb_agg(jsonb_build_object('key', c.key, 'name', c.name, 'code', h.last_failure) order by c.key), '[]')
          from connection_health h join connection c on c.id = h.connection_id and c.deleted_at is null
          where h.space_id = s.space_id and h.state <> 'closed') as failing,
       (select count(*)::integer from (
          select from callout where space_id = s.space_id and due_at < $1 limit ${LATE_MAX}) overdue) as late,
       (select coalesce(jsonb_agg(jsonb_build_object('dedupKey', a.dedup_key, 'service', a.body->>'service')), '[]')
          from alert a where a.source_id = s.id and a.state = 'problem') as known
     from alert_source s where s.kind = 'self' and s.enabled and s.deleted_at is null`,
    [new Date(lateBeforeMs)],
  )
  return rows
}
