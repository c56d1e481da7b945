// Makes a change of names durable: a file that was made, linked or renamed survives a power cut only once its folder is
// on disk too. PostgreSQL does this inside its own directory; this is for the files around it.
import { closeSync, fsyncSync, openSync } from 'node:fs'

/** Waits until the folder's entries are on disk. */
export function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
