// While a condition of a calendar holds: which calendar, and which of its conditions.

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import type { Calendar } from '#contract/calendars'
import { at } from '../data/api.ts'
import { oneQuery, useMay } from '../data/queries.ts'
import { Choice, type Option } from './form.tsx'
import { SoughtChoice } from './sought-choice.tsx'

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

const nowhere: When = { calendar: '', condition: '' }

/** The conditions of a calendar by their keys; with the one that is chosen, also where it is gone. */
export const useConditions = (calendar: string, chosen: string): readonly Option[] => {
  const may = useMay()
  const { data } = useQuery({
    ...oneQuery<Calendar>(`/v1/calendars/${at(calendar)}`),
    enabled: calendar !== '' && may('calendars:read'),
  })
  const known = data?.conditions.map(({ key }) => key) ?? []
  const all = chosen === '' || known.includes(chosen) ? known : [chosen, ...known]
  return [{ value: '', label: '–' }, ...all.map((value) => ({ value, label: value }))]
}

export const WhenFields = ({ name, when = nowhere, set, none, disabled = false }: Props) => {
  const t = useTranslations('when')
  const may = useMay()
  const { calendar, condition } = when
  const conditions = useConditions(calendar, condition)
  return (
    <>
      <SoughtChoice<Calendar>
        path="/v1/calendars"
        name={`${name}.calendar`}
        label={t('calendar')}
        value={calendar}
        onChange={(value) => set(value === '' ? undefined : { calendar: value, condition: '' })}
        none={none}
        enabled={may('calendars:read')}
        disabled={disabled}
      />
      {calendar !== '' && (
        <Choice
          name={`${name}.condition`}
          label={t('condition')}
          value={condition}
          onChange={(value) => set({ calendar, condition: value })}
          options={conditions}
          disabled={disabled}
        />
      )}
    </>
  )
}
