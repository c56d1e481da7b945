// What is said, channel by channel: in a request, as a policy's defaults, as a space's standard texts.

import { z } from '@hono/zod-openapi'
import { channels, limits } from './limits.ts'
import { atMost, spokenText, storable } from './text.ts'

const subject = z
  .string()
  .transform(storable)
  .refine(...atMost(limits.subjectCharacters.max))
  .openapi({ type: 'string', maxLength: limits.subjectCharacters.max, description: 'for channels that have one' })

const content = z.strictObject({ subject: subject.optional(), body: spokenText }).openapi('Content')

export const contents = z
  .strictObject(
    Object.fromEntries(channels.map((channel) => [channel, content.optional()])) as Record<
      (typeof channels)[number],
      z.ZodOptional<typeof content>
    >,
  )
  .openapi('Contents', {
    description: `what is said on a channel; without one, the text. An SMS is cut at ${limits.smsCharacters.max} characters, its link excepted`,
  })

/** Returns what is wrong with a text for an SMS; null where nothing is. In UTF-16 units, as carriers count. */
export const wrongSms = ({ length }: string): string | null => {
  const { max } = limits.smsCharacters
  if (length <= max) return null
  return `must have at most ${max} characters in an SMS, and has ${length}: leave out ${length - max}`
}

/** What is kept to be said later, where somebody is there to shorten what is too long. A request that comes at night is cut instead. */
export const keptContents = contents
  .superRefine(({ sms }, context) => {
    const wrong = wrongSms(sms?.body ?? '')
    if (wrong !== null) context.addIssue({ code: 'custom', path: ['sms', 'body'], message: wrong })
  })
  .openapi('KeptContents', {
    description: `what is said on a channel; an SMS has at most ${limits.smsCharacters.max} characters (UTF-16 units)`,
  })
