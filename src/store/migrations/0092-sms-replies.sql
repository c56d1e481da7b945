-- Answers by SMS. A code is what people write back about a callout; each phone counts its own.
create table sms_code (
  space_id    uuid not null references space,
  -- E.164
  address     text not null,
  code        integer not null check (code between 1 and 999),
  callout_id  uuid not null,
  -- the last attempt that named it
  ordinal     integer not null,
  given_at    timestamptz not null,
  primary key (space_id, address, code),
  unique (space_id, address, callout_id),
  foreign key (callout_id, ordinal) references attempt (callout_id, ordinal) on delete cascade
);
create index sms_code_attempt on sms_code (callout_id, ordinal);

-- SMS that came in, by the provider's id, so that one that comes twice does nothing the second time; and whether its sender was told
-- something, so that nobody is told without end.
create table sms_received (
  space_id    uuid not null references space,
  message_id  text not null,
  address     text not null,
  received_at timestamptz not null,
  told        boolean not null,
  primary key (space_id, message_id)
);
create index sms_received_at on sms_received (space_id, received_at);

-- Numbers whose owner wants no SMS (STOP), whoever has them as a contact method.
create table sms_opt_out (
  space_id uuid not null references space,
  address  text not null,
  since    timestamptz not null,
  primary key (space_id, address)
);

do $$
declare one text;
begin
  foreach one in array array['sms_code', 'sms_received', 'sms_opt_out'] loop
    execute format('alter table %I enable row level security', one);
    execute format('alter table %I force row level security', one);
    execute format(
      'create policy one_space on %I using ((select current_setting(''noroshi.space'', true)) in (''*'', space_id::text))
        with check ((select current_setting(''noroshi.space'', true)) in (''*'', space_id::text))', one);
    execute format('grant select, insert, update, delete on %I to noroshi_app', one);
  end loop;
end $$;
