// Two people change the same thing: whoever says in If-Match what they had seen overwrites nobody's work without knowing.

import { z } from '@hono/zod-openapi'
import type { Stored } from './ports.ts'
import { instant } from './present.ts'

/** The version of an object is when it was last changed; of settings that nobody ever set, the beginning of time. */
export const versionOf = ({ updatedAtMs }: { readonly updatedAtMs: Stored['updatedAtMs'] | null }) => ({
  ETag: `"${instant(updatedAtMs ?? 0)}"`,
})

const VERSION = /^"([^"]+)"$/

const isVersion = (text: string): boolean => !Number.isNaN(Date.parse(VERSION.exec(text)?.[1] ?? ''))

export const ifMatch = z.object({
  'if-match': z
    .string()
    .refine((text) => text === '*' || isVersion(text), { error: 'must be an ETag of this object' })
    .optional()
    .openapi({ description: 'the ETag of what the change was made from: refused where somebody changed it since' }),
})

/** Returns null where nothing was said: then the change is made whatever the object is now. */
export const seenAt = ({ 'if-match': text }: z.infer<typeof ifMatch>): number | null => {
  const version = VERSION.exec(text ?? '')?.[1]
  return version === undefined ? null : Date.parse(version)
}
