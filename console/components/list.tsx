// A list as the server pages it: its lines, further ones on request, what goes wrong, and what to do where it is empty.

import { Button, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { type Filters, listQuery } from '../data/queries.ts'
import { Said } from './said.tsx'

type Props<T> = {
  readonly path: string
  readonly filters?: Filters
  /** Teaches the next step. */
  readonly empty: ReactNode
  readonly children: (item: T) => ReactNode
}

export const Empty = ({ children }: { children: ReactNode }) => <div className="calm">{children}</div>

export const List = <T extends { readonly id: string }>({ path, filters = {}, empty, children }: Props<T>) => {
  const t = useTranslations()
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    listQuery<T>(path, filters),
  )
  const items = data?.pages.flatMap((page) => page.items) ?? []
  return (
    <>
      <Said error={error} />
      {isPending && <Text className="aside">{t('loading')}</Text>}
      {data !== undefined && items.length === 0 && <Empty>{empty}</Empty>}
      <ul className="lines">
        {items.map((item) => (
          <li key={item.id}>{children(item)}</li>
        ))}
      </ul>
      {hasNextPage && (
        <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('list.more')}
        </Button>
      )}
    </>
  )
}
