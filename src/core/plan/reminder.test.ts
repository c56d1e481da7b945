// By which plans something comes back: first to whoever acknowledged it, then to everybody.
import { describe, expect, it } from 'vitest'
import { mailbox, person, planOf } from '../../../tests/support/plans.ts'
import type { Actor } from '../callout/state.ts'
import type { PlanHash, UserId } from '../ids.ts'
import type { Plan, Reminder } from './plan.ts'
import { comingBack, reminderOf, saidAgain } from './reminder.ts'

const reminder: Reminder = { afterMs: 60_000, times: 2, acknowledgerFirst: true }
const hashOf = (plan: Plan): PlanHash => `${plan.reminder?.part}` as PlanHash
const by = (userId: string | null, via: Actor['via']): Actor => ({ userId: userId as UserId | null, name: 'n', via })
const plan = planOf(0, {
  destinations: [person(1), { ...person(2), onDuty: true }, mailbox(2)],
  steps: [{ destinations: [0, 1, 2], waitMs: 0 }],
  reminder,
  deliveredIsEnough: true,
  loopsMax: 5,
})

describe('coming back', () => {
  it('is asked for by a policy, with what it leaves out filled in', () => {
    expect([reminderOf(undefined), reminderOf(null)]).toEqual([{}, {}])
    expect(reminderOf({ afterMinutes: 30 })).toEqual({
      reminder: { afterMs: 1_800_000, times: 3, acknowledgerFirst: true },
    })
    expect(reminderOf({ afterMinutes: 1, times: 1, acknowledgerFirst: false }).reminder).toMatchObject({
      times: 1,
      acknowledgerFirst: false,
    })
  })

  it('calls whoever acknowledged it alone, by the same channel first, and goes on to everybody', () => {
    const [first, all, ...none] = comingBack(plan, { by: by('user-2', 'mail'), hashOf })
    expect(none).toEqual([])
    expect(first.plan.steps).toEqual([
      { destinations: [2], waitMs: 300_000 },
      { destinations: [1], waitMs: 0 },
    ])
    expect(first.plan.destinations[1]).toEqual(person(2))
    expect(first.plan).toMatchObject({ loopsMax: 1, deliveredIsEnough: false, escalatesTo: 'everybody', stop: 'first' })
    expect(all?.plan).toMatchObject({ steps: plan.steps, loopsMax: 5, escalatesTo: null })
    expect(comingBack(plan, { by: by('user-2', 'console'), hashOf })[0].plan.steps[0]?.destinations).toEqual([1])
  })

  it('calls everybody at once where whoever has it is not in the plan, nobody knows who it was, or nobody asked for them', () => {
    for (const who of [by('stranger', 'api'), by(null, 'api'), null])
      expect(comingBack(plan, { by: who, hashOf }).map(({ hash }) => hash)).toEqual(['everybody'])
    const straight = { ...plan, reminder: { ...reminder, acknowledgerFirst: false } }
    expect(comingBack(straight, { by: by('user-2', 'mail'), hashOf })).toHaveLength(1)
  })

  it('says why, and offers the key that resolves; told once also when it comes back again', () => {
    const [all] = comingBack({ ...plan, buttons: { passes: true, acknowledges: true } }, { by: null, hashOf })
    expect(all.plan.template.phrases.en).toMatchObject({
      opening: 'opening not resolved yet',
      menu: 'menu, 9 resolves',
    })
    expect(all.plan.template.reactions['9']).toEqual({ action: 'resolve' })
    expect(all.plan.buttons).toBeUndefined()
    expect(comingBack(all.plan, { by: null, hashOf })[0].plan).toEqual(all.plan)
  })

  it('asks nothing where no key was free, or the plan is from before there were such words', () => {
    const { reminder: _words, ...template } = plan.template
    const { reminder: _ja, ...ja } = template.phrases.ja
    const old: Plan = { ...plan, template: { ...template, phrases: { ja, en: ja } } }
    const [all] = comingBack(old, { by: null, hashOf })
    expect(all.plan.template.phrases.ja).toMatchObject({ opening: 'opening', menu: 'menu' })
    expect(all.plan.template.reactions).toEqual(template.reactions)
    expect(saidAgain(all.plan, 'ja', {})).toBe('')
  })

  it('is said before a message, where it comes back', () => {
    expect(saidAgain(plan, 'ja', {})).toBe('')
    expect(saidAgain(comingBack(plan, { by: null, hashOf })[0].plan, 'ja', {})).toBe('not resolved yet')
  })
})
