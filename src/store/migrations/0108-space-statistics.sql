-- Row-level security compares `space_id::text` with a setting, of which the planner knows nothing: it took any condition with it for one
-- row in two hundred, and sorted a million attempts to show fifty. Statistics of the expression tell it how many spaces there are. They cost
-- nothing when a row is written; whatever analyses a table fills them.

do $$
declare
  name text;
  has_rows boolean;
begin
  foreach name in array array['attempt', 'callout', 'history', 'target', 'incident', 'incident_entry', 'alert', 'audit', 'app_user',
                              'contact_method', 'webhook_delivery'] loop
    execute format('create statistics %I on (space_id::text) from %I', name || '_space', name);
    -- Of an empty table the planner is not told: it would believe it stays empty.
    select reltuples > 0 into has_rows from pg_class where oid = format('%I', name)::regclass;
    if has_rows then
      execute format('analyze %I', name);
    end if;
  end loop;
end
$$;
