// What callouts come to, in SQL: how many, and by which connection how many attempts went out, were paid for, and how long calls took.
// Read by month, and kept by retention before the callouts go: both count alike.

type Counting = {
  /** Of a callout `c`. */
  readonly where: string
  /** What `c.created_at` is grouped by. */
  readonly by: string
}

/** A call is paid for once somebody answers, a message once the provider has taken it. */
const paid = `case when a.channel = 'phone' then a.answered_at is not null else a.provider_id is not null end`
/** A minute that has begun counts whole. */
const minutes = `case when a.channel = 'phone' and a.answered_at is not null
  then greatest(1, ceil(extract(epoch from coalesce(a.ended_at, a.answered_at) - a.answered_at) / 60)) else 0 end`

/** Rows of (at, project_id, channel, connection_id, callouts, sends, attempts, paid, minutes). What a pause kept from starting is none. */
export const counted = ({ where, by }: Counting): string => `
  select ${by} as at, c.project_id, null::text as channel, null::uuid as connection_id,
    count(*) filter (where c.purpose is null and c.outcome is distinct from 'suppressed')::integer as callouts,
    count(*) filter (where c.purpose is not null)::integer as sends, 0 as attempts, 0 as paid, 0 as minutes
  from callout c where ${where} group by 1, 2
  union all
  select ${by}, c.project_id, a.channel, a.connection_id, 0, 0, count(*)::integer, count(*) filter (where ${paid})::integer,
    sum(${minutes})::integer
  from callout c join attempt a on a.callout_id = c.id where ${where} and a.begun_at is not null group by 1, 2, 3, 4`
