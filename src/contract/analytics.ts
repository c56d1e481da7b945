// Analytics: how callouts went over a time: how soon somebody took them, who was reached by what and when, who was woken, and
// what was called out most. Tests and direct sends are not counted.

import { z } from '@hono/zod-openapi'
import { zone } from './calendars.ts'
import { channels, languages, outcomes } from './limits.ts'
import { id, instant, nameNow, reference } from './text.ts'

const filter = {
  from: instant
    .optional()
    .openapi({ description: 'begun at this instant or later; 30 days before the end when not given' }),
  to: instant.optional().openapi({ description: 'begun before this instant; now when not given' }),
  policy: reference.optional(),
  zone: zone.default('Asia/Tokyo').openapi({ description: 'in which hours and nights are told' }),
}

export const analyticsTables = ['policies', 'channels', 'hours', 'people', 'alerts'] as const

export const analyticsQuery = z.object(filter)
export const analyticsCsvQuery = z.object({
  ...filter,
  table: z.enum(analyticsTables),
  lang: z.enum(languages).optional().openapi({ description: 'of the first line' }),
})

const count = z.int()
const seconds = z.number().nullable().openapi({ description: 'null: nobody acknowledged' })
const acknowledged = {
  acknowledged: count,
  medianSeconds: seconds,
  p90Seconds: seconds,
}
const attempts = {
  attempts: count.openapi({ description: 'that went out' }),
  reached: count.openapi({ description: 'a person answered by key or otherwise' }),
}

export const analytics = z
  .object({
    from: instant,
    to: instant,
    zone: z.string(),
    callouts: z.object({
      total: count,
      running: count,
      outcomes: z.partialRecord(z.enum(outcomes), count),
      ...acknowledged,
    }),
    policies: z
      .array(z.object({ policy: z.string(), policyName: nameNow, callouts: count, exhausted: count, ...acknowledged }))
      .openapi({ description: 'those with most callouts first, at most 200' }),
    channels: z.array(
      z.object({ channel: z.enum(channels), ...attempts, delivered: count, unreached: count, failed: count }),
    ),
    hours: z
      .array(z.object({ hour: z.int().min(0).max(23), ...attempts }))
      .openapi({ description: 'all 24, of the zone' }),
    people: z
      .array(
        z.object({
          user: id.nullable(),
          name: z.string(),
          ...attempts,
          unreached: count,
          nights: count.openapi({ description: 'attempts between 22:00 and 6:00' }),
        }),
      )
      .openapi({ description: 'those contacted most often first, at most 200' }),
    alerts: z
      .array(
        z.object({
          id,
          source: z.string(),
          sourceName: nameNow,
          host: z.string(),
          service: z.string().nullable(),
          callouts: count,
        }),
      )
      .openapi({ description: 'what was called out most often first, at most 50; needs alerts:read as well' }),
  })
  .openapi('Analytics')

export type Analytics = z.infer<typeof analytics>
