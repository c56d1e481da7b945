-- Pauses of a channel or a person, recurring ones, those for some texts only, and those that end what runs.

alter table pause drop constraint pause_scope_check;
alter table pause drop constraint pause_check;
alter table pause
  add column channel text,
  add column user_id uuid,
  -- on only while this condition of the calendar holds; null: all the time
  add column calendar_id uuid,
  add column condition text,
  -- a pattern for the callout's text; null: any
  add column match text,
  -- running callouts end before their next attempt
  add column stops_running boolean not null default false,
  add constraint pause_scope_check check (scope in ('space', 'policy', 'channel', 'user')),
  add constraint pause_of_check check (
    (scope = 'policy') = (policy_id is not null)
    and (scope = 'channel') = (channel is not null)
    and (scope = 'user') = (user_id is not null)
    and (calendar_id is null) = (condition is null)
    and (not stops_running or scope in ('space', 'policy'))
  ),
  add foreign key (space_id, user_id) references app_user (space_id, id) on delete cascade,
  add foreign key (space_id, calendar_id) references calendar (space_id, id);
