-- Policy groups (連絡網グループ): policies in an order, some of them only while a condition of a calendar holds. The body names both
-- by id; what was deleted since is passed over.

create table policy_group (
  id         uuid primary key,
  space_id   uuid not null references space,
  key        text not null,
  name       text not null,
  body       jsonb not null,
  managed_by text not null check (managed_by in ('file', 'console')),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  unique (space_id, id)
);
create unique index policy_group_key on policy_group (space_id, key) where deleted_at is null;
-- executions may name a group by its name
create unique index policy_group_name on policy_group (space_id, name) where deleted_at is null;

alter table policy_group enable row level security;
alter table policy_group force row level security;
create policy one_space on policy_group using ((select current_setting('noroshi.space', true)) in ('*', space_id::text))
  with check ((select current_setting('noroshi.space', true)) in ('*', space_id::text));
grant select, insert, update, delete on policy_group to noroshi_app;
