// A data directory before its first start: the database is made and migrated, and nothing is in it. Making one takes seconds, so it
// is made once per run and copied.

import { execFileSync } from 'node:child_process'
import { inject } from 'vitest'

export const copyDataDirectory = async (to: string): Promise<void> => {
  const response = await fetch(new URL('/data-directory', inject('testDatabaseAddress')))
  const text = await response.text()
  if (!response.ok) throw new Error(`the data directory was not made: ${text}`)
  execFileSync('cp', ['-a', text, to])
}
