-- Most of a plan is what it says, some 3 kB. Compressed that becomes 2 kB, for a third of what storing the plan costs; and there is one
-- plan for all callouts that follow it.
alter table plan set (toast_tuple_target = 8160);
