// When it begins where it is not urgent, and when it comes back where somebody has it and nobody resolves it.

import { Button, Group } from '@mantine/core'
import { memo } from 'react'
import { useTranslations } from 'use-intl'
import { limits } from '#contract/limits'
import type { PolicyInput } from '#contract/policies'
import { Choice, Field, Tick } from '../../components/form.tsx'
import { WhenFields } from '../../components/when.tsx'
import { numberShown, numberTyped } from '../../data/numbers.ts'
import { besides, type Draft, moved, replaced, without } from './draft.ts'

type Props = { readonly draft: Draft; readonly set: (patch: Partial<Draft>) => void }

const { min, max } = limits.priority
const priorities = Array.from({ length: max - min + 1 }, (_one, index) => String(min + index))
const MINUTE = 60

type Asked = Required<NonNullable<PolicyInput['reminder']>>

const blankReminder: Asked = { afterMinutes: 30, times: limits.reminderTimes.default, acknowledgerFirst: true }

/** What somebody has, and nobody resolves. */
export const Reminder = memo(
  ({ draft, set }: Props) => {
    const t = useTranslations('timing')
    const { reminder } = draft
    const on = reminder != null
    const { afterMinutes, times = limits.reminderTimes.default, acknowledgerFirst = true } = reminder ?? blankReminder
    const change = (patch: Partial<Asked>) => set({ reminder: { afterMinutes, times, acknowledgerFirst, ...patch } })
    return (
      <section className="means">
        <h2>{t('reminder')}</h2>
        <Tick
          label={t('reminderOn')}
          hint={t('reminderHint')}
          value={on}
          onChange={(value) => set({ reminder: value ? blankReminder : null })}
        />
        {on && (
          <>
            <div className="filters">
              <Field
                name="reminder.afterMinutes"
                label={t('reminderAfter')}
                kind="number"
                value={numberShown(afterMinutes)}
                onChange={(text) => change({ afterMinutes: numberTyped(text) })}
              />
              <Field
                name="reminder.times"
                label={t('reminderTimes')}
                kind="number"
                value={numberShown(times)}
                onChange={(text) => change({ times: numberTyped(text) })}
              />
            </div>
            <Tick
              label={t('acknowledgerFirst')}
              value={acknowledgerFirst}
              onChange={(value) => change({ acknowledgerFirst: value })}
            />
          </>
        )}
      </section>
    )
  },
  besides('steps', 'name', 'key'),
)

type Rule = NonNullable<PolicyInput['later']>[number]

type RuleProps = {
  readonly rule: Rule
  readonly index: number
  readonly count: number
  readonly set: (rule: Rule) => void
  readonly move: (to: number) => void
  readonly remove: () => void
}

const Moving = ({ index, count, move, remove }: Omit<RuleProps, 'rule' | 'set'>) => {
  const t = useTranslations('timing')
  return (
    <Group>
      <Button variant="default" disabled={index === 0} onClick={() => move(index - 1)}>
        ↑ {t('earlier')}
      </Button>
      <Button variant="default" disabled={index === count - 1} onClick={() => move(index + 1)}>
        ↓ {t('later')}
      </Button>
      <Button variant="default" onClick={remove}>
        {t('removeRule')}
      </Button>
    </Group>
  )
}

const LaterRule = ({ rule, index, count, set, move, remove }: RuleProps) => {
  const t = useTranslations('timing')
  const { fromPriority = min, seconds, until } = rule
  const from = fromPriority === min ? {} : { fromPriority }
  return (
    <fieldset className="form">
      <legend>{t('rule', { number: index + 1 })}</legend>
      <div className="filters">
        <Choice
          name={`later.${index}.fromPriority`}
          label={t('fromPriority')}
          value={String(fromPriority)}
          onChange={(value) => set({ ...rule, fromPriority: Number(value) })}
          options={priorities.map((value) => ({ value, label: t('priority', { value }) }))}
        />
        <Choice
          name={`later.${index}`}
          label={t('begins')}
          value={until === undefined ? 'after' : 'until'}
          onChange={(value) =>
            set(value === 'after' ? { ...from, seconds: 600 } : { ...from, until: { calendar: '', condition: '' } })
          }
          options={(['after', 'until'] as const).map((value) => ({ value, label: t(value) }))}
        />
        {until === undefined ? (
          <Field
            name={`later.${index}.seconds`}
            label={t('minutes')}
            kind="number"
            value={numberShown((seconds ?? 0) / MINUTE)}
            onChange={(text) => set({ ...from, seconds: Math.round(numberTyped(text) * MINUTE) })}
          />
        ) : (
          <WhenFields
            name={`later.${index}.until`}
            when={until}
            set={(when) => set({ ...from, until: when ?? { calendar: '', condition: '' } })}
            none="–"
          />
        )}
      </div>
      <Moving index={index} count={count} move={move} remove={remove} />
    </fieldset>
  )
}

/** What is not urgent. Of several rules that fit its priority the first counts. */
export const Later = memo(
  ({ draft, set }: Props) => {
    const t = useTranslations('timing')
    const rules = draft.later ?? []
    const change = (later: Rule[]) => set({ later })
    return (
      <section className="means">
        <h2>{t('title')}</h2>
        <p className="aside">{t('hint')}</p>
        {rules.map((rule, index) => (
          <LaterRule
            key={index}
            rule={rule}
            index={index}
            count={rules.length}
            set={(next) => change(replaced(rules, index, next))}
            move={(to) => change(moved(rules, index, to))}
            remove={() => change(without(rules, index))}
          />
        ))}
        {rules.length < limits.laterRules.max && (
          <Button variant="default" onClick={() => change([...rules, { fromPriority: 6, seconds: 600 }])}>
            {t('addRule')}
          </Button>
        )}
      </section>
    )
  },
  besides('steps', 'name', 'key'),
)
