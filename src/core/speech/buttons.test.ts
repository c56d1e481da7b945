// What a button call says, put into words.
import { describe, expect, it } from 'vitest'
import { person, planOf } from '../../../tests/support/plans.ts'
import { completeTemplate } from '../../words/speech.ts'
import type { Buttons } from '../plan/plan.ts'
import type { Told, ToldItem } from './buttons.ts'
import { lines, type Utterance } from './speech.ts'

const buttons: Buttons = { passes: true, acknowledges: true, downtimeMs: 1_800_000 }
const item = (host: string | null, service: string | null = null): ToldItem => ({
  host,
  service,
  condition: 'DOWN',
  summary: '概要',
})

type Saying = { readonly language?: 'ja' | 'en'; readonly plan?: Parameters<typeof planOf>[1] }
const say = (utterance: Utterance, told: Told | null, { language = 'ja', plan = {} }: Saying = {}) =>
  lines({
    speech: { turn: 1, utterances: [utterance], listens: true },
    plan: planOf(1, { buttons, template: completeTemplate(null, { buttons }), ...plan }),
    destination: { ...person(1), language, ...(utterance.phrase === 'userClosing' ? { closing: 'では{{name}}' } : {}) },
    values: {},
    told: told === null ? undefined : [told],
  }).join('')

const details = (of: 'failures' | 'recoveries', items: readonly ToldItem[], left = 0): Told => ({
  kind: 'details',
  of,
  items,
  left,
})
const none = { hosts: 0, services: 0 }

describe('a button call says', () => {
  it.each<[string, Utterance['phrase'], Told, string]>([
    [
      'X-083: the numbers of hosts and services',
      'counts',
      { kind: 'counts', failed: { hosts: 8_214, services: 2 }, recovered: { hosts: 1, services: 3 } },
      '障害、ホスト8214件。障害、サービス2件。復旧、ホスト1件。復旧、サービス3件。',
    ],
    [
      'that there is nothing',
      'counts',
      { kind: 'counts', failed: none, recovered: none },
      '現在、お伝えする障害と復旧はありません。',
    ],
    [
      'X-081, X-087: hosts before services',
      'failures',
      details('failures', [item('db01'), item('web01', 'HTTP'), item(null)]),
      '次のホストで障害が発生しています。db01、DOWN。次のサービスで障害が発生しています。web01、HTTP、DOWN。概要、DOWN。',
    ],
    [
      'X-068: recoveries, without the word for what was wrong, and that there are more',
      'recoveries',
      details('recoveries', [item('db01')], 3),
      '次のホストが復旧しました。db01。ほか3件。続きを聞くには、4、シャープを押してください。',
    ],
    ['that there are no failures', 'failures', details('failures', []), 'お伝えする障害はありません。'],
    ['that there are no recoveries', 'recoveries', details('recoveries', []), 'お伝えする復旧はありません。'],
    [
      'what was acknowledged',
      'acknowledge',
      { kind: 'done', by: 'acknowledge', count: 2 },
      '2件を認知済みにしました。',
    ],
    [
      'what is in downtime',
      'downtime',
      { kind: 'done', by: 'downtime', count: 2 },
      '2件を30分間のダウンタイムにしました。',
    ],
  ])('%s', (...[, phrase, told, expected]) => {
    expect(say({ phrase }, told)).toBe(expected)
  })

  it('X-076: a guide to the keys that are offered, and no other', () => {
    expect(say({ phrase: 'guide' }, null)).toContain('次の人に回すには、2、シャープ')
    const few: Buttons = { passes: false, acknowledges: false }
    const guide = say({ phrase: 'guide' }, null, {
      language: 'en',
      plan: { buttons: few, template: completeTemplate(null, { buttons: few }) },
    })
    expect(guide).toBe(
      'For the failures, press 1, then pound; for the recoveries, press 7, then pound; to hear this again, press 8, then pound; to take it and end, press 9, then pound.',
    )
  })

  it('words of an administrator instead of ours', () => {
    const template = completeTemplate({ buttons: { ja: { item: '機器{{host}}の{{service}}。' } } }, { buttons })
    const told = details('failures', [item('db01')])
    expect(say({ phrase: 'failures' }, told, { plan: { template } })).toContain('機器db01の。')
  })

  it('the user’s own words before and after; without them the call’s', () => {
    expect(say({ phrase: 'userOpening' }, null)).toBe('Person 1さん、Nightからのご連絡です。')
    expect(say({ phrase: 'userClosing' }, null)).toBe('ではPerson 1')
  })

  it('nothing of alerts where the plan has no words for them', () => {
    const told: Told = { kind: 'counts', failed: none, recovered: none }
    expect(say({ phrase: 'counts' }, told, { plan: { template: completeTemplate(null) } })).toBe('')
    expect(say({ phrase: 'counts' }, null)).toBe('')
    const few: Buttons = { passes: false, acknowledges: false }
    expect(say({ phrase: 'counts' }, told, { plan: { buttons: few } })).toBe('現在、お伝えする障害と復旧はありません。')
    expect(say({ phrase: 'guide' }, null, { plan: { template: completeTemplate(null) } })).toBe('')
  })
})
