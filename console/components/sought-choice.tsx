// A choice among what may be thousands: the platform's own list of what the server finds, under a field that narrows it as one
// types. Where one page holds them all, the list alone.

import { TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { useName } from '../data/name.ts'
import { useSought } from '../data/sought.ts'
import { Choice, type Option } from './form.tsx'

type Named = { readonly id: string; readonly key: string; readonly name: string }
type Props<T> = {
  /** `/v1/users` */
  readonly path: string
  readonly name: string
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  /** What it means that none is chosen. */
  readonly none?: string
  readonly hint?: ReactNode
  readonly disabled?: boolean
  /** Whether it may be asked for at all. */
  readonly enabled?: boolean
  readonly only?: (item: T) => boolean
  /** What the value is. */
  readonly by?: 'key' | 'id'
  /** How what is chosen is called, where it is not among those listed. */
  readonly called?: string | undefined
}

const known = (options: readonly Option[], value: string): boolean =>
  value === '' || options.some((one) => one.value === value)

type SeekingProps = {
  readonly what: string
  readonly part: string
  readonly seek: (part: string) => void
  readonly count: number
}

/** A field that narrows what is chosen from. */
export const Seeking = ({ what, part, seek, count }: SeekingProps) => {
  const t = useTranslations('sought')
  return (
    <>
      <TextInput
        type="search"
        aria-label={t('seek', { what })}
        placeholder={t('typed')}
        value={part}
        onChange={({ currentTarget }) => seek(currentTarget.value)}
      />
      <p className="aside" role="status">
        {t(part === '' ? 'first' : 'found', { count })}
      </p>
    </>
  )
}

type LabelAsked = Parameters<typeof useName>[0] & { readonly called: string | undefined }

/** What is chosen and not listed is called as the page knows it, else as the server says. */
const useLabel = ({ called, enabled = true, ...asked }: LabelAsked): string => {
  const name = useName({ ...asked, enabled: enabled && called === undefined })
  return called ?? name
}

const everybody = (): boolean => true

export const SoughtChoice = <T extends Named>(props: Props<T>) => {
  const { path, none, enabled = true, only = everybody, by = 'key', called, ...choice } = props
  const { items, many, part, seek } = useSought<T>(path, enabled)
  const found = items.filter(only).map((item) => ({ value: item[by], label: item.name }))
  const isFound = known(found, choice.value)
  const label = useLabel({ path, of: choice.value, called, enabled: enabled && many && !isFound })
  const options = [
    ...(none === undefined ? [] : [{ value: '', label: none }]),
    ...(isFound ? [] : [{ value: choice.value, label }]),
    ...found,
  ]
  return (
    <div className="sought">
      {many && choice.disabled !== true && <Seeking what={choice.label} part={part} seek={seek} count={found.length} />}
      <Choice {...choice} options={options} />
    </div>
  )
}
