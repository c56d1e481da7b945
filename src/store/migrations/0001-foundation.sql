-- The foundation: spaces, people, connections, policies, and what the engine writes.
-- Every table carries its space and is closed by row-level security; the server connects as noroshi_app, which owns nothing.
-- No statement reads the database's clock: instants come from the caller.

create table meta (
  key   text primary key,
  value text not null
);

create table space (
  id         uuid primary key,
  key        text not null unique,
  name       text not null,
  created_at timestamptz not null
);

create table app_user (
  id         uuid primary key,
  space_id   uuid not null references space,
  key        text not null,
  name       text not null,
  language   text not null check (language in ('ja', 'en')),
  managed_by text not null check (managed_by in ('file', 'console')),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  unique (space_id, id)
);
create unique index app_user_key on app_user (space_id, key) where deleted_at is null;

create table contact_method (
  id         uuid primary key,
  space_id   uuid not null references space,
  user_id    uuid not null,
  channel    text not null,
  label      text not null,
  address    text not null,
  is_default boolean not null,
  position   integer not null,
  unique (user_id, channel, label),
  foreign key (space_id, user_id) references app_user (space_id, id) on delete cascade
);
create index contact_method_user on contact_method (space_id, user_id);

create table connection (
  id           uuid primary key,
  space_id     uuid not null references space,
  key          text not null,
  name         text not null,
  kind         text not null,
  settings     jsonb not null,
  -- name → sealed value; never leaves the server
  secrets      jsonb not null,
  managed_by   text not null check (managed_by in ('file', 'console')),
  next_slot_at timestamptz not null default 'epoch',
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  deleted_at   timestamptz
);
create unique index connection_key on connection (space_id, key) where deleted_at is null;

create table template (
  id         uuid primary key,
  space_id   uuid not null references space,
  key        text not null,
  name       text not null,
  body       jsonb not null,
  managed_by text not null check (managed_by in ('file', 'console')),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz
);
create unique index template_key on template (space_id, key) where deleted_at is null;

create table policy (
  id         uuid primary key,
  space_id   uuid not null references space,
  key        text not null,
  name       text not null,
  body       jsonb not null,
  managed_by text not null check (managed_by in ('file', 'console')),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz
);
create unique index policy_key on policy (space_id, key) where deleted_at is null;

create table api_token (
  id           uuid primary key,
  space_id     uuid not null references space,
  name         text not null,
  hash         text not null unique,
  scopes       text[] not null,
  created_at   timestamptz not null,
  expires_at   timestamptz,
  revoked_at   timestamptz,
  last_used_at timestamptz
);

-- An immutable copy of policy, template and people, named by the hash of its content.
create table plan (
  space_id   uuid not null references space,
  hash       text not null,
  body       jsonb not null,
  created_at timestamptz not null,
  primary key (space_id, hash)
);

create table callout (
  id         uuid primary key,
  space_id   uuid not null,
  plan_hash  text not null,
  policy_id  uuid not null,
  policy_key text not null,
  cause      jsonb not null,
  parameters jsonb not null,
  priority   smallint not null,
  parent_id  uuid,
  created_by text not null,
  created_at timestamptz not null,
  -- what core decides; due_at, outcome and ended_at are copied out of it for the indexes
  head       jsonb not null,
  due_at     timestamptz,
  outcome    text,
  ended_at   timestamptz,
  foreign key (space_id, plan_hash) references plan
);
create index callout_due on callout (due_at) where due_at is not null;
create index callout_newest on callout (space_id, created_at desc, id desc);
create index callout_running on callout (space_id, created_at desc, id desc) where outcome is null;

create table target (
  callout_id  uuid not null,
  space_id    uuid not null,
  destination integer not null,
  open        boolean not null,
  settled     boolean not null,
  taken       boolean not null,
  outcome     text,
  attempt     integer,
  redials     integer not null,
  repeats_after_unknown integer not null,
  primary key (callout_id, destination)
);
create index target_open on target (callout_id) where open;

create table attempt (
  callout_id      uuid not null,
  ordinal         integer not null,
  space_id        uuid not null,
  destination     integer not null,
  channel         text not null,
  connection_id   uuid,
  address         text not null,
  priority        smallint not null,
  nonce           text not null,
  state           text not null,
  reason          text not null,
  result          text,
  detail          text,
  provider_id     text,
  planned_at      timestamptz not null,
  begun_at        timestamptz,
  ringing_at      timestamptz,
  answered_at     timestamptz,
  ended_at        timestamptz,
  answered_by     text,
  key             text,
  turn            integer not null,
  answer          jsonb,
  readings        integer not null,
  retries         integer not null,
  cancel_wanted   boolean not null,
  possible_repeat boolean not null,
  effect_kind     text,
  effect_at       timestamptz,
  claimed_by      uuid,
  primary key (callout_id, ordinal)
);
create index attempt_due on attempt (effect_at, priority) where effect_kind is not null and claimed_by is null;
create index attempt_claimed on attempt (claimed_by) where claimed_by is not null;
create index attempt_waiting on attempt (connection_id, priority, planned_at, callout_id, ordinal)
  where effect_kind = 'place' and detail = 'waits_for_line';
-- One live call per phone; only what is recorded as a possible repeat may ring beside another.
create unique index attempt_live_number on attempt (space_id, address)
  where channel = 'phone' and not possible_repeat and state in ('begun', 'unknown', 'placed', 'ringing', 'answered');
create index attempt_live_address on attempt (space_id, address)
  where state in ('begun', 'unknown', 'placed', 'ringing', 'answered');
create index attempt_live_line on attempt (connection_id)
  where state in ('begun', 'unknown', 'placed', 'ringing', 'answered');

-- Append-only: what was decided, in order, and why. The explanation is read from here.
create table history (
  callout_id  uuid not null,
  seq         integer not null,
  space_id    uuid not null,
  at          timestamptz not null,
  reason      text not null,
  destination integer,
  attempt     integer,
  facts       jsonb not null,
  primary key (callout_id, seq)
);

create table idempotency (
  space_id    uuid not null,
  key         text not null,
  fingerprint text not null,
  callout_id  uuid not null,
  created_at  timestamptz not null,
  primary key (space_id, key)
);

-- A process that performs effects. Its advisory lock frees its claims when the connection drops.
create table instance (
  id             uuid primary key,
  lock_key       bigint not null,
  lease_until    timestamptz not null
);

do $$
declare
  name text;
begin
  foreach name in array array['app_user', 'contact_method', 'connection', 'template', 'policy', 'api_token', 'plan',
                              'callout', 'target', 'attempt', 'history', 'idempotency'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy one_space on %I using ((select current_setting(''noroshi.space'', true)) in (''*'', space_id::text))
                    with check ((select current_setting(''noroshi.space'', true)) in (''*'', space_id::text))', name);
    execute format('grant select, insert, update, delete on %I to noroshi_app', name);
  end loop;
end
$$;
-- History is never edited; retention removes whole finished callouts.
revoke update on history from noroshi_app;

alter table space enable row level security;
alter table space force row level security;
create policy one_space on space using ((select current_setting('noroshi.space', true)) in ('*', id::text))
  with check ((select current_setting('noroshi.space', true)) = '*');
grant select, insert, update on space to noroshi_app;
grant select, insert, update on meta to noroshi_app;
grant select, insert, update, delete on instance to noroshi_app;
