// Lines as a command pipe takes them, and that no name, author or comment can make two of one.
import { describe, expect, it } from 'vitest'
import { nagiosCommand } from './nagios.ts'
import type { BackOrder } from './ways.ts'

const order = (of: Partial<BackOrder['of']> = {}, rest: Partial<BackOrder> = {}): BackOrder => ({
  id: '1',
  source: 'xmon',
  of: { dedupKey: 'web01!HTTP応答', host: 'web01', service: 'HTTP応答', origin: {}, ...of },
  deed: { kind: 'acknowledge', sinceMs: 0 },
  author: 'user_a',
  comment: 'Noroshi: acknowledged by user_a',
  nowMs: 1_795_306_709_900,
  again: false,
  ...rest,
})
const host = { dedupKey: 'web01', host: 'web01', service: null }
const untilMs = 1_795_306_709_000 + 1_800_000

describe('an external command', () => {
  it.each([
    [
      'X-099, X-100 a service',
      order(),
      '[1795306709] ACKNOWLEDGE_SVC_PROBLEM;web01;HTTP応答;2;1;0;user_a;Noroshi: acknowledged by user_a',
    ],
    ['a host', order(host), '[1795306709] ACKNOWLEDGE_HOST_PROBLEM;web01;2;1;0;user_a;Noroshi: acknowledged by user_a'],
    [
      'X-080 a downtime of a service',
      order({}, { deed: { kind: 'downtime', untilMs } }),
      '[1795306709] SCHEDULE_SVC_DOWNTIME;web01;HTTP応答;1795306709;1795308509;1;0;1800;user_a;Noroshi: acknowledged by user_a',
    ],
    [
      'a downtime of a host that ends at once',
      order(host, { deed: { kind: 'downtime', untilMs: 1_795_306_709_900 } }),
      '[1795306709] SCHEDULE_HOST_DOWNTIME;web01;1795306709;1795306709;1;0;1;user_a;Noroshi: acknowledged by user_a',
    ],
    [
      'an author and a comment that would be more',
      order(host, { author: 'a;b\n[0] SHUTDOWN_PROGRAM', comment: 'x;y\r\nz\u2028\u0000' }),
      '[1795306709] ACKNOWLEDGE_HOST_PROBLEM;web01;2;1;0;a b [0] SHUTDOWN_PROGRAM;x y z',
    ],
    [
      'an author without a name',
      order(host, { author: ';', comment: 'c'.repeat(1_000) }),
      `[1795306709] ACKNOWLEDGE_HOST_PROBLEM;web01;2;1;0;Noroshi;${'c'.repeat(400)}`,
    ],
  ])('%s', (_name, given, line) => {
    expect(nagiosCommand(given)).toBe(line)
  })

  it.each([
    ['a name that was cut', { dedupKey: 'digest', host: 'web01', service: null }],
    ['a name that would be two fields', { dedupKey: 'web01;x', host: 'web01;x', service: null }],
    ['a service that would be two fields', { dedupKey: 'web01!a;b', host: 'web01', service: 'a;b' }],
    ['no host', { dedupKey: 'x', host: null, service: 'x' }],
    ['another service than that of the key', { dedupKey: 'web01!a', host: 'web01', service: 'b' }],
  ])('is never written about %s', (_name, of) => {
    expect(nagiosCommand(order(of))).toBeNull()
  })
})
