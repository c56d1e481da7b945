-- Whoever comes on duty is told of it ahead, where their schedule says so. Each such schedule has one timer; what was told is written
-- down, so that each shift is told of once.

create table duty_watch (
  schedule_id uuid primary key,
  space_id    uuid not null references space,
  -- what began before is no news
  since       timestamptz not null,
  -- when somebody may have to be told; long ago: look at it again, it was changed
  due_at      timestamptz not null,
  foreign key (space_id, schedule_id) references schedule (space_id, id) on delete cascade
);
create index duty_watch_due on duty_watch (due_at);

create table duty_told (
  space_id    uuid not null references space,
  schedule_id uuid not null,
  user_id     uuid not null,
  kind        text not null check (kind in ('comes', 'goes')),
  at          timestamptz not null,
  -- withdrawn: then told that it will not happen
  state       text not null check (state in ('told', 'withdrawn')),
  times       integer not null,
  primary key (schedule_id, at, user_id, kind),
  foreign key (space_id, schedule_id) references schedule (space_id, id) on delete cascade,
  foreign key (space_id, user_id) references app_user (space_id, id) on delete cascade
);

do $$
declare
  name text;
begin
  foreach name in array array['duty_watch', 'duty_told'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy one_space on %I using ((select current_setting(''noroshi.space'', true)) in (''*'', space_id::text))
                    with check ((select current_setting(''noroshi.space'', true)) in (''*'', space_id::text))', name);
    execute format('grant select, insert, update, delete on %I to noroshi_app', name);
  end loop;
end
$$;

-- Whichever way a schedule is changed, its timer is set in the same transaction: nothing can be forgotten in between.
create function duty_watch_schedule() returns trigger language plpgsql as $$
begin
  if new.deleted_at is not null or coalesce(new.body->'notices', 'null') = 'null' then
    delete from duty_watch where schedule_id = new.id;
  else
    insert into duty_watch (schedule_id, space_id, since, due_at) values (new.id, new.space_id, new.updated_at, to_timestamp(0))
      on conflict (schedule_id) do update set due_at = excluded.due_at;
  end if;
  return null;
end
$$;
create trigger duty_watch after insert or update on schedule for each row execute function duty_watch_schedule();

create function duty_watch_override() returns trigger language plpgsql as $$
begin
  update duty_watch set due_at = to_timestamp(0)
    where schedule_id = case when tg_op = 'DELETE' then old.schedule_id else new.schedule_id end;
  return null;
end
$$;
create trigger duty_watch after insert or delete on duty_override for each row execute function duty_watch_override();

-- Its holidays decide who is on duty.
create function duty_watch_calendar() returns trigger language plpgsql as $$
begin
  update duty_watch w set due_at = to_timestamp(0) from schedule s where s.id = w.schedule_id and s.calendar_id = new.id;
  return null;
end
$$;
create trigger duty_watch after update on calendar for each row execute function duty_watch_calendar();

alter table callout drop constraint callout_purpose_check;
alter table callout add constraint callout_purpose_check check (purpose in ('test', 'direct', 'verification', 'duty'));
