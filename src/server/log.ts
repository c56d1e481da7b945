// What the server writes about itself: JSON lines on stdout, one object each.

import { pino } from 'pino'

export type ServerLog = {
  info(facts: Record<string, unknown>, message: string): void
  warn(facts: Record<string, unknown>, message: string): void
  error(facts: Record<string, unknown>, message: string): void
}

/** Bytes of lines that wait to be written. What comes beyond is dropped. */
const WAITING_MAX = 4 * 1_024 * 1_024

/** stdout, also where its disk is full or its reader gone: lines wait for room, and people are called all the same. */
const output = pino.destination({ dest: 1, sync: false, maxLength: WAITING_MAX })
output.once('error', ({ message }: Error) => process.stderr.write(`The log cannot be written: ${message}\n`))
output.on('error', () => {
  // At the end of the process it would try for ever.
  output.flushSync = () => undefined
})

/** @param level a pino level, or `silent` */
export const createLog = (level: string): ServerLog => pino({ level, base: null }, output)
