-- The audit log: every change of what is set up, and every sign-in. Triggers write it, so that no way of changing something can go
-- round it, and in the same transaction, so that neither is there without the other. Who acts is told by `noroshi.actor`, a
-- setting of the transaction. The server may add to the log and read it; only retention, as the owner, takes the oldest away.

create table audit (
  seq        bigint generated always as identity primary key,
  space_id   uuid not null references space,
  at         timestamptz not null,
  -- session, token: by `actor_id`; nobody: a request that is not signed in; server: by itself; database: by hand, in psql
  actor      text not null check (actor in ('session', 'token', 'nobody', 'server', 'database')),
  actor_id   uuid,
  user_id    uuid,
  actor_name text not null,
  address    text,
  request_id text,
  action     text not null check (action in ('created', 'changed', 'deleted', 'signed_in', 'sign_in_failed', 'signed_out')),
  kind       text not null,
  object_id  text not null,
  -- whose it is: the user of a contact method, the account of a session
  owner_id   text,
  name       text not null,
  before     jsonb,
  after      jsonb
);
create index audit_newest on audit (space_id, at desc, seq desc);
create index audit_object on audit (space_id, object_id, at desc, seq desc);
create index audit_owner on audit (space_id, owner_id, at desc, seq desc) where owner_id is not null;

alter table audit enable row level security;
alter table audit force row level security;
create policy one_space on audit using ((select current_setting('noroshi.space', true)) in ('*', space_id::text))
  with check ((select current_setting('noroshi.space', true)) in ('*', space_id::text));
grant select, insert on audit to noroshi_app;

-- Who acts and when. A row's own instant stands in where nobody gave one; by hand in psql there is only the database's clock.
create function audit_actor(changed jsonb) returns jsonb language sql as $$
  select jsonb_build_object('kind', 'database', 'name', session_user)
    || case when current_setting('noroshi.actor', true) <> '' then current_setting('noroshi.actor', true)::jsonb else '{}' end
    || jsonb_build_object('at', date_trunc('milliseconds', coalesce(
      to_timestamp(((nullif(current_setting('noroshi.actor', true), ''))::jsonb->>'atMs')::double precision / 1000),
      (changed->>'deleted_at')::timestamptz, (changed->>'updated_at')::timestamptz, (changed->>'created_at')::timestamptz,
      clock_timestamp())))
$$;

-- A value as the log may keep it: no secret, and no number that could be dialled.
create function audit_shown(name text, value jsonb) returns jsonb immutable language sql as $$
  select case
    when jsonb_typeof(value) = 'null' then value
    when name ~ '(^|_)(hash|password|secrets?|credential)$' then
      case when jsonb_typeof(value) = 'object' then (
        select coalesce(jsonb_object_agg(key, '***'), '{}') from jsonb_object_keys(value) as key
      ) else '"***"' end
    when name = 'address' and jsonb_typeof(value) = 'string' and value #>> '{}' !~ '^\+\d+$' then
      to_jsonb(left(value #>> '{}', 1) || '****' || coalesce(substring(value #>> '{}' from '@[^@]*$'), ''))
    else regexp_replace(value::text, '\+(\d{2})\d{2,9}(\d{4})', '+\1****\2', 'g')::jsonb
  end
$$;

-- Arguments: the kind of object; the table and the column of whose it is; the column that says until when the row counts.
create function audit_row() returns trigger language plpgsql as $$
declare
  -- not worth a line: what is derived, and what the server notes while it works
  passing constant text[] := array['id', 'space_id', 'created_at', 'updated_at', 'deleted_at', 'last_used_at', 'last_sign_in_at',
    'heard_at', 'read_at', 'next_slot_at', 'failures', 'failed_at', 'last_step', 'name_folded', 'subaccount_folded'];
  old_row jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
  new_row jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
  is_new constant boolean := tg_op = 'INSERT';
  is_gone constant boolean := tg_op = 'DELETE' or (new_row->>'deleted_at' is not null and old_row->>'deleted_at' is null);
  one constant jsonb := coalesce(new_row, old_row);
  actor constant jsonb := audit_actor(one);
  owner_id text;
  owner_name text;
  own_name text;
  before jsonb;
  after jsonb;
begin
  -- What lapsed by itself and is swept away was changed by nobody.
  if tg_op = 'DELETE' and tg_nargs > 3 and (one->>tg_argv[3])::timestamptz <= (actor->>'at')::timestamptz then
    return null;
  end if;
  select jsonb_object_agg(key, audit_shown(key, old_row->key)) filter (where not is_new),
         jsonb_object_agg(key, audit_shown(key, new_row->key)) filter (where not is_gone)
    into before, after
    from jsonb_object_keys(one) as key
    where key <> all (passing)
      and case when is_new or is_gone then one->key <> 'null' else old_row->key is distinct from new_row->key end;
  if not is_new and not is_gone and before is null then
    return null;
  end if;
  own_name := coalesce(one->>'key', one->>'name', one->>'label', one->>'word', one->>'host', one->>'role', '');
  if tg_nargs > 2 and tg_argv[1] <> '' then
    owner_id := one->>tg_argv[2];
    execute format('select coalesce(to_jsonb(whose)->>''key'', to_jsonb(whose)->>''name'') from %I as whose where id = $1', tg_argv[1])
      into owner_name using owner_id::uuid;
  end if;
  insert into audit (space_id, at, actor, actor_id, user_id, actor_name, address, request_id, action, kind, object_id, owner_id,
                     name, before, after)
    values (coalesce(one->>'space_id', one->>'id')::uuid, (actor->>'at')::timestamptz, actor->>'kind', (actor->>'id')::uuid,
            (actor->>'userId')::uuid, coalesce(actor->>'name', ''), actor->>'address', actor->>'requestId',
            case when is_new then 'created' when is_gone then 'deleted' else 'changed' end, tg_argv[0],
            coalesce(one->>'id', owner_id, own_name), owner_id, concat_ws(' / ', owner_name, nullif(own_name, '')), before, after);
  return null;
end
$$;

-- A session begins with a sign-in, whichever way it came, and is deleted by a sign-out; those that expire end by themselves.
create function audit_session() returns trigger language plpgsql as $$
declare
  one constant jsonb := case when tg_op = 'DELETE' then to_jsonb(old) else to_jsonb(new) end;
  actor jsonb := audit_actor(one);
  whose record;
begin
  if tg_op = 'DELETE' and (one->>'expires_at')::timestamptz <= (actor->>'at')::timestamptz then
    return null;
  end if;
  select u.id, u.name as user_name, concat_ws(' / ', a.name, nullif(a.subaccount, '')) as account_name into whose
    from account a join app_user u on u.id = a.user_id where a.id = (one->>'account_id')::uuid;
  if tg_op = 'INSERT' then
    actor := actor || jsonb_build_object('kind', 'session', 'id', one->>'id', 'userId', whose.id, 'name', whose.user_name,
                                         'address', one->>'address');
  end if;
  insert into audit (space_id, at, actor, actor_id, user_id, actor_name, address, request_id, action, kind, object_id, owner_id,
                     name, after)
    values ((one->>'space_id')::uuid, (actor->>'at')::timestamptz, actor->>'kind', (actor->>'id')::uuid,
            (actor->>'userId')::uuid, coalesce(actor->>'name', ''), actor->>'address', actor->>'requestId',
            case when tg_op = 'INSERT' then 'signed_in' else 'signed_out' end, 'session', one->>'id', one->>'account_id',
            coalesce(whose.account_name, ''),
            case when tg_op = 'INSERT' then jsonb_build_object('kind', one->>'kind', 'agent', one->>'agent') end);
  return null;
end
$$;

create trigger audit after insert or delete on session for each row execute function audit_session();
create trigger audit after insert or update or delete on space for each row execute function audit_row('space');
create trigger audit after insert or update or delete on space_host for each row execute function audit_row('host');
create trigger audit after insert or update or delete on space_setting for each row execute function audit_row('settings');
create trigger audit after insert or update or delete on project for each row execute function audit_row('project');
create trigger audit after insert or update or delete on project_member
  for each row execute function audit_row('project_member', 'project', 'project_id');
create trigger audit after insert or update or delete on incident_settings
  for each row execute function audit_row('incident_settings', 'project', 'project_id');
create trigger audit after insert or update or delete on app_user for each row execute function audit_row('user');
create trigger audit after insert or update or delete on contact_method
  for each row execute function audit_row('contact_method', 'app_user', 'user_id');
create trigger audit after insert or update or delete on account
  for each row execute function audit_row('account', 'app_user', 'user_id');
create trigger audit after insert or update or delete on role_grant
  for each row execute function audit_row('role', 'app_user', 'user_id');
create trigger audit after insert or update or delete on one_time_link
  for each row execute function audit_row('link', 'app_user', 'user_id', 'expires_at');
create trigger audit after insert or update or delete on user_group for each row execute function audit_row('group');
create trigger audit after insert or update or delete on user_group_member
  for each row execute function audit_row('group_member', 'user_group', 'group_id');
create trigger audit after insert or update or delete on api_token for each row execute function audit_row('token');
create trigger audit after insert or update or delete on connection for each row execute function audit_row('connection');
create trigger audit after insert or update or delete on template for each row execute function audit_row('template');
create trigger audit after insert or update or delete on policy for each row execute function audit_row('policy');
create trigger audit after insert or update or delete on policy_group
  for each row execute function audit_row('policy_group');
create trigger audit after insert or update or delete on pause for each row execute function audit_row('pause');
create trigger audit after insert or update or delete on calendar for each row execute function audit_row('calendar');
create trigger audit after insert or update or delete on schedule for each row execute function audit_row('schedule');
create trigger audit after insert or update or delete on duty_override
  for each row execute function audit_row('override', 'schedule', 'schedule_id', 'ends_at');
create trigger audit after insert or update or delete on duty_feed for each row execute function audit_row('feed');
create trigger audit after insert or update or delete on reading for each row execute function audit_row('reading');
create trigger audit after insert or update or delete on reading_rule for each row execute function audit_row('reading_rule');
create trigger audit after insert or update or delete on alert_source for each row execute function audit_row('source');
create trigger audit after insert or update or delete on alert_rule for each row execute function audit_row('rule');
create trigger audit after insert or update or delete on webhook for each row execute function audit_row('webhook');
