// Connections: credentials of one provider. Settings may be shown; secrets go in and never come out again. The settings are
// those the phone channel reads (src/channels/phone/connection.ts), which fills in its own defaults.

import { z } from '@hono/zod-openapi'
import { stamps } from './objects.ts'
import { id, key, name } from './text.ts'

const webAddress = z.url({ protocol: /^https?$/ }).max(2_000)
const voiceName = z.string().regex(/^[A-Za-z][A-Za-z0-9._-]{0,63}$/)

export const twilioSettings = z
  .strictObject({
    accountSid: z.string().regex(/^AC[0-9a-fA-F]{32}$/, 'must be AC and 32 hexadecimal digits'),
    apiKeySid: z
      .string()
      .regex(/^SK[0-9a-fA-F]{32}$/, 'must be SK and 32 hexadecimal digits')
      .optional(),
    baseUrl: webAddress
      .regex(/^https?:\/\/[^/?#]+\/?$/i, 'must be a host without a path')
      .optional()
      .openapi({ description: 'another address than Twilio’s own: the phone simulator' }),
    voice: z.strictObject({ ja: voiceName.optional(), en: voiceName.optional() }).optional(),
    inbound: z
      .enum(['webhook', 'inline', 'twiml_bin'])
      .optional()
      .openapi({ description: 'webhook: keys work. inline, twiml_bin: for closed networks, keys cannot be read.' }),
    twimlBinUrl: webAddress.optional(),
    callsPerSecond: z.number().positive().max(1_000).nullable().optional(),
    callsAtOnce: z.int().positive().max(100_000).nullable().optional(),
    simulated: z.boolean().optional().openapi({ description: 'Demo numbers may be dialled.' }),
    machineDetection: z.boolean().optional(),
    price: z
      .strictObject({
        currency: z.string().regex(/^[A-Z]{3}$/, 'must be three capital letters'),
        perCallMicros: z.int().min(0).max(1_000_000_000).optional(),
        perMinuteMicros: z.int().min(0).max(1_000_000_000).optional(),
      })
      .optional()
      .openapi({ description: 'what an answered call costs, in millionths of the currency: for estimates only' }),
  })
  .refine((settings) => settings.simulated !== true || settings.baseUrl !== undefined, {
    error: 'a simulated connection needs baseUrl',
    path: ['baseUrl'],
  })
  .openapi('TwilioSettings')

const secret = z.string().min(1).max(200)

const twilioSecrets = z
  .strictObject({
    authToken: secret,
    previousAuthToken: secret.nullable(),
    apiKeySecret: secret.nullable(),
  })
  .partial()
  .openapi('TwilioSecrets', { description: 'Write-only. null removes a secret; what is left out stays.' })

export const connectionInput = z
  .strictObject({
    key,
    name,
    kind: z.enum(['twilio']).default('twilio'),
    settings: twilioSettings,
    secrets: twilioSecrets.refine((secrets) => secrets.authToken !== undefined, {
      error: 'authToken is required',
      path: ['authToken'],
    }),
  })
  .openapi('ConnectionInput')

export const connectionPatch = z
  .strictObject({ key, name, settings: twilioSettings, secrets: twilioSecrets })
  .partial()
  .openapi('ConnectionPatch')

export const connection = z
  .object({
    id,
    key: z.string(),
    name: z.string(),
    kind: z.string(),
    settings: z.record(z.string(), z.unknown()),
    secrets: z.record(z.string(), z.literal(true)).openapi({ description: 'which secrets are set' }),
    ...stamps,
  })
  .openapi('Connection')

export const ownedNumbers = z
  .object({
    items: z.array(z.object({ number: z.string(), name: z.string().nullable(), voice: z.boolean(), sms: z.boolean() })),
  })
  .openapi('OwnedNumbers')

export type Connection = z.infer<typeof connection>
