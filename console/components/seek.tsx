// A list narrowed by a part of the key or the name. What is sought stands in the address.

import { useSearch } from '@tanstack/react-router'
import { type ReactNode, useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { useFilter } from './filter.ts'
import { Field } from './form.tsx'

const AFTER_MS = 200

type Sought = { readonly search?: string }

/** @param from the page’s path */
export const useSeek = (from: string): Sought => {
  const { search } = useSearch({ strict: false }) as Sought
  return from === '' || search === undefined ? {} : { search }
}

/** @param children further filters, beside it */
export const Seek = ({ from, children }: { readonly from: string; readonly children?: ReactNode }) => {
  const t = useTranslations('list')
  const { search = '' } = useSeek(from)
  const filter = useFilter(from)
  const [typed, setTyped] = useState(search)
  // The way back leads to what was sought before.
  useEffect(() => setTyped(search), [search])
  useEffect(() => {
    if (typed.trim() === search) return
    const timer = setTimeout(() => filter('search')(typed.trim()), AFTER_MS)
    return () => clearTimeout(timer)
  }, [typed, search, filter])
  return (
    <div className="filters">
      <Field name="search" label={t('seek')} value={typed} onChange={setTyped} />
      {children}
    </div>
  )
}
