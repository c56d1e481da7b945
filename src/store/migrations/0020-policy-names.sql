-- A policy may be called by its name as well as by its key, so names are unique in a space, as they are compared: in NFC.
-- Of policies that shared a name until now, all but the oldest get their key behind it. A callout knows its project.

-- The tables' own rules hold for their owner too: without this no row would be seen.
select set_config('noroshi.space', '*', true);

update policy set name = normalize(name, NFC) where name <> normalize(name, NFC);

update policy set name = name || ' (' || key || ')'
  where deleted_at is null and id in (
    select id from (
      select id, row_number() over (partition by space_id, name order by created_at, id) as place
        from policy where deleted_at is null) as ordered
      where place > 1);

-- Whoever had chosen exactly such a name already.
update policy set name = name || ' ' || id::text
  where deleted_at is null and id in (
    select id from (
      select id, row_number() over (partition by space_id, name order by created_at, id) as place
        from policy where deleted_at is null) as ordered
      where place > 1);

create unique index policy_name on policy (space_id, name) where deleted_at is null;

alter table callout add column project_id uuid;
