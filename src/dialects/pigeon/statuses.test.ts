// The original's words for runs and calls.

import { describe, expect, it } from 'vitest'
import { type AttemptResult, attemptResults, outcomes } from '#core/callout/state'
import { callStatus, isActive, runStatus } from './statuses.ts'

const byPhone = { userId: null, name: '担当者01', via: 'phone' } as const
const byHand = { ...byPhone, via: 'api' } as const
const calls = (begun: boolean, live: boolean) => ({ begun, live })

describe('B.3 a run', () => {
  it.each([
    ['nothing was placed yet', null, null, calls(false, false), 'waiting', true],
    ['a phone rings', null, null, calls(true, true), 'calling', true],
    ['between two loops', null, null, calls(true, false), 'calling', true],
    ['ended by a key', 'acknowledged', byPhone, calls(true, true), 'succeeded', false],
    ['taken at a screen', 'acknowledged', byHand, calls(true, false), 'aborted', false],
    ['taken at a screen while a phone rings', 'acknowledged', byHand, calls(true, true), 'aborting', true],
    ['stopped, and a phone still rings', 'cancelled', null, calls(true, true), 'aborting', true],
    ['stopped', 'cancelled', null, calls(true, false), 'aborted', false],
    ['recovered', 'recovered', null, calls(true, false), 'aborted', false],
    ['paused', 'suppressed', null, calls(false, false), 'aborted', false],
    ['the loops are over', 'exhausted', null, calls(true, false), 'failed', false],
    ['only played', 'delivered', null, calls(true, true), 'failed', false],
    ['handed on', 'escalated', null, calls(true, false), 'failed', false],
    ['a mistake of ours', 'defect', null, calls(true, false), 'failed', false],
  ] as const)('%s', (...[, outcome, acknowledgedBy, made, status, active]) => {
    expect(runStatus({ outcome, acknowledgedBy }, made)).toBe(status)
    expect(isActive(status)).toBe(active)
  })

  it('every outcome has a status', () => {
    for (const outcome of outcomes)
      expect(runStatus({ outcome, acknowledgedBy: null }, calls(true, false))).toMatch(/^(failed|aborted)$/)
  })
})

describe('B.3 a call', () => {
  const call = { state: 'ended', result: null, detail: null, cancelWanted: false } as const
  it.each([
    [{ state: 'planned' }, 'preparing'],
    [{ state: 'planned', detail: 'waits_for_line' }, 'preparing'],
    [{ state: 'begun' }, 'calling'],
    [{ state: 'ringing' }, 'calling'],
    [{ state: 'answered' }, 'calling'],
    [{ state: 'ringing', cancelWanted: true }, 'aborting'],
    [{ result: 'taken' }, 'succeeded'],
    [{ result: 'passed' }, 'succeeded'],
    [{ result: 'left' }, 'succeeded'],
    [{ result: 'transfer' }, 'succeeded'],
    [{ result: 'connected' }, 'succeeded'],
    [{ result: 'no_key' }, 'ignored'],
    [{ result: 'voicemail' }, 'ignored'],
    [{ result: 'no_answer' }, 'missed'],
    [{ result: 'busy' }, 'missed'],
    [{ result: 'cancelled', cancelWanted: true }, 'aborted'],
    [{ result: 'failed' }, 'failed'],
    [{ result: 'refused' }, 'failed'],
    [{ result: 'lost' }, 'failed'],
    [{ result: 'withheld', detail: 'callout_over' }, 'aborted'],
    [{ result: 'withheld', detail: 'number_refused' }, 'failed'],
  ] as const)('%j is %s', (...[change, status]) => {
    expect(callStatus({ ...call, ...change })).toBe(status)
  })

  it('every result has a status', () => {
    for (const result of attemptResults as readonly AttemptResult[])
      expect(callStatus({ ...call, result })).toMatch(/^(succeeded|ignored|missed|aborted|failed)$/)
  })
})
