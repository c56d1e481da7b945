// Connections: credentials of one provider. Settings may be shown; secrets go in and never come out again. Each kind has the
// settings its channel reads (src/channels/*/connection.ts), which fills in its own defaults.

import { z } from '@hono/zod-openapi'
import { teamsSecrets, teamsSettings, webhookSecrets, webhookSettings } from './connections-chat.ts'
import { lineWorksSecrets, lineWorksSettings } from './connections-lineworks.ts'
import { commandSettings, noSecrets, patliteSettings } from './connections-local.ts'
import { smtpSecrets, smtpSettings } from './connections-mail.ts'
import { webPushSettings } from './connections-push.ts'
import { slackSecrets, slackSettings } from './connections-slack.ts'
import { limits } from './limits.ts'
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
    from: z
      .string()
      .regex(/^\+[1-9][0-9]{5,14}$/, 'must be a number as +81…')
      .optional()
      .openapi({ description: 'the caller id where a policy names none: a number the account owns' }),
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

/** SMS through Twilio: a connection of its own, for its sender and its pace are others than those of calls. */
const smsSettings = z
  .strictObject({
    accountSid: twilioSettings.shape.accountSid,
    apiKeySid: twilioSettings.shape.apiKeySid,
    baseUrl: twilioSettings.shape.baseUrl,
    from: z
      .string()
      .regex(/^(\+[1-9][0-9]{5,14}|[A-Za-z0-9 ]{1,11})$/, 'must be a number as +81…, or up to 11 letters and digits')
      .optional(),
    messagingServiceSid: z
      .string()
      .regex(/^MG[0-9a-fA-F]{32}$/, 'must be MG and 32 hexadecimal digits')
      .optional(),
    messagesPerSecond: z.number().positive().max(1_000).nullable().optional(),
    price: z
      .strictObject({
        currency: z.string().regex(/^[A-Z]{3}$/, 'must be three capital letters'),
        perMessageMicros: z.int().min(0).max(1_000_000_000).optional(),
      })
      .optional()
      .openapi({
        description:
          'what an SMS that was taken costs, in millionths of the currency, however many parts it has: for estimates only',
      }),
    simulated: z.boolean().optional(),
    replies: z.boolean().optional().openapi({
      description:
        'the sender receives SMS, and they are led to incomingUrl: people outside Japan may answer by a code, and STOP is heeded',
    }),
  })
  .refine((settings) => (settings.from === undefined) !== (settings.messagingServiceSid === undefined), {
    error: 'either from or messagingServiceSid',
    path: ['from'],
  })
  .refine((settings) => settings.simulated !== true || settings.baseUrl !== undefined, {
    error: 'a simulated connection needs baseUrl',
    path: ['baseUrl'],
  })
  .refine(({ replies, from, simulated }) => replies !== true || from === undefined || receives(from, simulated), {
    error: 'only a number outside Japan receives SMS',
    path: ['replies'],
  })

/** Names receive nothing, and Twilio has no Japanese number that does; those of the simulator do. */
function receives(from: string, simulated = false): boolean {
  return from.startsWith('+') && (simulated || !from.startsWith('+81'))
}

const secret = z.string().min(1).max(200)

const twilioSecrets = z
  .strictObject({
    authToken: secret,
    previousAuthToken: secret.nullable(),
    apiKeySecret: secret.nullable(),
  })
  .partial()

type Kind = {
  /** What its schemas are called in the document. */
  readonly name: string
  readonly settings: z.ZodType
  readonly secrets: z.ZodType
  /** Secrets without which it cannot be used. */
  readonly required: readonly string[]
}

export const connectionKinds = {
  twilio: { name: 'Twilio', settings: twilioSettings, secrets: twilioSecrets, required: ['authToken'] },
  twilio_sms: { name: 'TwilioSms', settings: smsSettings, secrets: twilioSecrets, required: ['authToken'] },
  slack: { name: 'Slack', settings: slackSettings, secrets: slackSecrets, required: ['botToken'] },
  teams: { name: 'Teams', settings: teamsSettings, secrets: teamsSecrets, required: ['url'] },
  lineworks: {
    name: 'LineWorks',
    settings: lineWorksSettings,
    secrets: lineWorksSecrets,
    required: ['clientSecret', 'privateKey'],
  },
  web_push: { name: 'WebPush', settings: webPushSettings, secrets: noSecrets, required: [] },
  patlite: { name: 'Patlite', settings: patliteSettings, secrets: noSecrets, required: [] },
  command: { name: 'Command', settings: commandSettings, secrets: noSecrets, required: [] },
  webhook: { name: 'Webhook', settings: webhookSettings, secrets: webhookSecrets, required: ['url'] },
  smtp: { name: 'Smtp', settings: smtpSettings, secrets: smtpSecrets, required: [] },
} as const satisfies Readonly<Record<string, Kind>>
export type ConnectionKind = keyof typeof connectionKinds
const kinds = Object.keys(connectionKinds) as [ConnectionKind, ...ConnectionKind[]]

/** What is wrong with settings or secrets of a kind, each with its place. */
type Wrong = { readonly path: readonly PropertyKey[]; readonly message: string }
type Parts = { readonly settings?: unknown; readonly secrets?: Readonly<Record<string, unknown>> | undefined }

const wrongIn = (schema: z.ZodType, value: unknown, place: string): readonly Wrong[] => {
  const parsed = schema.safeParse(value)
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => ({ path: [place, ...path], message }))
}

/** Returns what is wrong with a connection's parts, or with those of a change to one. */
export const wrongParts = (kind: string, { settings, secrets }: Parts): readonly Wrong[] => {
  const known: Kind | undefined = Object.hasOwn(connectionKinds, kind)
    ? connectionKinds[kind as ConnectionKind]
    : undefined
  if (known === undefined) return [{ path: ['kind'], message: 'is no kind of connection' }]
  return [
    ...(settings === undefined ? [] : wrongIn(known.settings, settings, 'settings')),
    ...(secrets === undefined ? [] : wrongIn(known.secrets, secrets, 'secrets')),
  ]
}

const missingSecrets = (kind: ConnectionKind, secrets: Readonly<Record<string, unknown>>): readonly Wrong[] =>
  connectionKinds[kind].required.flatMap((name) =>
    typeof secrets[name] === 'string' || typeof secrets[name] === 'object'
      ? []
      : [{ path: ['secrets', name], message: `${name} is required` }],
  )

const settings = z.record(z.string(), z.unknown()).openapi({
  type: 'object',
  oneOf: Object.values(connectionKinds).map(({ name: kind }) => ({ $ref: `#/components/schemas/${kind}Settings` })),
})
const secrets = z.record(z.string(), z.string().nullable()).openapi({
  type: 'object',
  description: 'Write-only. null removes a secret; what is left out stays.',
})

/** Whose addresses are the same for every provider: by another connection the same person is reached. */
const anyConnectionReaches = new Set<ConnectionKind>(['twilio', 'twilio_sms', 'smtp'])

const standIns = z.array(key).max(limits.standIns.max).openapi({
  description:
    'keys of connections of the same kind that are gone by, in this order, where this one does not work; for phones, SMS and mail',
})

/** As it stands in a request; in a file the secrets are names of variables. */
export const connectionShape = z.strictObject({
  key,
  name,
  kind: z.enum(kinds).default('twilio'),
  settings,
  secrets,
  standIns: standIns.default([]),
})

type Given = { readonly kind: ConnectionKind; readonly standIns: readonly string[] } & Required<Parts>

/** Returns what is wrong with the connections that are to stand in for one of a kind. */
export const wrongStandIns = (kind: string, keys: readonly string[] = []): readonly string[] => [
  ...(keys.length > 0 && !anyConnectionReaches.has(kind as ConnectionKind)
    ? ['only connections for phones, SMS and mail may have others stand in for them']
    : []),
  ...(new Set(keys).size < keys.length ? ['each connection only once'] : []),
]

export const checkConnection = (
  given: Given & { readonly secrets: Readonly<Record<string, unknown>> },
  context: z.RefinementCtx,
  { named }: { readonly named: boolean },
): void => {
  const { kind } = given
  for (const message of wrongStandIns(kind, given.standIns))
    context.addIssue({ code: 'custom', path: ['standIns'], message })
  const parts = named ? { settings: given.settings } : given
  for (const { path, message } of [...wrongParts(kind, parts), ...missingSecrets(kind, given.secrets)])
    context.addIssue({ code: 'custom', path: [...path], message })
}

export const connectionInput = connectionShape
  .superRefine((given, context) => checkConnection(given, context, { named: false }))
  .openapi('ConnectionInput')

export const connectionPatch = z
  .strictObject({ key, name, settings, secrets, standIns })
  .partial()
  .openapi('ConnectionPatch')

const health = z
  .object({
    state: z.enum(['working', 'failing', 'trying']).openapi({
      description:
        'failing: others are gone by instead, where there are any; trying: one request is let go by it, to see',
    }),
    since: z.iso.datetime().nullable().openapi({ description: 'null: as long as is known' }),
    triedAgainAt: z.iso.datetime().nullable(),
    succeeded: z.int().openapi({ description: 'of the last requests, within two minutes of each other' }),
    failed: z.int(),
    lastSuccessAt: z.iso.datetime().nullable(),
    lastFailure: z.object({ at: z.iso.datetime(), code: z.string() }).nullable(),
    seenAt: z.iso.datetime(),
  })
  .nullable()
  .openapi('ConnectionHealth', { description: 'null: nothing was sent by it yet' })

export const connection = z
  .object({
    id,
    key: z.string(),
    name: z.string(),
    kind: z.string(),
    settings: z.record(z.string(), z.unknown()),
    secrets: z.record(z.string(), z.literal(true)).openapi({ description: 'which secrets are set' }),
    standIns,
    health,
    incomingUrl: z.string().nullable().openapi({
      description: 'what to enter as a number’s webhook (POST) for what comes in, calls or SMS; null: nothing does',
    }),
    ...stamps,
  })
  .openapi('Connection')

export const ownedNumbers = z
  .object({
    items: z.array(z.object({ number: z.string(), name: z.string().nullable(), voice: z.boolean(), sms: z.boolean() })),
    incomingUrl: z.string().openapi({
      description: 'what to enter as a number’s Voice webhook (POST), so that people can ring it back',
    }),
  })
  .openapi('OwnedNumbers')

export type Connection = z.infer<typeof connection>
