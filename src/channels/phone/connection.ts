// One Twilio account as the phone channel uses it, and the schema its settings and secrets are entered by. The channel reads
// a connection anew for every request, so that changed credentials hold at once; it never keeps or logs a secret.

import { z } from 'zod'
import type { ConnectionId, SpaceId } from '#core/ids'
import type { Language } from '#core/plan/plan'

/**
 * How a call gets its words. `webhook`: the provider asks us at every turn (keys work). `inline`: the words travel with the
 * request; `twiml_bin`: the words travel in the address of a document at the provider. The last two need no inbound HTTP.
 */
export const inboundModes = ['webhook', 'inline', 'twiml_bin'] as const
export type InboundMode = (typeof inboundModes)[number]

export const defaultVoices: Readonly<Record<Language, string>> = {
  ja: 'Polly.Kazuha-Neural',
  en: 'Polly.Joanna-Neural',
}

const webAddress = z.url({ protocol: /^https?$/, error: 'connection.address' })

/** Paging joins the base address and a path that starts at the root, so a path in the base would be doubled. */
const baseAddress = webAddress.refine((text) => /^https?:\/\/[^/?#]+\/?$/i.test(text), {
  error: 'connection.base_url_has_path',
})

const voiceName = z.string().regex(/^[A-Za-z][A-Za-z0-9._-]{0,63}$/, 'connection.voice')

/** Everything about a connection that may be shown. */
export const connectionSettings = z
  .strictObject({
    accountSid: z.string().regex(/^AC[0-9a-fA-F]{32}$/, 'connection.account_sid'),
    apiKeySid: z
      .string()
      .regex(/^SK[0-9a-fA-F]{32}$/, 'connection.api_key_sid')
      .optional(),
    baseUrl: baseAddress.optional(),
    /** Read where plans are made (src/store/config/plan-reading.ts). */
    from: z.string().optional(),
    voice: z
      .strictObject({ ja: voiceName.default(defaultVoices.ja), en: voiceName.default(defaultVoices.en) })
      .default(defaultVoices),
    inbound: z.enum(inboundModes).default('webhook'),
    twimlBinUrl: webAddress.optional(),
    callsPerSecond: z.number().positive().max(1_000).nullable().default(1),
    callsAtOnce: z.int().positive().max(100_000).nullable().default(null),
    simulated: z.boolean().default(false),
    machineDetection: z.boolean().default(false),
    /** For estimates; nothing here is decided by it. */
    price: z
      .strictObject({
        currency: z.string().regex(/^[A-Z]{3}$/),
        perCallMicros: z.int().min(0).optional(),
        perMinuteMicros: z.int().min(0).optional(),
      })
      .optional(),
  })
  .refine((settings) => !settings.simulated || settings.baseUrl !== undefined, {
    error: 'connection.simulated_needs_base_url',
    path: ['baseUrl'],
  })

/** Never shown again after entry. The account's token signs webhooks even when an API key makes the requests. */
export const connectionSecrets = z.strictObject({
  authToken: z.string().min(1).max(200),
  /** Accepted beside `authToken` while a token is being changed. */
  previousAuthToken: z.string().min(1).max(200).optional(),
  apiKeySecret: z.string().min(1).max(200).optional(),
})

export type TwilioConnection = {
  readonly id: ConnectionId
  readonly accountSid: string
  readonly authToken: string
  readonly previousAuthToken?: string | undefined
  readonly apiKeySid?: string | undefined
  readonly apiKeySecret?: string | undefined
  readonly baseUrl?: string | undefined
  readonly voice: Readonly<Record<Language, string>>
  readonly inbound: InboundMode
  readonly twimlBinUrl?: string | undefined
  /** null: no limit of ours. */
  readonly callsPerSecond: number | null
  readonly callsAtOnce: number | null
  /** The provider is our simulator: demo numbers may be dialled, and nobody else's phone rings. */
  readonly simulated: boolean
  readonly machineDetection?: boolean | undefined
}

export interface Connections {
  /** Null when there is none. Rejects when it cannot be read now. */
  load(spaceId: SpaceId, id: ConnectionId): Promise<TwilioConnection | null>
}

/** Returns the connection a stored row describes; throws a ZodError when the row does not fit the schema. */
export const twilioConnection = (row: {
  readonly id: ConnectionId
  readonly settings: unknown
  readonly secrets: unknown
}): TwilioConnection => ({
  id: row.id,
  ...connectionSettings.parse(row.settings),
  ...connectionSecrets.parse(row.secrets),
})
