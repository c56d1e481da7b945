// One Noroshi per data directory. The lock is a named pipe (FIFO) whose reading end we hold open: the kernel closes it
// with us, however we die, and anyone can ask whether a reader exists by opening it for writing (ENXIO: nobody).
// It belongs to the inode, so two containers that share a volume see each other, which process ids would not show.
// Generations make taking over safe without flock: `.lock.N+1` is linked only after N was seen dead, the dead never
// come back, and whoever then sees a higher generation than its own has lost.
import { randomBytes } from 'node:crypto'
import { closeSync, constants, linkSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hasCode, StoreError } from '../store-error.ts'
import { run } from './run.ts'

export type Lock = { release(): void }

const prefix = '.lock.'
const triesMax = 20

/**
 * Takes the data directory for this process.
 * @errors embedded.locked another live process holds it
 */
export async function lockDataDir(dataDir: string): Promise<Lock> {
  const half = join(dataDir, `.lock-${randomBytes(6).toString('hex')}`)
  // Writable for all, because asking is opening for writing: root asks about a user's lock, the user about root's.
  // Readable for the holder alone, because a reader is what holds it.
  const made = await run('mkfifo', ['-m', '622', half])
  if (!made.ok) {
    const why = made.stderr.trim()
    throw new StoreError('embedded.path', `The data directory ${dataDir} cannot hold our lock (a named pipe): ${why}`)
  }
  const reader = openSync(half, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    claim(dataDir, half)
    const pidFile = join(dataDir, 'noroshi.pid')
    // Removed first: it may be another user's, which we could replace but not overwrite.
    rmSync(pidFile, { force: true })
    writeFileSync(pidFile, `${process.pid}\n`)
    return { release: () => release(dataDir, reader) }
  } catch (error) {
    closeSync(reader)
    throw error
  } finally {
    rmSync(half, { force: true })
  }
}

function claim(dataDir: string, half: string): void {
  for (let turn = 0; turn < triesMax; turn++) {
    const newest = generations(dataDir).at(-1) ?? 0
    if (newest > 0 && isHeld(join(dataDir, `${prefix}${newest}`))) throw taken(dataDir)
    const mine = newest + 1
    try {
      linkSync(half, join(dataDir, `${prefix}${mine}`))
    } catch (error) {
      if (hasCode(error, 'EEXIST')) continue
      throw error
    }
    if (generations(dataDir).at(-1) !== mine) {
      rmSync(join(dataDir, `${prefix}${mine}`), { force: true })
      continue
    }
    for (const old of generations(dataDir)) {
      if (old < mine) rmSync(join(dataDir, `${prefix}${old}`), { force: true })
    }
    return
  }
  throw taken(dataDir)
}

function generations(dataDir: string): number[] {
  const numbers = readdirSync(dataDir)
    .filter((name) => name.startsWith(prefix))
    .map((name) => Number(name.slice(prefix.length)))
  return numbers.filter((number) => Number.isSafeInteger(number) && number > 0).sort((a, b) => a - b)
}

function isHeld(fifo: string): boolean {
  try {
    closeSync(openSync(fifo, constants.O_WRONLY | constants.O_NONBLOCK))
    return true
  } catch (error) {
    if (hasCode(error, 'ENXIO', 'ENOENT')) return false
    throw error
  }
}

function taken(dataDir: string): StoreError {
  return new StoreError(
    'embedded.locked',
    `The data directory ${dataDir} is in use by another Noroshi (process ${holder(dataDir)}). One data directory serves ` +
      'one process: stop the other, or choose another folder with NOROSHI_DATA_DIR.',
  )
}

function holder(dataDir: string): string {
  try {
    return readFileSync(join(dataDir, 'noroshi.pid'), 'utf8').trim()
  } catch {
    // Only words for the message; the pipe decided already.
    return 'unknown'
  }
}

function release(dataDir: string, reader: number): void {
  // The pipe's name stays: numbers must never be used again, or a slow starter could take one it saw long ago for new.
  rmSync(join(dataDir, 'noroshi.pid'), { force: true })
  closeSync(reader)
}
