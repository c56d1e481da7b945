-- Alerts: the latest state of every monitored object, the ways in they come by, the rules that say who is called, and the runs:
-- what one policy's callout is about, which grows while it runs.

create table alert_source (
  id         uuid primary key,
  space_id   uuid not null references space,
  key        text not null,
  name       text not null,
  kind       text not null,
  enabled    boolean not null,
  -- SHA-256 of the key it is sent with, which is shown once
  hash       text not null,
  -- when something last came by it, to the minute
  heard_at   timestamptz,
  managed_by text not null check (managed_by in ('file', 'console')),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  unique (space_id, id)
);
create unique index alert_source_key on alert_source (space_id, key) where deleted_at is null;
create unique index alert_source_hash on alert_source (space_id, hash);

create table alert_rule (
  id         uuid primary key,
  space_id   uuid not null references space,
  key        text not null,
  name       text not null,
  position   integer not null,
  policy_id  uuid not null,
  body       jsonb not null,
  managed_by text not null check (managed_by in ('file', 'console')),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  unique (space_id, id)
);
create unique index alert_rule_key on alert_rule (space_id, key) where deleted_at is null;

create table alert (
  id          uuid primary key,
  space_id    uuid not null references space,
  source_id   uuid not null,
  dedup_key   text not null,
  -- what core decides; the columns below are copied out of it for lists
  body        jsonb not null,
  state       text not null check (state in ('problem', 'recovered')),
  -- some rule is about it; null: nothing was told of a problem yet
  matched     boolean,
  created_at  timestamptz not null,
  updated_at  timestamptz not null,
  unique (space_id, id),
  foreign key (space_id, source_id) references alert_source (space_id, id)
);
create unique index alert_object on alert (source_id, dedup_key);
create index alert_newest on alert (space_id, updated_at desc, id desc);
create index alert_problems on alert (space_id, updated_at desc, id desc) where state = 'problem';

-- wanted: its callout is to be started; live: it runs; over: it ended; refused: it could not be started
create table alert_run (
  id         uuid primary key,
  space_id   uuid not null references space,
  -- the rule that began it
  rule_id    uuid not null,
  policy_id  uuid not null,
  state      text not null check (state in ('wanted', 'live', 'over', 'refused')),
  callout_id uuid,
  refusal    text,
  created_at timestamptz not null,
  ended_at   timestamptz,
  unique (space_id, id),
  foreign key (space_id, rule_id) references alert_rule (space_id, id)
);
-- one policy has one callout about alerts at a time, however many rules lead to it
create unique index alert_run_open on alert_run (policy_id) where state in ('wanted', 'live');
create unique index alert_run_callout on alert_run (callout_id) where callout_id is not null;
create index alert_run_unfinished on alert_run (created_at) where state in ('wanted', 'live');

create table alert_run_member (
  run_id    uuid not null,
  alert_id  uuid not null,
  space_id  uuid not null references space,
  joined_at timestamptz not null,
  -- when it was first said to somebody on the phone
  heard_at  timestamptz,
  primary key (run_id, alert_id),
  foreign key (space_id, run_id) references alert_run (space_id, id) on delete cascade,
  foreign key (space_id, alert_id) references alert (space_id, id) on delete cascade
);
create index alert_run_member_alert on alert_run_member (alert_id);

-- A rule that calls later: when the time has come, the state of then decides.
create table alert_wait (
  rule_id  uuid not null,
  alert_id uuid not null,
  space_id uuid not null references space,
  due_at   timestamptz not null,
  primary key (rule_id, alert_id),
  foreign key (space_id, rule_id) references alert_rule (space_id, id) on delete cascade,
  foreign key (space_id, alert_id) references alert (space_id, id) on delete cascade
);
create index alert_wait_due on alert_wait (due_at);
create index alert_wait_alert on alert_wait (alert_id);

do $$
declare
  name text;
begin
  foreach name in array array['alert_source', 'alert_rule', 'alert', 'alert_run', 'alert_run_member', 'alert_wait'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy one_space on %I using ((select current_setting(''noroshi.space'', true)) in (''*'', space_id::text))
                    with check ((select current_setting(''noroshi.space'', true)) in (''*'', space_id::text))', name);
    execute format('grant select, insert, update, delete on %I to noroshi_app', name);
  end loop;
end
$$;
