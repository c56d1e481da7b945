// Control of everything that is not one phone: what arrived, the global knobs, the provider's faults, accounts, the clock,
// the demonstration.

import type { Account } from '../account.ts'
import { startDemo } from '../demo.ts'
import type { Fault } from '../faults.ts'
import { faultProblem } from '../faults.ts'
import type { Ledger, LedgerItem } from '../ledger.ts'
import type { Settings } from '../network.ts'
import { callJson, messageJson, networkJson, statsJson } from './json.ts'
import { checkPatch } from './phones.ts'
import type { ControlAnswer, ControlRequest } from './request.ts'
import { ControlError, numberOf, textOf } from './request.ts'

export function getNetwork({ host }: ControlRequest): ControlAnswer {
  return { body: networkJson(host) }
}

export function getStats({ network }: ControlRequest): ControlAnswer {
  return { body: statsJson(network) }
}

export function listCalls(request: ControlRequest): ControlAnswer {
  return { body: { calls: arrivals(request.network.calls, request.query).map(callJson) } }
}

export function getCall({ network, parts }: ControlRequest): ControlAnswer {
  const call = network.calls.get(parts[0] ?? '')
  if (!call) throw new ControlError(404, 'there is no such call')
  const transcript = network
    .phone(call.to)
    .transcript()
    .filter((item) => item.callSid === call.sid)
  return { body: { ...callJson(call), transcript } }
}

export function listMessages(request: ControlRequest): ControlAnswer {
  return { body: { messages: arrivals(request.network.messages, request.query).map(messageJson) } }
}

export function listRequests({ network, query }: ControlRequest): ControlAnswer {
  return {
    body: { requests: network.requests.list(numberOf(query.get('since'), 'since', 0)), total: network.requests.total },
  }
}

/** Oldest first. Arrivals rise, so `since` starts by halving, not by walking. */
function arrivals<T extends LedgerItem & { arrivedAtMs: number }>(ledger: Ledger<T>, query: URLSearchParams): T[] {
  const to = query.get('to')
  const source = to === null ? ledger.all : ledger.to(to)
  const sinceMs = numberOf(query.get('since'), 'since', 0)
  const limit = numberOf(query.get('limit'), 'limit', Number.POSITIVE_INFINITY)
  let low = 0
  let high = source.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((source[middle]?.arrivedAtMs ?? 0) < sinceMs) low = middle + 1
    else high = middle
  }
  return source.slice(low, low + limit)
}

export function patchBehaviour({ network, body }: ControlRequest): ControlAnswer {
  checkPatch(body)
  network.behave(body)
  return { body: network.behaviour }
}

const settingTypes: Record<keyof Settings, string> = { lean: 'boolean', listLagMs: 'number', patienceMs: 'number' }

export function patchSettings({ network, body }: ControlRequest): ControlAnswer {
  for (const [key, value] of Object.entries(body)) {
    const type = settingTypes[key as keyof Settings]
    if (type === undefined)
      throw new ControlError(400, `there is no "${key}"; there are ${Object.keys(settingTypes).join(', ')}`)
    if (typeof value !== type) throw new ControlError(400, `"${key}" must be a ${type}`)
  }
  network.settings = { ...network.settings, ...body }
  network.watch.changed(null)
  return { body: network.settings }
}

export function listFaults({ network }: ControlRequest): ControlAnswer {
  return { body: { faults: network.faults.list() } }
}

/** One fault is added; `{faults: […]}` replaces all. */
export function setFaults({ network, body }: ControlRequest): ControlAnswer {
  const list = body['faults']
  const rules = Array.isArray(list) ? (list as unknown[]) : [body]
  for (const rule of rules) {
    const problem = faultProblem(rule)
    if (problem !== null) throw new ControlError(400, problem)
  }
  if (Array.isArray(list)) network.faults.set(rules as Fault[])
  else network.faults.add(body as Fault)
  network.watch.changed(null)
  return { body: { faults: network.faults.list() } }
}

export function clearFaults({ network }: ControlRequest): ControlAnswer {
  network.faults.clear()
  network.watch.changed(null)
  return { body: { faults: [] } }
}

export function addAccount({ network, body }: ControlRequest): ControlAnswer {
  const sid = body['sid'] === undefined ? undefined : textOf(body['sid'], 'sid')
  if (sid !== undefined && !/^AC[0-9a-f]{32}$/.test(sid))
    throw new ControlError(400, '"sid" must be AC and 32 hex digits')
  const numbers = body['numbers']
  const account = network.addAccount({
    ...(sid === undefined ? {} : { sid }),
    ...(body['authToken'] === undefined ? {} : { authToken: textOf(body['authToken'], 'authToken') }),
    ...(body['friendlyName'] === undefined ? {} : { friendlyName: textOf(body['friendlyName'], 'friendlyName') }),
    numbers: Array.isArray(numbers) ? numbers.map((number) => textOf(number, 'numbers')) : [],
  })
  applyAccount(account, body)
  network.watch.changed(null)
  return { status: 201, body: { sid: account.sid, authToken: account.authToken, numbers: [...account.numbers.keys()] } }
}

export function patchAccount({ network, body, parts }: ControlRequest): ControlAnswer {
  const account = network.accounts.get(parts[0] ?? '')
  if (!account) throw new ControlError(404, 'there is no such account')
  applyAccount(account, body)
  network.watch.changed(null)
  const { sid, cps, concurrency, status } = account
  return { body: { sid, cps, concurrency, status } }
}

function applyAccount(account: Account, body: Record<string, unknown>): void {
  if ('cps' in body) account.cps = limitOf(body['cps'], 'cps')
  if ('concurrency' in body) account.concurrency = limitOf(body['concurrency'], 'concurrency')
  const status = body['status']
  if (status === undefined) return
  if (status !== 'active' && status !== 'suspended' && status !== 'closed') {
    throw new ControlError(400, '"status" must be active, suspended or closed')
  }
  account.status = status
}

function limitOf(value: unknown, name: string): number | null {
  if (value === null) return null
  const number = numberOf(value, name, 0)
  if (number <= 0) throw new ControlError(400, `"${name}" must be more than 0, or null for no limit`)
  return number
}

export function getClock({ network }: ControlRequest): ControlAnswer {
  const { clock } = network
  return { body: { mode: clock.mode, nowMs: clock.nowMs(), nextInMs: clock.nextInMs } }
}

export function setClock(request: ControlRequest): ControlAnswer {
  const { mode, nowMs } = request.body
  if (mode !== 'real' && mode !== 'stepped') throw new ControlError(400, '"mode" must be real or stepped')
  request.network.clock.setMode(mode, nowMs === undefined ? undefined : numberOf(nowMs, 'nowMs', 0))
  request.network.watch.changed(null)
  return getClock(request)
}

export async function advanceClock(request: ControlRequest): Promise<ControlAnswer> {
  if (request.network.clock.mode !== 'stepped')
    throw new ControlError(409, 'the clock is real; set it to stepped first')
  await request.network.advance(numberOf(request.body['ms'], 'ms', 0))
  return getClock(request)
}

export async function settle({ network }: ControlRequest): Promise<ControlAnswer> {
  await network.settled()
  return { body: statsJson(network) }
}

export function reset({ network }: ControlRequest): ControlAnswer {
  network.reset()
  return { body: statsJson(network) }
}

export function listDebugger({ network }: ControlRequest): ControlAnswer {
  return { body: { entries: network.debuggerLog.list() } }
}

export function clearDebugger({ network }: ControlRequest): ControlAnswer {
  network.debuggerLog.clear()
  network.watch.changed(null)
  return { body: { entries: [] } }
}

export async function demoStart({ host, body }: ControlRequest): Promise<ControlAnswer> {
  if (!host.demo) throw new ControlError(404, 'no demonstration was set up')
  const result = await startDemo(host.demo, textOf(body['policyId'], 'policyId'), textOf(body['text'], 'text'))
  return { status: result.status, body: result.body }
}
