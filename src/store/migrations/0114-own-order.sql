-- A person's own order of methods: how long is waited after one before the next; null: no time.
alter table contact_method add column wait_minutes smallint check (wait_minutes between 0 and 1440);
