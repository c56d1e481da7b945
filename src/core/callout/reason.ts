// The reasons a decision can have. Each is stored with the decision, shown by API, console and log, and rendered in words by
// the catalogue; the catalogue's type makes a reason without words fail to compile.

export const reasons = [
  // why a callout began or ended
  'started', 'escalated_from', 'taken_by_key', 'acknowledged_by_hand', 'everybody_took', 'everybody_tried', 'nobody_reachable',
  'handed_over', 'cancelled_by_hand', 'cause_recovered', 'escalated_to', 'invariant_broken', 'attempts_exhausted',
  // why it moves on
  'step_opened', 'step_waits', 'loop_waits', 'last_step_waits',
  // why an attempt is made
  'first_attempt', 'loop_repeat', 'redial_no_key', 'redial_no_answer', 'redial_busy', 'repeat_after_unknown',
  // why an attempt is not made, or somebody is not called
  'already_taken', 'already_delivered', 'left_callout', 'number_withdrawn', 'refused_before', 'channel_not_configured',
  'callout_over', 'number_refused', 'connection_missing',
  // what happened to an attempt
  'begun', 'waits_for_line', 'waits_for_number', 'placed', 'found_at_provider', 'retry_later', 'provider_refused',
  'provider_misconfigured', 'provider_unavailable', 'result_unknown', 'nothing_found', 'answered', 'read_again', 'unknown_key',
  'key_take', 'key_next', 'key_leave', 'ended_no_key', 'ended_voicemail', 'ended_no_answer', 'ended_busy', 'ended_failed',
  'ended_cancelled', 'ended_after_key', 'end_not_reported', 'cancel_wanted', 'late_answer', 'key_after_end',
] as const
export type Reason = (typeof reasons)[number]
