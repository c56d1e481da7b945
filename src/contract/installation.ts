// What the whole installation knows about itself and everybody signed in may know; and the one thing of it that is applied here.

import { z } from '@hono/zod-openapi'

export const installation = z
  .object({
    version: z.string(),
    publicUrl: z.string().openapi({ description: 'where providers and the links in messages reach this server' }),
    publicUrlState: z.enum(['set', 'unset', 'loopback']).openapi({
      description: 'unset: nobody has named it; loopback: it leads nowhere but to this machine',
    }),
    applies: z.boolean().openapi({
      description:
        'whether whoever asks may apply another: no setting of the server names one, and this is its first space',
    }),
  })
  .openapi('Installation')

const MAX = 500

export const installationInput = z
  .strictObject({
    publicUrl: z
      .string()
      .trim()
      .max(MAX)
      .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && !/[?#@\s]/.test(text), {
        error: 'must be an address beginning with https:// or http://',
      })
      .transform((text) => text.replace(/\/+$/, ''))
      .openapi({ type: 'string', maxLength: MAX, example: 'https://noroshi.example.com' }),
  })
  .openapi('InstallationInput')

export type Installation = z.infer<typeof installation>
