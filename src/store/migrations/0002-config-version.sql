-- One number per space that every change of configuration raises in its own transaction: caches of plans and tokens are
-- valid as long as it stands still. A table of its own, because a space's row itself may not be changed from within.

create table config_version (
  space_id uuid primary key references space,
  version  bigint not null
);
alter table config_version enable row level security;
alter table config_version force row level security;
create policy one_space on config_version using (current_setting('noroshi.space', true) in ('*', space_id::text))
  with check (current_setting('noroshi.space', true) in ('*', space_id::text));
grant select, insert, update on config_version to noroshi_app;
