-- Usage by month outlives the callouts it was counted from: before retention deletes them, what they came to is added here. No person, no
-- number, no text: how many, of which project, by which connection, in which quarter of an hour, so that months of every zone add up.

create table usage_kept (
  space_id      uuid not null references space,
  at            timestamptz not null,
  project_id    uuid,
  -- null: callouts; of a channel: its attempts
  channel       text,
  connection_id uuid,
  callouts      integer not null,
  sends         integer not null,
  attempts      integer not null,
  paid          integer not null,
  minutes       integer not null,
  unique nulls not distinct (space_id, at, project_id, channel, connection_id)
);
alter table usage_kept enable row level security;
alter table usage_kept force row level security;
create policy one_space on usage_kept using ((select current_setting('noroshi.space', true)) in ('*', space_id::text))
  with check ((select current_setting('noroshi.space', true)) in ('*', space_id::text));
grant select, insert, update, delete on usage_kept to noroshi_app;
create statistics usage_kept_space on (space_id::text) from usage_kept;
