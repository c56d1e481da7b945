-- Device liveness monitoring: sources that look at devices themselves, and what each look has found.

-- which devices, and how often; null for every other kind
alter table alert_source add column liveness jsonb;

create table alert_check (
  source_id  uuid not null,
  -- names the object, as alert.dedup_key does
  name       text not null,
  space_id   uuid not null references space,
  -- in the order of the source
  position   integer not null,
  body       jsonb not null,
  state      text not null check (state in ('unknown', 'up', 'down', 'unable')),
  failures   integer not null,
  -- what the last look found; null: nothing was the matter
  failure    text,
  checked_at timestamptz,
  -- when it is looked at next. Whoever looks puts it off first: it is due again where that process died
  due_at     timestamptz not null,
  primary key (source_id, name),
  foreign key (space_id, source_id) references alert_source (space_id, id) on delete cascade
);
create index alert_check_due on alert_check (due_at);

alter table alert_check enable row level security;
alter table alert_check force row level security;
create policy one_space on alert_check using ((select current_setting('noroshi.space', true)) in ('*', space_id::text))
  with check ((select current_setting('noroshi.space', true)) in ('*', space_id::text));
grant select, insert, update, delete on alert_check to noroshi_app;
