-- What each call has told of alerts, in which state: what a key takes, and what is yet to be told.

create table alert_told (
  run_id     uuid not null,
  callout_id uuid not null,
  attempt    integer not null,
  alert_id   uuid not null,
  space_id   uuid not null references space,
  -- the state that was told, and since when it had been so: another one is news
  state      text not null check (state in ('problem', 'recovered')),
  since      text not null,
  -- the turn at which its details were read; null: it was only counted
  turn       integer,
  -- in this order whatever is asked of one alert finds it at once, however many there are
  primary key (run_id, callout_id, alert_id, attempt),
  foreign key (space_id, run_id) references alert_run (space_id, id) on delete cascade,
  foreign key (space_id, alert_id) references alert (space_id, id) on delete cascade
);
create index alert_told_alert on alert_told (alert_id);

-- there are recoveries that somebody has yet to be told of: it calls although nothing of it needs anybody
alter table alert_run add column tells_recoveries boolean not null default false;

do $$
begin
  alter table alert_told enable row level security;
  alter table alert_told force row level security;
  create policy one_space on alert_told using ((select current_setting('noroshi.space', true)) in ('*', space_id::text))
    with check ((select current_setting('noroshi.space', true)) in ('*', space_id::text));
  grant select, insert, update, delete on alert_told to noroshi_app;
end
$$;
