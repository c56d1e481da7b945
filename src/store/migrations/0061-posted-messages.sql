-- Messages that change as their callout proceeds: where each was posted, and what it says now. A row goes when its callout is over and
-- the message says so.
create table posted_message (
  callout_id  uuid not null,
  ordinal     integer not null,
  space_id    uuid not null references space,
  provider_id text not null,
  -- how things stood when it was last changed, in words, with what may be answered
  shown       text not null,
  -- the callout's last line of history that was looked at
  seen_seq    integer not null,
  failures    integer not null,
  retry_at    timestamptz,
  primary key (callout_id, ordinal),
  foreign key (callout_id, ordinal) references attempt (callout_id, ordinal) on delete cascade
);

alter table posted_message enable row level security;
alter table posted_message force row level security;
create policy one_space on posted_message using ((select current_setting('noroshi.space', true)) in ('*', space_id::text))
  with check ((select current_setting('noroshi.space', true)) in ('*', space_id::text));
grant select, insert, update, delete on posted_message to noroshi_app;
