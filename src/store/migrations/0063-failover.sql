-- Connections that stand in for one another, and by which of its destination's ways an attempt goes.
alter table connection add column stand_ins jsonb not null default '[]';
alter table attempt add column way smallint not null default 0;

-- How connections are doing, as the process that sent something by them last saw it; without a row nothing is known. For people to see:
-- nothing is decided by it.
create table connection_health (
  connection_id   uuid primary key references connection on delete cascade,
  space_id        uuid not null references space,
  state           text not null check (state in ('closed', 'open', 'half_open')),
  since           timestamptz,
  -- when it is tried again
  until           timestamptz,
  -- of the last requests
  succeeded       integer not null,
  failed          integer not null,
  last_failure    text,
  last_failure_at timestamptz,
  last_success_at timestamptz,
  seen_at         timestamptz not null
);
create index connection_health_space on connection_health (space_id);

alter table connection_health enable row level security;
alter table connection_health force row level security;
create policy one_space on connection_health using ((select current_setting('noroshi.space', true)) in ('*', space_id::text))
  with check ((select current_setting('noroshi.space', true)) in ('*', space_id::text));
grant select, insert, update, delete on connection_health to noroshi_app;
