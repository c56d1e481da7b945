// Usage by month and project: how much went out, and what that costs by the connections' price tables.

import { z } from '@hono/zod-openapi'
import { zone } from './calendars.ts'
import { languages } from './limits.ts'

const month = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'must be a month as 2026-11')
  .openapi({ example: '2026-11' })

const filter = {
  from: month.optional().openapi({ description: 'the first month; eleven before the last when not given' }),
  to: month.optional().openapi({ description: 'the last month; the present one when not given' }),
  zone: zone.default('Asia/Tokyo').openapi({ description: 'in which months begin' }),
}

export const usageQuery = z.object(filter)
export const usageCsvQuery = z.object({
  ...filter,
  lang: z.enum(languages).optional().openapi({ description: 'of the first line' }),
})

const count = z.int()
const figures = {
  callouts: count.openapi({ description: 'that began in the month; those a pause kept from starting are none' }),
  sends: count.openapi({ description: 'tests and direct sends' }),
  calls: count,
  answered: count,
  minutes: count.openapi({ description: 'of answered calls; one that has begun counts whole' }),
  sms: count,
  mails: count,
  others: count.openapi({ description: 'on every other channel' }),
  costs: z
    .array(z.object({ currency: z.string(), micros: z.int() }))
    .openapi({ description: 'estimated, in millionths of the currency, by what the connections say now' }),
  unpriced: count.openapi({ description: 'answered calls and sent SMS of which no connection says the price' }),
}

export const usage = z
  .object({
    from: month,
    to: month,
    zone: z.string(),
    months: z
      .array(
        z.object({
          month,
          total: z.object(figures),
          projects: z.array(
            z.object({
              project: z.string().nullable().openapi({ description: 'its key; null: of no project' }),
              name: z.string().nullable(),
              ...figures,
            }),
          ),
        }),
      )
      .openapi({ description: 'the newest first; one in which nothing was is left out' }),
  })
  .openapi('Usage')

export type Usage = z.infer<typeof usage>
