-- The delivery log of a channel: messages are few beside calls, and were looked for among all of those.
create index attempt_newest_message on attempt (space_id, channel, planned_at desc, callout_id desc, ordinal desc)
  where channel <> 'phone';
