// What is said, channel by channel: in a request, as a policy's defaults, as a space's standard texts.

import { z } from '@hono/zod-openapi'
import { channels, limits } from './limits.ts'
import { spokenText, storable } from './text.ts'

const subject = z
  .string()
  .transform(storable)
  .refine((text) => Array.from(text).length <= limits.subjectCharacters.max, {
    error: `must have at most ${limits.subjectCharacters.max} characters`,
  })
  .openapi({ type: 'string', maxLength: limits.subjectCharacters.max, description: 'for channels that have one' })

const content = z.strictObject({ subject: subject.optional(), body: spokenText }).openapi('Content')

export const contents = z
  .strictObject(
    Object.fromEntries(channels.map((channel) => [channel, content.optional()])) as Record<
      (typeof channels)[number],
      z.ZodOptional<typeof content>
    >,
  )
  .openapi('Contents', { description: 'what is said on a channel; without one, the text' })
