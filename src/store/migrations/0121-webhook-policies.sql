-- Of callouts, a webhook may want to hear only those of some policies; none named: of all.
alter table webhook add column policies jsonb not null default '[]';
