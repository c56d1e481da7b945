// Rows of days: one, or from one through another; of one year, or of every year where the year is left out.

import { Button } from '@mantine/core'
import { useTranslations } from 'use-intl'
import { Field } from '../../components/form.tsx'
import { blankDays, type Days, replaced } from './draft.ts'

type Props = {
  /** How the server calls the list. */
  readonly name: string
  readonly label: string
  readonly days: readonly Days[]
  readonly onChange: (days: readonly Days[]) => void
  readonly named: boolean
  readonly disabled: boolean
}

export const DayRows = ({ name, label, days, onChange, named, disabled }: Props) => {
  const t = useTranslations('calendar')
  const parts = named ? (['from', 'through', 'name'] as const) : (['from', 'through'] as const)
  const labels = { from: t('from'), through: t('through'), name: t('what') }
  return (
    <fieldset>
      <legend>{label}</legend>
      {days.map((one, index) => (
        <div key={index} className="beside">
          {parts.map((part) => (
            <Field
              key={part}
              name={`${name}.${index}.${part}`}
              label={labels[part]}
              placeholder={part === 'name' ? '' : '12-29'}
              value={one[part]}
              onChange={(value) => onChange(replaced(days, index, { [part]: value }))}
              disabled={disabled}
            />
          ))}
          {!disabled && (
            <button
              type="button"
              className="quiet"
              aria-label={t('removeDays', { label, number: index + 1 })}
              onClick={() => onChange(replaced(days, index, null))}
            >
              {t('remove')}
            </button>
          )}
        </div>
      ))}
      {!disabled && (
        <Button variant="default" onClick={() => onChange([...days, blankDays])} aria-label={t('addDays', { label })}>
          {t('add')}
        </Button>
      )}
    </fieldset>
  )
}
