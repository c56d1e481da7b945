-- Sources that are mailboxes: whose mails are taken, and what each does. Null for every other kind.
alter table alert_source add column mail jsonb;
