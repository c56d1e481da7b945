// Sweeps: one policy at every quarter of an hour of some days, for the times with nobody to call. Nothing is stored.

import { z } from '@hono/zod-openapi'
import { languages } from './limits.ts'
import { calendarInstant, instant } from './text.ts'

const span = { startsAt: instant, endsAt: instant }

export const sweepInput = z
  .strictObject({
    at: calendarInstant.optional().openapi({ description: 'where it begins; the present hour when not given' }),
    days: z.int().min(1).max(31).default(7),
  })
  .openapi('SweepInput')

export const sweepQuery = z.object({ lang: z.enum(languages).optional() })

export const sweep = z
  .object({
    policy: z.string(),
    ...span,
    everyMinutes: z.int(),
    nobody: z
      .array(z.object(span))
      .openapi({ description: 'when a callout that starts would call nobody and write to nobody' }),
    gaps: z
      .array(
        z.object({
          ...span,
          policy: z.string(),
          step: z.int(),
          schedule: z.string(),
          position: z.string().nullable(),
          name: z.string().nullable().openapi({ description: 'who is on duty, when nothing reaches them' }),
          message: z.string(),
        }),
      )
      .openapi({ description: 'when a step finds nobody on duty, or somebody whom nothing reaches' }),
    quiet: z
      .array(z.object({ ...span, policy: z.string(), step: z.int(), message: z.string() }))
      .openapi({ description: 'when everybody whom a step calls is in quiet hours' }),
  })
  .openapi('Sweep')

export type Sweep = z.infer<typeof sweep>
