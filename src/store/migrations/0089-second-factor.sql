-- A second factor of an account: codes of an authenticator (TOTP), and codes for the day it is lost.

create table second_factor (
  account_id    uuid primary key,
  space_id      uuid not null references space,
  -- sealed; opens for this account alone
  secret        text not null,
  -- null: it is being set up, and nothing asks for it yet
  confirmed_at  timestamptz,
  -- the thirty seconds of the last code that was taken: it and what was before it are not taken again
  last_step     bigint not null,
  -- SHA-256 of the codes that are left; each works once
  recovery_hash text[] not null,
  created_at    timestamptz not null,
  foreign key (space_id, account_id) references account (space_id, id) on delete cascade
);

alter table second_factor enable row level security;
alter table second_factor force row level security;
create policy one_space on second_factor using ((select current_setting('noroshi.space', true)) in ('*', space_id::text))
  with check ((select current_setting('noroshi.space', true)) in ('*', space_id::text));
grant select, insert, update, delete on second_factor to noroshi_app;
create trigger audit after insert or update or delete on second_factor
  for each row execute function audit_row('second_factor', 'account', 'account_id');
