-- Calendars (weekdays, bands, holidays) and duty schedules (当番表), with their overrides. What each holds is checked by core
-- before it is written, so a body is one value; overrides are rows, because people make them from day to day.

create table calendar (
  id         uuid primary key,
  space_id   uuid not null references space,
  key        text not null,
  name       text not null,
  body       jsonb not null,
  managed_by text not null check (managed_by in ('file', 'console')),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  unique (space_id, id)
);
create unique index calendar_key on calendar (space_id, key) where deleted_at is null;

create table schedule (
  id          uuid primary key,
  space_id    uuid not null references space,
  key         text not null,
  name        text not null,
  -- whose holidays its restrictions mean
  calendar_id uuid,
  body        jsonb not null,
  managed_by  text not null check (managed_by in ('file', 'console')),
  created_at  timestamptz not null,
  updated_at  timestamptz not null,
  deleted_at  timestamptz,
  unique (space_id, id),
  foreign key (space_id, calendar_id) references calendar (space_id, id)
);
create unique index schedule_key on schedule (space_id, key) where deleted_at is null;

create table duty_override (
  -- ids begin with the time they were made at: of two that concern one person the later counts
  id          uuid primary key,
  space_id    uuid not null references space,
  schedule_id uuid not null,
  -- null: every position
  position    text,
  kind        text not null check (kind in ('add', 'remove', 'replace')),
  -- null: whoever is on duty
  user_id     uuid,
  by_user_id  uuid,
  starts_at   timestamptz not null,
  ends_at     timestamptz not null,
  note        text not null,
  created_by  text not null,
  created_at  timestamptz not null,
  foreign key (space_id, schedule_id) references schedule (space_id, id) on delete cascade,
  foreign key (space_id, user_id) references app_user (space_id, id) on delete cascade,
  foreign key (space_id, by_user_id) references app_user (space_id, id) on delete cascade
);
create index duty_override_schedule on duty_override (schedule_id, ends_at);

do $$
declare
  name text;
begin
  foreach name in array array['calendar', 'schedule', 'duty_override'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy one_space on %I using ((select current_setting(''noroshi.space'', true)) in (''*'', space_id::text))
                    with check ((select current_setting(''noroshi.space'', true)) in (''*'', space_id::text))', name);
    execute format('grant select, insert, update, delete on %I to noroshi_app', name);
  end loop;
end
$$;
