// Every reason has words in both languages, and a history reads as a story without numbers in it.
import { describe, expect, it } from 'vitest'
import { reasons } from '#core/callout/reason'
import { outcomes, type TargetOutcome } from '#core/callout/state'
import type { HistoryEntry } from '#core/callout/work'
import type { UserId } from '#core/ids'
import type { Destination, Plan } from '#core/plan/plan'
import { explain, reasonSentences } from './explain.ts'
import { maskAddress } from './numbers.ts'
import { outcomeWords, targetOutcomeWords } from './outcomes.ts'

const destination: Destination = {
  channel: 'phone',
  userId: 'u' as UserId,
  methodId: null,
  name: '佐藤',
  address: '+819012345678',
  language: 'ja',
}
const plan = { destinations: [destination] } as unknown as Plan
const atMs = Date.parse('2026-11-22T03:12:05+09:00')
const entry = (reason: HistoryEntry['reason'], rest: Partial<HistoryEntry> = {}): HistoryEntry => ({
  seq: 1,
  atMs,
  reason,
  destination: null,
  attempt: null,
  facts: {},
  ...rest,
})

describe.each(['ja', 'en'] as const)('words in %s', (language) => {
  const facts = {
    atMs,
    step: 2,
    loop: 3,
    name: '鈴木',
    via: 'phone',
    key: '1',
    code: '21211',
    reading: 2,
    callout: 'x',
  }

  it.each(reasons)('%s is a sentence, with and without facts', (reason) => {
    for (const given of [facts, {}]) {
      const about = entry(reason, { destination: 0, attempt: 1, facts: given })
      const [told] = explain([entry('first_attempt', { destination: 0, attempt: 1 }), about].slice(1), plan, {
        language,
      })
      expect(told?.text).toMatch(/[。.]$/)
      expect(told?.text).not.toMatch(/undefined|null|NaN|\{\{|\+81/)
    }
  })

  it('has no sentence twice', () => {
    const telling = { who: 'x', nth: 1, why: 'w', text: () => 't', number: () => 1, time: () => '03:00:00' }
    const told = reasons
      .filter((reason) => reason !== 'attempts_exhausted')
      .map((reason) => reasonSentences[language][reason](telling))
    const planned = reasons.filter((reason) =>
      /^(first_attempt|loop_repeat|next_|redial_|more_to_tell|call_back$)/.test(reason),
    ).length
    expect(new Set(told).size).toBe(told.length - planned + 1)
  })

  it.each<TargetOutcome>(['reached', 'delivered', 'unreached', 'refused', 'skipped'])('target outcome %s', (outcome) =>
    expect(targetOutcomeWords[language][outcome]).not.toBe(''),
  )

  it.each(outcomes)('outcome %s', (outcome) => expect(outcomeWords[language][outcome]).not.toBe(''))
})

describe('a history', () => {
  it.each([
    [
      'called_enough',
      { count: 1, minutes: 10 },
      '佐藤 is not tried again right away, after 1 attempt within 10 minutes.',
    ],
    [
      'called_enough',
      { count: 30, minutes: 1 },
      '佐藤 is not tried again right away, after 30 attempts within 1 minute.',
    ],
    ['rest_untold', { count: 1 }, '佐藤 is called again: 1 alert that came in during the call has not been told yet.'],
    [
      'rest_untold',
      { count: 2 },
      '佐藤 is called again: 2 alerts that came in during the call have not been told yet.',
    ],
  ] as const)('counts in English: %s of %j', (reason, facts, text) => {
    const [told] = explain([entry(reason, { destination: 0, facts })], plan, { language: 'en' })
    expect(told?.text).toBe(text)
  })

  const about = { destination: 0, attempt: 1 }
  const again = { destination: 0, attempt: 2 }
  const history = [
    entry('started'),
    entry('first_attempt', about),
    entry('begun', about),
    entry('ended_no_answer', about),
    entry('redial_no_answer', { ...again, facts: { atMs: atMs + 60_000 } }),
    entry('begun', again),
    entry('key_take', { ...again, facts: { key: '1', name: '佐藤' } }),
    entry('taken_by_key', { facts: { outcome: 'acknowledged', name: '佐藤', via: 'phone' } }),
  ]
  const texts = (language: 'ja' | 'en') => explain(history, plan, { language }).map((line) => line.text)

  it('says who, what, why and the how manieth time', () => {
    expect(texts('ja')).toEqual([
      '通報を開始しました。',
      '佐藤さんに電話をかけることにしました(1回目。最初の連絡のため)。',
      '佐藤さんに電話をかけました(1回目。最初の連絡のため)。',
      '佐藤さんは電話に出ませんでした。',
      '佐藤さんに03:13:05に電話をかけることにしました(2回目。電話に出なかったため)。',
      '佐藤さんに電話をかけました(2回目。電話に出なかったため)。',
      '佐藤さんがキー「1」を押し、対応を引き受けました。',
      '佐藤さんが電話で対応を引き受けたため、通報を終えました。',
    ])
    expect(texts('en').slice(4)).toEqual([
      'Will call 佐藤 at 03:13:05 (call 2: the call was not answered).',
      'Called 佐藤 (call 2: the call was not answered).',
      '佐藤 pressed 1 and took it.',
      'The callout ended: taken by 佐藤, by phone.',
    ])
  })

  it('tells times of day in the zone asked for', () => {
    const [line] = explain([entry('step_waits', { facts: { atMs } })], plan, { language: 'en', timeZone: 'UTC' })
    expect(line?.text).toContain('18:12:05')
  })
})

describe('masked', () => {
  it.each([
    ['+819012345678', '+81****5678'],
    ['+8190', '+****'],
    ['sato@example.jp', 's****@example.jp'],
    ['#oncall', '#****'],
  ])('%s', (...[address, masked]) => expect(maskAddress(address)).toBe(masked))
})
