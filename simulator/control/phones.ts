// Control of phones: list them, set what they do, and be the person who holds one.

import type { BehaviourPatch } from '../behaviour.ts'
import { behaviourProblem } from '../behaviour.ts'
import { limits } from '../limits.ts'
import type { Phone } from '../phone.ts'
import { phoneNumber } from '../rest/parameters.ts'
import { phoneJson, phonesToShow } from './json.ts'
import type { ControlAnswer, ControlRequest } from './request.ts'
import { ControlError, numberOf, textOf } from './request.ts'

export function listPhones({ network, query }: ControlRequest): ControlAnswer {
  const max = numberOf(query.get('limit'), 'limit', limits.pagePhones)
  const items = numberOf(query.get('items'), 'items', 200)
  return {
    body: {
      phones: phonesToShow(network, max).map((phone) => phoneJson(phone, items)),
      total: network.phones.size,
    },
  }
}

export function getPhone(request: ControlRequest): ControlAnswer {
  return { body: phoneJson(phoneOf(request), numberOf(request.query.get('items'), 'items', limits.transcriptItems)) }
}

/** `{name?, …knobs}`; null as a value takes an override away. */
export function patchPhone(request: ControlRequest): ControlAnswer {
  const phone = phoneOf(request)
  const { name, ...knobs } = request.body
  if (name !== undefined) phone.name = name === null ? null : textOf(name, 'name')
  const { patch, removed } = splitPatch(knobs)
  for (const key of removed) delete phone.overrides[key]
  phone.behave(patch)
  return { body: phoneJson(phone, 0) }
}

/** `null` means "no override" except for the knobs whose own values include null; those are written as such. */
function splitPatch(knobs: Record<string, unknown>): { patch: BehaviourPatch; removed: (keyof BehaviourPatch)[] } {
  const nullable = ['hangUpAfterMs', 'hangUpAtStep', 'answeredBy']
  const entries = Object.entries(knobs)
  const isRemoval = ([key, value]: [string, unknown]): boolean => value === null && !nullable.includes(key)
  const patch = Object.fromEntries(entries.filter((entry) => !isRemoval(entry)))
  checkPatch(patch)
  return { patch, removed: entries.filter(isRemoval).map(([key]) => key as keyof BehaviourPatch) }
}

export function resetPhone(request: ControlRequest): ControlAnswer {
  return { body: phoneJson(phoneOf(request).behaveNormally(), 0) }
}

/** Knobs for the next call only; a list sets several coming calls. */
export function behaveNext(request: ControlRequest): ControlAnswer {
  const phone = phoneOf(request)
  const { calls, ...single } = request.body
  const patches = Array.isArray(calls) ? (calls as object[]) : [single]
  for (const patch of patches) checkPatch(patch)
  return { body: phoneJson(phone.behaveNext(...patches), 0) }
}

const acts: Record<string, (phone: Phone, body: Record<string, unknown>) => boolean> = {
  answer: (phone) => phone.answer(),
  reject: (phone) => phone.reject(),
  voicemail: (phone) => phone.voicemail(),
  hangup: (phone) => phone.hangUp(),
  call: (phone, { to, hidden }) =>
    phone.call(to === undefined ? undefined : textOf(to, 'to'), { hidden: hidden === true }),
  text: (phone, { body, to }) => phone.text(textOf(body, 'body'), to === undefined ? undefined : textOf(to, 'to')),
  press: (phone, body) => {
    const keys = textOf(body['keys'], 'keys')
    if (!/^[0-9*#A-D]+$/.test(keys)) throw new ControlError(400, '"keys" must be of 0-9 * # A-D')
    return phone.press(keys)
  },
}

/**
 * Somebody does something with the phone: answer, reject, voicemail, hangup, press, call (`{to?, hidden?}`: whoever called last, with
 * the caller id), text (`{body, to?}`: whoever sent the last SMS). 409 when there is no such call, or nobody who would answer one.
 */
export function act(request: ControlRequest): ControlAnswer {
  const phone = phoneOf(request)
  const name = request.parts[1] ?? ''
  const run = acts[name]
  if (!run) throw new ControlError(404, `a phone can ${Object.keys(acts).join(', ')}`)
  if (!run(phone, request.body)) throw new ControlError(409, `nothing to ${name}: the phone is ${phone.state()}`)
  return { body: phoneJson(phone, 0) }
}

/** Answers as soon as a phone is in a state, or has heard a text; 408 after `timeoutMs`. */
export async function waitForPhone(request: ControlRequest): Promise<ControlAnswer> {
  const phone = phoneOf(request)
  const { query, network } = request
  const state = query.get('state')
  const heard = query.get('heard')
  const sinceN = numberOf(query.get('since'), 'since', 0)
  if (state === null && heard === null) throw new ControlError(400, 'wait for ?state= or ?heard=')
  const isThere = (): boolean =>
    (state === null || phone.state() === state) &&
    (heard === null || phone.transcript().some((item) => item.n > sinceN && isHeard(item, heard)))
  try {
    await network.waitFor(isThere, Math.min(60_000, numberOf(query.get('timeoutMs'), 'timeoutMs', 10_000)))
  } catch {
    throw new ControlError(408, `did not happen; the phone is ${phone.state()}`)
  }
  return { body: phoneJson(phone, limits.transcriptItems) }
}

function isHeard(item: { kind: string; text: string }, text: string): boolean {
  return ['say', 'play', 'sms'].includes(item.kind) && item.text.includes(text)
}

export function checkPatch(patch: object): asserts patch is BehaviourPatch {
  const problem = behaviourProblem(patch)
  if (problem !== null) throw new ControlError(400, problem)
}

function phoneOf(request: ControlRequest): Phone {
  const written = request.parts[0] ?? ''
  const number = phoneNumber(written)
  if (number === null) throw new ControlError(400, `${written} is not a number like +819001230001`)
  return request.network.phone(number)
}
