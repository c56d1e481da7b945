// What a message may be answered with.

import { describe, expect, it } from 'vitest'
import { planOf, template } from '../../../tests/support/plans.ts'
import { answersOf } from './answers.ts'

describe('answers to a message', () => {
  it('are those of the template’s keys, and always that somebody takes it', () => {
    expect(answersOf(planOf(1))).toEqual(['take', 'next', 'leave'])
    expect(answersOf(planOf(1, { template: { ...template, reactions: { '2': { action: 'next' } } } }))).toEqual([
      'take',
      'next',
    ])
    expect(answersOf(planOf(1, { template: { ...template, reactions: {} } }))).toEqual(['take'])
  })

  it('J-053 R-013 are not asked for where delivery is enough, or where an answer stops nothing', () => {
    expect(answersOf(planOf(1, { deliveredIsEnough: true }))).toEqual([])
    expect(answersOf(planOf(1, { stop: 'none' }))).toEqual([])
  })
})
