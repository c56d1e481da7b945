// A list as the server pages it: its lines, further ones on request, all of it as a file, what goes wrong, and what to do where it is
// empty. Whatever is listed by it is exported by the filters it is shown by.

import { Button, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { type Filters, listQuery, type Under } from '../data/queries.ts'
import { Taking } from './export.tsx'
import { Said } from './said.tsx'

type Props<T> = {
  readonly path: string
  readonly filters?: Filters
  readonly under?: Under
  /** On a page of something else: there lines are narrowed only where there are many, or it was asked for. */
  readonly narrow?: ReactNode
  readonly as?: 'lines' | 'plain'
  /** How often it is read again although nobody said that something changed. */
  readonly every?: number
  /** Teaches the next step. */
  readonly empty: ReactNode
  readonly children: (item: T) => ReactNode
}

export const Empty = ({ children }: { children: ReactNode }) => <div className="calm">{children}</div>

const None = ({ sought, children }: { readonly sought: boolean; readonly children: ReactNode }) => {
  const t = useTranslations()
  return <Empty>{sought ? <Text>{t('list.noneFound')}</Text> : children}</Empty>
}

/** Attempts have no id of their own: they are counted within their callout. What is said of a person goes by the person's. */
type Item =
  | { readonly id: string | number }
  | { readonly callout: string; readonly ordinal: number }
  | { readonly user: { readonly id: string } }
  | { readonly schedule: { readonly id: string } }
const idOf = (item: Item): string | number => {
  if ('id' in item) return item.id
  if ('callout' in item) return `${item.callout} ${item.ordinal}`
  return 'user' in item ? item.user.id : item.schedule.id
}

const isNarrowed = ({ filters = {}, narrow }: Pick<Props<never>, 'filters' | 'narrow'>): boolean =>
  filters['search'] !== undefined || (narrow !== undefined && Object.values(filters).some((one) => one !== undefined))

type AboveProps = Pick<Props<never>, 'path' | 'narrow' | 'empty'> & {
  readonly filters: Filters
  /** Whether there is more than one page. */
  readonly long: boolean
  /** How many lines are shown; null: nothing is read yet. */
  readonly count: number | null
}

/** What narrows it, what is said where there is nothing, and the file. */
const Above = ({ path, filters, narrow, empty, long, count }: AboveProps) => {
  const narrowed = isNarrowed({ filters, narrow })
  return (
    <>
      {(long || narrowed) && narrow}
      {count === 0 && <None sought={narrowed}>{empty}</None>}
      {count !== null && count > 0 && <Taking path={path} filters={filters} />}
    </>
  )
}

const none: Filters = {}

const useList = <T extends Item>({ path, filters = none, under, every = 0 }: Omit<Props<T>, 'empty' | 'children'>) => {
  const read = useInfiniteQuery({
    ...listQuery<T>(path, filters, under),
    refetchInterval: every === 0 ? false : every,
  })
  const pages = read.data?.pages
  return { ...read, items: pages?.flatMap(({ items }) => items), pages: pages?.length ?? 0 }
}

export const List = <T extends Item>(props: Props<T>) => {
  const { path, filters = none, narrow, as = 'lines', empty, children } = props
  const t = useTranslations()
  const { items, pages, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage } = useList<T>(props)
  return (
    <>
      <Said error={error} />
      {isPending && <Text className="aside">{t('loading')}</Text>}
      <Above {...{ path, filters, narrow, empty }} long={hasNextPage || pages > 1} count={items?.length ?? null} />
      <ul className={as}>
        {items?.map((item) => (
          <li key={idOf(item)}>{children(item)}</li>
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
