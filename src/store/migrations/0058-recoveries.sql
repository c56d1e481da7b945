-- What a run is to tell of an object: that it fails, or that it is well again, to whoever may know that it failed.
alter table alert_run_member add column recovery boolean not null default false;
update alert_run_member m set recovery = true
from alert_run r, alert a
where r.id = m.run_id and r.tells_recoveries and a.id = m.alert_id and a.state = 'recovered';
alter table alert_run drop column tells_recoveries;
