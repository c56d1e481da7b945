// One signal light (パトランプ) on the network, how it is spoken to, and the patterns it shows by their names.

import { z } from 'zod'
import type { ConnectionRow } from '../message/way.ts'

const settings = z.strictObject({
  host: z.string(),
  port: z.number().optional(),
  protocol: z.enum(['http', 'rsh', 'pns']).default('http'),
  patterns: z.record(z.string(), z.string()).default({}),
  /** Off again after so long; null: when the callout is over. */
  seconds: z.number().nullable().default(null),
  user: z.string().default('root'),
})

export type LightConnection = z.output<typeof settings>

export const lightConnection = (row: ConnectionRow): LightConnection => settings.parse(row.settings)

/** Five lamps, red to white, and the buzzer: 0 off, 1 on, 2 and 3 flash, 9 as it was; the buzzer has patterns up to 4. */
export const isPattern = (text: string): boolean => /^[01239]{5}[012349]$/.test(text)

/** Returns the six digits a name means; null where there is no such pattern. */
export const patternOf = ({ patterns }: Pick<LightConnection, 'patterns'>, address: string): string | null => {
  const digits = Object.hasOwn(patterns, address) ? (patterns[address] ?? '') : address
  return isPattern(digits) ? digits : null
}
