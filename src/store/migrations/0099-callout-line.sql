-- What a callout went on as: by escalating, and by coming back where nobody resolved it.
create index callout_parent on callout (parent_id) where parent_id is not null;
