// Which rules an alert matches, and what they do about it: every condition by itself.
import { describe, expect, it } from 'vitest'
import type { Alert } from './alert.ts'
import { matchesGlob } from './glob.ts'
import { concerns, routerOf } from './router.ts'
import { judge, waitMs } from './routing.ts'
import type { RuleBody, RuleMatch } from './rule.ts'

const NOW = 5_000_000
const alert: Alert = {
  host: 'web01.example.jp',
  service: 'HTTP応答',
  severity: 'critical',
  condition: 'CRITICAL',
  summary: 'timeout',
  groups: ['web', '本番'],
  url: null,
  hard: true,
  attempt: 2,
  state: 'problem',
  sinceMs: NOW,
  atMs: NOW,
  notifications: 1,
  acknowledgedBy: null,
  acknowledgedAtMs: null,
  downtimeUntilMs: null,
  flapping: false,
  changesAtMs: [],
}
const all: RuleMatch = { sources: [], hosts: [], services: [], groups: [], severities: [], conditions: [] }
const rule: RuleBody = { enabled: true, match: all, soft: false, from: 1, count: null, delaySeconds: 0 }

const verdict = (change: Partial<RuleBody>, changed: Partial<Alert> = {}) =>
  judge({ ...rule, ...change }, { alert: { ...alert, ...changed }, source: 'nagios', nowMs: NOW })

describe('a rule matches', () => {
  it.each<[string, Partial<RuleMatch>, boolean]>([
    ['everything when it asks for nothing', {}, true],
    ['a source', { sources: ['zabbix', 'nagios'] }, true],
    ['not another source', { sources: ['zabbix'] }, false],
    ['a host by a pattern', { hosts: ['db*', 'WEB0?.*'] }, true],
    ['not another host', { hosts: ['db*'] }, false],
    ['a service', { services: ['http*'] }, true],
    ['not another service', { services: ['disk'] }, false],
    ['a group', { groups: ['本*'] }, true],
    ['not another group', { groups: ['db'] }, false],
    ['a severity', { severities: ['warning', 'critical'] }, true],
    ['not another severity', { severities: ['warning'] }, false],
    ['a condition in any case', { conditions: ['down', 'critical'] }, true],
    ['not another condition', { conditions: ['DOWN'] }, false],
    ['only where all of it holds', { hosts: ['web*'], services: ['disk'] }, false],
  ])('%s', (...[, match, expected]) => {
    expect(verdict({ match: { ...all, ...match } })).toBe(expected ? 'calls' : 'not_matched')
    expect(concerns({ ...rule, match: { ...all, ...match } }, alert, 'nagios')).toBe(expected)
  })

  it('no host where the alert has none', () => {
    expect(verdict({ match: { ...all, hosts: ['*'] } }, { host: null })).toBe('not_matched')
  })

  it('nothing while it is disabled', () => {
    expect(verdict({ enabled: false })).toBe('disabled')
    expect(concerns({ ...rule, enabled: false }, alert, 'nagios')).toBe(false)
  })
})

describe('a rule that matches', () => {
  it.each<[string, Partial<RuleBody>, Partial<Alert>, ReturnType<typeof judge>]>([
    ['does nothing about what recovered', {}, { state: 'recovered' }, 'not_a_problem'],
    ['does nothing about what somebody has', {}, { acknowledgedBy: 'anna' }, 'acknowledged'],
    ['does nothing in a downtime', {}, { downtimeUntilMs: NOW + 1 }, 'in_downtime'],
    ['X-066: waits for the hard state', {}, { hard: false }, 'soft_state'],
    ['takes soft states where it is told to', { soft: true }, { hard: false }, 'calls'],
    ['begins at the telling it names', { from: 3 }, { notifications: 2 }, 'too_early'],
    ['and from there on', { from: 3 }, { notifications: 3 }, 'calls'],
    ['ends after as many as it says', { from: 2, count: 2 }, { notifications: 4 }, 'too_late'],
    ['and not before', { from: 2, count: 2 }, { notifications: 3 }, 'calls'],
    ['X-064: waits as long as it says', { delaySeconds: 60 }, {}, 'waits'],
    ['holds what flaps', {}, { flapping: true }, 'waits'],
  ])('%s', (...[, change, changed, expected]) => {
    expect(verdict(change, changed)).toBe(expected)
  })

  it('waits for the longer of its delay and the hold of what flaps', () => {
    expect(waitMs({ ...rule, delaySeconds: 60 }, alert)).toBe(60_000)
    expect(waitMs({ ...rule, delaySeconds: 60 }, { ...alert, flapping: true })).toBe(300_000)
    expect(waitMs({ ...rule, delaySeconds: 900 }, { ...alert, flapping: true })).toBe(900_000)
  })
})

describe('of many rules', () => {
  const bodies: Readonly<Record<string, Partial<RuleMatch>>> = {
    pattern: { hosts: ['web*'] },
    named: { hosts: ['db01', 'WEB01.example.jp'] },
    another: { hosts: ['db01'] },
    mixed: { hosts: ['db01', 'web0?.*'] },
    warns: { hosts: ['web01.example.jp'], severities: ['warning'] },
    disk: { hosts: ['web01.example.jp'], services: ['disk'] },
    everything: {},
    twice: { hosts: ['web01.example.jp', 'Web01.example.jp'] },
  }
  const rules = Object.entries(bodies).map(([key, match]) => ({ key, body: { ...rule, match: { ...all, ...match } } }))
  const concerned = (changed: Partial<Alert> = {}) =>
    routerOf(rules)
      .concerned({ ...alert, ...changed }, 'nagios')
      .map(({ key }) => key)

  it('those that match are found in their order, named or by a pattern, each once', () => {
    expect(concerned()).toEqual(['pattern', 'named', 'mixed', 'everything', 'twice'])
    expect(concerned({ host: 'DB01' })).toEqual(['named', 'another', 'mixed', 'everything'])
    expect(concerned({ severity: 'warning' })).toEqual(['pattern', 'named', 'mixed', 'warns', 'everything', 'twice'])
    expect(concerned({ service: 'Disk' })).toEqual(['pattern', 'named', 'mixed', 'disk', 'everything', 'twice'])
    expect(concerned({ host: null })).toEqual(['everything'])
  })
})

describe('a pattern', () => {
  it.each<[string, string, boolean]>([
    ['web01', 'web01', true],
    ['web01', 'web011', false],
    ['web*', 'web', true],
    ['*web*', 'prod-WEB-1', true],
    ['*01', 'web0101', true],
    ['a*b*c', 'aXbYbZc', true],
    ['a*b*c', 'aXbYbZ', false],
    ['a?c', 'abd', false],
    ['?', '', false],
    ['?', '𠮷', true],
    ['', '', true],
    ['*', '', true],
    ['ガ', 'ガ', true],
    ['.*', 'x', false],
  ])('%s and %s: %s', (pattern, name, expected) => {
    expect(matchesGlob(pattern, name)).toBe(expected)
  })

  it('made to be slow is not', () => {
    expect(matchesGlob(`${'*a'.repeat(50)}b`, 'a'.repeat(300))).toBe(false)
  })
})

describe('X-112: of a recovery a rule has people told', () => {
  const named = {
    recoveries: true,
    match: { ...all, hosts: ['web*'], severities: ['critical'], conditions: ['CRITICAL'] },
  } as const
  const tells = (change: Partial<RuleBody>, changed: Partial<Alert> = {}) =>
    routerOf([{ body: { ...rule, ...named, ...change } }]).tellingRecovery(
      { ...alert, state: 'recovered', ...changed },
      'nagios',
    ).length > 0

  it.each<[string, Partial<RuleBody>, Partial<Alert>, boolean]>([
    ['of what it is about, in whatever words it recovered', {}, { condition: 'OK', severity: 'info' }, true],
    ['not where it does not say so', { recoveries: false }, {}, false],
    ['not while it is off', { enabled: false }, {}, false],
    ['not of other hosts', {}, { host: 'db01' }, false],
    ['not of what fails', {}, { state: 'problem' }, false],
  ])('%s', (...[, change, changed, expected]) => {
    expect(tells(change, changed)).toBe(expected)
  })
})
