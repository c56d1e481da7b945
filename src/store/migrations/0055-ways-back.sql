-- Ways back: how a source is told what somebody took here, and what it is yet to be told. A row is written in the transaction in
-- which the alert was taken, and tried until the source has it, or nothing is left to be told.

-- without the password or token, which is sealed; null: the source is not told
alter table alert_source add column back jsonb;
alter table alert_source add column back_secret text;

create table alert_back (
  id           uuid primary key,
  space_id     uuid not null references space,
  source_id    uuid not null,
  alert_id     uuid not null,
  -- acknowledge with the beginning of the problem, or downtime with its end
  deed         jsonb not null,
  author       text not null,
  state        text not null check (state in ('waiting', 'told', 'failed', 'dropped')),
  created_at   timestamptz not null,
  -- when it is to be tried; whoever takes it puts it off for as long as trying may take, and a process that died gives it back so
  due_at       timestamptz not null,
  attempts     integer not null,
  attempted_at timestamptz,
  -- why it was not told
  error        text,
  -- the beginning of what was answered
  answer       text,
  foreign key (space_id, source_id) references alert_source (space_id, id),
  foreign key (space_id, alert_id) references alert (space_id, id) on delete cascade
);
create index alert_back_due on alert_back (source_id, due_at, created_at) where state = 'waiting';
create index alert_back_next on alert_back (due_at) where state = 'waiting';
create index alert_back_alert on alert_back (alert_id, created_at, id);
create index alert_back_over on alert_back (created_at) where state <> 'waiting';

do $$
begin
  alter table alert_back enable row level security;
  alter table alert_back force row level security;
  create policy one_space on alert_back using ((select current_setting('noroshi.space', true)) in ('*', space_id::text))
    with check ((select current_setting('noroshi.space', true)) in ('*', space_id::text));
  grant select, insert, update, delete on alert_back to noroshi_app;
end
$$;
