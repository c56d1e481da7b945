-- Browsers that receive push messages: where each is reached and with which keys, sealed. A contact method's address is the name of
-- one: SHA-256 of where it is reached.
create table push_subscription (
  space_id      uuid not null references space,
  address       text not null,
  -- whose key it was made with: no other may send to it
  connection_id uuid not null,
  secret        text not null,
  made_at       timestamptz not null,
  -- since when its push service knows it no longer
  gone_at       timestamptz,
  primary key (space_id, address)
);

alter table push_subscription enable row level security;
alter table push_subscription force row level security;
create policy one_space on push_subscription
  using ((select current_setting('noroshi.space', true)) in ('*', space_id::text))
  with check ((select current_setting('noroshi.space', true)) in ('*', space_id::text));
grant select, insert, update, delete on push_subscription to noroshi_app;

create index contact_method_push on contact_method (space_id, address) where channel = 'push';

-- Whichever way a contact method goes or moves, what nobody is reached by is forgotten: at the end of the transaction, for a method
-- that gets another label goes and comes back.
create function push_subscription_unused() returns trigger language plpgsql as $$
begin
  delete from push_subscription s where s.space_id = old.space_id and s.address = old.address
    and not exists (select from contact_method m where m.space_id = old.space_id and m.channel = 'push' and m.address = old.address);
  return null;
end
$$;
create constraint trigger push_gone after delete or update of address, channel on contact_method
  deferrable initially deferred for each row when (old.channel = 'push') execute function push_subscription_unused();
