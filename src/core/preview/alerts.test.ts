// Previews about alerts: what a button call tells and what its keys end, call by call, and what other calls say of the same alerts.
import { describe, expect, it } from 'vitest'
import { people, person, planOf, together } from '../../../tests/support/plans.ts'
import { completeTemplate } from '../../words/speech.ts'
import type { Buttons, Plan } from '../plan/plan.ts'
import { findingsOf } from './findings.ts'
import { preview } from './preview.ts'
import { type Behaviour, type PreviewRequest, previewLimits, usualNetwork } from './request.ts'
import type { RehearsedAlert } from './teller.ts'

const START_MS = 1_800_000_000_000
const alert = (host: string, state: RehearsedAlert['state'] = 'problem'): RehearsedAlert => ({
  host,
  service: null,
  state,
  condition: 'DOWN',
  summary: '',
})
const failures = [alert('db01'), alert('web01')]
const buttons: Buttons = { passes: true, acknowledges: true, downtimeMs: 600_000 }
const template = completeTemplate(null, { buttons })
const button = (count: number, change: Partial<Plan> = {}): Plan => planOf(count, { buttons, template, ...change })

const answers = (keys?: string, afterMs = 5_000): Behaviour => ({ does: 'answers', afterMs, keys, pressMs: 2_000 })
type Asked = Partial<PreviewRequest> & { readonly items?: readonly RehearsedAlert[] }
const requestOf = (plan: Plan, { items = failures, ...rest }: Asked): PreviewRequest => ({
  plans: [plan],
  values: { text: 'db01 is down' },
  alerts: { items, textOn: (_plan, { language }) => `${language}: ${items.length}` },
  startMs: START_MS,
  seed: 1,
  behaviours: () => null,
  others: { does: 'no_answer' },
  network: { ...usualNetwork, pace: { callsPerSecond: null, callsAtOnce: null } },
  allows: () => true,
  limits: previewLimits,
  ...rest,
})
const night = (plan: Plan, asked: Asked = {}) => {
  const [callout] = preview(requestOf(plan, asked)).callouts
  const attempts = callout?.attempts ?? []
  return {
    outcome: callout?.head.outcome,
    by: callout?.head.acknowledgedBy?.name,
    begun: attempts.filter(({ attempt }) => attempt.begunAtMs !== null).length,
    results: attempts.map(({ attempt }) => attempt.result),
    said: attempts.map(({ witness }) => witness.said.map(({ key, lines }) => `${key ?? '-'} ${lines.join(' ')}`)),
  }
}

describe('a preview of a button call about alerts', () => {
  it('X-083: counts them, reads what failed, and is taken by whoever hears it and ends it', () => {
    const { outcome, by, said } = night(button(2), { others: answers() })
    expect([outcome, by]).toEqual(['acknowledged', 'Person 1'])
    expect(said[0]?.[0]).toContain('障害、ホスト2件。')
    expect(said[0]?.[1]).toMatch(/^1 次のホストで障害が発生しています。 db01、DOWN。 web01、DOWN。/)
    expect(said[0]?.[2]).toMatch(/^9 /)
  })

  it('keys are dialled with # or without', () => {
    expect(night(button(1), { others: answers('1#9#') })).toEqual(night(button(1), { others: answers('19') }))
  })

  it('X-075: whoever only listens has not taken it', () => {
    expect(night(button(1), { others: answers('1') })).toMatchObject({ outcome: 'exhausted', by: undefined })
  })

  it('ends for everybody once all that failed is acknowledged, and not before', () => {
    const everybody = button(3, { stop: 'all' })
    const behaviours: PreviewRequest['behaviours'] = ({ name }) => [answers(name === 'Person 1' ? '13' : '19')]
    // The next is dialled in the same instant, and called off.
    expect(night(everybody, { behaviours })).toMatchObject({ by: 'Person 1', results: ['taken', 'cancelled'] })
    expect(night(everybody, { others: answers('19') }).results).toEqual(['taken', 'taken', 'taken'])
  })

  it('is told to nobody else while somebody has it: who is on the phone at the same time hears that nothing failed', () => {
    const behaviours: PreviewRequest['behaviours'] = ({ name }) => [
      name === 'Person 1' ? { does: 'answers', afterMs: 2_000, keys: '13', pressMs: 1_000 } : answers('19', 30_000),
    ]
    const { said } = night(together(2, { buttons, template, stop: 'none' }), { behaviours })
    expect(said[0]?.[2]).toContain('2件を認知済みにしました。')
    expect(said[1]?.join()).not.toContain('db01')
  })

  it('X-080: what is put into downtime calls nobody; where all of it is, the callout ends', () => {
    const everybody = button(3, { stop: 'all' })
    for (const items of [failures, [...failures, alert('mail01', 'recovered')]]) {
      const { outcome, results } = night(everybody, { others: answers('15'), items })
      expect([outcome, results]).toEqual(['recovered', ['taken', 'cancelled']])
    }
  })

  it('X-080: a downtime is over in its time, and what failed is told again', () => {
    const items = Array.from({ length: 12 }, (_, index) => alert(`h${index}`))
    const heardAfter = (waitMs: number) => {
      const steps = [0, 1].map((one) => ({ destinations: [one], waitMs }))
      const { said } = night(button(2, { stop: 'all', steps }), { others: answers('15'), items })
      return /ホスト(\d+)件/.exec(said[1]?.[0] ?? '')?.[1]
    }
    // Ten are read on the first page, and put into downtime for ten minutes.
    expect([heardAfter(0), heardAfter(1_200_000)]).toEqual(['2', '12'])
  })

  it('nothing of it is acknowledged whose details were not heard', () => {
    const { said, outcome } = night(button(1), { others: answers('3') })
    expect(outcome).toBe('exhausted')
    expect(said[0]?.[1]).toContain('先に詳細をお聞きください')
  })
})

describe('a preview of other calls about alerts', () => {
  it('X-052: a simple call says all of it with the person’s own words, in their language', () => {
    const plan = planOf(2, {
      simple: { form: 'names' },
      hearsKeys: false,
      template: completeTemplate(null, {}),
      destinations: [
        { ...person(1), opening: '○○センターです。' },
        { ...person(2), language: 'en' },
      ],
    })
    const { said } = night(plan, { others: answers() })
    expect(said[0]?.[0]).toMatch(/^- ○○センターです。 ja: 2/)
    expect(said[1]?.[0]).toContain('en: 2')
  })

  it('a message is taken by its key', () => {
    expect(night(planOf(2), { others: answers() })).toMatchObject({ outcome: 'acknowledged', by: 'Person 1' })
  })

  it('is too long where what is said of them is; a button call reads by pages', () => {
    const slow = { ...usualNetwork, characterMs: { ja: 60_000, en: 60_000 } }
    const found = (plan: Plan) => {
      const request = requestOf(plan, { network: slow })
      const silent = preview(request)
      return findingsOf(request, { asked: silent, silent, targetMs: null }).map(({ code }) => code)
    }
    expect(found(planOf(1))).toContain('preview.text_too_long')
    expect(found(button(1))).not.toContain('preview.text_too_long')
  })

  it('counts how long its rule waited when it is compared with a target', () => {
    const request = requestOf(planOf(1, { destinations: people(1) }), {})
    const silent = preview(request)
    const found = (waitedMs: number) =>
      findingsOf(request, { asked: silent, silent, targetMs: 90_000, waitedMs }).map(({ code, facts }) => [code, facts])
    expect(found(0)).toEqual([])
    expect(found(60_000)).toEqual([['preview.beyond_target', { seconds: 123, targetSeconds: 90 }]])
  })
})
