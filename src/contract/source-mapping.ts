// How the JSON of any program is read as alerts: for each part of an event where in the body it stands. A text that begins with $
// is a path, any other is what it says.

import { z } from '@hono/zod-openapi'
import { limits, severities } from './limits.ts'

const { alerts: bounds } = limits
const TEXT_MAX = 300
const WORDS_MAX = 50

/** `$`, then names after dots or in brackets, and places in lists from 0. */
const PATH = /^\$(?:\.[^.[\]'"\s*]+|\[\d{1,6}\]|\['[^']+'\]|\["[^"]+"\])*$/

const path = z
  .string()
  .max(TEXT_MAX)
  .regex(PATH, 'must be a path such as $.alerts[0].host')
  .openapi({ example: '$.event.host' })

const value = z
  .string()
  .max(TEXT_MAX)
  .refine((text) => !text.startsWith('$') || PATH.test(text), {
    error: 'must be a path such as $.alerts[0].host, or a text that does not begin with $',
  })
  .openapi({ description: 'a path, or a text that does not begin with $', example: '$.event.host' })

const words = z.array(z.string().min(1).max(TEXT_MAX)).max(WORDS_MAX).readonly().default([])

export const sourceMapping = z
  .strictObject({
    items: path.nullable().default(null).openapi({ description: 'the list of alerts; null: the body is one alert' }),
    key: z.array(value).min(1).max(5).readonly().openapi({ description: 'what names the object, together' }),
    host: value.nullable().default(null),
    service: value.nullable().default(null),
    summary: value.nullable().default(null),
    condition: value.nullable().default(null),
    severity: value.nullable().default(null),
    severities: z
      .record(z.string().min(1).max(TEXT_MAX), z.enum(severities))
      .default({})
      .openapi({ description: 'its words for how bad it is, where they are none of ours' }),
    groups: z.array(value).max(bounds.groups.max).readonly().default([]),
    url: value.nullable().default(null),
    at: value.nullable().default(null).openapi({ description: 'an instant, or seconds or milliseconds since 1970' }),
    state: z
      .strictObject({
        value,
        problem: words,
        recovered: words,
        acknowledged: words,
        otherwise: z
          .enum(['problem', 'recovered', 'nothing'])
          .default('problem')
          .openapi({ description: 'what any other word means; silence is worse than a call too many' }),
      })
      .openapi({ description: 'Words of states, in any case' }),
    by: value.nullable().default(null).openapi({ description: 'who acknowledged it' }),
  })
  .openapi('SourceMapping')
