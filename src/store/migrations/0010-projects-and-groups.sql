-- Spaces have host names and projects, users have numbers and groups: what the ways in of other products need beneath them.
-- Every space that exists gets its project `default`; every user gets the next number of the space, in the order they came.

-- The rows of all spaces are read and written here; the owner too is held by row-level security.
set local noroshi.space = '*';

-- A full host name, lower-case and without port. Unique over all spaces: it decides which one a request means.
create table space_host (
  host       text primary key check (host = lower(host) and host <> ''),
  space_id   uuid not null references space,
  created_at timestamptz not null
);

create table project (
  id         uuid primary key,
  space_id   uuid not null references space,
  key        text not null,
  name       text not null,
  managed_by text not null check (managed_by in ('file', 'console')),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  unique (space_id, id)
);
create unique index project_key on project (space_id, key) where deleted_at is null;
insert into project (id, space_id, key, name, managed_by, created_at, updated_at)
  select gen_random_uuid(), id, 'default', 'Default', 'console', created_at, created_at from space;

create table user_group (
  id         uuid primary key,
  space_id   uuid not null references space,
  key        text not null,
  name       text not null,
  managed_by text not null check (managed_by in ('file', 'console')),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  unique (space_id, id)
);
create unique index user_group_key on user_group (space_id, key) where deleted_at is null;

create table user_group_member (
  group_id uuid not null,
  user_id  uuid not null,
  space_id uuid not null references space,
  -- members are called in this order
  position integer not null,
  primary key (group_id, user_id),
  foreign key (space_id, group_id) references user_group (space_id, id) on delete cascade,
  foreign key (space_id, user_id) references app_user (space_id, id) on delete cascade
);
create index user_group_member_user on user_group_member (user_id);

create table project_member (
  project_id uuid not null,
  space_id   uuid not null references space,
  user_id    uuid,
  group_id   uuid,
  check (num_nonnulls(user_id, group_id) = 1),
  unique (project_id, user_id),
  unique (project_id, group_id),
  foreign key (space_id, project_id) references project (space_id, id) on delete cascade,
  foreign key (space_id, user_id) references app_user (space_id, id) on delete cascade,
  foreign key (space_id, group_id) references user_group (space_id, id) on delete cascade
);
create index project_member_user on project_member (user_id) where user_id is not null;
create index project_member_group on project_member (group_id) where group_id is not null;

-- Integers that count up within a space, by name: users, incidents, … A number is never given twice.
create table space_counter (
  space_id uuid not null references space,
  name     text not null,
  value    bigint not null,
  primary key (space_id, name)
);

alter table app_user add column number integer;
update app_user set number = numbered.number
  from (select id, row_number() over (partition by space_id order by created_at, id) as number from app_user) as numbered
  where numbered.id = app_user.id;
alter table app_user alter column number set not null;
alter table app_user add constraint app_user_number unique (space_id, number);
insert into space_counter (space_id, name, value) select space_id, 'user', max(number) from app_user group by space_id;

-- null: the whole space
alter table api_token add column project_id uuid;
alter table api_token add constraint api_token_project foreign key (space_id, project_id) references project (space_id, id);

do $$
declare
  name text;
begin
  foreach name in array array['space_host', 'project', 'user_group', 'user_group_member', 'project_member',
                              'space_counter'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy one_space on %I using ((select current_setting(''noroshi.space'', true)) in (''*'', space_id::text))
                    with check ((select current_setting(''noroshi.space'', true)) in (''*'', space_id::text))', name);
    execute format('grant select, insert, update, delete on %I to noroshi_app', name);
  end loop;
end
$$;
