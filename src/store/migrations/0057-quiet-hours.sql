-- Quiet hours of a person: when, in whose zone, and what breaks through. Checked by core before they are written.
alter table app_user add column quiet jsonb;
create index app_user_quiet on app_user (space_id) where quiet is not null and deleted_at is null;
