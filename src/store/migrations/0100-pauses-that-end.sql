-- A pause may start, once it is over, what it kept from beginning; and one without an end is told of again and again.
alter table pause
  add column starts_after boolean not null default false,
  -- when what it kept was started
  add column started_after_at timestamptz;
create index pause_starts_after on pause (ends_at) where starts_after and started_after_at is null;
create index pause_open on pause (begins_at) where ends_at is null;
