-- Heartbeats: sources that are to be heard from again and again, and when each is next awaited.

-- the period, and what the alert is about; null for every other kind
alter table alert_source add column heartbeat jsonb;

create table alert_heartbeat (
  source_id  uuid primary key,
  space_id   uuid not null references space,
  state      text not null check (state in ('waiting', 'up', 'missed')),
  pinged_at  timestamptz,
  -- when it counts as missed; null: nothing is awaited
  due_at     timestamptz,
  -- when its period last began anew because nobody could have heard it
  excused_at timestamptz,
  foreign key (space_id, source_id) references alert_source (space_id, id) on delete cascade
);
create index alert_heartbeat_due on alert_heartbeat (due_at) where due_at is not null;

alter table alert_heartbeat enable row level security;
alter table alert_heartbeat force row level security;
create policy one_space on alert_heartbeat using ((select current_setting('noroshi.space', true)) in ('*', space_id::text))
  with check ((select current_setting('noroshi.space', true)) in ('*', space_id::text));
grant select, insert, update, delete on alert_heartbeat to noroshi_app;

-- Until when some process of this installation could be reached: what was awaited in a gap is not missed.
create table listening (
  one      boolean primary key default true check (one),
  until_at timestamptz not null
);
grant select, insert, update on listening to noroshi_app;
