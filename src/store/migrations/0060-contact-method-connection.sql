-- The key of the connection a contact method is reached by (Slackプロファイル名); null: the first one of its channel.
alter table contact_method add column connection text;
