// Usage by month and project: what is there, and what retention kept of what is not. A read model; what it costs is core's to say.

import type { Counted } from '#core/usage'
import { type InSpace, spaceHere } from './context.ts'
import { counted } from './usage-count.ts'

type Span = {
  readonly fromMs: number
  /** Before this. */
  readonly toMs: number
  /** A zone's name as the time zone database has it. */
  readonly zone: string
}

const within = (at: string): string => `space_id = ${spaceHere} and ${at} >= $1 and ${at} < $2`
const monthOf = (at: string): string => `to_char(${at} at time zone $3, 'YYYY-MM')`

const text = `with counted as (${counted({ where: `c.${within('created_at')}`, by: monthOf('c.created_at') })}
    union all
    select ${monthOf('at')}, project_id, channel, connection_id, callouts, sends, attempts, paid, minutes
    from usage_kept where ${within('at')})
  select counted.at as month, p.key as project, p.name, counted.channel, k.settings->'price' as price,
    coalesce(k.settings->>'simulated' = 'true', false) as simulated,
    sum(callouts)::integer as callouts, sum(sends)::integer as sends, sum(attempts)::integer as attempts,
    sum(paid)::integer as paid, sum(minutes)::integer as minutes
  from counted left join project p on p.id = counted.project_id left join connection k on k.id = counted.connection_id
  group by 1, 2, 3, 4, 5, 6`

export const createUsage = ({ inSnapshot }: { readonly inSnapshot: InSpace }) => ({
  /** In no order. Of a project or a connection that was deleted since too. */
  read: (spaceId: string, { fromMs, toMs, zone }: Span): Promise<readonly Counted[]> =>
    inSnapshot(
      spaceId,
      async (client) => (await client.query<Counted>(text, [new Date(fromMs), new Date(toMs), zone])).rows,
    ),
})
