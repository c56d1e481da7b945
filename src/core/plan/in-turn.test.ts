// Steps made of rounds: what is called first, second, third.

import { expect, it } from 'vitest'
import type { ScheduleId } from '../ids.ts'
import { stepsOfRounds } from './in-turn.ts'
import type { DutyRef } from './plan.ts'

const plain = (destinations: readonly number[], waitMs = 0) => ({ rounds: [destinations], waitMs })

it('a step whose people have one phone each stays as it is', () => {
  expect(stepsOfRounds([plain([0, 1], 5), plain([2])], 'sequential')).toEqual([
    { destinations: [0, 1], waitMs: 5 },
    { destinations: [2], waitMs: 0 },
  ])
})

it('people called together go through their phones side by side, and the wait follows the last phone', () => {
  expect(stepsOfRounds([{ rounds: [[0, 2], [1, 3], [4]], waitMs: 60 }, plain([5], 7)], 'sequential')).toEqual([
    { destinations: [0, 2], waitMs: 0, part: { step: 1, phone: 1 } },
    { destinations: [1, 3], waitMs: 0, part: { step: 1, phone: 2 } },
    { destinations: [4], waitMs: 60, part: { step: 1, phone: 3 } },
    { destinations: [5], waitMs: 7, part: { step: 2, phone: 1 } },
  ])
})

it('X-044 everybody at once: first phones, then second ones, each once, with the longest wait', () => {
  const steps = [{ rounds: [[0], [1]], waitMs: 10 }, plain([2, 1], 30), plain([0], 20)]
  expect(stepsOfRounds(steps, 'simultaneous')).toEqual([{ destinations: [0, 2, 1], waitMs: 30 }])
})

it('steps and rounds of which nothing is left are dropped', () => {
  expect(stepsOfRounds([plain([]), { rounds: [[], [3]], waitMs: 1 }], 'sequential')).toEqual([
    { destinations: [3], waitMs: 1 },
  ])
  expect(stepsOfRounds([plain([])], 'simultaneous')).toEqual([])
})

it('steps that name schedules stay, and those on duty are called with the first phones', () => {
  const ref: DutyRef = { schedule: 's' as ScheduleId, name: 'night', channel: 'phone' }
  expect(stepsOfRounds([{ rounds: [[]], waitMs: 3, onCall: [ref] }], 'sequential')).toEqual([
    { destinations: [], waitMs: 3, onCall: [ref] },
  ])
  expect(stepsOfRounds([{ rounds: [[0], [1]], waitMs: 3, onCall: [ref] }], 'sequential')).toEqual([
    { destinations: [0], waitMs: 0, onCall: [ref], part: { step: 1, phone: 1 } },
    { destinations: [1], waitMs: 3, part: { step: 1, phone: 2 } },
  ])
  const all = [{ rounds: [[]], waitMs: 3, onCall: [ref] }, plain([], 9), { rounds: [[]], waitMs: 1, onCall: [ref] }]
  expect(stepsOfRounds(all, 'simultaneous')).toEqual([{ destinations: [], waitMs: 3, onCall: [ref, ref] }])
})
