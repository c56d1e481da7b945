// The body of a result, and of what is told about a run: who ended it, by which key, and what is hidden.

import { describe, expect, it } from 'vitest'
import { type Head, initialHead } from '#core/callout/state'
import type { PolicyId, TemplateId } from '#core/ids'
import type { Plan } from '#core/plan/plan'
import { person, planOf } from '../../../tests/support/plans.ts'
import { runNotice } from './notice.ts'
import type { Run, RunAttempt } from './ports.ts'
import { keyInput, resultOf } from './result.ts'

const attempt = (ordinal: number, change: Partial<RunAttempt> = {}): RunAttempt => ({
  ordinal,
  destination: 0,
  state: 'ended',
  reason: 'first_attempt',
  result: 'no_answer',
  detail: null,
  key: null,
  cancelWanted: false,
  plannedAtMs: 0,
  begunAtMs: 1_000 * ordinal,
  answeredAtMs: null,
  endedAtMs: 2_000 * ordinal,
  address: '+819001230001',
  loop: 1,
  ...change,
})
const by = { userId: null, name: 'Person 2', via: 'phone' } as const
const succeeded: Partial<Head> = { outcome: 'acknowledged', acknowledgedBy: by, endedAtMs: 9_000 }
const run = (attempts: readonly RunAttempt[], head: Partial<Head> = {}, plan: Partial<Plan> = {}): Run => ({
  id: '0198a000-0000-7000-8000-00000000a001',
  createdAtMs: 500,
  head: { ...initialHead, ...head },
  parameters: { server: 'web01' },
  plan: planOf(2, { templateId: 't-1' as TemplateId, templateName: '障害', transferTo: '+81312345678', ...plan }),
  attempts,
})

describe('K-030 keyInput', () => {
  it.each<[string, RunAttempt[], Partial<Head>, string | null]>([
    [
      'of the call that took it',
      [attempt(1, { key: '2', result: 'passed' }), attempt(2, { key: '1', result: 'taken' })],
      succeeded,
      '1',
    ],
    [
      'of the call that asked for the transfer, when the call-back was answered',
      [
        attempt(1, { destination: 1, key: '9', result: 'transfer' }),
        attempt(2, { destination: 0, key: '8', result: 'transfer' }),
        attempt(3, { destination: 0, result: 'no_answer' }),
        attempt(4, { destination: 1, result: 'connected' }),
      ],
      succeeded,
      '9',
    ],
    ['null while it runs', [attempt(1, { key: '1', result: 'taken' })], {}, null],
    ['null when it failed', [attempt(1, { key: '2', result: 'passed' })], { outcome: 'exhausted' }, null],
    ['null when it was taken at a screen', [attempt(1)], { ...succeeded, acknowledgedBy: { ...by, via: 'api' } }, null],
    ['null where nobody knows it', [], succeeded, null],
  ])('%s', (...[, attempts, head, key]) => {
    expect(keyInput(run(attempts, head))).toBe(key)
  })
})

describe('K-036 K-038 the body', () => {
  it('holds every member whatever the state', () => {
    const members = [
      'resultId',
      'isActive',
      'status',
      'keyInput',
      'receivedContactName',
      'callflowId',
      'callflowName',
      'guidanceId',
      'guidanceName',
      'createdAt',
      'startedAt',
      'finishedAt',
      'callflow',
      'guidance',
      'parameters',
      'loopCount',
      'calls',
    ]
    expect(Object.keys(resultOf(run([]), { numbers: true }))).toEqual(members)
    expect(Object.keys(resultOf(run([attempt(1)], succeeded), { numbers: false }))).toEqual(members)
  })

  it('shows contacts in the order of their turns, the phones of one person together', () => {
    const destinations = [{ ...person(1), person: 0 }, person(3), { ...person(2), name: 'Person 1', person: 0 }]
    const steps = [[0], [2], [1], [0]].map((one) => ({ destinations: one, waitMs: 0 }))
    const { callflow } = resultOf(run([], {}, { destinations, steps }), { numbers: true })
    expect(callflow.contacts).toEqual([
      { displayName: 'Person 1', phones: [{ phoneNumber: '+819001230001' }, { phoneNumber: '+819001230002' }] },
      { displayName: 'Person 3', phones: [{ phoneNumber: '+819001230003' }] },
    ])
  })

  it('hides every number, the transfer number too', () => {
    const shown = resultOf(run([attempt(1)]), { numbers: true })
    expect(shown.callflow).toMatchObject({ transferTo: '+81312345678' })
    expect(JSON.stringify(resultOf(run([attempt(1)]), { numbers: false }))).not.toMatch(/\+81|phoneNumber|transferTo/)
  })

  it('names neither call flow nor guidance that were brought along', () => {
    const policyId = '00000000-0000-0000-0000-000000000000' as PolicyId
    const { templateId: _, templateName: __, ...plan } = run([]).plan
    const brought = { ...run([]), plan: { ...plan, policyId } }
    const nothing = { callflowId: null, callflowName: null, guidanceId: null, guidanceName: null }
    expect(resultOf(brought, { numbers: true })).toMatchObject(nothing)
    expect(runNotice(brought)).toMatchObject(nothing)
  })
})

describe('a notice', () => {
  const names = {
    resultId: '0198a000-0000-7000-8000-00000000a001',
    callflowId: planOf(1).policyId,
    callflowName: 'Night',
    guidanceId: 't-1',
    guidanceName: '障害',
  }
  it.each<[string, RunAttempt[], Partial<Head>, object]>([
    ['at the start', [], {}, names],
    ['of a failure', [attempt(1)], { outcome: 'exhausted' }, names],
    ['of a stop', [attempt(1)], { outcome: 'cancelled' }, names],
    [
      'of a completion says who and by which key',
      [attempt(1, { key: '1', result: 'taken' })],
      succeeded,
      { ...names, receivedContactName: 'Person 2', keyInput: '1' },
    ],
    [
      'of a transfer says to whom, too',
      [attempt(1, { key: '9', result: 'transfer' }), attempt(2, { result: 'connected' })],
      succeeded,
      { ...names, receivedContactName: 'Person 2', keyInput: '9', transferTo: '03-****-5678' },
    ],
  ])('%s', (...[, attempts, head, body]) => {
    expect(runNotice(run(attempts, head))).toEqual(body)
  })
})
