// /2010-04-01/Accounts/{Sid}/Calls: create, list, fetch, update, delete.

import type { Call } from '../call.ts'
import { durationSeconds, isFinished } from '../call.ts'
import { rfc2822, rfc2822OrNull } from '../ids.ts'
import type { Network } from '../network.ts'
import { readCallOrder, readOptionalSource, readTarget } from './call-order.ts'
import type { RestAnswer } from './errors.ts'
import { notFound, RestError } from './errors.ts'
import { listPage } from './paging.ts'
import { phoneNumber, timeFilter } from './parameters.ts'
import type { RestRequest } from './request.ts'

export function createCall(network: Network, request: RestRequest): RestAnswer {
  const { account } = request
  const ordered = readCallOrder(request.form, account)
  if (account.concurrency !== null && account.unfinished >= account.concurrency) {
    throw new RestError(10004, 'Call concurrency limit exceeded', 429)
  }
  const call = network.place(ordered.call)
  for (const { code, message } of ordered.warnings) {
    network.debuggerLog.add({ level: 'warning', code, message, sid: call.sid, url: null })
  }
  return { status: 201, body: callJson(call, network.clock.nowMs()) }
}

export function listCalls(network: Network, request: RestRequest): RestAnswer {
  const nowMs = network.clock.nowMs()
  const tests = callFilters(request, nowMs - network.settings.listLagMs)
  const page = listPage(network.calls, request, {
    key: 'calls',
    to: numberFilter(request.query.get('To')),
    fits: (call) => tests.every((isWanted) => isWanted(call)),
    toJson: (call) => callJson(call, nowMs),
  })
  return { status: 200, body: page }
}

function callFilters({ query, account }: RestRequest, visibleUntilMs: number): ((call: Call) => boolean)[] {
  const tests = [(call: Call) => call.accountSid === account.sid && call.createdAtMs <= visibleUntilMs]
  const from = numberFilter(query.get('From'))
  if (from !== null) tests.push((call) => call.from === from)
  const status = query.get('Status')
  if (status !== null) tests.push((call) => call.status === status)
  const parent = query.get('ParentCallSid')
  if (parent !== null) tests.push((call) => call.parentSid === parent)
  const started = timeFilter(query, 'StartTime')
  // A call still waiting to be dialled has no start time; it is found by the time of its creation.
  if (started) tests.push((call) => started(call.startedAtMs ?? call.createdAtMs))
  const ended = timeFilter(query, 'EndTime')
  if (ended) tests.push((call) => call.endedAtMs !== null && ended(call.endedAtMs))
  return tests
}

export function fetchCall(network: Network, request: RestRequest): RestAnswer {
  return { status: 200, body: callJson(find(network, request), network.clock.nowMs()) }
}

export function updateCall(network: Network, request: RestRequest): RestAnswer {
  const call = find(network, request)
  const { form } = request
  const source = readOptionalSource(form)
  if (isFinished(call) || (source && call.status !== 'in-progress')) {
    throw new RestError(21220, 'Unable to update record. Call is not in-progress. Cannot redirect.')
  }
  const status = form.get('Status')
  if (status !== null && status !== 'canceled' && status !== 'completed') {
    throw new RestError(20001, `Status must be canceled or completed, not ${status}`)
  }
  changeTargets(call, form)
  if (status !== null) network.stopCall(call, status)
  else if (source) call.line?.startSession(source)
  return { status: 200, body: callJson(call, network.clock.nowMs()) }
}

function changeTargets(call: Call, form: URLSearchParams): void {
  const fallback = readTarget(form, 'FallbackUrl', 'FallbackMethod')
  const statusCallback = readTarget(form, 'StatusCallback', 'StatusCallbackMethod')
  if (fallback) call.order = { ...call.order, fallback }
  if (statusCallback) call.order = { ...call.order, statusCallback: { ...statusCallback, events: ['completed'] } }
}

export function deleteCall(network: Network, request: RestRequest): RestAnswer {
  const call = find(network, request)
  if (!isFinished(call)) throw new RestError(20009, 'Cannot delete this call because it is still in progress', 409)
  call.deleted = true
  return { status: 204, body: null }
}

function find(network: Network, request: RestRequest): Call {
  const call = network.calls.get(request.id ?? '')
  if (!call || call.accountSid !== request.account.sid) throw notFound(request.path)
  return call
}

function numberFilter(text: string | null): string | null {
  return text === null || text === '' ? null : (phoneNumber(text) ?? text)
}

const subresources = [
  'notifications',
  'recordings',
  'payments',
  'events',
  'siprec',
  'streams',
  'transcriptions',
  'user_defined_message_subscriptions',
  'user_defined_messages',
].map((name) => ({ name, path: name === 'siprec' ? 'Siprec' : pascal(name) }))

function callJson(call: Call, nowMs: number): object {
  const base = `/2010-04-01/Accounts/${call.accountSid}/Calls/${call.sid}`
  return {
    sid: call.sid,
    date_created: rfc2822(call.createdAtMs),
    date_updated: rfc2822(call.updatedAtMs),
    parent_call_sid: call.parentSid,
    account_sid: call.accountSid,
    to: call.to,
    to_formatted: call.to,
    from: call.from,
    from_formatted: call.from,
    phone_number_sid: call.numberSid,
    status: call.status,
    start_time: rfc2822OrNull(call.startedAtMs),
    end_time: rfc2822OrNull(call.endedAtMs),
    duration: call.endedAtMs === null ? null : String(durationSeconds(call)),
    price: null,
    price_unit: 'USD',
    direction: call.direction,
    answered_by: call.answeredBy,
    api_version: '2010-04-01',
    forwarded_from: null,
    group_sid: null,
    caller_name: null,
    queue_time: String(Math.round((call.startedAtMs ?? nowMs) - call.createdAtMs)),
    trunk_sid: null,
    uri: `${base}.json`,
    subresource_uris: Object.fromEntries(subresources.map(({ name, path }) => [name, `${base}/${path}.json`])),
  }
}

function pascal(name: string): string {
  return name.replaceAll(/(^|_)([a-z])/g, (_whole, _bar, letter: string) => letter.toUpperCase())
}
