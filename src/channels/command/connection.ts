// One program that callouts may run, with its arguments. Which programs there are to choose from only the server's settings say.

import { z } from 'zod'
import type { ConnectionRow } from '../message/way.ts'

const settings = z.strictObject({
  program: z.string(),
  arguments: z.array(z.string()).default([]),
  timeoutSeconds: z.number().default(30),
})

export type CommandConnection = z.output<typeof settings>

export const commandConnection = (row: ConnectionRow): CommandConnection => settings.parse(row.settings)
