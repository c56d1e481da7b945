// Users and their contact methods, as /v1 takes and shows them. Addresses are masked without numbers:read.

import { z } from '@hono/zod-openapi'
import { anyOf, country, zone } from './calendars.ts'
import { channels, languages, limits, verificationStates } from './limits.ts'
import { stamps } from './objects.ts'
import { id, instant, key, name, ownWords, reference } from './text.ts'

const label = name.default('default')

const waitMinutes = z.int().min(limits.ownWaitMinutes.min).max(limits.ownWaitMinutes.max).openapi({
  description:
    'Where a policy goes by this person’s own order (their defaults as they are listed): how long after this one the next is tried; no time when not given.',
})

export const contactMethodInput = z
  .strictObject({
    channel: z.enum(channels),
    label,
    address: z.string().trim().min(1).max(320).openapi({ example: '+81-90-1234-5678' }),
    default: z.boolean().default(false),
    connection: key.optional().openapi({
      description: 'the key of the connection it is reached by (Slackプロファイル名); else the first of its channel',
    }),
    waitMinutes: waitMinutes.optional(),
  })
  .openapi('ContactMethodInput')

const contactMethods = z
  .array(contactMethodInput)
  .max(limits.methodsPerUser.max)
  .refine((methods) => new Set(methods.map((one) => `${one.channel} ${one.label}`)).size === methods.length, {
    error: 'each label may stand once per channel',
  })

const opening = ownWords.nullable().openapi({
  description: 'said to this person at the beginning of calls about alerts; {{name}} and {{policy}} are filled in',
  example: 'いつもお世話になっております。○○センターです。',
})
const closing = ownWords.nullable().openapi({
  description: 'said to this person at the end of calls about alerts, as opening is at the beginning',
  example: '30分以内に障害復旧を行います。',
})

const hours = { anyOf, inverted: z.boolean().optional() }
const breaksThrough = z.int().min(limits.priority.min).max(limits.priority.max).openapi({
  description: 'callouts of this priority, and of more urgent ones (lower numbers), are delivered all the same',
})
const quietHoursInput = z
  .strictObject({
    zone: zone.default('Asia/Tokyo'),
    country: country.default('JP'),
    ...hours,
    breaksThrough: breaksThrough.default(limits.breaksThrough.default),
  })
  .openapi('QuietHoursInput', { description: 'when nothing is delivered to this person, but for what breaks through' })
const quietHours = z.object({ zone, country, ...hours, breaksThrough }).openapi('QuietHours')

export const userInput = z
  .strictObject({
    key,
    name,
    language: z.enum(languages).default('ja'),
    contactMethods: contactMethods.default([]),
    opening: opening.default(null),
    closing: closing.default(null),
    quietHours: quietHoursInput.nullable().default(null),
  })
  .openapi('UserInput')

const own = {
  name,
  language: z.enum(languages),
  contactMethods,
  opening,
  closing,
  quietHours: quietHoursInput.nullable(),
}

export const userPatch = z
  .strictObject({ key, ...own })
  .partial()
  .openapi('UserPatch')

/** What people may change about themselves. */
export const ownUserPatch = z.strictObject(own).partial().openapi('OwnUserPatch')

const verification = z
  .object({
    state: z.enum(verificationStates),
    at: instant.nullable().openapi({ description: 'since when; of a code, when it was sent' }),
    by: z.string().nullable().openapi({ description: 'who entered the code, or vouched' }),
    until: instant.nullable().openapi({ description: 'until when the code that was sent counts' }),
  })
  .openapi('Verification', { description: 'whether it is known that this reaches the person; another address is not' })

/** A code as it was read or heard. */
export const codeInput = z
  .strictObject({ code: z.string().trim().min(1).max(40).openapi({ example: '482915' }) })
  .openapi('VerificationCode')

export const codeSent = z
  .object({
    channel: z.enum(channels),
    until: instant,
    callout: id.openapi({ description: 'that carries it: what became of it, without the code' }),
  })
  .openapi('VerificationCodeSent')

export const byMethod = z.object({ ref: reference, method: id })
export const byOwnMethod = z.object({ method: id })

export const user = z
  .object({
    id,
    key: z.string(),
    name: z.string(),
    language: z.enum(languages),
    number: z.int().openapi({ description: 'An integer of the space, given once: what other APIs call this user by.' }),
    contactMethods: z.array(
      z.object({
        id,
        channel: z.enum(channels),
        label: z.string(),
        address: z.string().openapi({ description: 'E.164 for phone and sms; masked without numbers:read' }),
        default: z.boolean(),
        connection: z.string().optional(),
        waitMinutes: waitMinutes.optional(),
        optedOutAt: z.iso.datetime().optional().openapi({
          description:
            'of an SMS number: since when its owner wants no SMS (STOP); none is sent until they answer START',
        }),
        goneAt: z.iso.datetime().optional().openapi({
          description: 'of a browser: since when it receives nothing any more; it has to be registered anew',
        }),
        verification,
      }),
    ),
    opening,
    closing,
    quietHours: quietHours.nullable(),
    ...stamps,
  })
  .openapi('User')

export type UserInput = z.output<typeof userInput>
export type CodeSent = z.infer<typeof codeSent>
export type User = z.infer<typeof user>
