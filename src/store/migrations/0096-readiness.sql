-- What became of the last attempts at an address, and how many there were lately: for readiness, and for whoever must not be flooded.
create index attempt_address on attempt (space_id, address, begun_at desc) where begun_at is not null;

-- Which week's digest of readiness a space has been told.
create table readiness_told (
  space_id uuid primary key references space,
  week     integer not null
);
alter table readiness_told enable row level security;
alter table readiness_told force row level security;
create policy one_space on readiness_told using ((select current_setting('noroshi.space', true)) in ('*', space_id::text))
  with check ((select current_setting('noroshi.space', true)) in ('*', space_id::text));
grant select, insert, update, delete on readiness_told to noroshi_app;
