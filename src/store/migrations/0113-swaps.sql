-- Shifts that people ask others to take (交代). What is accepted becomes an override; the request stays as a record of who asked and who
-- took it.

create table duty_swap (
  id           uuid primary key,
  space_id     uuid not null references space,
  schedule_id  uuid not null,
  -- null: wherever the person is on duty in that time
  position     text,
  from_user_id uuid not null,
  -- null: anybody of the layer
  to_user_id   uuid,
  -- everybody it was asked of, and those of them who declined
  asked        uuid[] not null,
  declined     uuid[] not null,
  starts_at    timestamptz not null,
  ends_at      timestamptz not null,
  note         text not null,
  state        text not null check (state in ('open', 'accepted', 'declined', 'withdrawn', 'expired')),
  taken_by     uuid,
  answered_at  timestamptz,
  override_id  uuid,
  created_at   timestamptz not null,
  unique (space_id, id),
  foreign key (space_id, schedule_id) references schedule (space_id, id) on delete cascade,
  foreign key (space_id, from_user_id) references app_user (space_id, id) on delete cascade,
  foreign key (space_id, to_user_id) references app_user (space_id, id) on delete cascade,
  foreign key (space_id, taken_by) references app_user (space_id, id) on delete cascade
);
create index duty_swap_from on duty_swap (from_user_id, ends_at);
create index duty_swap_asked on duty_swap using gin (asked);
create index duty_swap_schedule on duty_swap (schedule_id, ends_at);

-- What is still to be done about one: people to be told, or its end when the shift begins.
create table duty_swap_timer (
  swap_id  uuid primary key,
  space_id uuid not null references space,
  due_at   timestamptz not null,
  untold   boolean not null,
  foreign key (space_id, swap_id) references duty_swap (space_id, id) on delete cascade
);
create index duty_swap_timer_due on duty_swap_timer (due_at);

do $$
declare
  name text;
begin
  foreach name in array array['duty_swap', 'duty_swap_timer'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy one_space on %I using ((select current_setting(''noroshi.space'', true)) in (''*'', space_id::text))
                    with check ((select current_setting(''noroshi.space'', true)) in (''*'', space_id::text))', name);
    execute format('grant select, insert, update, delete on %I to noroshi_app', name);
  end loop;
end
$$;

create trigger audit after insert or update or delete on duty_swap
  for each row execute function audit_row('swap', 'schedule', 'schedule_id', 'ends_at');
