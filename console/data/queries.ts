// What the console reads, each under a key of its own, and the stream that says when to read again. The stream carries no
// content; where it is not allowed or breaks, a slow look keeps the page true.

import { type QueryClient, queryOptions } from '@tanstack/react-query'
import type { Callout, CalloutSummary } from '#contract/callouts'
import type { Pause } from '#contract/pauses'
import type { Session } from '#contract/sessions'
import { ask } from './api.ts'

export type Page<T> = { readonly items: readonly T[]; readonly next: string | null }
type Told = { readonly items: readonly { readonly seq: number; readonly at: string; readonly text: string }[] }

const LOOK_EVERY_MS = 5_000
export const PAGE = 20

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: () => ask<Session>('/v1/session'),
  retry: false,
  staleTime: Number.POSITIVE_INFINITY,
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
    queryFn: () => ask<Callout>(`/v1/callouts/${encodeURIComponent(id)}`),
    refetchInterval: ({ state }) => (state.data?.status === 'ended' ? false : LOOK_EVERY_MS),
  })

export const explanationQuery = (id: string, language: string) =>
  queryOptions({
    queryKey: ['callouts', 'told', id, language],
    queryFn: () => ask<Told>(`/v1/callouts/${encodeURIComponent(id)}/explanation?lang=${language}`),
  })

export const pausesQuery = queryOptions({
  queryKey: ['pauses'],
  queryFn: () => ask<Page<Pause>>('/v1/pauses'),
  refetchInterval: LOOK_EVERY_MS * 6,
})

/** Listens until the returned function is called. */
export const listen = (client: QueryClient): (() => void) => {
  const source = new EventSource('/v1/events')
  const again = (): void => void client.invalidateQueries({ queryKey: ['callouts'] })
  source.addEventListener('callout', again)
  source.addEventListener('reset', again)
  source.addEventListener('open', again)
  return () => source.close()
}
