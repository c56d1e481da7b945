-- Webhooks: addresses that are told what happens, and the outbox of what they are to be told. A delivery is written with or
-- right after what it tells of, and tried until it is taken or given up.

create table webhook (
  id              uuid primary key,
  space_id        uuid not null references space,
  key             text not null,
  name            text not null,
  -- null: whatever happens in the space
  project_id      uuid,
  url             text not null,
  shape           text not null check (shape in ('noroshi', 'pigeon', 'reactio')),
  -- names or patterns: "callout.started", "callout.*", "*"
  events          jsonb not null,
  -- sealed; never leaves the server but in a request to the address
  credential      text,
  enabled         boolean not null,
  timeout_seconds integer not null,
  attempts_max    integer not null,
  managed_by      text not null check (managed_by in ('file', 'console')),
  created_at      timestamptz not null,
  updated_at      timestamptz not null,
  deleted_at      timestamptz,
  unique (space_id, id),
  foreign key (space_id, project_id) references project (space_id, id)
);
create unique index webhook_key on webhook (space_id, key) where deleted_at is null;

create table webhook_delivery (
  id            uuid primary key,
  space_id      uuid not null references space,
  webhook_id    uuid not null,
  event         text not null,
  -- what it tells of: told once to each webhook
  once          text not null,
  body          text not null,
  state         text not null check (state in ('waiting', 'delivered', 'failed')),
  created_at    timestamptz not null,
  -- when it is to be tried; whoever takes it puts it off for as long as trying may take, and a process that died gives it back so
  due_at        timestamptz not null,
  attempts      integer not null,
  attempted_at  timestamptz,
  took_ms       integer,
  status        integer,
  error         text,
  answer        text,
  foreign key (space_id, webhook_id) references webhook (space_id, id)
);
create unique index webhook_delivery_once on webhook_delivery (webhook_id, once);
create index webhook_delivery_due on webhook_delivery (due_at) where state = 'waiting';
create index webhook_delivery_newest on webhook_delivery (webhook_id, id desc);
create index webhook_delivery_over on webhook_delivery (created_at) where state <> 'waiting';

-- null: nobody wants to know. 0: nothing was told yet, 1: that it started, 2: how it ended.
alter table callout add column noticed smallint;
create index callout_unnoticed on callout (created_at)
  where noticed is not null and (noticed = 0 or (noticed = 1 and outcome is not null));

do $$
declare
  name text;
begin
  foreach name in array array['webhook', 'webhook_delivery'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy one_space on %I using ((select current_setting(''noroshi.space'', true)) in (''*'', space_id::text))
                    with check ((select current_setting(''noroshi.space'', true)) in (''*'', space_id::text))', name);
    execute format('grant select, insert, update, delete on %I to noroshi_app', name);
  end loop;
end
$$;
