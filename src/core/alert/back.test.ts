// What is told to a source of what somebody took, in which ways, and for how long it is still so.
import { describe, expect, it } from 'vitest'
import type { Alert } from './alert.ts'
import { backFits, backNeedsSecret, overtakenBy } from './back.ts'

const alert: Alert = {
  host: 'db01',
  service: null,
  severity: 'critical',
  condition: 'DOWN',
  summary: '',
  groups: [],
  url: null,
  hard: true,
  attempt: null,
  state: 'problem',
  sinceMs: 1_000,
  atMs: 1_000,
  notifications: 1,
  acknowledgedBy: 'sato',
  acknowledgedAtMs: 2_000,
  downtimeUntilMs: 9_000,
  flapping: false,
  changesAtMs: [],
}

describe('what was taken here', () => {
  const acknowledge = { kind: 'acknowledge', sinceMs: 1_000 } as const
  const downtime = { kind: 'downtime', untilMs: 9_000 } as const
  it.each([
    ['a problem somebody has', acknowledge, {}, null],
    ['one that is over', acknowledge, { state: 'recovered', acknowledgedBy: null }, 'recovered'],
    ['another one, which nobody has', acknowledge, { sinceMs: 5_000, acknowledgedBy: null }, 'recovered'],
    ['another one, which somebody has', acknowledge, { sinceMs: 5_000 }, 'recovered'],
    ['one that its source says nobody has', acknowledge, { acknowledgedBy: null }, 'released'],
    ['a downtime', downtime, {}, null],
    ['a downtime of what has recovered', downtime, { state: 'recovered' }, null],
    ['a downtime that was ended', downtime, { downtimeUntilMs: null }, 'released'],
    ['a downtime that was changed', downtime, { downtimeUntilMs: 20_000 }, 'released'],
  ] as const)('is told only while it is so: %s', (...[, deed, change, why]) => {
    expect(overtakenBy(deed, { ...alert, ...change }, 8_999)).toBe(why)
  })

  it('is not told when the downtime is over', () => {
    expect(overtakenBy(downtime, alert, 9_000)).toBe('over')
  })
})

describe('a way back', () => {
  it.each([
    ['nagios', 'nagios', true],
    ['nagios', 'icinga', true],
    ['nagios', 'zabbix', false],
    ['icinga', 'nagios', false],
    ['alertmanager', 'grafana', true],
    ['zabbix', 'zabbix', true],
    ['webhook', 'mail', true],
  ] as const)('%s for sources of kind %s: %s', (kind, source, fits) => {
    expect(backFits(kind, source)).toBe(fits)
  })

  it('needs a password or token where nothing is done without one', () => {
    expect((['nagios', 'icinga', 'alertmanager', 'zabbix', 'webhook'] as const).filter(backNeedsSecret)).toEqual([
      'icinga',
      'zabbix',
    ])
  })
})
