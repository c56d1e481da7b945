// People on duty joining a plan: by which method, once, and without moving anybody.

import { describe, expect, it } from 'vitest'
import { planOf, template } from '../../../tests/support/plans.ts'
import type { ConnectionId, MethodId, PolicyId, ScheduleId, UserId } from '../ids.ts'
import { type BuildRequest, buildPlan } from './build.ts'
import { refsToLookUp, withOnDuty } from './on-call.ts'
import type { DutyRef } from './plan.ts'
import type { ContactMethod, Person } from './policy.ts'

const ref: DutyRef = { schedule: 's' as ScheduleId, name: '夜間', channel: 'phone' }
const method = (label: string, change: Partial<ContactMethod> = {}): ContactMethod => ({
  id: label as MethodId,
  channel: 'phone',
  label,
  address: `+8190${label}`,
  isDefault: false,
  ...change,
})
const anna = (...methods: readonly ContactMethod[]): Person => ({
  id: 'anna' as UserId,
  key: 'anna',
  name: 'Anna',
  language: 'en',
  methods,
})
const join = (person: Person, change: Partial<DutyRef> = {}, plan = planOf(1)) =>
  withOnDuty(plan, [{ ref: { ...ref, ...change }, duties: [{ person, position: 'first', because: 'added' }] }])

describe('whoever is on duty joins a plan', () => {
  it.each([
    ['by the default phone', [method('1'), method('2', { isDefault: true })], {}, '+81902'],
    [
      'by the first where none is the default',
      [method('m', { channel: 'mail' }), method('1'), method('2')],
      {},
      '+81901',
    ],
    ['by the one that was asked for', [method('1', { isDefault: true }), method('2')], { methodLabel: '2' }, '+81902'],
  ] as const)('%s', (...[, methods, change, address]) => {
    const { plan, onDuty } = join(anna(...methods), change)
    expect(plan.destinations[1]).toMatchObject({ address, userId: 'anna', name: 'Anna', language: 'en', onDuty: true })
    expect(onDuty.people).toEqual([{ destination: 1, schedule: '夜間', position: 'first', because: 'added' }])
  })

  it('nothing that was asked for reaches them', () => {
    const { plan, onDuty } = join(anna(method('1')), { methodLabel: '2' }, planOf(1))
    expect([plan.destinations.length, onDuty]).toEqual([
      1,
      { people: [], missing: [{ schedule: '夜間', position: 'first', name: 'Anna' }] },
    ])
  })

  it('once, and with another number anew', () => {
    const once = join(anna(method('1')))
    const again = join(anna(method('1')), {}, once.plan)
    expect([again.plan, again.onDuty.people[0]?.destination]).toEqual([once.plan, 1])
    const corrected = join(anna(method('1', { address: '+81909' })), {}, once.plan)
    expect(corrected.onDuty.people[0]?.destination).toBe(2)
    const twice = { ref, duties: [{ person: anna(method('1')), position: 'second', because: 'rotation' as const }] }
    expect(withOnDuty(once.plan, [twice, twice]).onDuty.people).toHaveLength(1)
  })
})

it('they are looked up when a step opens that asks for them', () => {
  const plan = planOf(1, {
    steps: [
      { destinations: [0], waitMs: 0 },
      { destinations: [], waitMs: 0, onCall: [ref] },
    ],
  })
  const refs = (step: number) => refsToLookUp(plan, { type: 'OpenStep', step })
  expect([
    refs(0),
    refs(1),
    refs(2),
    refsToLookUp(plan, { type: 'TimerFired' }),
    refsToLookUp(plan, { type: 'OpenStep' }),
  ]).toEqual([[], [ref], [], [], []])
})

describe('a policy that names only schedules', () => {
  const build = (schedules: BuildRequest['schedules'], connection: BuildRequest['connection']) =>
    buildPlan({
      policy: {
        id: 'p' as PolicyId,
        key: 'night',
        name: '夜間',
        body: { steps: [{ destinations: [{ schedule: 's' as ScheduleId }] }] },
      },
      people: new Map(),
      schedules,
      template,
      connection,
      escalatesTo: null,
    })
  const schedules = new Map([['s', { key: 'night', name: '夜間', positions: ['first'] }]])
  const connection = { id: 'c' as ConnectionId, from: '+815012345678', hearsKeys: true }

  it('T-017 is a plan without destinations: who they are is looked up when it runs', () => {
    const result = build(schedules, connection)
    expect(result.ok && [result.plan.steps, result.plan.destinations, result.plan.connectionId]).toEqual([
      [{ destinations: [], waitMs: 0, onCall: [ref] }],
      [],
      'c',
    ])
  })

  it.each([
    ['a connection to call through', schedules, null, 'policy.connection_missing'],
    ['a schedule that is still there', new Map(), connection, 'policy.nobody_reachable'],
  ])('needs %s', (...[, known, through, code]) => {
    expect(build(known, through)).toMatchObject({ ok: false, code })
  })
})
