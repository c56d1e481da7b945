// The form fields of the requests the network makes about a call: the same base everywhere, and a few more for progress
// callbacks. Places the network does not know are sent empty, as the real one does; a receiver that drops empty values
// computes a wrong signature.

import type { Call, CallEvent } from '../call.ts'
import { durationSeconds } from '../call.ts'
import { rfc2822 } from '../ids.ts'

export const apiVersion = '2010-04-01'

export function callFields(call: Call, status: string = call.status): Record<string, string> {
  return {
    CallSid: call.sid,
    AccountSid: call.accountSid,
    From: call.from,
    To: call.to,
    Caller: call.from,
    Called: call.to,
    CallStatus: status,
    ApiVersion: apiVersion,
    Direction: call.direction,
    ...(call.parentSid === null ? {} : { ParentCallSid: call.parentSid }),
    ...placeOf('From', call.from),
    ...placeOf('Caller', call.from),
    ...placeOf('To', call.to),
    ...placeOf('Called', call.to),
  }
}

const callbackStatus: Record<CallEvent, string | null> = {
  initiated: 'initiated',
  ringing: 'ringing',
  answered: 'in-progress',
  completed: null,
}

/** Counts the callback: each one made takes the next sequence number, whether or not it will arrive. */
export function progressFields(call: Call, event: CallEvent, nowMs: number): Record<string, string> {
  const fields: Record<string, string> = {
    ...callFields(call, callbackStatus[event] ?? call.status),
    Timestamp: rfc2822(nowMs),
    CallbackSource: 'call-progress-events',
    SequenceNumber: String(call.sequence),
  }
  call.sequence += 1
  if (event !== 'completed') return fields
  const seconds = durationSeconds(call)
  fields['CallDuration'] = String(seconds)
  if (call.status === 'completed') fields['Duration'] = String(Math.max(1, Math.ceil(seconds / 60)))
  if (call.sipCode !== null) fields['SipResponseCode'] = String(call.sipCode)
  return fields
}

export function countryOf(number: string): string {
  if (number.startsWith('+81')) return 'JP'
  if (number.startsWith('+1')) return 'US'
  return ''
}

function placeOf(role: string, number: string): Record<string, string> {
  return { [`${role}City`]: '', [`${role}State`]: '', [`${role}Zip`]: '', [`${role}Country`]: countryOf(number) }
}
