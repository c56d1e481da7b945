// What the console reads, each under a key of its own, and the stream that says when to read again. The stream carries no
// content; where it is not allowed or breaks, a slow look keeps the page true.

import { infiniteQueryOptions, keepPreviousData, type QueryClient, queryOptions, useSuspenseQuery } from '@tanstack/react-query'
import type { Callout, CalloutSummary } from '#contract/callouts'
import type { Approval, DraftSummary } from '#contract/drafts'
import type { Installation } from '#contract/installation'
import type { Preparation } from '#contract/preparation'
import type { Pause } from '#contract/pauses'
import type { Permission } from '#contract/permissions'
import type { RuleList, RuleMatchList } from '#contract/rules'
import type { Preview } from '#contract/previews'
import type { Session } from '#contract/sessions'
import { ask, at, queryOf } from './api.ts'

export type Page<T> = { readonly items: readonly T[]; readonly next: string | null }
type Told = { readonly items: readonly { readonly seq: number; readonly at: string; readonly text: string }[] }
export type Filters = Readonly<Record<string, string | undefined>>

export const LOOK_EVERY_MS = 5_000
export const PAGE = 20

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: () => ask<Session>('/v1/session'),
  retry: false,
  staleTime: Number.POSITIVE_INFINITY,
})

/** Whether the session ended while its page is still there. */
export const endedKey = ['ended'] as const

/** Since when the server cannot be heard, in milliseconds; null while it can. */
export const lostKey = ['lost'] as const
/** A server that starts anew, or a phone that changes its network, is back before anybody needs to know. */
const LOST_AFTER_MS = 2_000

/** Whether the person who is signed in may do something. */
export const useMay = (): ((permission: Permission) => boolean) => {
  const { permissions } = useSuspenseQuery(sessionQuery).data
  return (permission) => permissions.includes(permission)
}

export const installationQuery = queryOptions({
  queryKey: ['installation'],
  queryFn: () => ask<Installation>('/v1/installation'),
  staleTime: Number.POSITIVE_INFINITY,
})

export const preparationQuery = queryOptions({
  queryKey: ['preparation'],
  queryFn: () => ask<Preparation>('/v1/preparation'),
})

/** Where a page has its lines. */
export type Under = 'items' | 'schedules' | 'stints'
type Answered<T> = { readonly [One in Under]?: readonly T[] } & { readonly next: string | null }

/** A list as the server pages it, further pages on request. @param path `/v1/policies`, which is also its key */
export const listQuery = <T>(path: string, filters: Filters = {}, under: Under = 'items') =>
  infiniteQueryOptions({
    queryKey: [path.split('/')[2] ?? path, path, filters],
    queryFn: async ({ pageParam, signal }): Promise<Page<T>> => {
      const asked = queryOf({ ...filters, limit: PAGE, cursor: pageParam })
      const { [under]: items = [], next } = await ask<Answered<T>>(`${path}${asked}`, { signal })
      return { items, next }
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page: Page<T>) => page.next ?? undefined,
  })

const ALL = 200

/** What choices are made from: as many as one page holds. */
export const choicesQuery = <T>(path: string) =>
  queryOptions({
    queryKey: [path.split('/')[2] ?? path, path, 'choices'],
    queryFn: ({ signal }) => ask<Page<T>>(`${path}${queryOf({ limit: ALL })}`, { signal }),
  })

/** Beyond so many pages nobody could look at what was read. */
const PAGES_MAX = 50

/** All there are, page after page: for what is looked through, not chosen from. */
export const everyQuery = <T>(path: string, filters: Filters = {}) =>
  queryOptions({
    queryKey: [path.split('/')[2] ?? path, path, 'every', filters],
    queryFn: async ({ signal }): Promise<readonly T[]> => {
      const found: T[] = []
      let cursor: string | null = null
      for (let pages = 0; pages < PAGES_MAX; pages += 1) {
        const page: Page<T> = await ask<Page<T>>(`${path}${queryOf({ ...filters, limit: ALL, cursor })}`, { signal })
        found.push(...page.items)
        cursor = page.next
        if (cursor === null) break
      }
      return found
    },
  })

/** One object of a kind. @param path `/v1/policies/night` */
export const oneQuery = <T>(path: string) =>
  queryOptions({
    queryKey: [path.split('/')[2] ?? path, path],
    queryFn: ({ signal }) => ask<T>(path, { signal }),
  })

export const calloutsQuery = (status: 'running' | 'ended') =>
  queryOptions({
    queryKey: ['callouts', status],
    queryFn: () => ask<Page<CalloutSummary>>(`/v1/callouts?status=${status}&limit=${PAGE}`),
    refetchInterval: LOOK_EVERY_MS,
  })

export const calloutQuery = (id: string) =>
  queryOptions({
    queryKey: ['callouts', 'one', id],
    queryFn: () => ask<Callout>(`/v1/callouts/${at(id)}`),
    refetchInterval: ({ state }) => (state.data?.status === 'ended' ? false : LOOK_EVERY_MS),
  })

export const explanationQuery = (id: string, language: string) =>
  queryOptions({
    queryKey: ['callouts', 'told', id, language],
    queryFn: () => ask<Told>(`/v1/callouts/${at(id)}/explanation?lang=${language}`),
  })

/** What each rule would do about an alert. @param version changes when it is to be asked again */
export const matchQuery = (asked: unknown, version = '') =>
  queryOptions({
    queryKey: ['rules', 'match', asked, version],
    queryFn: ({ signal }) => ask<RuleMatchList>('/v1/rules/match', { method: 'POST', body: asked, signal }),
  })

/** @param search a part of the key or the name; empty: all of them */
export const rulesQuery = (search = '') =>
  queryOptions({
    queryKey: ['rules', 'all', search],
    queryFn: ({ signal }) => ask<RuleList>(`/v1/rules${queryOf({ search })}`, { signal }),
    placeholderData: keepPreviousData,
  })

/** Those a policy would call, as the preview has it; nobody twice. */
export const whomQuery = (policy: string) =>
  queryOptions({
    queryKey: ['preview', 'whom', policy],
    queryFn: async ({ signal }): Promise<readonly string[]> => {
      const path = `/v1/policies/${at(policy)}/preview?format=json`
      const { attempts } = await ask<Preview>(path, { method: 'POST', body: {}, signal })
      return [...new Set(attempts.map(({ name }) => name))]
    },
    retry: false,
  })

export const pausesQuery = queryOptions({
  queryKey: ['pauses'],
  queryFn: () => ask<Page<Pause>>('/v1/pauses'),
  refetchInterval: LOOK_EVERY_MS * 6,
})

/** Whether changes need approval here. */
export const approvalQuery = queryOptions({
  queryKey: ['approval'],
  queryFn: () => ask<Approval>('/v1/approval'),
  staleTime: LOOK_EVERY_MS * 12,
})

/** Those that wait for approval, as far as one page goes. */
export const waitingQuery = queryOptions({
  queryKey: ['drafts', 'waiting'],
  queryFn: () => ask<Page<DraftSummary>>(`/v1/drafts?state=open&limit=${PAGE}`),
  refetchInterval: LOOK_EVERY_MS * 12,
})

/** While nothing can be heard, or the browser has no network, what is shown is old: pages say so. */
const watchTouch = (client: QueryClient) => {
  let timer: ReturnType<typeof setTimeout> | undefined
  return {
    found: (): void => {
      clearTimeout(timer)
      timer = undefined
      client.setQueryData(lostKey, null)
    },
    lost: (): void => {
      const sinceMs = Date.now()
      timer ??= setTimeout(() => client.setQueryData(lostKey, sinceMs), LOST_AFTER_MS)
    },
  }
}

const follow = (client: QueryClient, { found, lost }: ReturnType<typeof watchTouch>): EventSource => {
  const source = new EventSource('/v1/events')
  const again = (...keys: readonly string[]) => {
    for (const key of keys) void client.invalidateQueries({ queryKey: [key] })
  }
  // What somebody answers in a callout is said of its alerts too.
  source.addEventListener('callout', () => again('callouts', 'alerts'))
  source.addEventListener('alert', () => again('alerts'))
  source.addEventListener('incident', () => again('incidents'))
  source.addEventListener('reset', () => again('callouts', 'alerts', 'incidents'))
  source.addEventListener('open', () => {
    found()
    again('callouts', 'alerts', 'incidents')
  })
  // One that is refused is closed, and does not come back: whoever may not listen has lost nothing.
  source.addEventListener('error', () => source.readyState === EventSource.CONNECTING && lost())
  return source
}

/** Listens until the returned function is called. */
export const listen = (client: QueryClient): (() => void) => {
  const touch = watchTouch(client)
  let source = follow(client, touch)
  // What was open before a time without a network may hear nothing any more, and not know it.
  const anew = () => {
    source.close()
    source = follow(client, touch)
  }
  window.addEventListener('offline', touch.lost)
  window.addEventListener('online', anew)
  return () => {
    window.removeEventListener('offline', touch.lost)
    window.removeEventListener('online', anew)
    touch.found()
    source.close()
  }
}
