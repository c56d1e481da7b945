// List pages as the client library expects them: exactly one array besides the known keys, relative addresses, a page token
// that names where the page begins. Tokens name an item, so that new calls arriving meanwhile do not shift the pages.

import type { Ledger, LedgerItem } from '../ledger.ts'
import { limits } from '../limits.ts'
import { RestError } from './errors.ts'

export type ListQuery = { path: string; query: URLSearchParams }

export function listPage<T extends LedgerItem>(
  ledger: Ledger<T>,
  list: ListQuery,
  how: { key: string; to: string | null; fits: (item: T) => boolean; toJson: (item: T) => object },
): object {
  const size = pageSize(list.query)
  const number = Math.max(0, Number.parseInt(list.query.get('Page') ?? '0', 10) || 0)
  const token = list.query.get('PageToken')
  const position = positionOf(ledger, token)
  const { items, hasMore } = ledger.page({ size, ...position }, how.to, how.fits)
  const first = items[0]
  const last = items.at(-1)
  const hasPrevious = number > 0 && first !== undefined
  return {
    ...envelope(list, { size, number, count: items.length }),
    next_page_uri: hasMore && last ? uri(list, { size, number: number + 1, token: `PA${last.sid}` }) : null,
    previous_page_uri: hasPrevious ? uri(list, { size, number: number - 1, token: `PB${first.sid}` }) : null,
    [how.key]: items.map(how.toJson),
  }
}

/** A list small enough for one page after the other to be cut out of an array. */
export function arrayPage(items: readonly object[], list: ListQuery, key: string): object {
  const size = pageSize(list.query)
  const number = Math.max(0, Number.parseInt(list.query.get('Page') ?? '0', 10) || 0)
  const shown = items.slice(number * size, (number + 1) * size)
  const hasMore = items.length > (number + 1) * size
  return {
    ...envelope(list, { size, number, count: shown.length }),
    next_page_uri: hasMore ? uri(list, { size, number: number + 1, token: null }) : null,
    previous_page_uri: number > 0 ? uri(list, { size, number: number - 1, token: null }) : null,
    [key]: shown,
  }
}

function envelope(list: ListQuery, page: { size: number; number: number; count: number }): object {
  const start = page.number * page.size
  return {
    page: page.number,
    page_size: page.size,
    start,
    end: start + Math.max(0, page.count - 1),
    uri: list.query.size === 0 ? list.path : `${list.path}?${list.query.toString()}`,
    first_page_uri: uri(list, { size: page.size, number: 0, token: null }),
  }
}

function pageSize(query: URLSearchParams): number {
  const text = query.get('PageSize')
  if (text === null) return limits.pageRowsDefault
  const size = Number.parseInt(text, 10)
  if (Number.isNaN(size) || size < 1) throw new RestError(20006, `Page size must be between 1 and ${limits.pageRows}`)
  return Math.min(size, limits.pageRows)
}

function positionOf<T extends LedgerItem>(
  ledger: Ledger<T>,
  token: string | null,
): { olderThan: number | null; newerThan: number | null } {
  if (token === null) return { olderThan: null, newerThan: null }
  const index = ledger.indexOf(token.slice(2))
  if (index === null) throw new RestError(20001, 'Invalid PageToken')
  return token.startsWith('PB') ? { olderThan: null, newerThan: index } : { olderThan: index, newerThan: null }
}

function uri(list: ListQuery, page: { size: number; number: number; token: string | null }): string {
  const query = new URLSearchParams(list.query)
  for (const key of ['PageSize', 'Page', 'PageToken']) query.delete(key)
  query.set('PageSize', String(page.size))
  query.set('Page', String(page.number))
  if (page.token !== null) query.set('PageToken', page.token)
  return `${list.path}?${query.toString()}`
}
