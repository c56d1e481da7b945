// What retention would delete, counted as of one instant; nothing is changed.

import type pg from 'pg'
import type { Retained } from '#core/retention'
import type { InSpace } from '../config/context.ts'
import { oldIn, type Part, parts } from './parts.ts'

/** What there is of a kind before its instant: what would go, since when, and what is old but not over and stays. */
export type RetentionCount = { readonly deletes: number; readonly oldestAtMs: number | null; readonly keeps: number }

const none: RetentionCount = { deletes: 0, oldestAtMs: null, keeps: 0 }

const countOf = async (client: pg.PoolClient, part: Part, beforeMs: number): Promise<RetentionCount> => {
  const { rows } = await client.query<RetentionCount>(
    `select count(*) filter (where is_over) as deletes, min(at) filter (where is_over) as "oldestAtMs",
       count(*) filter (where not is_over) as keeps
     from (select x.${part.at} as at, coalesce(${part.over}, false) as is_over ${oldIn(part)}) as old`,
    [new Date(beforeMs)],
  )
  return rows[0] ?? none
}

const earlier = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? (one ?? other) : Math.min(one, other)

export const createRetention = ({ inSnapshot }: { readonly inSnapshot: InSpace }) => ({
  look: (spaceId: string, { kind, beforeMs }: Retained): Promise<RetentionCount> =>
    beforeMs === null
      ? Promise.resolve(none)
      : inSnapshot(spaceId, async (client) => {
          let sum = none
          for (const part of parts[kind]) {
            const { deletes, oldestAtMs, keeps } = await countOf(client, part, beforeMs)
            sum = {
              deletes: sum.deletes + deletes,
              oldestAtMs: earlier(sum.oldestAtMs, oldestAtMs),
              keeps: sum.keeps + keeps,
            }
          }
          return sum
        }),
})
