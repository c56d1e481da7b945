-- Accounts: how people and scripts sign in, what they may do, and their sessions. Passwords are kept as scrypt hashes with their
-- parameters, everything else that opens a door as SHA-256 of a random secret.

create table account (
  id                uuid primary key,
  space_id          uuid not null references space,
  user_id           uuid not null,
  name              text not null,
  -- empty: the account itself
  subaccount        text not null,
  -- what both are compared by: NFKC, lower case
  name_folded       text not null,
  subaccount_folded text not null,
  -- null: nobody can sign in with it yet
  password          text,
  must_change       boolean not null,
  disabled          boolean not null,
  -- the policies it may start; null: all
  policies          uuid[],
  -- wrong passwords in a row, and when the last one came
  failures          integer not null,
  failed_at         timestamptz,
  locked_until      timestamptz,
  created_at        timestamptz not null,
  updated_at        timestamptz not null,
  last_sign_in_at   timestamptz,
  unique (space_id, id),
  unique (space_id, name_folded, subaccount_folded),
  foreign key (space_id, user_id) references app_user (space_id, id) on delete cascade
);
create index account_user on account (user_id);

-- A role of a user, or of everybody in a group; in the space, or in one project of it. What a role may do stands in the code.
create table role_grant (
  id         uuid primary key,
  space_id   uuid not null references space,
  role       text not null,
  user_id    uuid,
  group_id   uuid,
  project_id uuid,
  created_at timestamptz not null,
  check (num_nonnulls(user_id, group_id) = 1),
  unique nulls not distinct (space_id, role, user_id, group_id, project_id),
  foreign key (space_id, user_id) references app_user (space_id, id) on delete cascade,
  foreign key (space_id, group_id) references user_group (space_id, id) on delete cascade,
  foreign key (space_id, project_id) references project (space_id, id) on delete cascade
);
create index role_grant_user on role_grant (user_id) where user_id is not null;
create index role_grant_group on role_grant (group_id) where group_id is not null;

-- `browser`: one secret in a cookie. `api`: an id token to work with, an access token to sign out, a refresh token to go on.
create table session (
  id           uuid primary key,
  space_id     uuid not null references space,
  account_id   uuid not null,
  kind         text not null check (kind in ('browser', 'api')),
  project_id   uuid,
  address      text not null,
  agent        text not null,
  created_at   timestamptz not null,
  last_used_at timestamptz not null,
  expires_at   timestamptz not null,
  unique (space_id, id),
  foreign key (space_id, account_id) references account (space_id, id) on delete cascade,
  foreign key (space_id, project_id) references project (space_id, id)
);
create index session_account on session (account_id, created_at desc);
create index session_expires on session (space_id, expires_at);

create table session_token (
  hash       text primary key,
  space_id   uuid not null references space,
  session_id uuid not null,
  purpose    text not null check (purpose in ('cookie', 'id', 'access', 'refresh')),
  expires_at timestamptz not null,
  foreign key (space_id, session_id) references session (space_id, id) on delete cascade
);
create index session_token_session on session_token (session_id);

-- An invitation makes an account, a reset sets a new password; each works once.
create table one_time_link (
  id         uuid primary key,
  space_id   uuid not null references space,
  hash       text not null unique,
  kind       text not null check (kind in ('invitation', 'reset')),
  user_id    uuid not null,
  -- whose password is reset; an invitation has none yet
  account_id uuid,
  -- of an invitation: the account's name where it is not left to the person, and the roles that come with it
  name       text,
  subaccount text not null,
  roles      jsonb not null,
  created_by text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  foreign key (space_id, user_id) references app_user (space_id, id) on delete cascade,
  foreign key (space_id, account_id) references account (space_id, id) on delete cascade
);
create index one_time_link_newest on one_time_link (space_id, created_at desc);

do $$
declare
  name text;
begin
  foreach name in array array['account', 'role_grant', 'session', 'session_token', 'one_time_link'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy one_space on %I using ((select current_setting(''noroshi.space'', true)) in (''*'', space_id::text))
                    with check ((select current_setting(''noroshi.space'', true)) in (''*'', space_id::text))', name);
    execute format('grant select, insert, update, delete on %I to noroshi_app', name);
  end loop;
end
$$;
