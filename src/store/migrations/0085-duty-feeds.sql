-- Secret addresses at which a calendar program reads somebody's duty, or a schedule. One of each; making it anew ends the old one.

create table duty_feed (
  id          uuid primary key,
  space_id    uuid not null references space,
  hash        text not null unique,
  user_id     uuid,
  schedule_id uuid,
  language    text not null check (language in ('ja', 'en')),
  created_by  text not null,
  created_at  timestamptz not null,
  -- to the hour
  read_at     timestamptz,
  check (num_nonnulls(user_id, schedule_id) = 1),
  unique (space_id, user_id),
  unique (space_id, schedule_id),
  foreign key (space_id, user_id) references app_user (space_id, id) on delete cascade,
  foreign key (space_id, schedule_id) references schedule (space_id, id) on delete cascade
);

alter table duty_feed enable row level security;
alter table duty_feed force row level security;
create policy one_space on duty_feed using ((select current_setting('noroshi.space', true)) in ('*', space_id::text))
  with check ((select current_setting('noroshi.space', true)) in ('*', space_id::text));
grant select, insert, update, delete on duty_feed to noroshi_app;
