// How long what is over is kept, and what would be deleted by it.

import { z } from '@hono/zod-openapi'
import { limits, retainedKinds } from './limits.ts'
import { instant } from './text.ts'

const { min, max } = limits.retentionDays
const days = z.int().min(min).max(max)

export const retentionDays = z
  .strictObject({
    callouts: days.nullish().openapi({
      description:
        'callouts that ended, with their attempts, their timeline and their lines of the log; for ever when not given',
    }),
    incidents: days
      .nullish()
      .openapi({ description: 'closed incidents with everything in them; for ever when not given' }),
    alerts: days
      .nullish()
      .openapi({ description: 'recovered alerts, since they were last heard of; for ever when not given' }),
    deliveries: days.nullish().openapi({ description: 'what webhooks and sources were told; 30 when not given' }),
    audit: days.nullish().openapi({ description: 'lines of the audit log; for ever when not given' }),
  })
  .openapi('RetentionSettings', {
    description: 'days, null: for ever. Whole days of UTC. What runs, waits or is open is kept however old it is.',
  })

const asked = z.coerce.number().int().min(min).max(max).optional()

export const retentionQuery = z
  .object({ callouts: asked, incidents: asked, alerts: asked, deliveries: asked, audit: asked })
  .openapi({ description: 'days in place of those that are set' })

export const retentionLook = z
  .object({
    items: z.array(
      z.object({
        kind: z.enum(retainedKinds),
        days: z.int().nullable().openapi({ description: 'null: for ever' }),
        before: instant.nullable().openapi({ description: 'what was over before this is deleted' }),
        deletes: z.int().openapi({ description: 'how many would be deleted now' }),
        oldest: instant.nullable().openapi({ description: 'of those' }),
        keeps: z.int().openapi({ description: 'as old, and kept because it is not over' }),
      }),
    ),
  })
  .openapi('RetentionLook')

export type RetentionLook = z.infer<typeof retentionLook>
