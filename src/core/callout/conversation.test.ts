// One call's conversation, turn by turn.

import { describe, expect, it } from 'vitest'
import { planOf, template, together } from '../../../tests/support/plans.ts'
import { type Play, play } from '../../../tests/support/play.ts'
import { lines } from '../speech/speech.ts'

const phrases = (speech: ReturnType<Play['answer']>) => speech?.utterances.map((utterance) => utterance.phrase)

const answered = (): Play => {
  const run = play(planOf(2))
  run.place(1)
  run.answer(1)
  return run
}

const turn = (run: Play, number: number, key: string | null) =>
  run.send({ type: 'VoiceTurn', attempt: 1, providerId: 'CA1', turn: number, key, answeredBy: null })

describe('a call', () => {
  it('J-052: opens, says the message, and offers the menu', () => {
    const run = play(planOf(1))
    run.place(1)
    const speech = run.answer(1)
    expect(speech).toMatchObject({ turn: 0, listens: true })
    expect(phrases(speech)).toEqual(['opening', 'message', 'menu'])
    expect(run.attempt(1)).toMatchObject({ state: 'answered', turn: 1, readings: 1 })
  })

  it('says the message again when nothing is pressed, then good-bye', () => {
    const run = answered()
    expect(phrases(turn(run, 1, null))).toEqual(['message', 'menu'])
    expect(phrases(turn(run, 2, null))).toEqual(['message', 'menu'])
    expect(turn(run, 3, null)).toMatchObject({
      listens: false,
      utterances: [{ phrase: 'unanswered' }, { phrase: 'goodbye' }],
    })
  })

  it('X-069: a key can ask for the message again', () => {
    expect(phrases(turn(answered(), 1, '8'))).toEqual(['message', 'menu'])
  })

  it('X-082: a key nobody offered is named as such, and the menu comes again', () => {
    const run = answered()
    expect(phrases(turn(run, 1, '7'))).toEqual(['unknownKey', 'message', 'menu'])
    turn(run, 2, '7')
    expect(phrases(turn(run, 3, '7'))).toEqual(['unknownKey', 'unanswered', 'goodbye'])
  })

  it('the same turn delivered twice gets the stored answer and changes nothing', () => {
    const run = answered()
    const first = turn(run, 1, '2')
    const attempts = run.attempts().length
    expect(turn(run, 1, '1')).toEqual(first)
    expect(run.head().outcome).toBeNull()
    expect(run.attempts()).toHaveLength(attempts)
  })

  it('a turn that was never offered says nothing and listens where the conversation is', () => {
    expect(turn(answered(), 5, '1')).toEqual({ turn: 0, utterances: [], listens: true })
    const silent = play(planOf(1))
    silent.place(1)
    expect(turn(silent, 3, '1')).toEqual({ turn: -1, utterances: [], listens: false })
    expect(silent.head().outcome).toBeNull()
  })

  it('that is over says so, and counts no key', () => {
    const run = answered()
    run.send({ type: 'Cancelled', by: { userId: null, name: 'x', via: 'api' } })
    expect(phrases(turn(run, 1, '2'))).toEqual(['over', 'goodbye'])
    expect(phrases(turn(run, 2, null))).toEqual(['over', 'goodbye'])
  })

  it('answered twice with one key each counts the first', () => {
    const run = play(together(2, { stop: 'all' }))
    run.place(1)
    run.place(2)
    run.answer(1, '1')
    turn(run, 2, '1')
    expect(run.head().taken).toBe(1)
  })

  it('answered after its end is spoken to, and stays ended', () => {
    const run = play(planOf(2))
    run.place(1)
    run.ends(1, 'no_answer')
    expect(phrases(turn(run, 0, null))).toEqual(['opening', 'message', 'menu'])
    expect(run.attempt(1).state).toBe('ended')
  })

  it('keeps what the provider believes about who answered', () => {
    const run = play(planOf(1))
    run.place(1)
    run.send({ type: 'VoiceTurn', attempt: 1, providerId: 'CA1', turn: 0, key: null, answeredBy: 'machine_start' })
    run.ends(1)
    expect(run.attempt(1).result).toBe('voicemail')
  })

  it('whose response was lost is live from the moment it is answered', () => {
    const run = play(planOf(1))
    run.send({ type: 'VoiceTurn', attempt: 1, providerId: 'CA1', turn: 0, key: null, answeredBy: null })
    expect(run.attempt(1)).toMatchObject({ state: 'answered', providerId: 'CA1', begunAtMs: run.now() })
  })
})

describe('the lines of a speech', () => {
  const plan = planOf(1, {
    template: { ...template, reactions: { '4': { action: 'take', say: 'thank you {{name}}' } } },
  })
  const destination = plan.destinations[0]!

  it('K-010 K-035: fills {{}} and drops what is empty', () => {
    const speech = {
      turn: 0,
      listens: true,
      utterances: [{ phrase: 'message' }, { phrase: 'alreadyTaken', name: 'Anna' }],
    } as const
    expect(lines({ speech, plan, destination, values: { text: 'db01 is down' } })).toEqual([
      'message db01 is down',
      'already taken by Anna',
    ])
  })

  it('a phrase that a plan from before does not have is said as nothing', () => {
    const { unanswered: _, ...older } = template.phrases.ja
    const before = { ...plan, template: { ...plan.template, phrases: { ja: older, en: older } } }
    const speech = { turn: 3, listens: false, utterances: [{ phrase: 'unanswered' }, { phrase: 'goodbye' }] } as const
    expect(lines({ speech, plan: before, destination, values: {} })).toEqual(['goodbye'])
  })

  it("speaks a key's own words with the person's name", () => {
    const speech = {
      turn: 1,
      listens: false,
      utterances: [{ phrase: 'reaction', key: '4' }, { phrase: 'reaction' }],
    } as const
    expect(lines({ speech, plan, destination, values: {} })).toEqual(['thank you Person 1'])
  })
})

describe('K-009 readings in sets', () => {
  const heard = (readingsMax: number, readingsPerSet?: number): Play => {
    const plan = planOf(1)
    const template = { ...plan.template, readingsMax, ...(readingsPerSet === undefined ? {} : { readingsPerSet }) }
    const run = play({ ...plan, template })
    run.place(1)
    return run
  }
  const set = ['message', 'menu', 'message', 'menu']

  it('B.5: twice and wait, three times, six readings, then a closing sentence', () => {
    const run = heard(6, 2)
    expect(phrases(run.answer(1))).toEqual(['opening', ...set])
    expect(phrases(turn(run, 1, null))).toEqual(set)
    expect(phrases(turn(run, 2, '7'))).toEqual(['unknownKey', ...set])
    expect(run.attempt(1).readings).toBe(6)
    expect(turn(run, 3, null)).toMatchObject({
      listens: false,
      utterances: [{ phrase: 'unanswered' }, { phrase: 'goodbye' }],
    })
  })

  it('a last set that is not full is as long as what is left', () => {
    const run = heard(3, 2)
    run.answer(1)
    expect(phrases(turn(run, 1, null))).toEqual(['message', 'menu'])
    expect(turn(run, 2, null)?.listens).toBe(false)
  })

  it('a plan from before there were sets has one reading each', () => {
    expect(phrases(heard(3).answer(1))).toEqual(['opening', 'message', 'menu'])
  })
})
