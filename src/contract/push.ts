// Browsers that receive push messages, as they register themselves.

import { z } from '@hono/zod-openapi'
import { key } from './text.ts'

/** As people name a browser. */
const label = z.string().trim().min(1).max(100).openapi({ example: 'Chrome (Windows)' })

/** Push services are reached by HTTPS; one on this host is for trials. */
const endpoint = z
  .url()
  .max(2_000)
  .regex(/^(https:\/\/|http:\/\/(localhost|127\.0\.0\.1)[:/])/, 'must begin with https://')

const bytes = (count: number) =>
  z
    .string()
    .regex(new RegExp(`^[A-Za-z0-9_-]{${Math.ceil((count * 4) / 3)}}$`), 'must be a key of a browser, in base64url')

export const pushKeys = z
  .object({
    items: z.array(
      z.object({
        connection: z.string().openapi({ description: 'its key' }),
        name: z.string(),
        publicKey: z.string().openapi({ description: 'what a browser subscribes with (applicationServerKey)' }),
      }),
    ),
  })
  .openapi('PushKeys')

export const pushSubscriptionInput = z
  .strictObject({
    connection: key.openapi({ description: 'the key of the connection whose public key the browser subscribed with' }),
    endpoint,
    keys: z.strictObject({ p256dh: bytes(65), auth: bytes(16) }),
    label,
  })
  .openapi('PushSubscriptionInput')

export type PushKeys = z.infer<typeof pushKeys>
