-- Whether the provider said that the owner of a number wants no SMS: then START goes to the provider, and whether it was sent shows only
-- when the next SMS is taken.
alter table sms_opt_out add column at_provider boolean not null default false;
