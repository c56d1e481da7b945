-- What keeps a request from calling anybody: pauses (停止), and thinning (間引き), which merges requests into a callout that has
-- just begun. And the settings of a space as a whole.

alter table policy add constraint policy_of_space unique (space_id, id);

-- While one is on, starts are kept as suppressed. Ended by hand: `ends_at` is then, and `ended_by` says who did it.
create table pause (
  id         uuid primary key,
  space_id   uuid not null references space,
  scope      text not null check (scope in ('space', 'policy')),
  -- of one policy; null: the whole space
  policy_id  uuid,
  begins_at  timestamptz not null,
  -- null: until somebody ends it
  ends_at    timestamptz,
  reason     text not null,
  created_by text not null,
  created_at timestamptz not null,
  ended_by   text,
  check ((scope = 'policy') = (policy_id is not null)),
  foreign key (space_id, policy_id) references policy (space_id, id)
);
create index pause_newest on pause (space_id, created_at desc, id desc);
create index pause_unended on pause (space_id, ends_at);

create table space_setting (
  space_id   uuid primary key references space,
  body       jsonb not null,
  managed_by text not null check (managed_by in ('file', 'console')),
  updated_at timestamptz not null
);

-- Which requests are alike, where the policy merges them; null where it does not.
alter table callout add column thinning_key text;
create index callout_thinning on callout (space_id, thinning_key, created_at desc) where thinning_key is not null;

-- A request that was merged: the callout it went into was accepted shortly before.
create table merged_request (
  id         uuid primary key,
  space_id   uuid not null references space,
  callout_id uuid not null,
  text       text not null,
  created_by text not null,
  created_at timestamptz not null,
  -- answers the same when the same request comes again
  idempotency_key text
);
create index merged_request_callout on merged_request (callout_id, id);
create unique index merged_request_key on merged_request (space_id, idempotency_key) where idempotency_key is not null;

do $$
declare
  name text;
begin
  foreach name in array array['pause', 'space_setting', 'merged_request'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy one_space on %I using ((select current_setting(''noroshi.space'', true)) in (''*'', space_id::text))
                    with check ((select current_setting(''noroshi.space'', true)) in (''*'', space_id::text))', name);
    execute format('grant select, insert, update, delete on %I to noroshi_app', name);
  end loop;
end
$$;
