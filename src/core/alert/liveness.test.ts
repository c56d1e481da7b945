// T-013 device liveness monitoring: what a look at a device makes of it, and what is told.
import { describe, expect, it } from 'vitest'
import {
  type CheckPlan,
  checkEvent,
  checkName,
  type DeviceCheck,
  type Liveness,
  looked,
  neverChecked,
  type Seen,
} from './liveness.ts'

const ping: DeviceCheck = { by: 'ping', host: 'core-sw', service: null, address: '192.0.2.1' }
const tcp: DeviceCheck = { by: 'tcp', host: 'db01', service: null, address: null, port: 5_432 }
const http: DeviceCheck = {
  by: 'http',
  host: 'www',
  service: null,
  url: 'https://example.jp/health',
  status: [],
  anyCertificate: false,
}
const plan: CheckPlan = {
  intervalSeconds: 60,
  timeoutSeconds: 5,
  retries: 2,
  retrySeconds: 10,
  severity: 'error',
  check: ping,
}
const up: Seen = { kind: 'up' }
const down: Seen = { kind: 'down', code: 'timeout' }
const unable: Seen = { kind: 'unable', code: 'ping_missing' }

/** What is told and how long it waits, look after look. */
const course = (seen: readonly Seen[], given: CheckPlan = plan) => {
  let now: Liveness = neverChecked
  return seen.map((one) => {
    const { now: next, tells, nextMs } = looked(now, one, given)
    now = next
    return `${next.state} ${tells ?? '-'} ${nextMs / 1_000}`
  })
}

describe('T-013 a device', () => {
  it('that fails is looked at again before it is an alert, and told of once', () => {
    expect(course([up, down, down, down, down])).toEqual([
      'up recovered 60',
      'up - 10',
      'up - 10',
      'down problem 60',
      'down - 60',
    ])
  })

  it('that answers in between was never gone', () => {
    expect(course([up, down, down, up, down])).toEqual(['up recovered 60', 'up - 10', 'up - 10', 'up - 60', 'up - 10'])
  })

  it('that answers once has recovered', () => {
    expect(course([down, up], { ...plan, retries: 0 })).toEqual(['down problem 60', 'up recovered 60'])
  })

  it('that cannot be looked at is told of as such, and again when it is gone', () => {
    expect(course([unable, unable, down, down], { ...plan, retries: 0 })).toEqual([
      'unable problem 60',
      'unable - 60',
      'down problem 60',
      'down - 60',
    ])
  })

  it('is never looked at again later than the interval says', () => {
    expect(course([down], { ...plan, intervalSeconds: 5 })).toEqual(['unknown - 5'])
  })
})

it.each<[DeviceCheck, string, Seen, object]>([
  [ping, 'core-sw', down, { host: 'core-sw', service: null, condition: 'DOWN', severity: 'error', url: null }],
  [ping, 'core-sw', up, { condition: 'UP' }],
  [tcp, 'db01/TCP 5432', down, { host: 'db01', service: 'TCP 5432', condition: 'CRITICAL' }],
  [tcp, 'db01/TCP 5432', unable, { condition: 'UNKNOWN', severity: 'unknown' }],
  [http, 'www/HTTP', up, { service: 'HTTP', condition: 'OK', url: 'https://example.jp/health' }],
  [{ ...http, service: '受付' }, 'www/受付', down, { service: '受付', condition: 'CRITICAL' }],
])('%o is told of as %s', (...[check, name, seen, facts]) => {
  expect(checkName(check)).toBe(name)
  const event = checkEvent({ ...plan, check }, seen, 'why')
  expect(event).toMatchObject({ kind: seen.kind === 'up' ? 'recovered' : 'problem', dedupKey: name, atMs: null, facts })
})
