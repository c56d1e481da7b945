// What policies say of alerts where they do not converse.
import { describe, expect, it } from 'vitest'
import { planOf } from '../../../tests/support/plans.ts'
import { alertTextOn, simpleCallOf, smsTextOf } from './alert-text.ts'
import { rulesOf } from './build.ts'
import { buttonsOf } from './buttons.ts'
import { kindDefaults } from './defaults.ts'
import type { AlertText } from './plan.ts'
import type { PolicyBody } from './policy.ts'

const body = (rest: Partial<PolicyBody>): PolicyBody => ({ steps: [], ...rest })

describe('X-021 a simple call', () => {
  it.each<[string, Partial<PolicyBody>, AlertText | null]>([
    ['is not made where nobody asks for it', {}, null],
    ['names hosts and services by itself', { kind: 'xmon_simple' }, { form: 'names' }],
    ['not where it is switched off', { kind: 'xmon_simple', simpleCall: null }, null],
    ['X-031: says the chosen form', { simpleCall: { form: 'counts' } }, { form: 'counts' }],
    ['X-032: or a fixed text', { kind: 'xmon_simple', simpleCall: { text: '障害です' } }, { text: '障害です' }],
    ['goes before a button call', { kind: 'xmon_rotation', simpleCall: {} }, { form: 'names' }],
  ])('%s', (...[, given, expected]) => {
    expect(simpleCallOf(body(given))).toEqual(expected)
    expect(rulesOf(body(given)).simple ?? null).toEqual(expected)
    if (expected !== null) expect(buttonsOf(body(given))).toBeNull()
  })

  it('X-022, X-045, X-077: goes to everybody at once, once, and asks for nothing', () => {
    expect(kindDefaults.xmon_simple).toMatchObject({
      mode: 'simultaneous',
      stop: 'none',
      loopsMax: 1,
      ringMs: 60_000,
      redialMax: 0,
      deliveredIsEnough: true,
    })
  })
})

describe('X-058 an SMS about alerts', () => {
  it.each<[string, Partial<PolicyBody>, AlertText | null]>([
    ['says the same as any message', {}, null],
    ['is as short as a simple call', { kind: 'xmon_simple' }, { form: 'names' }],
    ['says a fixed text', { smsText: { text: '障害発生' } }, { text: '障害発生' }],
  ])('%s', (...[, given, expected]) => {
    expect(smsTextOf(body(given))).toEqual(expected)
    expect(rulesOf(body(given)).smsText ?? null).toEqual(expected)
  })
})

it('a plan says each on its own channel', () => {
  const plan = planOf(1, { simple: { form: 'full' }, smsText: { text: '障害発生' } })
  expect((['phone', 'sms', 'mail'] as const).map((channel) => alertTextOn(plan, channel))).toEqual([
    { form: 'full' },
    { text: '障害発生' },
    undefined,
  ])
})
