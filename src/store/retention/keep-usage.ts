// Adds what callouts came to to the usage that is kept, in the transaction that deletes them.

import { spaceHere } from '../config/context.ts'
import { counted } from '../config/usage-count.ts'

const where = `c.space_id = ${spaceHere} and c.id = any($1::uuid[])`
/** Months begin on a quarter of an hour in every zone. */
const by = `date_bin(interval '15 minutes', c.created_at, timestamptz 'epoch')`

export const keepUsage = `
  insert into usage_kept (space_id, at, project_id, channel, connection_id, callouts, sends, attempts, paid, minutes)
  select ${spaceHere}, counted.* from (${counted({ where, by })}) as counted
  where callouts + sends + attempts > 0
  on conflict (space_id, at, project_id, channel, connection_id) do update set
    callouts = usage_kept.callouts + excluded.callouts, sends = usage_kept.sends + excluded.sends,
    attempts = usage_kept.attempts + excluded.attempts, paid = usage_kept.paid + excluded.paid,
    minutes = usage_kept.minutes + excluded.minutes`
