// What the server writes about itself: JSON lines on stdout, one object each.

import { pino } from 'pino'

export type ServerLog = {
  info(facts: Record<string, unknown>, message: string): void
  warn(facts: Record<string, unknown>, message: string): void
  error(facts: Record<string, unknown>, message: string): void
}

/** @param level a pino level, or `silent` */
export const createLog = (level: string): ServerLog => pino({ level, base: null })
