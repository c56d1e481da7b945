// How what was acknowledged and is not resolved calls again: first whoever acknowledged it, alone, then everybody as the policy says,
// each with the key by which it is resolved. Two plans, of which the first escalates to the second.

import type { Actor } from '../callout/state.ts'
import type { PlanHash } from '../ids.ts'
import { limits } from '../limits.ts'
import { render, type Template } from '../speech/template.ts'
import type { Language, Plan, Reminder, Step } from './plan.ts'
import type { ReminderRule } from './policy.ts'

/** What a policy asks for; nothing where it asks for none. */
export const reminderOf = (rule: ReminderRule | null | undefined): { readonly reminder?: Reminder } => {
  if (rule == null) return {}
  const { afterMinutes, times = limits.reminderTimes.default, acknowledgerFirst = true } = rule
  return { reminder: { afterMs: afterMinutes * 60_000, times, acknowledgerFirst } }
}

/** The call says why it comes, and offers the key that resolves. */
const asking = (template: Template): Template => {
  const { phrases, reactions, reminder } = template
  const asked = (language: Language) => {
    const { opening, menu, reminder: again = '' } = phrases[language]
    return { ...phrases[language], opening: `${opening} ${again}`.trim(), menu: reminder?.menu[language] ?? menu }
  }
  const key = reminder?.key
  return {
    ...template,
    phrases: { ja: asked('ja'), en: asked('en') },
    reactions: key === undefined ? reactions : { ...reactions, [key]: { action: 'resolve' } },
  }
}

/** Everybody again. Alerts are told as a message: its keys answer for all of them, and one resolves. */
const toEverybody = ({ buttons: _buttons, ...plan }: Plan, reminder: Reminder): Plan => ({
  ...plan,
  reminder: { ...reminder, part: 'everybody' },
  template: asking(plan.template),
})

/** One after another, the channel first by which they acknowledged it. */
const stepsTo = ({ destinations }: Plan, by: Actor | null): readonly Step[] => {
  if (by === null || by.userId === null) return []
  const mine = [...destinations.keys()].filter((ordinal) => destinations[ordinal]?.userId === by.userId)
  const isFirst = (ordinal: number): number => Number(destinations[ordinal]?.channel !== by.via)
  return mine
    .sort((one, other) => isFirst(one) - isFirst(other))
    .map((ordinal) => ({
      destinations: [ordinal],
      waitMs: destinations[ordinal]?.connectionId === undefined ? 0 : limits.answerMs.default,
    }))
}

/** Whoever acknowledged it, alone: nothing but their own answer is enough. */
const toAcknowledger = (
  plan: Plan,
  { reminder, steps, next }: { reminder: Reminder; steps: readonly Step[]; next: PlanHash },
): Plan => {
  const { variant: _variant, group: _group, ...rest } = plan
  return {
    ...rest,
    reminder: { ...reminder, part: 'acknowledger' },
    // Whoever has it is asked, on duty or not by now.
    destinations: plan.destinations.map(({ onDuty: _onDuty, ...one }) => one),
    steps,
    stop: 'first',
    loopsMax: 1,
    deliveredIsEnough: false,
    endsOnRecovery: true,
    escalatesTo: next,
  }
}

type Named = { readonly hash: PlanHash; readonly plan: Plan }

/**
 * Returns the plans by which it calls again, in their order: the second is what the first escalates to.
 * @param plan the one that was acknowledged; of a return that of everybody
 */
export const comingBack = (
  plan: Plan,
  { by, hashOf }: { readonly by: Actor | null; readonly hashOf: (plan: Plan) => PlanHash },
): readonly [Named, ...Named[]] => {
  const reminder = plan.reminder as Reminder
  const everybody = reminder.part === undefined ? toEverybody(plan, reminder) : plan
  const all: Named = { hash: hashOf(everybody), plan: everybody }
  const steps = reminder.acknowledgerFirst ? stepsTo(plan, by) : []
  if (steps.length === 0) return [all]
  const first = toAcknowledger(everybody, { reminder, steps, next: all.hash })
  return [{ hash: hashOf(first), plan: first }, all]
}

/** What a message says before its text where it comes again; empty where it does not. */
export const saidAgain = (
  { reminder, template }: Plan,
  language: Language,
  values: Readonly<Record<string, string>>,
): string => (reminder?.part === undefined ? '' : render(template.phrases[language].reminder ?? '', values).trim())
