// An incident's timeline, the newest entries first. Entries are numbered without gaps, so a page is a range of numbers; further
// pages are older. Reading it again reads every page that is shown.

import { infiniteQueryOptions } from '@tanstack/react-query'
import type { Timeline } from '#contract/incidents'
import { ask, at } from './api.ts'
import { LOOK_EVERY_MS } from './queries.ts'

const ENTRIES = 50

type Stretch = { readonly items: Timeline['items']; readonly from: number }

/** From the beginning, as the first person does who so becomes commander. */
const newest = async (path: string): Promise<number> => (await ask<Timeline>(`${path}?after=0&limit=1`)).seq

/** @param ref number or id of the incident */
export const timelineQuery = (ref: string) => {
  const path = `/v1/incidents/${at(ref)}/timeline`
  return infiniteQueryOptions({
    queryKey: ['incidents', 'timeline', ref],
    queryFn: async ({ pageParam }): Promise<Stretch> => {
      const to = pageParam ?? (await newest(path))
      const from = Math.max(0, to - ENTRIES)
      const { items } = await ask<Timeline>(`${path}?after=${from}&limit=${Math.max(1, to - from)}`)
      return { items: items.toReversed(), from }
    },
    initialPageParam: null as number | null,
    getNextPageParam: ({ from }) => (from === 0 ? undefined : from),
    refetchInterval: LOOK_EVERY_MS,
  })
}
