// What an imagined call says, turn by turn: the words of production, in the order of its keys.
import { describe, expect, it } from 'vitest'
import { person, planOf } from '../../../tests/support/plans.ts'
import { completeTemplate } from '../../words/speech.ts'
import type { Buttons, Plan } from '../plan/plan.ts'
import { type RehearsalRequest, rehearse } from './rehearsal.ts'
import type { RehearsedAlert } from './teller.ts'

const buttons: Buttons = { passes: true, acknowledges: true, downtimeMs: 1_800_000 }
const alert = (
  host: string,
  service: string | null = null,
  state: RehearsedAlert['state'] = 'problem',
): RehearsedAlert => ({ host, service, state, condition: 'DOWN', summary: '' })
const failures = [alert('web01', 'HTTP'), alert('db01')]
const recovered = alert('mail01', null, 'recovered')

const own = { opening: '○○センターです。', closing: '以上です。' }
const button = (change: Partial<Plan> = {}): Plan =>
  planOf(1, {
    buttons,
    template: completeTemplate({ buttons: { ja: { guide: '案内' } } }, { buttons }),
    destinations: [{ ...person(1), language: 'ja', ...own }],
    ...change,
  })
const play = (rest: Partial<RehearsalRequest>) =>
  rehearse({ plan: button(), alerts: [...failures, recovered], values: { text: '本文' }, keys: [], ...rest })
const said = (rest: Partial<RehearsalRequest>) => play(rest).map(({ key, lines }) => [key, lines.join('')])

describe('a rehearsed button call', () => {
  it('X-083, X-087, X-051: begins with the person’s own words and the counts, and ends with a key that ends it', () => {
    expect(said({ keys: ['1#', '7#', '3#', '9#'] })).toEqual([
      [null, '○○センターです。障害、ホスト1件。障害、サービス1件。復旧、ホスト1件。案内'],
      [
        '1#',
        '次のホストで障害が発生しています。db01、DOWN。次のサービスで障害が発生しています。web01、HTTP、DOWN。案内',
      ],
      ['7#', '次のホストが復旧しました。mail01。案内'],
      ['3#', '2件を認知済みにしました。以上です。失礼します。'],
    ])
  })

  it('X-099: acknowledges nothing whose details were not heard', () => {
    const [, scene] = play({ keys: ['3#'] })
    expect(scene?.lines[0]).toBe('障害の詳細をまだお聞きになっていません。先に詳細をお聞きください。')
    expect(scene?.listens).toBe(true)
  })

  it('reads ten at a time, the same again, and the next', () => {
    const many = Array.from({ length: 12 }, (_one, index) => alert(`h${index}`))
    const [, first, again, next, last] = play({ alerts: many, keys: ['1#', '8#', '4#', '8#'] })
    expect(first?.lines.join('')).toContain('h9、DOWN。ほか2件')
    expect(again?.lines).toEqual(first?.lines)
    expect(next?.lines.join('')).toContain('発生しています。h10、DOWN。h11、DOWN。')
    expect(last?.lines).toEqual(next?.lines)
  })

  it('X-086: ends where nothing is pressed, and puts into downtime what was heard', () => {
    expect(play({ keys: ['', '1#'] })).toEqual([expect.anything(), { key: '', lines: [], listens: false }])
    expect(said({ keys: ['1#', '5#'] }).at(-1)?.[1]).toMatch(/^2件を30分間のダウンタイムにしました。/)
  })
})

describe('other rehearsed calls', () => {
  it('say a text, or alerts as a message, and answer one key', () => {
    const template = completeTemplate(null)
    const plan = button({ template })
    expect(said({ plan, alerts: null, keys: ['1#'] }).map(([, text]) => text)).toEqual([
      'Person 1さん、Nightからのご連絡です。本文対応できる方は1を、次の人に回す方は2を、もう一度聞く方は8を、押してください。',
      'ありがとうございます。Person 1さんの対応として記録しました。失礼します。',
    ])
    const { buttons: _none, ...listens } = button({ template })
    expect(said({ plan: listens })[0]?.[1]).toContain('本文')
  })

  it('X-023: play everything at once where no key does anything, with own words about alerts only', () => {
    const plan = button({
      hearsKeys: false,
      simple: { form: 'names' },
      template: { ...completeTemplate(null), readingsMax: 2 },
    })
    expect(said({ plan, keys: ['1#'] })).toEqual([
      [null, '○○センターです。本文○○センターです。本文以上です。失礼します。'],
    ])
    const greeting = 'Person 1さん、Nightからのご連絡です。'
    expect(said({ plan, alerts: null })).toEqual([[null, `${greeting}本文${greeting}本文失礼します。`]])
  })
})
