// What a preview finds wrong with a policy, as a table.
import { describe, expect, it } from 'vitest'
import { conditionOf } from '../../../tests/support/calendar.ts'
import { mailbox, people, person, planOf } from '../../../tests/support/plans.ts'
import { network, requestOf, START_MS } from '../../../tests/support/previews.ts'
import type { MethodId, PlanHash, ScheduleId, UserId } from '../ids.ts'
import type { DutyRef, Plan } from '../plan/plan.ts'
import type { Person } from '../plan/policy.ts'
import { findingsOf } from './findings.ts'
import { preview } from './preview.ts'
import { type Behaviour, type PreviewRequest, previewLimits } from './request.ts'

describe('findings', () => {
  const found = (plans: Plan | readonly Plan[], rest: Partial<PreviewRequest> = {}, targetMs: number | null = null) => {
    const asked = requestOf(plans, rest)
    const silent = preview(requestOf(plans, { ...rest, behaviours: () => null, others: { does: 'no_answer' } }))
    return findingsOf(asked, { asked: preview(asked), silent, targetMs }).map(({ code, plan, step, facts }) => [
      code,
      plan,
      step,
      facts,
    ])
  }
  const twoMails = people(2).map((destination) => ({ ...destination, channel: 'mail' as const }))

  it('none for a policy that is well', () =>
    expect(found(planOf(3, { loopsMax: 2, loopIntervalMs: 60_000 }))).toEqual([]))

  it('a step in which everyone is in quiet hours, and somebody who is', () => {
    const always = { condition: conditionOf({ anyOf: [{}] }), breaksThrough: 2 }
    const quiet = (...who: number[]) => ({
      quiet: { people: new Map(who.map((one) => [`user-${one}`, always])), priority: 5 },
    })
    const plan = planOf(3, {
      steps: [
        { destinations: [0, 1], waitMs: 0 },
        { destinations: [2], waitMs: 0 },
      ],
    })
    expect(found(plan, quiet(1, 2))).toEqual([['preview.step_in_quiet_hours', 0, 1, {}]])
    expect(found(plan, quiet(1, 3))).toEqual([
      ['preview.person_in_quiet_hours', 0, 1, {}],
      ['preview.step_in_quiet_hours', 0, 2, {}],
    ])
  })

  it('a wait that its calls outlast, and one that nothing follows', () => {
    const waits = [120_000, 5_000, 60_000].map((waitMs, index) => ({ destinations: [index], waitMs }))
    expect(found(planOf(3, { steps: waits }))).toEqual([
      ['preview.wait_without_effect', 0, 2, { seconds: 5 }],
      ['preview.wait_without_effect', 0, 3, { seconds: 60 }],
    ])
  })

  it('a last wait that holds the escalation back has an effect', () => {
    const last = planOf(1, { steps: [{ destinations: [0], waitMs: 300_000 }], escalatesTo: 'b' as PlanHash })
    expect(found([last, planOf(1, { destinations: [person(2)] })])).toEqual([])
  })

  it('a step that calls nobody, one person who is never called', () => {
    expect(found(planOf(3, { destinations: [...twoMails, person(3)] })).map(([code, , step]) => [code, step])).toEqual([
      ['preview.step_calls_nobody', 1],
      ['preview.step_calls_nobody', 2],
    ])
    const both = planOf(2, {
      destinations: [person(1), ...twoMails.slice(1)],
      steps: [{ destinations: [0, 1], waitMs: 0 }],
    })
    expect(found(both).map(([code]) => code)).toEqual(['preview.person_never_called'])
  })

  it('a step that never comes, because nobody is left to be called before it', () => {
    const steps = [[0], [1], [0]].map((destinations) => ({ destinations, waitMs: 0 }))
    expect(found(planOf(2, { destinations: twoMails, steps })).map(([code, , step]) => [code, step])).toContainEqual([
      'preview.step_never_reached',
      3,
    ])
  })

  it('an escalation that is never reached', () => {
    expect(found([planOf(1), planOf(1, { destinations: [person(2)] })])).toEqual([
      ['preview.escalation_never_reached', 1, null, {}],
    ])
  })

  it('a text no call can carry, in one of the languages it is heard in', () => {
    const english = planOf(2, { destinations: [person(1), { ...person(2), language: 'en' }] })
    const slow = { network: { ...network, characterMs: { ja: 1, en: 60_000 } } }
    expect(found(english, slow)).toEqual([['preview.text_too_long', 0, null, { characters: 20, seconds: 1_200 }]])
    const short = { network: { ...network, charactersMax: 12 } }
    expect(found(planOf(1, { hearsKeys: false }), short)).toMatchObject([
      ['preview.text_too_long', 0, null, { characters: 16 }],
    ])
  })

  it('a text that an SMS carries only a part of, in one of the languages it is read in', () => {
    const sms = (index: number) => ({ ...mailbox(index), channel: 'sms' as const })
    const plan = planOf(3, { destinations: [sms(1), { ...sms(2), language: 'en' }, person(3)] })
    const asked = (characters: number) =>
      found(plan, { values: { text: 'x'.repeat(characters - 'message '.length) } }).filter(
        ([code]) => code === 'preview.sms_cut',
      )
    expect(asked(660)).toEqual([])
    expect(asked(661)).toEqual([['preview.sms_cut', 0, null, { characters: 661, max: 660 }]])
    const english = planOf(1, { destinations: [{ ...sms(1), language: 'en' }] })
    expect(found(english, { values: { text: 'x'.repeat(700) } }).map(([code]) => code)).toContain('preview.sms_cut')
  })

  it('a time beyond the target, of what was asked', () => {
    const others: Behaviour = { does: 'answers', afterMs: 5_000, keys: '1' }
    expect(found(planOf(1), { others }, 9_000)).toEqual([])
    expect(found(planOf(1), {}, 60_000)).toEqual([
      ['preview.beyond_target', 0, null, { seconds: 61, targetSeconds: 60 }],
    ])
  })

  it('where it was left unfinished, and nothing that only the rest could tell', () => {
    const stopped = { limits: { ...previewLimits, attemptsMax: 2 } }
    expect(found([planOf(3), planOf(1)], stopped, 1).map(([code, , step]) => [code, step])).toEqual([
      ['preview.stopped', null],
      ['preview.beyond_target', null],
    ])
    const answered = { ...stopped, others: { does: 'answers', afterMs: 1, keys: '1' } as const }
    expect(found(planOf(5), answered).map(([code]) => code)).toContain('preview.stopped')
  })
})

describe('T-017 a policy that names schedules', () => {
  const ref: DutyRef = { schedule: 's' as ScheduleId, name: '夜間', channel: 'phone' }
  const onlyDuty = planOf(0, { steps: [{ destinations: [], waitMs: 0, onCall: [ref] }] })
  const anna = (methods: Person['methods']): Person => ({
    id: 'anna' as UserId,
    key: 'anna',
    name: 'Anna',
    language: 'ja',
    methods,
  })
  const phone = { id: 'm' as MethodId, channel: 'phone', label: '', address: '+819012345678', isDefault: true } as const
  const night = (people: readonly Person[], plan = onlyDuty) => {
    const duty: PreviewRequest['duty'] = (refs) =>
      refs.map((one) => ({
        ref: one,
        duties: people.map((person) => ({ person, position: 'first', because: 'rotation' as const })),
      }))
    const asked = requestOf(plan, people.length === 0 ? {} : { duty })
    const silent = preview(asked)
    return {
      calls: silent.callouts[0]?.attempts.map(
        ({ attempt }) => silent.callouts[0]?.plan.destinations[attempt.destination]?.name,
      ),
      findings: findingsOf(asked, { asked: silent, silent, targetMs: null }).map(({ code, facts }) => [
        code,
        facts['schedule'],
      ]),
    }
  }

  it('calls whoever is on duty at that instant, and has nothing to say', () => {
    expect(night([anna([phone])])).toEqual({ calls: ['Anna'], findings: [] })
  })

  it('says where nobody is on duty, and whom nothing reaches, once for all rounds', () => {
    expect(night([], { ...onlyDuty, loopsMax: 3 })).toEqual({
      calls: [],
      findings: [
        ['preview.nobody_on_duty', '夜間'],
        ['preview.step_calls_nobody', undefined],
      ],
    })
    expect(night([anna([])]).findings[0]).toEqual(['preview.on_duty_unreachable', '夜間'])
  })

  it('says so also of a run that was stopped', () => {
    const asked = requestOf({ ...onlyDuty, loopsMax: 100, loopIntervalMs: 86_400_000 })
    const silent = preview(asked)
    const codes = findingsOf(asked, { asked: silent, silent, targetMs: null }).map(({ code }) => code)
    expect(codes).toEqual(['preview.stopped', 'preview.nobody_on_duty'])
  })

  it('calls who took over where the night goes on past a hand-over', () => {
    const ben: Person = {
      ...anna([{ ...phone, id: 'n' as MethodId, address: '+819087654321' }]),
      id: 'ben' as UserId,
      name: 'Ben',
    }
    const plan = planOf(0, {
      steps: [{ destinations: [], waitMs: 0, onCall: [ref] }],
      redial: { max: 1, intervalMs: 600_000, on: ['no_answer'] },
    })
    const duty: PreviewRequest['duty'] = (refs, atMs) => {
      const person = atMs < START_MS + 300_000 ? anna([phone]) : ben
      return refs.map((one) => ({ ref: one, duties: [{ person, position: 'first', because: 'rotation' }] }))
    }
    const seen = preview(requestOf(plan, { duty })).callouts[0]
    const called = seen?.attempts.flatMap(({ attempt }) =>
      attempt.begunAtMs === null ? [] : seen.plan.destinations[attempt.destination]?.name,
    )
    expect(called).toEqual(['Anna', 'Ben', 'Ben'])
  })
})
