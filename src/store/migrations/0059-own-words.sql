-- A person's own words before and after calls about alerts.
alter table app_user
  add column opening text check (char_length(opening) <= 4096),
  add column closing text check (char_length(closing) <= 4096);
