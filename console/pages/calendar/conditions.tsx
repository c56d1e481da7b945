// Named conditions, such as night or weekend: by these policies switch, groups of policies choose and pauses repeat. Each has
// rules, any of which will do; all that a rule names must hold.

import { Button, Group } from '@mantine/core'
import { useTranslations } from 'use-intl'
import { Choice, Field, Tick } from '../../components/form.tsx'
import { DayRows } from './days.tsx'
import { type BandDraft, blankRule, type ConditionDraft, type RuleDraft, replaced, weekdays } from './draft.ts'

type RuleProps = {
  readonly rule: RuleDraft
  readonly name: string
  readonly number: number
  readonly set: (patch: Partial<RuleDraft> | null) => void
  readonly disabled: boolean
}

const Bands = ({ rule, name, set, disabled }: RuleProps) => {
  const t = useTranslations('calendar')
  const change = (index: number, patch: Partial<BandDraft> | null) => set({ bands: replaced(rule.bands, index, patch) })
  return (
    <>
      {rule.bands.map((band, index) => (
        <div key={index} className="beside">
          {(['from', 'to'] as const).map((part) => (
            <Field
              key={part}
              name={`${name}.bands.${index}.${part}`}
              label={t(part === 'from' ? 'bandFrom' : 'bandTo')}
              hint={part === 'to' && band.to <= band.from ? t('nextDay') : undefined}
              placeholder={part === 'from' ? '18:00' : '09:00'}
              value={band[part]}
              onChange={(value) => change(index, { [part]: value })}
              disabled={disabled}
            />
          ))}
          {!disabled && (
            <button type="button" className="quiet" onClick={() => change(index, null)}>
              {t('remove')}
            </button>
          )}
        </div>
      ))}
      {!disabled && (
        <Button
          variant="default"
          className="apart"
          onClick={() => set({ bands: [...rule.bands, { from: '18:00', to: '09:00' }] })}
        >
          {t('addBand')}
        </Button>
      )}
    </>
  )
}

export const Rule = (props: RuleProps) => {
  const { rule, name, number, set, disabled } = props
  const t = useTranslations()
  const toggle = (day: number) => (on: boolean) =>
    set({ weekdays: on ? [...rule.weekdays, day] : rule.weekdays.filter((one) => one !== day) })
  return (
    <fieldset className="form">
      <legend>{t('calendar.rule', { number })}</legend>
      <Group role="group" aria-label={t('calendar.weekdays')}>
        {weekdays.map((day) => (
          <Tick
            key={day}
            label={t(`weekday.${day}`)}
            value={rule.weekdays.includes(day)}
            onChange={toggle(day)}
            disabled={disabled}
          />
        ))}
      </Group>
      <Choice
        name={`${name}.holiday`}
        label={t('calendar.holiday')}
        value={rule.holiday}
        onChange={(holiday) => set({ holiday: holiday as RuleDraft['holiday'] })}
        options={(['', 'yes', 'no', 'eve'] as const).map((value) => ({
          value,
          label: t(`onHoliday.${value === '' ? 'any' : value}`),
        }))}
        disabled={disabled}
      />
      <Bands {...props} />
      <DayRows
        name={`${name}.dates`}
        label={t('calendar.dates')}
        days={rule.dates}
        onChange={(dates) => set({ dates })}
        named={false}
        disabled={disabled}
      />
      {!disabled && (
        <Button variant="default" className="apart" onClick={() => set(null)}>
          {t('calendar.removeRule', { number })}
        </Button>
      )}
    </fieldset>
  )
}

type Props = {
  readonly conditions: readonly ConditionDraft[]
  readonly onChange: (conditions: readonly ConditionDraft[]) => void
  readonly disabled: boolean
}

const One = ({ condition, index, set, disabled }: OneProps) => {
  const t = useTranslations('calendar')
  const { key, inverted, anyOf } = condition
  const name = `conditions.${index}`
  return (
    <fieldset className="form">
      <legend>{key === '' ? t('newCondition') : key}</legend>
      <Field
        name={`${name}.key`}
        label={t('conditionKey')}
        hint={t('conditionKeyHint')}
        value={key}
        onChange={(value) => set({ key: value })}
        disabled={disabled}
      />
      {anyOf.map((rule, place) => (
        <Rule
          key={place}
          rule={rule}
          name={`${name}.anyOf.${place}`}
          number={place + 1}
          set={(patch) => set({ anyOf: replaced(anyOf, place, patch) })}
          disabled={disabled}
        />
      ))}
      <Tick label={t('inverted')} value={inverted} onChange={(on) => set({ inverted: on })} disabled={disabled} />
      {!disabled && (
        <Group>
          <Button variant="default" onClick={() => set({ anyOf: [...anyOf, blankRule] })}>
            {t('addRule')}
          </Button>
          <Button variant="default" onClick={() => set(null)}>
            {t('removeCondition')}
          </Button>
        </Group>
      )}
    </fieldset>
  )
}

type OneProps = {
  readonly condition: ConditionDraft
  readonly index: number
  readonly set: (patch: Partial<ConditionDraft> | null) => void
  readonly disabled: boolean
}

export const Conditions = ({ conditions, onChange, disabled }: Props) => {
  const t = useTranslations('calendar')
  return (
    <section>
      <h2>{t('conditions')}</h2>
      <p className="aside">{t('conditionsHint')}</p>
      {conditions.map((condition, index) => (
        <One
          key={index}
          condition={condition}
          index={index}
          set={(patch) => onChange(replaced(conditions, index, patch))}
          disabled={disabled}
        />
      ))}
      {!disabled && (
        <Button
          variant="default"
          onClick={() => onChange([...conditions, { key: '', inverted: false, anyOf: [blankRule] }])}
        >
          {t('addCondition')}
        </Button>
      )}
    </section>
  )
}
