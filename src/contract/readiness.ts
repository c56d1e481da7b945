// Who would be reached now, by what, and why not.

import { z } from '@hono/zod-openapi'
import { channels, readinessProblems, verificationStates } from './limits.ts'
import { pageOf, pageQuery, searched } from './objects.ts'
import { id, instant, reference } from './text.ts'

export const readinessStates = ['ready', 'doubtful', 'unreachable'] as const

const state = z.enum(readinessStates).openapi({
  description: 'ready: something is known to reach them; doubtful: nothing speaks against it, and nothing for it',
})
const problem = z.object({ code: z.enum(readinessProblems), text: z.string() }).openapi('ReadinessProblem')
const who = z.object({ id, key: z.string(), name: z.string() })

export const readinessQuery = pageQuery.extend({
  policy: reference
    .optional()
    .openapi({ description: 'whom this policy contacts, by what it contacts them, whoever is on duty now among them' }),
  search: searched,
  state: state.optional(),
  problem: z.enum(readinessProblems).optional(),
})

export const personReadiness = z
  .object({
    user: who,
    state,
    problems: z.array(problem).openapi({ description: 'of the person as a whole' }),
    methods: z.array(
      z.object({
        id,
        channel: z.enum(channels),
        label: z.string(),
        address: z.string().openapi({ description: 'masked without numbers:read' }),
        usable: z.boolean(),
        verification: z.enum(verificationStates),
        triedAt: instant.nullable().openapi({ description: 'when something last went there' }),
        problems: z.array(problem),
      }),
    ),
  })
  .openapi('PersonReadiness')
export const readinessPage = pageOf(personReadiness).openapi('ReadinessPage')

export const policiesReadiness = z
  .object({
    checked: z.int().openapi({ description: 'how many policies were looked at' }),
    items: z.array(
      z.object({
        policy: who,
        nobody: z.boolean().openapi({ description: 'it would reach nobody at all' }),
        people: z.array(z.object({ user: who, problems: z.array(problem) })),
      }),
    ),
  })
  .openapi('PoliciesReadiness', { description: 'policies in which somebody cannot be reached' })

export type PersonReadiness = z.infer<typeof personReadiness>
export type PoliciesReadiness = z.infer<typeof policiesReadiness>
