-- What pauses held back is looked for by the pause.

create index callout_suppressed on callout (space_id, created_at desc, id desc) where outcome = 'suppressed';
