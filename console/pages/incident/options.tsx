// The fields a project has given its incidents (オプション項目), each as its kind asks for.

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import type { IncidentSettings } from '#contract/incident-settings'
import { Choice, Field, Tick } from '../../components/form.tsx'
import { at } from '../../data/api.ts'
import { oneQuery, useMay } from '../../data/queries.ts'
import type { Item, Values } from './draft.ts'

const none: readonly Item[] = []

/** @param project its key */
export const useItems = (project: string): { readonly items: readonly Item[]; readonly isLoading: boolean } => {
  const may = useMay()
  const path = `/v1/projects/${at(project)}/incident-settings`
  const { data, isLoading } = useQuery({ ...oneQuery<IncidentSettings>(path), enabled: may('projects:read') })
  return { items: data?.options ?? none, isLoading }
}

type Props = {
  readonly items: readonly Item[]
  readonly values: Values
  readonly set: (values: Values) => void
}

const toggled = (all: readonly string[], one: string, on: boolean): readonly string[] =>
  on ? [...all, one] : all.filter((other) => other !== one)

const One = ({ item, values, set }: { item: Item } & Omit<Props, 'items'>) => {
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

export const Options = ({ items, ...rest }: Props) => items.map((item) => <One key={item.key} item={item} {...rest} />)
