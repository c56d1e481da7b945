// What requests say of their connection, as tables: what opens a circuit, what closes it, and for how long it stays open.

import { describe, expect, it } from 'vitest'
import { admits, countsOf, type Health, letGo, noted, saidOf, unknownHealth } from './health.ts'
import { limits } from './limits.ts'

const { windowMs, results: resultsMax, openFirstMs, openMaxMs, probeMs } = limits.health

/** `.` a success, `x` a failure, each a second after the one before; the last of them at `endsAtMs`. */
const after = (said: string, endsAtMs = 1_000_000, from: Health = unknownHealth): Health =>
  said
    .split('')
    .reduce(
      (health, one, index) =>
        noted(health, one === 'x' ? 'timeout' : null, endsAtMs - (said.length - 1 - index) * 1_000),
      from,
    )

const NOW = 1_000_000

describe('what opens a circuit', () => {
  it.each([
    ['', 'closed', 'nothing was sent by it'],
    ['x', 'closed', 'one failure'],
    ['xx', 'closed', 'two failures'],
    ['xxx', 'open', 'three of three'],
    ['...xxx', 'open', 'half of them'],
    ['....xxx', 'closed', 'less than half of them'],
    ['.x.x.x', 'open', 'half of them, mixed'],
    ['.'.repeat(resultsMax) + 'x'.repeat(resultsMax / 2), 'open', 'half of those the window holds'],
    ['.'.repeat(resultsMax) + 'x'.repeat(resultsMax / 2 - 1), 'closed', 'less than half of those it holds'],
  ])('%j: %s (%s)', (said, state) => {
    expect(after(said).circuit.state).toBe(state)
  })

  it('failures that are long past count for nothing', () => {
    const before = after('xx', NOW - windowMs)
    expect(noted(before, 'timeout', NOW).circuit.state).toBe('closed')
    expect(countsOf(before, NOW)).toEqual({ ok: 0, failed: 0 })
    expect(countsOf(after('.x.'), NOW)).toEqual({ ok: 2, failed: 1 })
  })

  it('says since when, and what failed last and went well last', () => {
    expect(after('.xxx')).toMatchObject({
      sinceMs: NOW,
      lastFailure: { atMs: NOW, code: 'timeout' },
      lastSuccessAtMs: NOW - 3_000,
    })
  })
})

describe('an open circuit', () => {
  const open = after('xxx')

  it('lets nothing go until its time is over, then one request', () => {
    expect(admits(open, NOW + openFirstMs - 1)).toBe(false)
    expect(letGo(open, NOW + openFirstMs - 1)).toBe(open)
    expect(admits(open, NOW + openFirstMs)).toBe(true)
    const trying = letGo(open, NOW + openFirstMs)
    expect(trying.circuit.state).toBe('half_open')
    expect(admits(trying, NOW + openFirstMs)).toBe(false)
  })

  it('lets another go when nothing is heard of the one that tries it', () => {
    const trying = letGo(open, NOW + openFirstMs)
    expect(admits(trying, NOW + openFirstMs + probeMs)).toBe(true)
    expect(letGo(trying, NOW + openFirstMs + probeMs).circuit).toMatchObject({ state: 'half_open' })
  })

  it.each([
    ['while it is open: whoever had no other way was taken', open],
    ['of the request that tries it', letGo(open, NOW + openFirstMs)],
  ])('closes with a success %s', (_when, health) => {
    const well = noted(health, null, NOW + openFirstMs)
    expect(well.circuit).toEqual({ state: 'closed' })
    expect(well.sinceMs).toBe(NOW + openFirstMs)
    expect(countsOf(well, NOW + openFirstMs)).toEqual({ ok: 1, failed: 0 })
  })

  it('stays as it is when those fail that were under way', () => {
    expect(noted(open, 'timeout', NOW + 1).circuit).toEqual(open.circuit)
  })

  it('opens for twice as long each time it is tried in vain, up to a limit', () => {
    const lasts: number[] = []
    let health: Health = open
    let nowMs = NOW
    for (let times = 0; times < 6; times += 1) {
      if (health.circuit.state !== 'open') break
      lasts.push(health.circuit.untilMs - nowMs)
      nowMs = health.circuit.untilMs
      health = noted(times % 2 === 0 ? letGo(health, nowMs) : health, 'timeout', nowMs)
    }
    expect(lasts).toEqual([1, 2, 4, 8, 16, 32].map((times) => Math.min(openMaxMs, times * openFirstMs)))
  })
})

describe('a closed circuit', () => {
  it('lets everything go, and is not changed by it', () => {
    const health = after('..')
    expect(admits(health, NOW)).toBe(true)
    expect(letGo(health, NOW)).toBe(health)
  })
})

it.each([
  ['it was taken', { kind: 'placed' }, null],
  ['it was handed over', { kind: 'delivered' }, null],
  ['it came to nothing beyond the connection', { kind: 'failed' }, undefined],
  ['nobody knows', { kind: 'unknown', code: 'timeout' }, 'timeout'],
  ['its number was refused', { kind: 'refused', refusal: 'permanent', code: '21211' }, undefined],
  [
    'something else than the connection refused it',
    { kind: 'refused', refusal: 'temporary', code: 'x', ofConnection: false },
    undefined,
  ],
  ['its credentials were refused', { kind: 'refused', refusal: 'configuration', code: '20003' }, '20003'],
  ['patience was asked for', { kind: 'refused', refusal: 'temporary', code: '429' }, '429'],
] as const)('what a request says of its connection where %s', (_when, sent, said) => {
  expect(saidOf(sent)).toBe(said)
})
