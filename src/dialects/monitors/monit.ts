// monit's HTTP collector: an event tells of a change, and every cycle the state of all services is repeated, which is news only
// where nobody knew it. One object for each kind of test of a service: each fails and recovers by itself.
// Source: https://mmonit.com/documentation/http-api/, monit's event.h, and bodies recorded from monit 5.33.

import { type AlertEvent, type AlertFacts, oneLine } from '#core/alert/alert'
import { limits } from '#core/limits'
import { cleanFacts } from '#dialects/shared/alert-events'
import { asObject } from '#dialects/shared/json-body'
import { type Texts, textsIn } from './fields.ts'
import type { Read, Reading } from './ports.ts'
import { severityUnsaid } from './severity.ts'

type Fields = Readonly<Record<string, unknown>>

/** Kinds of tests, each a bit of a service's status. What monit does itself (65536, 131072) is no test. */
const tests: Readonly<Record<number, string>> = {
  1: 'checksum',
  2: 'resource',
  4: 'timeout',
  8: 'timestamp',
  16: 'size',
  32: 'connection',
  64: 'permission',
  128: 'uid',
  256: 'gid',
  512: 'existence',
  1_024: 'type',
  2_048: 'data access',
  4_096: 'execution',
  8_192: 'filesystem flags',
  16_384: 'icmp',
  32_768: 'content',
  262_144: 'pid',
  524_288: 'ppid',
  1_048_576: 'heartbeat',
  2_097_152: 'program status',
  4_194_304: 'uptime',
  8_388_608: 'link',
  16_777_216: 'speed',
  33_554_432: 'saturation',
  67_108_864: 'bytes in',
  134_217_728: 'bytes out',
  268_435_456: 'packets in',
  536_870_912: 'packets out',
}
/** A system's own service has the host's name. */
const SYSTEM = '5'

const list = (value: unknown): readonly Fields[] =>
  (Array.isArray(value) ? value : [value]).map(asObject).filter((one) => one !== null)

type Server = { readonly id: string; readonly host: string; readonly groups: ReadonlyMap<string, readonly string[]> }
type Seen = { readonly service: string; readonly type: string; readonly test: number; readonly summary: string }

/** What is in a group names it as a list of texts. */
const groupsOf = (monit: Fields): Server['groups'] => {
  const groups = new Map<string, readonly string[]>()
  for (const group of list(asObject(monit['servicegroups'])?.['servicegroup'])) {
    const { service } = group
    for (const name of Array.isArray(service) ? service : [service])
      if (typeof name === 'string')
        groups.set(name, [...(groups.get(name) ?? []), textsIn(group, null)('@name', 'name')])
  }
  return groups
}

const factsOf = ({ host, groups }: Server, { service, type, test, summary }: Seen): AlertFacts =>
  cleanFacts({
    host,
    service: type === SYSTEM ? null : service,
    severity: severityUnsaid('problem'),
    condition: tests[test] ?? '',
    summary: summary || (tests[test] ?? ''),
    groups: groups.get(service) ?? [],
    url: null,
    hard: true,
    attempt: null,
  })

const keyOf = ({ id }: Server, { service, test }: Seen, { digest }: Reading): string => {
  const key = `${id}/${service}/${test}`
  return oneLine(key, limits.alerts.keyCharacters.max) === key ? key : digest(key)
}

const timeOf = (texts: Texts): number | null => {
  const seconds = texts('collected_sec')
  const micros = texts('collected_usec')
  if (!/^\d{9,11}$/.test(seconds)) return null
  return Number(seconds) * 1_000 + (/^\d{1,6}$/.test(micros) ? Math.floor(Number(micros) / 1_000) : 0)
}

/** States: 0 succeeded, 1 failed, 2 changed, 3 not changed any more, 4 not looked at yet. */
const eventFrom = (server: Server, event: Fields, reading: Reading): AlertEvent | null => {
  const texts = textsIn(event, null)
  const seen = {
    service: texts('service'),
    type: texts('type'),
    test: Number(texts('id') || 0),
    summary: texts('message'),
  }
  const state = texts('state')
  if (seen.service === '' || !(seen.test in tests)) return null
  const told = { dedupKey: keyOf(server, seen, reading), atMs: timeOf(texts) }
  const facts = factsOf(server, seen)
  if (state === '1' || state === '2') return { kind: 'problem', ...told, facts, notification: null }
  return state === '0' || state === '3'
    ? { kind: 'recovered', ...told, facts: { ...facts, severity: severityUnsaid('recovered') } }
    : null
}

const standing = (server: Server, service: Fields, reading: Reading): readonly AlertEvent[] => {
  const texts = textsIn(service, null)
  const status = Number(texts('status') || 0)
  const name = texts('@name', 'name')
  if (name === '' || texts('monitor') === '0' || !Number.isSafeInteger(status)) return []
  return Object.keys(tests).flatMap((bit) => {
    const test = Number(bit)
    if ((status & test) === 0) return []
    const seen = { service: name, type: texts('@type', 'type'), test, summary: '' }
    const told = { dedupKey: keyOf(server, seen, reading), atMs: timeOf(texts) }
    return [{ kind: 'problem', ...told, facts: factsOf(server, seen), notification: null, standing: true } as const]
  })
}

export const monitEvents = (body: unknown, reading: Reading): Read => {
  const monit = asObject(asObject(body)?.['monit'])
  if (monit === null) return { ok: false, why: 'the body must be what monit sends' }
  const of = asObject(monit['server']) ?? {}
  const id = textsIn(monit, null)('@id') || textsIn(of, null)('id')
  const host = textsIn(of, null)('localhostname')
  if (id === '' || host === '') return { ok: false, why: 'the id of monit and server.localhostname are missing' }
  const server = { id, host, groups: groupsOf(monit) }
  const told = list(monit['event']).map((event) => eventFrom(server, event, reading))
  const services = list(asObject(monit['services'])?.['service'])
  const events = [...told.filter((one) => one !== null), ...services.flatMap((one) => standing(server, one, reading))]
  const { max } = limits.alerts.eventsPerRequest
  return events.length > max ? { ok: false, why: `there are more than ${max} events` } : { ok: true, events }
}
