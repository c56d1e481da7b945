// Zabbix's API: an event is acknowledged, or suppressed for a time, by the owner of the token; who it was here stands in the message.
// Source: https://www.zabbix.com/documentation/current/en/manual/api/reference/event/acknowledge, and answers recorded from 6.0.

import { type Ask, type Asked, field, isOk, kept, listIn, refused } from './ask.ts'
import { type BackOrder, type BackResult, later, never, told } from './ways.ts'

const ACKNOWLEDGE = 2
const MESSAGE = 4
const SUPPRESS = 32

/** From this version on a token belongs into a header; from 7.2 on nowhere else. */
const HEADER_SINCE = [6, 4] as const
const SUPPRESS_SINCE = [6, 2] as const

type Version = readonly [major: number, minor: number]
type Called = { readonly ok: true; readonly result: unknown } | { readonly ok: false; readonly result: BackResult }
type Call = (method: string, params: object, version: Version | null) => Promise<Called>

const isSince = ([major, minor]: Version, [of, from]: Version): boolean => major > of || (major === of && minor >= from)

const read = (answer: Asked): Called => {
  if (!answer.ok) return answer
  if (!isOk(answer)) return { ok: false, result: refused(answer) }
  const error = field(answer.json, 'error')
  const result = field(answer.json, 'result')
  if (error !== undefined) return { ok: false, result: later('refused', kept(JSON.stringify(error))) }
  return result === undefined ? { ok: false, result: later('unreadable', kept(answer.text)) } : { ok: true, result }
}

const createCall =
  (ask: Ask, token: string): Call =>
  async (method, params, version) => {
    const old = version !== null && !isSince(version, HEADER_SINCE)
    const headers = version === null || old ? {} : { Authorization: `Bearer ${token}` }
    const body = { jsonrpc: '2.0', method, params, id: 1, ...(old ? { auth: token } : {}) }
    return read(await ask({ path: '', headers, body }))
  }

const versionIn = (result: unknown): Version | null => {
  const [, major, minor] = /^(\d{1,3})\.(\d{1,3})\./.exec(String(result)) ?? []
  return major === undefined ? null : [Number(major), Number(minor)]
}

const isAcknowledged = (result: unknown): boolean => field(listIn(result)[0], 'acknowledged') === '1'

export const tellZabbix = async (ask: Ask, order: BackOrder, token: string): Promise<BackResult> => {
  const { of, deed, comment } = order
  const { eventId } = of.origin
  if (eventId === undefined) return never('object_unknown')
  const call = createCall(ask, token)
  const about = await call('apiinfo.version', {}, null)
  if (!about.ok) return about.result
  const version = versionIn(about.result)
  if (version === null) return later('unreadable', kept(String(about.result)))
  const event = { eventids: [eventId] }
  if (deed.kind === 'downtime') {
    if (!isSince(version, SUPPRESS_SINCE)) return never('not_supported', version.join('.'))
    const until = Math.floor(deed.untilMs / 1_000)
    const suppress = { ...event, action: SUPPRESS + MESSAGE, message: comment, suppress_until: until }
    return resultOf(await call('event.acknowledge', suppress, version))
  }
  // Acknowledged twice it would be no more so, but its history would say it twice.
  const known = await call('event.get', { ...event, output: ['acknowledged'] }, version)
  if (!known.ok) return known.result
  if (isAcknowledged(known.result)) return told()
  return resultOf(
    await call('event.acknowledge', { ...event, action: ACKNOWLEDGE + MESSAGE, message: comment }, version),
  )
}

const resultOf = (called: Called): BackResult => (called.ok ? told(kept(JSON.stringify(called.result))) : called.result)
