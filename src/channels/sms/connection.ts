// A Twilio account as it sends SMS: the account as the phone channel knows it, with a sender of its own.

import { z } from 'zod'
import type { ConnectionRow } from '../message/way.ts'
import { connectionSecrets, defaultVoices, type TwilioConnection } from '../phone/connection.ts'

const smsSettings = z.strictObject({
  accountSid: z.string(),
  apiKeySid: z.string().optional(),
  baseUrl: z.string().optional(),
  from: z.string().optional(),
  messagingServiceSid: z.string().optional(),
  messagesPerSecond: z.number().nullable().default(1),
  simulated: z.boolean().default(false),
  /** For estimates; nothing here is decided by it. */
  price: z.unknown().optional(),
  replies: z.boolean().default(false),
})

export type SmsConnection = TwilioConnection & {
  readonly from?: string | undefined
  readonly messagingServiceSid?: string | undefined
  /** Its sender receives SMS, and they are led to us. */
  readonly replies: boolean
}

export const smsConnection = ({ id, settings, secrets }: ConnectionRow): SmsConnection => {
  const { messagesPerSecond, price: _, ...rest } = smsSettings.parse(settings)
  const account = {
    voice: defaultVoices,
    inbound: 'webhook',
    callsPerSecond: messagesPerSecond,
    callsAtOnce: null,
  } as const
  return { id, ...account, ...rest, ...connectionSecrets.parse(secrets) }
}
