-- Roles an OpenID provider gives at each sign-in, beside those given here: the same role may be held by both, and each is taken away by
-- whoever gave it.

alter table role_grant add column by_provider boolean not null default false;
alter table role_grant drop constraint role_grant_space_id_role_user_id_group_id_project_id_key;
alter table role_grant add constraint role_grant_once
  unique nulls not distinct (space_id, role, user_id, group_id, project_id, by_provider);
