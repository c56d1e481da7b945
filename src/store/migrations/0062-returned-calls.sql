-- Somebody who rings back is on the line whatever else of ours rings there: such a call stands beside another.
drop index attempt_live_number;
create unique index attempt_live_number on attempt (space_id, address)
  where channel = 'phone' and not possible_repeat and reason <> 'returned_call'
    and state in ('begun', 'unknown', 'placed', 'ringing', 'answered');
