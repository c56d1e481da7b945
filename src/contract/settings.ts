// The settings of a space as a whole.

import { z } from '@hono/zod-openapi'
import { keptContents } from './contents.ts'
import { languages, limits } from './limits.ts'
import { managedBy } from './objects.ts'
import { retentionDays } from './retention.ts'
import { instant, phrase, reference } from './text.ts'

const number = z.string().min(1).max(40)

const pigeon = z
  .strictObject({
    missingParameters: z
      .enum(['refuse', 'say_nothing'])
      .optional()
      .openapi({ description: 'where a request leaves out a parameter of its guidance; refuse when not given' }),
    connection: reference
      .optional()
      .openapi({ description: 'of call flows a request brings along; else that of the oldest call flow' }),
    from: number.optional().openapi({ description: 'their caller id; else that of the oldest call flow' }),
    transferTo: number.optional().openapi({ description: 'whom they connect people to; masked without numbers:read' }),
  })
  .openapi('PigeonSettings')

const incoming = z
  .strictObject({
    message: phrase.optional().openapi({ description: 'heard by whoever is not known; our own words when not given' }),
    language: z.enum(languages).optional().openapi({ description: 'of that message; ja when not given' }),
  })
  .openapi('IncomingSettings', { description: 'calls that come in to a number of ours' })

const signIn = z
  .strictObject({
    secondFactor: z
      .enum(['optional', 'required'])
      .optional()
      .openapi({ description: 'required: whoever signs in with a browser sets one up before anything else' }),
  })
  .openapi('SignInSettings')

const contactMethods = z
  .strictObject({
    unverified: z.enum(['contact', 'skip']).optional().openapi({
      description: 'contact when not given; skip: nobody is contacted by what is not verified, and it is told',
    }),
    flood: z
      .strictObject({
        attempts: z.int().min(limits.flood.attempts.min).max(limits.flood.attempts.max),
        minutes: z.int().min(limits.flood.minutes.min).max(limits.flood.minutes.max),
      })
      .optional()
      .openapi({
        description:
          'attempts at somebody on one channel within so many minutes, before repeats are held; 30 in 10 when not given',
      }),
  })
  .openapi('ContactMethodSettings')

const pauses = z
  .strictObject({
    toldAfterHours: z.int().min(limits.toldAfterHours.min).max(limits.toldAfterHours.max).optional().openapi({
      description:
        'a pause without an end is told of after so long (`pause.unended`), and each time again; 24 when not given',
    }),
  })
  .openapi('PauseSettings')

const fields = {
  retention: retentionDays.optional(),
  incoming: incoming.optional(),
  signIn: signIn.optional(),
  contactMethods: contactMethods.optional(),
  pauses: pauses.optional(),
  pigeon: pigeon.optional(),
  texts: keptContents
    .optional()
    .openapi({ description: 'the standard text: said where neither the request nor the policy says anything' }),
}

export const settingsInput = z.strictObject(fields).openapi('SettingsInput')
export const settings = z
  .object({ ...fields, managedBy: managedBy.nullable(), updatedAt: instant.nullable() })
  .openapi('Settings')

export type Settings = z.infer<typeof settings>
