-- Incidents that rules opened: which of them is the one of a rule and a scope, and the alerts that belong to each.

create table alert_incident_scope (
  rule_id     uuid not null,
  -- what shares the incident: an object, a host, a group, or everything of the rule
  scope       text not null,
  space_id    uuid not null references space,
  -- the latest; a closed one is followed by another. Null only within the transaction that makes the first.
  incident_id uuid,
  primary key (rule_id, scope),
  foreign key (space_id, rule_id) references alert_rule (space_id, id) on delete cascade,
  foreign key (space_id, incident_id) references incident (space_id, id) on delete cascade
);
create index alert_incident_scope_incident on alert_incident_scope (incident_id);

create table alert_incident_member (
  incident_id uuid not null,
  alert_id    uuid not null,
  space_id    uuid not null references space,
  -- as the incident's timeline was last told
  failing     boolean not null,
  primary key (incident_id, alert_id),
  foreign key (space_id, incident_id) references incident (space_id, id) on delete cascade,
  foreign key (space_id, alert_id) references alert (space_id, id) on delete cascade
);
create index alert_incident_member_failing on alert_incident_member (alert_id) where failing;

do $$
declare
  name text;
begin
  foreach name in array array['alert_incident_scope', 'alert_incident_member'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy one_space on %I using ((select current_setting(''noroshi.space'', true)) in (''*'', space_id::text))
                    with check ((select current_setting(''noroshi.space'', true)) in (''*'', space_id::text))', name);
    execute format('grant select, insert, update, delete on %I to noroshi_app', name);
  end loop;
end
$$;
