-- The delivery log: all attempts of a space, newest first.
create index attempt_newest on attempt (space_id, planned_at desc, callout_id desc, ordinal desc);
