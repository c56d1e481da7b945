-- Retention finds what belongs to a callout that is over, and plans that nothing follows any more.
create index callout_plan on callout (space_id, plan_hash);
create index idempotency_callout on idempotency (callout_id);
