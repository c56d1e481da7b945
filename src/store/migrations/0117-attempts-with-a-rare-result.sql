-- The log by a result that nobody may have had for years. What phones usually come to is found among the newest attempts, and has no
-- place in it: then an attempt that begins or ends pays for no entry.
create index attempt_rare_result on attempt (space_id, result, planned_at desc, callout_id desc, ordinal desc)
  where result in ('passed', 'left', 'transfer', 'connected', 'failed', 'refused', 'lost');
