// The gate and the pace of a connection.

import { describe, expect, it } from 'vitest'
import { admit, type Facts, freeLines, nextSlotAfter } from './admit.ts'

const open: Facts = { connectionKnown: true, numberAllowed: true, numberInCall: false, line: null }
const line = { pace: { callsPerSecond: 1, callsAtOnce: null }, nextSlotAtMs: 0, liveCalls: 0, waiting: 0 }

describe('admit', () => {
  it.each([
    ['everything is free', open, 'go'],
    ['no connection', { ...open, connectionKnown: false }, 'connection_missing'],
    ['a number refused at dial time', { ...open, numberAllowed: false }, 'number_refused'],
    ['somebody who is on duty', { ...open, offDuty: false }, 'go'],
    ['somebody who is not on duty any more', { ...open, numberInCall: true, offDuty: true }, 'off_duty'],
    ['a number in a call', { ...open, numberInCall: true }, 'waits_for_number'],
    ['a free line', { ...open, line }, 'go'],
    ['no free slot', { ...open, line: { ...line, nextSlotAtMs: 20_000 } }, 'waits_for_line'],
    ['others wait already', { ...open, line: { ...line, waiting: 1 } }, 'waits_for_line'],
  ])('%s', (_name, facts, expected) => {
    const admission = admit(facts, 10_000)
    expect(admission.kind === 'go' ? 'go' : admission.why).toBe(expected)
  })
})

describe('pace', () => {
  it.each([
    [{ callsPerSecond: null, callsAtOnce: null }, 0, Number.POSITIVE_INFINITY],
    [{ callsPerSecond: 1, callsAtOnce: null }, 0, 1],
    [{ callsPerSecond: 5, callsAtOnce: null }, 0, 5],
    [{ callsPerSecond: 5, callsAtOnce: 3 }, 1, 2],
    [{ callsPerSecond: 5, callsAtOnce: 3 }, 7, 0],
    [{ callsPerSecond: 0.5, callsAtOnce: null }, 0, 1],
  ])('%o with %i live calls lets %d begin', (pace, liveCalls, free) => {
    expect(freeLines({ pace, nextSlotAtMs: 0, liveCalls }, 100_000)).toBe(free)
  })

  it('lets no more than one second’s worth begin together after a silence, and then keeps the rate', () => {
    const facts = { pace: { callsPerSecond: 2, callsAtOnce: null }, nextSlotAtMs: 0, liveCalls: 0 }
    const nextSlotAtMs = nextSlotAfter(facts, 2, 100_000)
    expect(nextSlotAtMs).toBe(100_500)
    expect(freeLines({ ...facts, nextSlotAtMs }, 100_400)).toBe(0)
    expect(freeLines({ ...facts, nextSlotAtMs }, 100_500)).toBe(1)
  })

  it('moves no slot when nothing began or nothing is limited', () => {
    const facts = { pace: { callsPerSecond: 2, callsAtOnce: null }, nextSlotAtMs: 7, liveCalls: 0 }
    expect(nextSlotAfter(facts, 0, 100)).toBe(7)
    expect(nextSlotAfter({ ...facts, pace: { callsPerSecond: null, callsAtOnce: 1 } }, 1, 100)).toBe(7)
  })
})
