-- The last mails of each source that is a mailbox: who they were from, what a mail server found out about that, and what came of them.
create table received_mail (
  space_id    uuid not null references space,
  source_id   uuid not null references alert_source,
  seq         bigint generated always as identity,
  received_at timestamptz not null,
  sender      text not null,
  subject     text not null,
  did         text not null check (did in ('taken', 'dropped', 'refused', 'ignored')),
  spf         text,
  dkim        text,
  dmarc       text,
  passes      boolean not null,
  primary key (source_id, seq)
);
create index received_mail_space on received_mail (space_id);

alter table received_mail enable row level security;
alter table received_mail force row level security;
create policy one_space on received_mail using ((select current_setting('noroshi.space', true)) in ('*', space_id::text))
  with check ((select current_setting('noroshi.space', true)) in ('*', space_id::text));
grant select, insert, update, delete on received_mail to noroshi_app;
