// Reasons in words (English): one sentence each, without phone numbers.

import type { Causes, Sentences, Telling } from './telling.ts'

const person = ({ who }: Telling): string => (who === '' ? 'the destination' : who)
const start = (telling: Telling): string => (telling.who === '' ? 'The destination' : telling.who)
const code = ({ text }: Telling): string => (text('code') === '' ? '' : ` (code ${text('code')})`)
const by = ({ text }: Telling): string => `${text('name') === '' ? '' : ` by ${text('name')}`}${via[text('via')] ?? ''}`
const via: Readonly<Record<string, string>> = {
  phone: ', by phone',
  sms: ', by SMS',
  mail: ', by mail',
  slack: ', on Slack',
  teams: ', on Teams',
  lineworks: ', on LINE WORKS',
  push: ', by push notification',
  webhook: ', by webhook',
  api: ', through the API',
  console: ', in the console',
  system: ', automatically',
}
const planned = (telling: Telling, why: string): string => {
  const when = telling.time('atMs')
  return `Will call ${person(telling)}${when === '' ? '' : ` at ${when}`} (call ${telling.nth}: ${why}).`
}

/** “1 attempt”, “2 attempts”. */
const some = (t: Telling, fact: string, one: string): string =>
  `${t.number(fact)} ${one}${t.number(fact) === 1 ? '' : 's'}`

const note = ({ text }: Telling): string => (text('note') === '' ? '' : `; reason: ${text('note')}`)
const until = ({ time }: Telling): string => (time('atMs') === '' ? '' : `; until ${time('atMs')}`)

/** Of somebody's phones, or of the methods of their own order. */
const phoneOf = (t: Telling): string => {
  if (t.number('method') > 0) return `, method ${t.number('method')} of their own order`
  return t.number('phone') > 0 ? `, phone ${t.number('phone')}` : ''
}

const position = ({ text }: Telling): string => (text('position') === '' ? '' : `, ${text('position')}`)
const because: Readonly<Record<string, string>> = {
  rotation: 'by rotation',
  temporary: 'by a temporary schedule',
  added: 'added for a time',
  replaced: 'standing in for somebody',
}
const onDuty = (t: Telling): string => `${t.text('schedule')}${position(t)}, ${because[t.text('because')] ?? ''}`

const variant = ({ text }: Telling): string =>
  `The variant “${text('variant')}” (${text('condition')} of the calendar ${text('calendar')})`

const passedOver: Readonly<Record<string, (telling: Telling) => string>> = {
  condition: (t) => `${t.text('condition')} of the calendar ${t.text('calendar')} does not hold now`,
  condition_unknown: (t) => `its condition (${t.text('condition')} of the calendar ${t.text('calendar')}) is gone`,
  gone: () => 'it was deleted',
  twice: () => 'it is already among those before it',
  unusable: () => 'nobody can be contacted by it',
}

export const causesEn: Causes = {
  first_attempt: 'the first contact',
  loop_repeat: 'no response in the previous round',
  redial_no_key: 'the call ended without a key',
  redial_no_answer: 'the call was not answered',
  redial_busy: 'the line was busy',
  more_to_tell: 'what came in during the call has not been told yet',
  repeat_after_unknown: 'it is not known whether the previous call was made',
  call_back: 'asked to be connected',
  call_back_after_unknown: 'it is not known whether the call-back was made',
  returned_call: 'rang back',
  next_connection: 'the previous connection does not work',
  next_channel: 'the previous channel does not work',
}

const otherConnection = (t: Telling): string =>
  t.text('connection') === '' ? 'another one' : `“${t.text('connection')}”`

export const reasonsEn = {
  started: () => 'The callout began.',
  escalated_from: () => 'The callout began, taken over from another policy.',
  variant_applies: (t) => `${variant(t)} applies.`,
  variant_unusable: (t) => `${variant(t)} applies, but nobody can be contacted by it: the policy itself is followed.`,
  no_variant_applies: () => 'None of the policy’s variants applies now: the policy itself is followed.',
  begins_delayed: (t) => `It is not urgent, and begins later: at ${t.time('atMs')}.`,
  waits_for_hours: (t) =>
    `It is held until ${t.text('condition')} (calendar ${t.text('calendar')}), and begins at ${t.time('atMs')}.`,
  released_by_hand: (t) => `It was released to begin at once${by(t)}.`,
  group_followed: (t) =>
    `Policy ${t.number('place')} of ${t.number('of')} in the group “${t.text('group')}” is followed.`,
  group_passed_over: (t) =>
    `Policy ${t.number('place')} of the group, “${t.text('policy')}”, is passed over: ${passedOver[t.text('why')]?.(t) ?? ''}.`,
  group_none_applies: (t) =>
    `In the group “${t.text('group')}” no policy’s condition holds now: all of them are followed in order.`,
  reminds: (t) => `It comes back: taken${by(t)} earlier, and not resolved.`,
  resolved_by_key: (t) => `The callout ended: resolved${by(t)}.`,
  resolved_by_hand: (t) => `Resolved${by(t)}.`,
  recovered_since: () => 'Its cause recovered: it does not come back.',
  awaits_resolving: (t) => `Unless it is resolved, it comes back at ${t.time('atMs')}.`,
  reminder_paused: (t) =>
    `It was to come back, but notification is paused (by ${t.text('name')}${note(t)}): it waits until ${t.time('atMs')}.`,
  reminders_used_up: () => 'It came back as often as its policy says, and will not come back again.',
  comes_back: () => 'It is not resolved: another callout began about it.',
  taken_by_key: (t) => `The callout ended: taken${by(t)}.`,
  taken_by_answer: (t) => `Taken${by(t)}: the callout is over.`,
  transfer_answered: (t) => `The callout ended: the call-back was answered${by(t)}.`,
  acknowledged_by_hand: (t) => `Acknowledged${by(t)}.`,
  everybody_took: () => 'The callout ended: everybody took it.',
  everybody_tried: () => 'The callout ended: everybody was tried as often as the policy says.',
  nobody_reachable: () => 'The callout ended: there is nobody who can be contacted.',
  handed_over: () => 'The callout ended: the message was handed over.',
  cancelled_by_hand: (t) => `The callout was cancelled${by(t)}.`,
  cause_recovered: () => 'The callout ended: its cause recovered.',
  cause_in_downtime: () => 'The callout ended: all that it was about is in downtime.',
  escalated_to: () => 'Nobody took it: escalated to the next policy.',
  invariant_broken: () => 'The callout ended because of an internal error. Tell the administrator.',
  attempts_exhausted: () => 'The callout ended: the limit of calls was reached.',
  suppressed_by_pause: (t) =>
    `Nobody was contacted: notification is paused (by ${t.text('name')}${note(t)}${until(t)}).`,
  stopped_by_pause: (t) => `The callout ended: notification was paused (by ${t.text('name')}${note(t)}${until(t)}).`,
  step_opened: (t) => `Went on to step ${t.number('step')} of round ${t.number('loop')}${phoneOf(t)}.`,
  on_duty: (t) => `${start(t)} is on duty: ${onDuty(t)}.`,
  nobody_on_duty: (t) => `Nobody is on duty: ${t.text('schedule')}${position(t)}.`,
  on_duty_unreachable: (t) =>
    `${t.text('name')} is on duty (${t.text('schedule')}${position(t)}) but has no such phone, and is not called.`,
  step_waits: (t) => `The next step begins at ${t.time('atMs')}.`,
  loop_waits: (t) => `The next round begins at ${t.time('atMs')}.`,
  last_step_waits: (t) => `Waits for a response until ${t.time('atMs')}.`,
  first_attempt: (t) => planned(t, t.why),
  loop_repeat: (t) => planned(t, t.why),
  next_connection: (t) => planned(t, t.why),
  next_channel: (t) => planned(t, t.why),
  redial_no_key: (t) => planned(t, t.why),
  redial_no_answer: (t) => planned(t, t.why),
  redial_busy: (t) => planned(t, t.why),
  more_to_tell: (t) => planned(t, t.why),
  repeat_after_unknown: (t) =>
    planned(t, 'it is not known whether the previous call was made; the phone may ring twice'),
  call_back: (t) => planned(t, t.why),
  call_back_after_unknown: (t) =>
    planned(t, 'it is not known whether the call-back was made; the phone may ring twice'),
  returned_call: (t) => `${start(t)} rang back.`,
  rang_us_first: (t) => `${start(t)} rang us, so our own call is not made.`,
  already_taken: (t) => `${start(t)} is not called: has already taken it.`,
  already_delivered: (t) => `${start(t)} is not contacted: already has the message.`,
  left_callout: (t) => `${start(t)} is not called: left this callout.`,
  passed_this_loop: (t) => `${start(t)} is not called on this phone: passed it on in this round.`,
  number_withdrawn: (t) => `${start(t)} is not called: the number was withdrawn.`,
  refused_before: (t) => `${start(t)} is not called: the number could not be called before.`,
  channel_not_configured: (t) => `${start(t)} is not contacted: this channel is not set up yet.`,
  callout_over: (t) => `The call to ${person(t)} was dropped: the callout is over.`,
  number_refused: (t) => `${start(t)} is not called: calls to this number are not allowed.`,
  channel_paused: (t) =>
    `${start(t)} is not contacted: this channel is paused (by ${t.text('name')}${note(t)}${until(t)}).`,
  user_paused: (t) => `${start(t)} is not contacted: paused (by ${t.text('name')}${note(t)}${until(t)}).`,
  quiet_hours: (t) =>
    `${start(t)} is not contacted: in quiet hours (priorities 0 to ${t.number('breaksThrough')} get through; this is ${t.number('priority')}${until(t)}).`,
  called_enough: (t) =>
    `${start(t)} is not tried again right away, after ${some(t, 'count', 'attempt')} within ${some(t, 'minutes', 'minute')}.`,
  waits_for_calm: (t) =>
    `The repeat waits until ${t.time('atMs')}, after ${some(t, 'count', 'attempt')} at ${person(t)} within ${some(t, 'minutes', 'minute')}.`,
  unverified: (t) =>
    `${start(t)} is not contacted: this contact method is not verified (the settings of the space say so).`,
  off_duty: (t) => `${start(t)} is not called: no longer on duty.`,
  connection_missing: (t) => `${start(t)} cannot be called: there is no connection.`,
  begun: (t) => `Called ${person(t)} (call ${t.nth}: ${t.why}).`,
  connection_down: (t) => `The usual connection does not work: ${person(t)} is called by ${otherConnection(t)}.`,
  channel_down: (t) => `Calls do not work: ${person(t)} is contacted by another channel.`,
  waits_for_line: (t) => `The call to ${person(t)} waits for a free line.`,
  waits_for_number: (t) => `The call to ${person(t)} waits: the phone is in a call about something else.`,
  waits_for_call_back: (t) => `The call to ${person(t)} waits: somebody is being called back.`,
  placed: (t) => `The provider accepted the call to ${person(t)}.`,
  found_at_provider: (t) => `The call to ${person(t)} was found at the provider.`,
  retry_later: (t) => `The provider is busy: the call to ${person(t)} is tried again at ${t.time('atMs')}${code(t)}.`,
  provider_refused: (t) => `The provider refused the number of ${person(t)}${code(t)}. It is not called again.`,
  provider_misconfigured: (t) => `The call to ${person(t)} failed: the connection is not set up correctly${code(t)}.`,
  provider_unavailable: (t) => `The call to ${person(t)} failed: the provider could not be reached${code(t)}.`,
  result_unknown: (t) =>
    `It is not known whether the call to ${person(t)} was made${code(t)}. The provider is being asked.`,
  nothing_found: (t) => `The call to ${person(t)} was not found at the provider.`,
  answered: (t) => `${start(t)} answered the phone and is hearing the message.`,
  read_again: (t) => `${start(t)} heard the message again (reading ${t.number('reading')}).`,
  unknown_key: (t) => `${start(t)} pressed ${t.text('key')}, which is not used.`,
  key_take: (t) => `${start(t)} pressed ${t.text('key')} and took it.`,
  key_next: (t) => `${start(t)} pressed ${t.text('key')}: on to the next person.`,
  key_leave: (t) => `${start(t)} pressed ${t.text('key')} and left this callout.`,
  key_resolve: (t) => `${start(t)} pressed ${t.text('key')}: it is resolved.`,
  key_transfer: (t) => `${start(t)} pressed ${t.text('key')} and asked to be connected: will be called back.`,
  button_pressed: (t) => `${start(t)} dialled ${t.text('key')}#.`,
  button_unknown: (t) => `${start(t)} dialled ${t.text('key')}#, which is not offered, and heard the counts again.`,
  button_nothing: (t) =>
    `${start(t)} dialled ${t.text('key')}# before hearing any details of failures; nothing was done.`,
  button_acknowledge: (t) => `${start(t)} dialled ${t.text('key')}# and acknowledged the failures heard in detail.`,
  button_downtime: (t) => `${start(t)} dialled ${t.text('key')}# and put the failures heard in detail into downtime.`,
  rest_untold: (t) =>
    `${start(t)} is called again: ${some(t, 'count', 'alert')} that came in during the call ${t.number('count') === 1 ? 'has' : 'have'} not been told yet.`,
  call_backs_exhausted: (t) =>
    `${start(t)} was called again ${some(t, 'count', 'time')} and never pressed a key; no further call is made now.`,
  answer_take: (t) => `${start(t)} took it${via[t.text('via')] ?? ''}.`,
  answer_next: (t) => `${start(t)} passed it on to the next person${via[t.text('via')] ?? ''}.`,
  answer_leave: (t) => `${start(t)} left this callout${via[t.text('via')] ?? ''}.`,
  call_back_answered: (t) => `${start(t)} answered the call-back, took it, and is being connected.`,
  transfer_joined: (t) => `${start(t)} was connected; that conversation is over.`,
  transfer_failed: (t) => `${start(t)} could not be connected${code(t)}.`,
  ended_delivered: (t) =>
    `The message was played to whoever answered ${person(t)}’s phone; keys cannot be heard on this connection.`,
  came_back: (t) => `What was sent to ${person(t)} came back undelivered${code(t)}.`,
  reply_unread: (t) => `${start(t)} replied with words that are not an answer. The callout goes on.`,
  ended_no_key: (t) => `The call to ${person(t)} ended without a key.`,
  ended_voicemail: (t) => `The call to ${person(t)} reached voicemail, which does not count as reached.`,
  ended_no_answer: (t) => `${start(t)} did not answer.`,
  ended_busy: (t) => `${start(t)} was busy or rejected the call.`,
  ended_failed: (t) => `The call to ${person(t)} could not be connected${code(t)}.`,
  ended_cancelled: (t) => `The call to ${person(t)} was cancelled.`,
  ended_after_key: (t) => `The call with ${person(t)} ended.`,
  end_not_reported: (t) => `The provider never reported the end of the call to ${person(t)}; it counts as ended.`,
  cancel_wanted: (t) => `The phone of ${person(t)} is to stop ringing.`,
  late_answer: (t) => `${start(t)} answered a call that had been counted as lost.`,
  answer_after_end: (t) => `${start(t)} answered that they take it after the callout was over.`,
  key_after_end: (t) => `${start(t)} pressed ${t.text('key')} after the callout was over.`,
} as const satisfies Sentences
