-- Callouts that are no alarm: a test send, or one message to one person directly. Null: a callout like any other.
alter table callout add column purpose text check (purpose in ('test', 'direct'));
