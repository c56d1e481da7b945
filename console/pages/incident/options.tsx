// The fields a project has given its incidents (オプション項目), each as its kind asks for.

import { Alert } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import type { IncidentSettings } from '#contract/incident-settings'
import { Choice, Field, Tick } from '../../components/form.tsx'
import { at } from '../../data/api.ts'
import { oneQuery, useMay } from '../../data/queries.ts'
import type { Item, Values } from './draft.ts'

const none: readonly Item[] = []

type Items = {
  readonly items: readonly Item[]
  readonly isLoading: boolean
  /** They could not be read: what an incident has is not known to be empty. */
  readonly unread: boolean
}

/** @param project its key */
export const useItems = (project: string): Items => {
  const may = useMay()
  const path = `/v1/projects/${at(project)}/incident-settings`
  const { data, isLoading, isError } = useQuery({ ...oneQuery<IncidentSettings>(path), enabled: may('projects:read') })
  return { items: data?.options ?? none, isLoading, unread: isError && data === undefined }
}

type Props = Pick<Items, 'items' | 'unread'> & {
  readonly values: Values
  readonly set: (values: Values) => void
}

const toggled = (all: readonly string[], one: string, on: boolean): readonly string[] =>
  on ? [...all, one] : all.filter((other) => other !== one)

const One = ({ item, values, set }: { item: Item } & Pick<Props, 'values' | 'set'>) => {
  const t = useTranslations('incident')
  const { key, label, kind, choices } = item
  const value = values[key] ?? ''
  const change = (next: string | readonly string[]) => set({ ...values, [key]: next })
  const common = { name: `parameters.${key}`, label, value: String(value), onChange: change }
  if (kind === 'text') return <Field {...common} />
  if (kind === 'textarea') return <Field {...common} lines={3} />
  if (kind !== 'checkbox') return <Choice {...common} options={[{ value: '', label: t('notChosen') }, ...choices]} />
  const ticked = typeof value === 'string' ? [] : value
  return (
    <fieldset className="ticks">
      <legend>{label}</legend>
      {choices.map((choice) => (
        <Tick
          key={choice.value}
          label={choice.label}
          value={ticked.includes(choice.value)}
          onChange={(on) => change(toggled(ticked, choice.value, on))}
        />
      ))}
    </fieldset>
  )
}

export const Options = ({ items, unread, ...rest }: Props) => {
  const t = useTranslations('incident')
  if (unread)
    return (
      <Alert role="alert" color="gray" variant="light" className="said">
        {t('optionsUnread')}
      </Alert>
    )
  return items.map((item) => <One key={item.key} item={item} {...rest} />)
}
