-- Sign-in through an OpenID provider: which of its people is which account. By the provider's own name for them, which never changes;
-- their mail address only makes the link.

create table oidc_link (
  id         uuid primary key,
  space_id   uuid not null references space,
  account_id uuid not null,
  issuer     text not null,
  subject    text not null,
  created_at timestamptz not null,
  unique (space_id, issuer, subject),
  foreign key (space_id, account_id) references account (space_id, id) on delete cascade
);
create index oidc_link_account on oidc_link (account_id);

alter table oidc_link enable row level security;
alter table oidc_link force row level security;
create policy one_space on oidc_link using ((select current_setting('noroshi.space', true)) in ('*', space_id::text))
  with check ((select current_setting('noroshi.space', true)) in ('*', space_id::text));
grant select, insert, update, delete on oidc_link to noroshi_app;
create trigger audit after insert or update or delete on oidc_link
  for each row execute function audit_row('oidc_link', 'account', 'account_id');
