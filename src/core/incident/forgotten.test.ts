// The forgotten-incident rule: when an incident that nobody takes calls again.
import { describe, expect, it } from 'vitest'
import type { UserId } from '../ids.ts'
import { forgottenDefault, nextAlertMs } from './forgotten.ts'
import { newState, take } from './incident.ts'

const MINUTE = 60_000
const open = newState('open', { atMs: 1_000, by: null })

describe('the forgotten-incident alert', () => {
  it('comes half an hour after it went open, then every hour', () => {
    expect(nextAlertMs(open, forgottenDefault)).toBe(1_000 + 30 * MINUTE)
    expect(nextAlertMs({ ...open, alertedAtMs: 31 * MINUTE }, forgottenDefault)).toBe(91 * MINUTE)
  })

  it('follows what the project says', () => {
    const rule = { enabled: true, firstMs: 5 * MINUTE, everyMs: 10 * MINUTE }
    expect(nextAlertMs(open, rule)).toBe(1_000 + 5 * MINUTE)
    expect(nextAlertMs({ ...open, alertedAtMs: 0 }, rule)).toBe(10 * MINUTE)
  })

  it.each([
    ['it is pended', newState('pend', { atMs: 0, by: null }), forgottenDefault],
    ['it is closed', newState('close', { atMs: 0, by: null }), forgottenDefault],
    ['somebody has it', take(open, { atMs: 2_000, by: 'anna' as UserId }) ?? open, forgottenDefault],
    ['a program took it', take(open, { atMs: 2_000, by: null }) ?? open, forgottenDefault],
    ['the project wants none', open, { ...forgottenDefault, enabled: false }],
  ])('never comes when %s', (_name, state, rule) => {
    expect(nextAlertMs(state, rule)).toBe(null)
  })
})
