// One workflow of Teams that posts what it receives into a chat or a channel. Its address is a secret: whoever knows it may post.

import { z } from 'zod'
import type { ConnectionRow } from '../message/way.ts'

const settings = z.strictObject({ messagesPerSecond: z.number().nullable().default(1) })
const secrets = z.strictObject({ url: z.string() })

export type TeamsConnection = z.output<typeof settings> & z.output<typeof secrets>

export const teamsConnection = (row: ConnectionRow): TeamsConnection => ({
  ...settings.parse(row.settings),
  ...secrets.parse(row.secrets),
})
