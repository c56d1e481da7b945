// Heartbeats: what a ping, its absence, a silence of ours, a pause and a clock that was set back make of one.
import { describe, expect, it } from 'vitest'
import {
  type Awaited,
  awaitedAnew,
  excused,
  type Heartbeat,
  type HeartbeatSettings,
  isAwaitedAlike,
  isMissed,
  missed,
  missedEvent,
  neverPinged,
  notBeyond,
  pinged,
  returnedEvent,
} from './heartbeat.ts'

const NOW = 1_000_000_000
const settings: HeartbeatSettings = {
  periodSeconds: 600,
  graceSeconds: 60,
  host: null,
  service: null,
  severity: 'critical',
}
const awaited: Awaited = { settings, enabled: true }
const paused: Awaited = { settings, enabled: false }
const up: Heartbeat = pinged(neverPinged, awaited, NOW)
const at = (seconds: number): number => NOW + seconds * 1_000

describe('a heartbeat', () => {
  it('is not missed before it was heard for the first time', () => {
    expect(isMissed(neverPinged, at(1e6))).toBe(false)
  })

  it('is missed when period and grace have passed, once', () => {
    expect(up).toEqual({ state: 'up', pingedAtMs: NOW, dueAtMs: at(660), excusedAtMs: null })
    expect([isMissed(up, at(660) - 1), isMissed(up, at(660))]).toEqual([false, true])
    const gone = missed(up)
    expect(gone).toEqual({ ...up, state: 'missed', dueAtMs: null })
    expect(isMissed(gone, at(1e6))).toBe(false)
    expect(pinged(gone, awaited, at(9_000))).toEqual({ ...up, pingedAtMs: at(9_000), dueAtMs: at(9_660) })
  })

  it('that is paused is heard and not awaited; when the pause ends, or its period is another, that begins now', () => {
    const heard = pinged(neverPinged, paused, NOW)
    expect(heard).toEqual({ ...up, dueAtMs: null })
    expect(awaitedAnew(up, paused, at(1))).toEqual({ ...up, dueAtMs: null })
    expect(awaitedAnew(heard, awaited, at(5_000))).toEqual({ ...up, dueAtMs: at(5_660) })
    expect(awaitedAnew(neverPinged, awaited, NOW)).toBe(neverPinged)
    const gone = missed(up)
    expect(awaitedAnew(gone, awaited, NOW)).toBe(gone)
  })

  it.each<[string, Awaited | null, Awaited | null, boolean]>([
    ['with itself', awaited, awaited, true],
    ['with another name', awaited, { settings: { ...settings, host: 'db01' }, enabled: true }, true],
    ['with another period', awaited, { settings: { ...settings, periodSeconds: 60 }, enabled: true }, false],
    ['with another grace', awaited, { settings: { ...settings, graceSeconds: 5 }, enabled: true }, false],
    ['while paused', awaited, paused, false],
    ['as something else', awaited, null, false],
    ['that never was one', null, null, true],
  ])('is awaited as before %s: %#', (...[, one, other, alike]) => {
    expect([isAwaitedAlike(one, other), isAwaitedAlike(other, one)]).toEqual([alike, alike])
  })
})

describe('after a time in which nobody could hear it', () => {
  it.each<[string, number, number, boolean]>([
    ['short, long before it is due', 10, 100, false],
    ['short, until just before it could come', 100, 539, false],
    ['until when it could come, early', 500, 540, true],
    ['while it was due', 650, 665, true],
    ['that began as it was due', 660, 670, true],
    ['that began after it was missed', 661, 5_000, false],
    ['as long as the period', -100, 500, true],
  ])('%s', (...[, from, until, anew]) => {
    const after = excused(up, awaited, { fromMs: at(from), untilMs: at(until) })
    expect(after).toEqual(anew ? { ...up, dueAtMs: at(until + 660), excusedAtMs: at(until) } : null)
  })

  it('what is not awaited stays as it is', () => {
    expect(excused(missed(up), awaited, { fromMs: 0, untilMs: at(9e6) })).toBeNull()
  })
})

it('a clock that was set back lets nobody wait for longer than period and grace', () => {
  expect(notBeyond(up, awaited, at(-3_600))).toEqual({ ...up, dueAtMs: at(-2_940) })
  expect(notBeyond(up, awaited, NOW)).toBeNull()
  expect(notBeyond(missed(up), awaited, at(-3_600))).toBeNull()
  expect(notBeyond(up, paused, at(-3_600))).toBeNull()
})

it('its alert is one object, named after the source where nothing else is said', () => {
  const about = { settings, name: '夜間バックアップ', summary: 'nothing came' }
  expect(missedEvent(about)).toMatchObject({
    kind: 'problem',
    dedupKey: 'heartbeat',
    atMs: null,
    standing: true,
    facts: {
      host: '夜間バックアップ',
      service: null,
      severity: 'critical',
      condition: 'MISSED',
      summary: 'nothing came',
    },
  })
  const named = { ...about, settings: { ...settings, host: 'db01', service: 'backup' } }
  expect(returnedEvent(named)).toMatchObject({
    kind: 'recovered',
    dedupKey: 'heartbeat',
    facts: { host: 'db01', service: 'backup', summary: '' },
  })
})
