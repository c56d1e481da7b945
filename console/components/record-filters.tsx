// What lists of what happened have in common: a time, a person, and choices of their own; all of it in the address.

import { useSearch } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { User } from '#contract/users'
import { useMay } from '../data/queries.ts'
import { useFilter } from './filter.ts'
import { Choice, Field, type Option } from './form.tsx'
import { SoughtChoice } from './sought-choice.tsx'

type Filter = { readonly name: string; readonly label: string; readonly options: readonly Option[] }
type Props = {
  /** The page’s path. */
  readonly from: string
  readonly times: readonly { readonly name: 'from' | 'to'; readonly label: string }[]
  readonly person: { readonly name: string; readonly label: string }
  readonly choices: readonly Filter[]
}

export const RecordFilters = ({ from, times, person, choices }: Props) => {
  const t = useTranslations('log')
  const may = useMay()
  const search = useSearch({ strict: false }) as Readonly<Record<string, string | undefined>>
  const filter = useFilter(from)
  return (
    <div className="filters">
      {times.map(({ name, label }) => (
        <Field
          key={name}
          name={name}
          label={label}
          kind="datetime-local"
          value={search[name] ?? ''}
          onChange={filter(name)}
        />
      ))}
      <SoughtChoice<User>
        path="/v1/users"
        {...person}
        value={search[person.name] ?? ''}
        onChange={filter(person.name)}
        none={t('any')}
        enabled={may('users:read')}
      />
      {choices.map(({ name, label, options }) => (
        <Choice
          key={name}
          name={name}
          label={label}
          value={search[name] ?? ''}
          onChange={filter(name)}
          options={[{ value: '', label: t('any') }, ...options]}
        />
      ))}
    </div>
  )
}
