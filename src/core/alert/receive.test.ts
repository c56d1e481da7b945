// The latest state of an object: what each event makes of it, what is ignored and why.
import { describe, expect, it } from 'vitest'
import { type Alert, type AlertEvent, type AlertFacts, needsSomebody, oneLine } from './alert.ts'
import { mayCall, receive } from './receive.ts'

const NOW = 1_000_000_000
const facts: AlertFacts = {
  host: 'db01',
  service: 'disk',
  severity: 'critical',
  condition: 'CRITICAL',
  summary: '95%',
  groups: ['db'],
  url: null,
  hard: true,
  attempt: 1,
}
const key = { dedupKey: 'db01/disk' }
const problem = (rest: Partial<Extract<AlertEvent, { kind: 'problem' }>> = {}): AlertEvent => ({
  ...key,
  kind: 'problem',
  facts,
  atMs: null,
  notification: null,
  ...rest,
})
const recovery = (atMs: number | null = null, changed: Partial<AlertFacts> = {}): AlertEvent => ({
  ...key,
  kind: 'recovered',
  facts: { ...facts, ...changed },
  atMs,
})

/** Takes events in turn, a second apart unless told otherwise; what is ignored changes nothing. */
const after = (events: readonly AlertEvent[], everyMs = 1_000): Alert => {
  let stored: Alert | null = null
  for (const [index, event] of events.entries()) {
    const received = receive(stored, event, NOW + index * everyMs)
    if (received.ok) stored = received.alert
  }
  if (stored === null) throw new Error('nothing was taken')
  return stored
}

describe('an event', () => {
  it('of an object nobody knew is its state', () => {
    expect(receive(null, problem(), NOW)).toEqual({
      ok: true,
      change: 'problem',
      alert: {
        ...facts,
        state: 'problem',
        sinceMs: NOW,
        atMs: NOW,
        notifications: 1,
        acknowledgedBy: null,
        acknowledgedAtMs: null,
        downtimeUntilMs: null,
        flapping: false,
        changesAtMs: [],
      },
    })
  })

  it.each<[string, AlertEvent[], AlertEvent, string]>([
    ['a problem told again', [problem()], problem(), 'again'],
    ['a recovery', [problem()], recovery(), 'recovered'],
    ['a recovery of what nobody knew', [], recovery(), 'recovered'],
    ['a recovery told again', [problem(), recovery()], recovery(), 'no_change'],
    ['a problem older than the recovery', [problem(), recovery(NOW)], problem({ atMs: NOW - 1 }), 'older'],
    ['a problem as old as the recovery', [problem(), recovery(NOW)], problem({ atMs: NOW }), 'problem'],
    ['an acknowledgement', [problem()], { ...key, kind: 'acknowledged', by: 'anna', atMs: null }, 'acknowledged'],
    [
      'a second acknowledgement',
      [problem(), { ...key, kind: 'acknowledged', by: 'anna', atMs: null }],
      { ...key, kind: 'acknowledged', by: 'ben', atMs: null },
      'no_change',
    ],
    [
      'an acknowledgement of what is over',
      [problem(), recovery()],
      { ...key, kind: 'acknowledged', by: 'anna', atMs: null },
      'no_change',
    ],
    [
      'an acknowledgement of what nobody knows',
      [],
      { ...key, kind: 'acknowledged', by: 'a', atMs: null },
      'unknown_object',
    ],
    [
      'one taken back',
      [problem(), { ...key, kind: 'acknowledged', by: 'anna', atMs: null }],
      { ...key, kind: 'unacknowledged', atMs: null },
      'unacknowledged',
    ],
    ['one taken back that was none', [problem()], { ...key, kind: 'unacknowledged', atMs: null }, 'no_change'],
    [
      'the end of a downtime that was none',
      [problem()],
      { ...key, kind: 'downtime', untilMs: null, atMs: null },
      'no_change',
    ],
    ['a downtime', [problem()], { ...key, kind: 'downtime', untilMs: NOW + 60_000, atMs: null }, 'downtime'],
  ])('%s', (...[, before, event, expected]) => {
    const stored = before.length === 0 ? null : after(before)
    const received = receive(stored, event, NOW + 60_000)
    expect(received.ok ? received.change : received.reason).toBe(expected)
  })

  it('X-088: only the latest state counts: failure then recovery is one recovery, recovery then failure one failure', () => {
    expect(after([problem(), recovery()])).toMatchObject({ state: 'recovered', notifications: 0 })
    expect(after([problem(), recovery(), problem()])).toMatchObject({ state: 'problem', notifications: 1 })
  })

  it('that tells once more of a recovery is news of until when: what comes late from before is not believed', () => {
    const stored = after([problem(), recovery(NOW + 10_000)], 20_000)
    const again = receive(stored, recovery(NOW + 50_000), NOW + 60_000)
    expect(again).toEqual({ ok: false, reason: 'no_change', kept: { ...stored, atMs: NOW + 50_000 } })
    const kept = { ...stored, atMs: NOW + 50_000 }
    expect(receive(kept, problem({ atMs: NOW + 30_000 }), NOW + 70_000)).toEqual({ ok: false, reason: 'older' })
    expect(receive(kept, problem({ atMs: NOW + 60_000 }), NOW + 70_000)).toMatchObject({ change: 'problem' })
  })

  it('from the future happened now, unless it is only a clock that runs a little ahead', () => {
    expect(after([problem({ atMs: NOW + 3_600_000 })]).atMs).toBe(NOW)
    expect(after([problem({ atMs: NOW + 60_000 })]).atMs).toBe(NOW + 60_000)
  })

  it('counts the tellings of one problem, and believes a source that counts itself', () => {
    expect(after([problem(), problem(), problem()]).notifications).toBe(3)
    expect(after([problem({ notification: 7 }), problem()]).notifications).toBe(8)
  })

  it('told to each of a source’s contacts is one telling, and an earlier one come late is none', () => {
    const tellings = [3, 3, 4, 2].map((notification) => problem({ notification }))
    expect(after(tellings).notifications).toBe(4)
  })

  it('that only says what is so still is news where nobody knew it', () => {
    const standing = problem({ standing: true })
    expect(receive(null, standing, NOW)).toMatchObject({ ok: true, change: 'problem' })
    expect(receive(after([problem()]), standing, NOW)).toEqual({ ok: false, reason: 'no_change' })
    expect(receive(after([recovery()]), standing, NOW)).toMatchObject({ ok: true, change: 'problem' })
  })

  it('of a problem ends the downtime where the source is silent in one', () => {
    const planned: AlertEvent = { ...key, kind: 'downtime', untilMs: NOW + 3_600_000, atMs: null }
    expect(after([problem(), planned, problem()]).downtimeUntilMs).toBe(NOW + 3_600_000)
    expect(after([problem(), planned, problem({ endsDowntime: true })]).downtimeUntilMs).toBeNull()
  })

  it('keeps since when, and who has it, while the problem is told again; a recovery ends both', () => {
    const acknowledged = after([problem(), { ...key, kind: 'acknowledged', by: 'anna', atMs: null }, problem()])
    expect(acknowledged).toMatchObject({ sinceMs: NOW, acknowledgedBy: 'anna', acknowledgedAtMs: NOW + 1_000 })
    const again = after([problem(), { ...key, kind: 'acknowledged', by: 'anna', atMs: null }, recovery(), problem()])
    expect(again).toMatchObject({ acknowledgedBy: null, sinceMs: NOW + 3_000 })
  })

  it('of recovery may leave out what is known', () => {
    const bare = { host: null, service: null, summary: '', groups: [], severity: 'unknown' as const }
    expect(after([problem(), recovery(null, bare)])).toMatchObject({
      host: 'db01',
      service: 'disk',
      summary: '95%',
      groups: ['db'],
      severity: 'critical',
    })
    expect(after([recovery(null, bare)])).toMatchObject({ host: null, service: null, summary: '', severity: 'unknown' })
  })
})

describe('flapping', () => {
  const changing = (count: number): AlertEvent[] =>
    Array.from({ length: count }, (_one, index) => (index % 2 === 0 ? problem() : recovery()))

  it('begins at the sixth change within ten minutes', () => {
    expect(after(changing(6)).flapping).toBe(false)
    expect(after(changing(7)).flapping).toBe(true)
    expect(after(changing(7), 121_000).flapping).toBe(false)
  })

  it('ends when no more than two changes are left', () => {
    const flapping = after(changing(7))
    const later = (ms: number) => receive(flapping, problem(), NOW + ms)
    expect(later(600_000 + 3_000)).toMatchObject({ alert: { flapping: true } })
    expect(later(600_000 + 4_000)).toMatchObject({ alert: { flapping: false } })
  })
})

describe('somebody is needed', () => {
  const one = after([problem()])
  it.each<[string, Partial<Alert>, boolean]>([
    ['for a problem', {}, true],
    ['not for what recovered', { state: 'recovered' }, false],
    ['not for what somebody has', { acknowledgedBy: 'anna' }, false],
    ['not in a downtime', { downtimeUntilMs: NOW + 1 }, false],
    ['again after it', { downtimeUntilMs: NOW }, true],
  ])('%s', (...[, change, expected]) => {
    expect(needsSomebody({ ...one, ...change }, NOW)).toBe(expected)
  })

  it.each<[Parameters<typeof mayCall>[0], boolean]>([
    ['problem', true],
    ['again', true],
    ['unacknowledged', true],
    ['downtime', true],
    ['recovered', false],
    ['acknowledged', false],
  ])('a change of kind %s: %s', (change, expected) => {
    expect(mayCall(change, one, NOW)).toBe(expected)
    expect(mayCall(change, { ...one, acknowledgedBy: 'anna' }, NOW)).toBe(false)
  })
})

it('texts of monitoring systems come on one line, without control characters, and cut by characters', () => {
  expect(oneLine(' a\r\n\tb\u0000\u001b[31mc ', 100)).toBe('a b [31mc')
  expect(oneLine('𠮷野家'.repeat(200), 4)).toBe('𠮷野家𠮷')
  expect(oneLine('a\ud800b', 4)).toBe('a\ufffdb')
})

describe('a source that says when a problem began', () => {
  const acknowledged: AlertEvent = { ...key, kind: 'acknowledged', by: 'anna', atMs: null }
  const began = (atMs: number | null) => problem({ atMs, begins: true })

  it('tells again of the same one, which stays with whoever has it', () => {
    expect(after([began(NOW - 5_000), acknowledged, began(NOW - 5_000)])).toMatchObject({
      acknowledgedBy: 'anna',
      sinceMs: NOW - 5_000,
      notifications: 2,
    })
  })

  it('tells of another one, which nobody has, although nobody told of a recovery between', () => {
    const stored = after([began(NOW - 5_000), acknowledged])
    const received = receive(stored, began(NOW - 1_000), NOW + 2_000)
    expect(received).toMatchObject({
      ok: true,
      change: 'problem',
      alert: { acknowledgedBy: null, sinceMs: NOW - 1_000, notifications: 1, changesAtMs: [NOW + 2_000] },
    })
  })

  it.each([
    ['without a time', null],
    ['with a time that is not to be believed', NOW + 3_600_000],
  ])('%s tells of no other', (_name, atMs) => {
    expect(after([began(atMs), acknowledged, began(atMs)])).toMatchObject({ acknowledgedBy: 'anna' })
  })
})
