// Writes one line into the command pipe of a monitoring system on this machine. Only pipes that the settings name are opened, and
// never waited for: one that nobody reads, or that is full, is tried again later.

import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { type BackResult, later, never, told } from './ways.ts'

/** What a pipe takes as a whole or not at all (PIPE_BUF of Linux). */
const LINE_BYTES_MAX = 4_096

const codes: Readonly<Record<string, string>> = { ENXIO: 'no_reader', ENOENT: 'no_pipe', EAGAIN: 'full' }

const codeOf = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'failed'
  return codes[code] ?? code
}

/** @param allowed absolute paths */
export const createCommandFile =
  (allowed: readonly string[]) =>
  async (path: string, line: string): Promise<BackResult> => {
    if (!allowed.includes(path)) return later('file_not_allowed')
    const bytes = Buffer.from(`${line}\n`)
    if (bytes.length > LINE_BYTES_MAX) return never('too_long')
    try {
      const file = await open(path, constants.O_WRONLY | constants.O_NONBLOCK)
      try {
        // What stands in a plain file of that name is read by nobody.
        if (!(await file.stat()).isFIFO()) return later('no_pipe')
        await file.write(bytes)
        return told()
      } finally {
        await file.close()
      }
    } catch (error) {
      return later(codeOf(error))
    }
  }
