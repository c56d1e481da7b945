-- Approval (承認): where a space asks for it, what somebody without the right to approve changes of how people are called is a draft, and
-- nothing of it is live. A draft is the request itself, and the lines the audit log would have told of it.

create table approval (
  space_id   uuid primary key references space,
  required   boolean not null,
  updated_at timestamptz not null
);
alter table approval enable row level security;
alter table approval force row level security;
create policy one_space on approval using ((select current_setting('noroshi.space', true)) in ('*', space_id::text))
  with check ((select current_setting('noroshi.space', true)) in ('*', space_id::text));
grant select, insert, update, delete on approval to noroshi_app;
create trigger audit after insert or update or delete on approval for each row execute function audit_row('approval');

create table draft (
  id              uuid primary key,
  space_id        uuid not null references space,
  -- what it is about, for lists: the first thing it changes
  kind            text not null,
  name            text not null,
  state           text not null check (state in ('open', 'approved', 'rejected', 'withdrawn')),
  -- a token by its own id, a person by theirs, whatever they signed in with
  author_kind     text not null check (author_kind in ('session', 'token')),
  author_id       uuid not null,
  author_name     text not null,
  -- as the audit log shows them: no secrets, numbers masked
  changes         jsonb not null,
  total           integer not null,
  -- over all changes, also those that are too many to keep: what is approved is what was shown, or nothing
  changes_digest  text not null,
  -- ids of what it changes or deletes, and the first number the audit log gave it: a later line about one of them is somebody else's change
  touched         text[] not null,
  baseline        bigint not null,
  -- sealed; gone when it is decided
  request_secret  text,
  -- the same request of the same author is one draft
  request_digest  text not null,
  created_at      timestamptz not null,
  updated_at      timestamptz not null,
  decided_at      timestamptz,
  decided_by      uuid,
  decided_name    text,
  reason          text
);
create index draft_newest on draft (space_id, created_at desc, id desc);
create unique index draft_once on draft (space_id, author_id, request_digest) where state = 'open';

alter table draft enable row level security;
alter table draft force row level security;
create policy one_space on draft using ((select current_setting('noroshi.space', true)) in ('*', space_id::text))
  with check ((select current_setting('noroshi.space', true)) in ('*', space_id::text));
grant select, insert, update, delete on draft to noroshi_app;

-- The steps of a draft: made, shown anew, decided. What it would change stands in it, and when it is approved in lines of its own.
create function audit_draft() returns trigger language plpgsql as $$
declare
  actor constant jsonb := audit_actor(to_jsonb(new));
begin
  insert into audit (space_id, at, actor, actor_id, user_id, actor_name, address, request_id, action, kind, object_id, name, before, after)
    values (new.space_id, (actor->>'at')::timestamptz, actor->>'kind', (actor->>'id')::uuid, (actor->>'userId')::uuid,
            coalesce(actor->>'name', ''), actor->>'address', actor->>'requestId',
            case when tg_op = 'INSERT' then 'created' else 'changed' end, 'draft', new.id::text, new.kind || ' ' || new.name,
            case when tg_op = 'UPDATE' then jsonb_build_object('state', old.state, 'shown', left(old.changes_digest, 12)) end,
            jsonb_strip_nulls(jsonb_build_object('state', new.state, 'shown', left(new.changes_digest, 12), 'author', new.author_name,
                                                 'reason', new.reason)));
  return null;
end
$$;
create trigger audit after insert or update on draft for each row execute function audit_draft();
