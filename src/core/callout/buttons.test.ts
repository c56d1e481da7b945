// The button call, row by row: a table per state of its dialogue, and what each end of it means for the people of the plan.

import { describe, expect, it } from 'vitest'
import { planOf, together } from '../../../tests/support/plans.ts'
import { type Play, play } from '../../../tests/support/play.ts'
import type { Buttons, Plan } from '../plan/plan.ts'
import type { Queue } from './event.ts'

const all: Buttons = { passes: true, acknowledges: true, downtimeMs: 1_800_000 }
const few: Buttons = { passes: false, acknowledges: false }
const rota = (buttons: Buttons = all, change: Partial<Plan> = {}): Plan =>
  planOf(2, {
    buttons,
    redial: { max: 2, intervalMs: 5_000, on: ['no_key', 'busy'] },
    endsOnRecovery: false,
    ...change,
  })
const nothingLeft: Queue = { untold: 0, heard: 0 }
const heard: Queue = { untold: 0, heard: 3 }

const called = (plan: Plan = rota()): Play => {
  const run = play(plan)
  run.place(1)
  return run
}
type Dialled = {
  readonly attempt?: number
  readonly turn: number
  readonly key?: string | null
  readonly queue?: Queue
}
const dial = (run: Play, { attempt = 1, turn, key = null, queue = nothingLeft }: Dialled) =>
  run.send({ type: 'VoiceTurn', attempt, providerId: `CA${attempt}`, turn, key, answeredBy: null, queue })
const phrases = (speech: ReturnType<typeof dial>) =>
  speech?.utterances.map(({ phrase, from }) => (from === undefined ? phrase : `${phrase} ${from}`))

/** Dials one key after another from the beginning; answers what the last one brought. */
const after = (keys: readonly (string | null)[], { plan = rota(), queue = nothingLeft } = {}) => {
  const run = called(plan)
  let speech = dial(run, { turn: 0, queue })
  for (const [index, key] of keys.entries()) speech = dial(run, { turn: index + 1, key, queue })
  return { run, speech }
}

describe('D.3: what a key plays', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['X-083: the answered phone: the user’s words, the counts, the guide', [], ['userOpening', 'counts', 'guide']],
    ['X-067: 1# the failures', ['1'], ['failures start', 'guide']],
    ['7# the recoveries', ['7'], ['recoveries start', 'guide']],
    ['X-069: 8# the counts again', ['8'], ['counts', 'guide']],
    ['8# after details: them again, in the words of now', ['1', '8', '8'], ['failures start', 'guide']],
    ['8# after recoveries: them again', ['7', '8'], ['recoveries start', 'guide']],
    ['4# the next page of failures', ['1', '4'], ['failures next', 'guide']],
    ['4# the next page of recoveries', ['7', '4', '4'], ['recoveries next', 'guide']],
    ['8# after a next page: that page', ['1', '4', '8'], ['failures 2', 'guide']],
    ['8# twice after a next page: that page', ['1', '4', '8', '8'], ['failures 3', 'guide']],
    ['4# before any details: not offered', ['4'], ['counts', 'guide']],
    ['X-082: a key nobody offered: the counts', ['1', '6'], ['counts', 'guide']],
    ['X-082: two digits are no key', ['19'], ['counts', 'guide']],
    ['X-082: the star is no key', ['*'], ['counts', 'guide']],
    ['X-085: a key counts with or without #', ['1#'], ['failures start', 'guide']],
    ['3# before details: says so, and the counts', ['3'], ['nothingHeard', 'counts', 'guide']],
    ['X-080: 5# before details: says so, and the counts', ['5'], ['nothingHeard', 'counts', 'guide']],
  ])('%s', (...[, keys, expected]) => {
    const { speech } = after(keys)
    expect(phrases(speech)).toEqual(expected)
    expect(speech).toMatchObject({ listens: true, dialled: true })
  })

  it.each<[string, string, Queue, readonly string[]]>([
    ['X-072: 9# ends it', '9', nothingLeft, ['ended', 'userClosing', 'goodbye']],
    ['X-070: 2# calls the next one', '2', nothingLeft, ['passed', 'userClosing', 'goodbye']],
    ['X-071: 3# acknowledges what was heard', '3', heard, ['acknowledge', 'userClosing', 'goodbye']],
    ['X-080: 5# puts what was heard into downtime', '5', heard, ['downtime', 'userClosing', 'goodbye']],
  ])('%s', (...[, key, queue, expected]) => {
    const { speech } = after(['1', key], { queue })
    expect(phrases(speech)).toEqual(expected)
    expect(speech?.listens).toBe(false)
  })

  it.each(['2', '3', '5'])('%s# is like any other key where it is not offered', (key) => {
    const { speech, run } = after(['1', key], { plan: rota(few), queue: heard })
    expect(phrases(speech)).toEqual(['counts', 'guide'])
    expect(run.reasons().at(-1)).toBe('button_unknown')
  })

  it.each<[string, string | null]>([
    ['X-084: # alone', '#'],
    ['X-086: nothing in thirty seconds', null],
  ])('%s hangs up without a word', (...[, key]) => {
    expect(after(['1', key]).speech).toMatchObject({ utterances: [], listens: false })
  })

  it('X-090: the same turn asked for again says the same', () => {
    const { run, speech } = after(['1'])
    expect(dial(run, { turn: 1, key: '9' })).toEqual(speech)
    expect(run.head().outcome).toBeNull()
  })

  it('says who has it once the callout is over', () => {
    const run = called()
    dial(run, { turn: 0 })
    run.send({ type: 'Acknowledged', by: { userId: null, name: 'Ben', via: 'api' } })
    expect(phrases(dial(run, { turn: 1, key: '1' }))).toEqual(['alreadyTaken', 'goodbye'])
  })
})

describe('D.3: what an end means', () => {
  it.each(['9', '3', '5'])('%s# in a rotation: nobody further is called', (key) => {
    const { run } = after(['1', key], { queue: heard })
    expect(run.head()).toMatchObject({ outcome: 'acknowledged', acknowledgedBy: { name: 'Person 1', via: 'phone' } })
    expect(run.attempt(1)).toMatchObject({ result: 'taken', key })
  })

  it('X-070: 2#: the next person is called', () => {
    const { run } = after(['2'])
    run.ends(1)
    expect(run.attempt(1).result).toBe('passed')
    expect(run.attempt(2)).toMatchObject({ destination: 1, reason: 'first_attempt' })
  })

  it('X-072: 9# to everybody at once: the others are still called', () => {
    const run = called(together(2, { buttons: few, stop: 'all' }))
    run.place(2)
    dial(run, { turn: 0 })
    dial(run, { turn: 1, key: '9' })
    expect(run.head()).toMatchObject({ outcome: null, taken: 1 })
    expect(run.attempt(2).cancelWanted).toBe(false)
    dial(run, { attempt: 2, turn: 0 })
    dial(run, { attempt: 2, turn: 1, key: '9' })
    expect(run.head().outcome).toBe('acknowledged')
  })

  it('X-089, X-097: with something untold the same person is called again, and nobody else meanwhile', () => {
    const { run } = after(['9'], { queue: { untold: 2, heard: 0 } })
    expect(run.head().outcome).toBeNull()
    run.ends(1)
    expect(run.attempt(2)).toMatchObject({ destination: 0, reason: 'more_to_tell', effect: { atMs: run.now() } })
    expect(run.attempts()).toHaveLength(2)
    run.place(2)
    dial(run, { attempt: 2, turn: 0 })
    dial(run, { attempt: 2, turn: 1, key: '9' })
    expect(run.head().outcome).toBe('acknowledged')
  })

  it('X-097: who does not answer that call is left for the next person, who hears all of it', () => {
    const { run } = after(['9'], { queue: { untold: 2, heard: 0 } })
    run.ends(1)
    run.place(2)
    run.ends(2, 'no_answer')
    expect(run.attempt(3)).toMatchObject({ destination: 1, reason: 'first_attempt' })
  })

  it('a key that comes after the end of its call was told takes all of it', () => {
    const run = called()
    dial(run, { turn: 0 })
    run.ends(1)
    dial(run, { turn: 1, key: '9', queue: { untold: 2, heard: 0 } })
    expect(run.head().outcome).toBe('acknowledged')
  })

  it('X-074, X-084, X-086: without a key the same person is called at once; rejected, after a moment', () => {
    const { run } = after([null])
    run.ends(1)
    expect(run.attempt(2)).toMatchObject({ destination: 0, reason: 'redial_no_key', effect: { atMs: run.now() } })
    run.place(2)
    run.ends(2, 'busy')
    expect(run.attempt(3)).toMatchObject({ reason: 'redial_busy', effect: { atMs: run.now() + 5_000 } })
  })

  it('X-049: the ceiling on call-backs is told, and the next person is called', () => {
    const run = called()
    for (const ordinal of [1, 2, 3]) {
      if (ordinal > 1) run.place(ordinal)
      dial(run, { attempt: ordinal, turn: 0 })
      run.ends(ordinal)
    }
    expect(run.reasons()).toContain('call_backs_exhausted')
    expect(run.attempt(4)).toMatchObject({ destination: 1 })
  })

  it('X-104: every key dialled is in the history', () => {
    const { run } = after(['1', '6', '3', '9'])
    const keys = run.history().flatMap(({ facts }) => ('key' in facts ? [facts['key']] : []))
    expect(keys).toEqual(['1', '6', '3', '9'])
  })
})
