// What is chosen from: as much as one page holds; where there is more, what the server finds for what is typed.

import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ask, queryOf } from './api.ts'
import { choicesQuery, type Page } from './queries.ts'

const AFTER_MS = 150
const FOUND = 50

const foundQuery = <T>(path: string, search: string) =>
  queryOptions({
    queryKey: [path.split('/')[2] ?? path, path, 'found', search],
    queryFn: ({ signal }) => ask<Page<T>>(`${path}${queryOf({ limit: FOUND, search })}`, { signal }),
    placeholderData: keepPreviousData,
  })

export type Sought<T> = {
  readonly items: readonly T[]
  /** Whether there are more than are listed: then something is to be typed. */
  readonly many: boolean
  /** Whether the list was read, or cannot be. */
  readonly ready: boolean
  readonly part: string
  readonly seek: (part: string) => void
}

const nothing: readonly never[] = []

/** @param path `/v1/users` */
export const useSought = <T>(path: string, enabled = true): Sought<T> => {
  const [part, seek] = useState('')
  const [settled] = useDebouncedValue(part.trim(), AFTER_MS)
  const all = useQuery({ ...choicesQuery<T>(path), enabled })
  const many = (all.data?.next ?? null) !== null
  const found = useQuery({ ...foundQuery<T>(path, settled), enabled: enabled && many && settled !== '' })
  const items = (settled === '' ? all.data : found.data)?.items ?? nothing
  return { items, many, ready: !all.isPending, part, seek }
}
