// While a condition of a calendar holds: which calendar, and which of its conditions.

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import type { Calendar } from '#contract/calendars'
import { choicesQuery, useMay } from '../data/queries.ts'
import { Choice } from './form.tsx'

export type When = { readonly calendar: string; readonly condition: string }
type Props = {
  /** How the server calls it. */
  readonly name: string
  readonly when: When | undefined
  readonly set: (when: When | undefined) => void
  /** What it means that none is chosen. */
  readonly none: string
  readonly disabled?: boolean
}

const optionsOf = (known: readonly { value: string; label: string }[], value: string, none: string) => [
  { value: '', label: none },
  ...(value === '' || known.some((one) => one.value === value) ? [] : [{ value, label: value }]),
  ...known,
]

const nowhere: When = { calendar: '', condition: '' }
const nothing: readonly Calendar[] = []

const useCalendars = (): readonly Calendar[] => {
  const may = useMay()
  const { data } = useQuery({ ...choicesQuery<Calendar>('/v1/calendars'), enabled: may('calendars:read') })
  return data?.items ?? nothing
}

export const WhenFields = ({ name, when = nowhere, set, none, disabled = false }: Props) => {
  const t = useTranslations('when')
  const calendars = useCalendars()
  const { calendar, condition } = when
  const conditions = calendars.find(({ key }) => key === calendar)?.conditions ?? []
  return (
    <>
      <Choice
        name={`${name}.calendar`}
        label={t('calendar')}
        value={calendar}
        onChange={(value) => set(value === '' ? undefined : { calendar: value, condition: '' })}
        options={optionsOf(
          calendars.map((one) => ({ value: one.key, label: one.name })),
          calendar,
          none,
        )}
        disabled={disabled}
      />
      {calendar !== '' && (
        <Choice
          name={`${name}.condition`}
          label={t('condition')}
          value={condition}
          onChange={(value) => set({ calendar, condition: value })}
          options={optionsOf(
            conditions.map(({ key }) => ({ value: key, label: key })),
            condition,
            '–',
          )}
          disabled={disabled}
        />
      )}
    </>
  )
}
