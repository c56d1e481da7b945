// The delivery log: every attempt, whatever callout it belongs to, as a page and as CSV.

import { z } from '@hono/zod-openapi'
import { attempt } from './callouts.ts'
import { attemptResults, channels, languages, purposes } from './limits.ts'
import { pageOf, pageQuery } from './objects.ts'
import { id, instant, nameNow, reference } from './text.ts'

const filter = {
  from: instant.optional().openapi({ description: 'planned at this instant or later' }),
  to: instant.optional().openapi({ description: 'planned before this instant' }),
  user: reference.optional(),
  connection: reference.optional(),
  channel: z.enum(channels).optional(),
  result: z.enum([...attemptResults, 'under_way']).optional(),
}

export const attemptLogQuery = pageQuery.extend(filter)
export const attemptLogCsvQuery = z.object({
  ...filter,
  lang: z.enum(languages).optional().openapi({ description: 'of the first line' }),
})

export const loggedAttempt = attempt
  .extend({
    callout: id,
    policy: z.string(),
    policyName: nameNow,
    purpose: z.enum(purposes).nullable(),
    startedBy: z.string(),
    user: id.nullable(),
    connection: z.string().nullable().openapi({ description: 'the key of the connection it went out by' }),
    connectionName: nameNow,
  })
  .openapi('LoggedAttempt')

export const attemptLogPage = pageOf(loggedAttempt).openapi('AttemptLogPage')

export type AttemptLogQuery = z.output<typeof attemptLogQuery>
export type LoggedAttempt = z.infer<typeof loggedAttempt>
