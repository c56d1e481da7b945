-- Contact methods are verified: by a code that went there, or because somebody who knows vouched for it. Another address is not.
alter table contact_method
  add column verified_at timestamptz,
  add column verified_how text check (verified_how in ('code', 'vouched')),
  -- who said so: whoever entered the code, or vouched
  add column verified_by text;

-- Codes on their way. What a code is stands nowhere: it follows from the seed, which is sealed, and the address.
create table contact_code (
  id         uuid primary key,
  space_id   uuid not null references space,
  user_id    uuid not null,
  -- of a contact method that may be gone since: what was sent still counts
  method_id  uuid not null,
  seed       text not null,
  -- false: used up, or followed by another
  open       boolean not null,
  tries      integer not null,
  sent_at    timestamptz not null,
  expires_at timestamptz not null,
  foreign key (space_id, user_id) references app_user (space_id, id) on delete cascade
);
create unique index contact_code_open on contact_code (method_id) where open;
create index contact_code_sent on contact_code (space_id, sent_at);

alter table contact_code enable row level security;
alter table contact_code force row level security;
create policy one_space on contact_code using ((select current_setting('noroshi.space', true)) in ('*', space_id::text))
  with check ((select current_setting('noroshi.space', true)) in ('*', space_id::text));
grant select, insert, update, delete on contact_code to noroshi_app;

-- Whichever way an address is changed, what was said of the old one does not hold for the new one.
create function contact_method_moved() returns trigger language plpgsql as $$
begin
  if new.address is distinct from old.address then
    new.verified_at := null;
    new.verified_how := null;
    new.verified_by := null;
    update contact_code set open = false where method_id = old.id and open;
  end if;
  return new;
end
$$;
create trigger moved before update on contact_method for each row execute function contact_method_moved();

alter table callout drop constraint callout_purpose_check;
alter table callout add constraint callout_purpose_check check (purpose in ('test', 'direct', 'verification'));
