// Pauses (停止) of a space, a policy, a channel or a person: while one is on, starts are kept as suppressed, or those it is about
// are not contacted.

import { z } from '@hono/zod-openapi'
import { channels, limits } from './limits.ts'
import { pageOf, pageQuery } from './objects.ts'
import { atMost, id, instant, key, nameNow, reference, storable } from './text.ts'

const reason = z
  .string()
  .transform((text) => storable(text).trim())
  .refine(...atMost(limits.nameCharacters.max))
  .openapi({ type: 'string', maxLength: limits.nameCharacters.max })

const repeats = z
  .strictObject({ calendar: reference, condition: key })
  .openapi('PauseRepeats', { description: 'on only while this condition of the calendar holds' })

/** In how many of them something is said. */
const said = (values: readonly unknown[]): number => values.filter((one) => one !== null && one !== false).length

export const pauseInput = z
  .strictObject({
    policy: reference.nullable().default(null).openapi({ description: 'what is started by it calls nobody' }),
    channel: z.enum(channels).nullable().default(null).openapi({ description: 'nobody is contacted by it' }),
    user: reference.nullable().default(null).openapi({ description: 'this person is not contacted' }),
    reason: reason.default(''),
    beginsAt: instant.nullable().default(null).openapi({ description: 'null: now' }),
    endsAt: instant.nullable().default(null).openapi({ description: 'null: until somebody ends it' }),
    repeats: repeats.nullable().default(null),
    match: z
      .string()
      .min(1)
      .max(limits.nameCharacters.max)
      .transform(storable)
      .nullable()
      .default(null)
      .openapi({ description: 'only of callouts whose text is like this: * for any characters, ? for one' }),
    stopsRunning: z
      .boolean()
      .default(false)
      .openapi({ description: 'of a space or a policy: what runs already ends before anybody else is contacted' }),
    startsAfter: z.boolean().default(false).openapi({
      description:
        'of a space or a policy: what it kept is started when it is over, once for each policy about all of it, but not what recovered meanwhile',
    }),
  })
  .refine(({ channel, user, repeats: turns, startsAfter }) => !startsAfter || said([channel, user, turns]) === 0, {
    error: 'only a pause of a space or a policy that does not repeat starts anything when it is over',
    path: ['startsAfter'],
  })
  .refine(({ policy, channel, user }) => said([policy, channel, user]) <= 1, {
    error: 'either of a policy, a channel or a user; of the whole space when none is given',
    path: ['policy'],
  })
  .refine(({ channel, user, stopsRunning }) => !stopsRunning || said([channel, user]) === 0, {
    error: 'only a pause of a space or a policy ends what runs',
    path: ['stopsRunning'],
  })
  .openapi('PauseInput')

export const pause = z
  .object({
    id,
    scope: z.enum(['space', 'policy', 'channel', 'user']),
    policy: z.string().nullable(),
    policyName: nameNow,
    channel: z.enum(channels).nullable(),
    user: z.string().nullable(),
    userName: nameNow,
    state: z
      .enum(['planned', 'on', 'waiting', 'over'])
      .openapi({ description: 'waiting: between two turns of one that repeats' }),
    beginsAt: instant,
    endsAt: instant.nullable(),
    repeats: repeats.nullable(),
    match: z.string().nullable(),
    stopsRunning: z.boolean(),
    startsAfter: z.boolean(),
    reason: z.string(),
    createdBy: z.string(),
    createdAt: instant,
    endedBy: z.string().nullable().openapi({ description: 'who ended it before its time' }),
  })
  .openapi('Pause')

export const pausesQuery = pageQuery.extend({
  state: z.enum(['unended', 'all']).default('unended').openapi({ description: 'unended: on, or planned' }),
})
export const pausePage = pageOf(pause).openapi('PausePage')

export type Pause = z.infer<typeof pause>
