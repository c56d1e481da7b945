// The settings of a space as a whole.

import { z } from '@hono/zod-openapi'
import { contents } from './contents.ts'
import { managedBy } from './objects.ts'
import { instant } from './text.ts'

const fields = {
  texts: contents
    .optional()
    .openapi({ description: 'the standard text: said where neither the request nor the policy says anything' }),
}

export const settingsInput = z.strictObject(fields).openapi('SettingsInput')
export const settings = z
  .object({ ...fields, managedBy: managedBy.nullable(), updatedAt: instant.nullable() })
  .openapi('Settings')

export type Settings = z.infer<typeof settings>
