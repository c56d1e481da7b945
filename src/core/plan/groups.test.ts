// Groups in steps: members in order, at once or in turn, and what is said about groups that give nobody.
import { describe, expect, it } from 'vitest'
import type { GroupId, ProjectId, ScheduleId, UserId } from '../ids.ts'
import { stepsWithMembers } from './groups.ts'
import type { PolicyDestination, PolicyStep } from './policy.ts'

const user = (id: string) => ({ user: id as UserId })
const group = (id: string, rest: Partial<PolicyDestination> = {}): PolicyDestination => ({
  group: id as GroupId,
  ...rest,
})
const groups = new Map([
  ['g1', { key: 'night', members: ['b', 'a', 'c'] as UserId[] }],
  ['g2', { key: 'day', members: ['d', 'e'] as UserId[] }],
  ['g3', { key: 'nobody', members: [] }],
])
const schedules = new Map([['s1', { key: 'night', name: '夜間当番', positions: ['first', 'second'] }]])
const asked = (...steps: (PolicyDestination[] | PolicyStep)[]) =>
  stepsWithMembers(
    steps.map((one): PolicyStep => (Array.isArray(one) ? { destinations: one } : one)),
    { groups, schedules },
  )
const people = (...steps: Parameters<typeof asked>) =>
  asked(...steps).steps.map(({ destinations }) => destinations.map((one) => one.asked.user))

describe('a group in a step', () => {
  it.each([
    ['users alone stay as they are', [[user('a')], [user('b'), user('a')]], [['a'], ['b', 'a']]],
    ['its members stand in its place and order', [[user('x'), group('g1'), user('y')]], [['x', 'b', 'a', 'c', 'y']]],
    ['in turn: a step for each', [[group('g1', { inTurn: true })], [user('z')]], [['b'], ['a'], ['c'], ['z']]],
    [
      'in turn beside others: those go first, two groups side by side',
      [[group('g2', { inTurn: true }), user('x'), group('g1', { inTurn: true })]],
      [['d', 'x', 'b'], ['e', 'a'], ['c']],
    ],
    ['an empty step stays empty', [[]], [[]]],
  ] as [string, PolicyDestination[][], string[][]][])('%s', (...[, steps, expected]) => {
    expect(people(...steps)).toEqual(expected)
  })

  it('and everybody on a project likewise, at once or in turn; what gives nobody is said by its kind', () => {
    const on = (id: string, rest: Partial<PolicyDestination> = {}) => ({ project: id as ProjectId, ...rest })
    expect(people([on('g2')], [on('g2', { inTurn: true })])).toEqual([['d', 'e'], ['d'], ['e']])
    expect(asked([on('gone'), on('g3')]).findings).toEqual([
      { code: 'policy.project_unknown', step: 1, destination: 1, group: 'gone' },
      { code: 'policy.project_empty', step: 1, destination: 2, group: 'nobody' },
    ])
  })

  it('keeps the places of the policy, the wait, and what was asked for each', () => {
    const mail = { channel: 'mail', methodLabel: '会社' } as const
    const { steps } = asked([user('x')], {
      waitSeconds: 60,
      destinations: [user('y'), group('g2', { ...mail, inTurn: true })],
    })
    expect(steps).toEqual([
      { step: 1, destinations: [{ asked: user('x'), destination: 1, group: null }] },
      {
        step: 2,
        waitSeconds: 60,
        destinations: [
          { asked: user('y'), destination: 1, group: null },
          { asked: { ...user('d'), ...mail }, destination: 2, group: 'day' },
        ],
      },
      { step: 2, waitSeconds: 60, destinations: [{ asked: { ...user('e'), ...mail }, destination: 2, group: 'day' }] },
    ])
  })

  it('gives a finding when it is gone or empty, and is left out', () => {
    const { steps, findings } = asked([user('x'), group('gone')], [group('g3', { inTurn: true })])
    expect(steps.map(({ destinations }) => destinations.length)).toEqual([1, 0])
    expect(findings).toEqual([
      { code: 'policy.group_unknown', step: 1, destination: 2, group: 'gone' },
      { code: 'policy.group_empty', step: 2, destination: 1, group: 'nobody' },
    ])
  })
})

describe('a schedule in a step', () => {
  const schedule = (rest: Partial<PolicyDestination> = {}, id = 's1'): PolicyDestination => ({
    schedule: id as ScheduleId,
    ...rest,
  })
  const ref = { schedule: 's1', name: '夜間当番', channel: 'phone' }

  it('stays a reference, beside those who are named', () => {
    const { steps, findings } = asked([user('a'), schedule(), schedule({ position: 'second', methodLabel: '自宅' })])
    expect(steps.map(({ onCall }) => onCall)).toEqual([[ref, { ...ref, position: 'second', methodLabel: '自宅' }]])
    expect([people([user('a'), schedule()]), findings]).toEqual([[['a']], []])
  })

  it('is looked up with the first of those called in turn', () => {
    expect(asked([group('g2', { inTurn: true }), schedule()]).steps.map(({ onCall }) => onCall)).toEqual([
      [ref],
      undefined,
    ])
  })

  it('gives a finding when it, or its position, is gone', () => {
    expect(asked([schedule({}, 's9'), schedule({ position: 'third' })]).findings).toEqual([
      { code: 'policy.schedule_unknown', step: 1, destination: 1, group: 's9' },
      { code: 'policy.position_unknown', step: 1, destination: 2, group: 'night' },
    ])
  })
})
