-- Incidents: what people work on, with one ordered timeline each. Needs projects and the counters of 0010.
-- References to an incident are looked at on commit: its row is written last, when all that belongs to it is known.
-- Instants that name no person mean a program did it (Reactio's author 0). Deleting people leaves what they did.

-- Per project: option items in their order, the forgotten-incident rule, what Reactio's dialect does where it is silent.
-- No row means the defaults.
create table incident_settings (
  project_id uuid primary key,
  space_id   uuid not null,
  body       jsonb not null,
  updated_at timestamptz not null,
  foreign key (space_id, project_id) references project (space_id, id) on delete cascade
);

create table incident (
  id         uuid primary key,
  space_id   uuid not null,
  project_id uuid not null,
  -- counts up within the space; what people and Reactio's clients call it by
  number     integer not null,
  name       text not null,
  status     text not null check (status in ('open', 'pend', 'close')),
  occurred_at         timestamptz,
  permanent_action_at timestamptz,
  -- json, not jsonb: the order in which the parameters were given is kept
  parameters json,
  commander_id uuid,
  open_since timestamptz not null,
  pended_at  timestamptz,
  pended_by  uuid,
  closed_at  timestamptz,
  closed_by  uuid,
  taken_at   timestamptz,
  taken_by   uuid,
  -- whole seconds: lists are ordered by it and then by number, as those see it who read seconds
  created_at timestamptz not null,
  created_by uuid,
  updated_at timestamptz not null,
  updated_by uuid,
  -- the last timeline entry's number; raised under this row's lock, so the timeline has no gaps
  seq        integer not null,
  topics     integer not null,
  -- the forgotten-incident alert: how many there ever were, the last since it is open, and when the next is due
  alerts     integer not null,
  alerted_at timestamptz,
  due_at     timestamptz,
  idempotency_key text,
  fingerprint     text,
  unique (space_id, number),
  unique (space_id, id),
  foreign key (space_id, project_id) references project (space_id, id)
);
-- Pages are found in these indexes alone, however deep; only the rows of the page itself are read.
create index incident_of_space on incident (space_id, created_at desc, number desc);
create index incident_of_space_status on incident (space_id, status, created_at desc, number desc);
create index incident_of_project on incident (space_id, project_id, created_at desc, number desc);
create index incident_of_project_status on incident (space_id, project_id, status, created_at desc, number desc);
create index incident_due on incident (due_at) where due_at is not null;
create unique index incident_idempotency on incident (space_id, idempotency_key) where idempotency_key is not null;

-- Append-only, like a callout's history.
create table incident_entry (
  incident_id uuid not null,
  seq         integer not null,
  space_id    uuid not null,
  at          timestamptz not null,
  -- who: a person, or a program by its name alone; neither for what the system noted
  user_id     uuid,
  name        text,
  body        json not null,
  primary key (incident_id, seq),
  foreign key (space_id, incident_id) references incident (space_id, id) on delete cascade deferrable initially deferred
);

create table incident_topic (
  id          uuid primary key,
  space_id    uuid not null,
  incident_id uuid not null,
  number      integer not null,
  position    integer not null,
  name        text not null,
  colour      text not null,
  closed_at   timestamptz,
  closed_by   uuid,
  created_at  timestamptz not null,
  created_by  uuid,
  updated_at  timestamptz not null,
  updated_by  uuid,
  unique (space_id, number),
  unique (incident_id, position),
  foreign key (space_id, incident_id) references incident (space_id, id) on delete cascade deferrable initially deferred
);

-- Who works on it: members, and guests, who are named although they do not belong to the project or have no account at all.
create table incident_responder (
  id          uuid primary key,
  space_id    uuid not null,
  incident_id uuid not null,
  user_id     uuid,
  name        text not null,
  guest       boolean not null,
  added_at    timestamptz not null,
  unique (incident_id, user_id),
  foreign key (space_id, incident_id) references incident (space_id, id) on delete cascade deferrable initially deferred
);

create table incident_file (
  id          uuid primary key,
  space_id    uuid not null,
  incident_id uuid not null,
  name        text not null,
  media_type  text not null,
  bytes       integer not null,
  -- the part of its path that nobody can guess
  secret      text not null unique,
  content     bytea not null,
  created_at  timestamptz not null,
  created_by  uuid,
  foreign key (space_id, incident_id) references incident (space_id, id) on delete cascade deferrable initially deferred
);
create index incident_file_of on incident_file (incident_id, created_at);
-- What people attach is compressed already.
alter table incident_file alter column content set storage external;

-- A notice to everybody (一斉通知). Written with its incident, in one transaction; `wanted` until its callout is started, so
-- that a process that dies in between leaves it to the next.
create table incident_notice (
  id          uuid primary key,
  space_id    uuid not null,
  incident_id uuid not null,
  number      integer not null,
  text        text not null,
  call        boolean not null,
  -- device → ids of those notified
  notified    jsonb not null,
  destinations jsonb not null,
  wanted      boolean not null,
  created_at  timestamptz not null,
  created_by  uuid,
  created_by_name text not null,
  unique (space_id, number),
  foreign key (space_id, incident_id) references incident (space_id, id) on delete cascade deferrable initially deferred
);
create index incident_notice_wanted on incident_notice (created_at) where wanted;
create index incident_notice_of on incident_notice (incident_id, created_at);

-- A callout that was started for an incident, and up to where its history has been copied into the timeline.
create table incident_callout (
  callout_id  uuid primary key,
  space_id    uuid not null,
  incident_id uuid not null,
  why         text not null,
  copied_seq  integer not null,
  -- false while more may come
  done        boolean not null,
  started_at  timestamptz not null,
  foreign key (space_id, incident_id) references incident (space_id, id) on delete cascade deferrable initially deferred
);
create index incident_callout_of on incident_callout (incident_id);
create index incident_callout_open on incident_callout (callout_id) where not done;

do $$
declare
  name text;
begin
  foreach name in array array['incident_settings', 'incident', 'incident_entry', 'incident_topic', 'incident_responder',
                              'incident_file', 'incident_notice', 'incident_callout'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy one_space on %I using ((select current_setting(''noroshi.space'', true)) in (''*'', space_id::text))
                    with check ((select current_setting(''noroshi.space'', true)) in (''*'', space_id::text))', name);
    execute format('grant select, insert, update, delete on %I to noroshi_app', name);
  end loop;
end
$$;
-- The timeline is never edited; retention removes whole incidents.
revoke update on incident_entry from noroshi_app;
