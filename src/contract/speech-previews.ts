// What a call says, heard before anybody is called: with templates, settings and words of one's own that are not saved, about a text
// or about alerts.

import { z } from '@hono/zod-openapi'
import { parameters } from './callouts.ts'
import { languages, limits } from './limits.ts'
import { templateBody } from './templates.ts'
import { name, ownWords, reference, spokenText } from './text.ts'
import { triedSettings } from './tried.ts'

const KEYS_MAX = 30

export const speechPreviewInput = z
  .strictObject({
    policy: reference.optional().openapi({ description: 'whose settings and template are taken; our own without one' }),
    settings: triedSettings
      .default({})
      .openapi({ description: 'in the place of the policy’s, or of a policy that is not saved' }),
    template: reference.optional().openapi({ description: 'a stored template, in the place of the policy’s' }),
    templateBody: templateBody.optional().openapi({ description: 'one that is not saved' }),
    user: reference.optional().openapi({ description: 'who picks up: their name, language and words of their own' }),
    name: name.optional(),
    language: z.enum(languages).optional(),
    opening: ownWords.nullable().optional(),
    closing: ownWords.nullable().optional(),
    text: spokenText.optional().openapi({ description: 'what the callout says; without it, it is about alerts' }),
    parameters: parameters.optional(),
    alerts: z
      .enum(['sample', 'current'])
      .default('sample')
      .openapi({ description: 'current: the problems there are now, up to 200; needs alerts:read as well' }),
    keys: z
      .array(z.string().regex(/^[0-9*#]{0,20}$/, 'must be at most 20 keys of 0-9, * and #'))
      .max(KEYS_MAX)
      .optional()
      .openapi({
        description: 'pressed one after another; an empty one lets the wait pass. 1, 7, 9 of a button call, else 1',
        example: ['1#', '3#'],
      }),
  })
  .refine(({ template, templateBody: body }) => template === undefined || body === undefined, {
    error: 'either template or templateBody',
    path: ['templateBody'],
  })
  .openapi('SpeechPreviewInput')

const smsSize = z
  .object({
    encoding: z.enum(['gsm7', 'ucs2']).openapi({
      description: 'gsm7: 160 to an SMS, 153 to each of several; ucs2, as for any Japanese text: 70, and 67',
    }),
    units: z.int().openapi({ description: 'septets, or UTF-16 units' }),
    segments: z.int().openapi({ description: 'SMS that are sent, and paid for' }),
    left: z.int().openapi({ description: 'units the last of them still takes' }),
    cut: z.boolean().openapi({
      description: `its words are cut, to end at ${limits.smsCharacters.max} characters (UTF-16 units)`,
    }),
  })
  .openapi('SmsSize')

export const speechPreview = z
  .object({
    call: z.enum(['button', 'simple', 'message']),
    language: z.enum(languages),
    scenes: z.array(
      z.object({
        key: z.string().nullable().openapi({ description: 'what had been pressed; null: the phone was picked up' }),
        lines: z.array(z.string()).openapi({ description: 'as written' }),
        spoken: z
          .array(z.string())
          .openapi({ description: 'as the speech engine is given them: the readings applied' }),
        listens: z.boolean().openapi({ description: 'another key is waited for; else the call ends' }),
      }),
    ),
    sms: z.string().openapi({ description: 'what an SMS about the same says, before a link that answers it' }),
    smsSize: smsSize.openapi({ description: 'how much of an SMS that is' }),
    smsSizeWithLink: smsSize.openapi({ description: 'with the link, where an answer is asked for' }),
  })
  .openapi('SpeechPreview')

export type SpeechPreview = z.infer<typeof speechPreview>
export type SpeechPreviewInput = z.output<typeof speechPreviewInput>
