-- A webhook may be told in words, as chats read them.
alter table webhook drop constraint webhook_shape_check;
alter table webhook add constraint webhook_shape_check check (shape in ('noroshi', 'pigeon', 'reactio', 'chat'));
