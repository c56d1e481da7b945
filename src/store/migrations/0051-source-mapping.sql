-- How a plain source's own JSON is read: where in it the host, the state and the rest stand. null: it sends events as they are.
alter table alert_source add column mapping jsonb;
