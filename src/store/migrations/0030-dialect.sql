-- Runs of another system's API are listed among its own and nowhere else there: a script that stops "its" runs must not find
-- anybody else's.

alter table callout add column dialect text;
create index callout_dialect on callout (space_id, dialect, created_at desc, id desc) where dialect is not null;
