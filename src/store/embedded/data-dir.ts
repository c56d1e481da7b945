// Where the data really lives. A root process runs the database as another account, which must be able to enter the
// folder: a checkout under a home with mode 700 cannot be entered, and other people's folders are never opened up.
// The default data then moves under /var/lib/noroshi and a note left behind says where to.
import { createHash } from 'node:crypto'
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { hasCode, StoreError } from '../store-error.ts'
import { canEnter, chooseAccount } from './account.ts'
import type { Log } from './log.ts'
import type { Account } from './run.ts'

export type DataPlace = { dataDir: string; pgData: string; account: Account | null }

export type DataRequest = {
  dataDir: string
  /** true when the operator named the folder: it is then refused rather than replaced */
  dataDirGiven: boolean
  /** /var/lib/noroshi, elsewhere only in tests */
  systemDir: string
  log: Log
}

const note = 'moved-to'

/** Makes the data folder, or its replacement, and says which account will own the database in it. */
export async function prepareDataDir(request: DataRequest): Promise<DataPlace> {
  const wanted = resolve(request.dataDir)
  const moved = readNote(wanted)
  const place = await openPlace(moved ?? wanted, request.log)
  assertOurs(place)
  if (await canEnter(place.dataDir, place.account)) return place
  const name = place.account?.name ?? 'us'
  if (request.dataDirGiven || moved || existsSync(place.pgData)) {
    throw new StoreError(
      'embedded.path',
      `The data directory ${place.dataDir} cannot be entered by the account "${name}" that runs the embedded database ` +
        '(PostgreSQL refuses root). Choose a folder whose parents everybody may pass with NOROSHI_DATA_DIR, for ' +
        'example /var/lib/noroshi/data, or start Noroshi as the owner of this folder instead of root.',
    )
  }
  const hash = createHash('sha256').update(place.dataDir).digest('hex').slice(0, 8)
  const replacement = await openPlace(join(request.systemDir, `data-${hash}`), request.log)
  writeFileSync(join(place.dataDir, note), `${replacement.dataDir}\n`)
  request.log.warn(
    `the account "${name}" cannot enter ${place.dataDir}: the data is in ${replacement.dataDir} (noted in ${note} there)`,
  )
  return replacement
}

async function openPlace(folder: string, log: Log): Promise<DataPlace> {
  makeFolder(folder)
  const dataDir = realpathSync(folder)
  const pgData = join(dataDir, 'postgres')
  return { dataDir, pgData, account: await chooseAccount(pgData, log) }
}

// PostgreSQL would refuse too, but only after we had written beside somebody else's database.
function assertOurs({ dataDir, pgData, account }: DataPlace): void {
  if (account) return
  const self = process.getuid?.()
  const advice = 'Start Noroshi as that user or as root, or choose another folder with NOROSHI_DATA_DIR.'
  for (const folder of [pgData, dataDir]) {
    const uid = statSync(folder, { throwIfNoEntry: false })?.uid ?? self
    if (uid === self || (folder === dataDir && isWritable(dataDir))) continue
    throw new StoreError(
      'embedded.account',
      `The data in ${folder} belongs to uid ${uid}, and this process runs as uid ${self}. ${advice}`,
    )
  }
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK)
    return true
  } catch {
    // The only question asked; the caller words the answer.
    return false
  }
}

function makeFolder(folder: string): void {
  if (existsSync(folder)) return
  try {
    mkdirSync(folder, { recursive: true })
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new StoreError('embedded.path', `The data directory ${folder} cannot be made: ${why}`, { cause })
  }
  // Root's folder is passed through by the database's account, but not listed; otherwise it is ours alone.
  chmodSync(folder, process.getuid?.() === 0 ? 0o711 : 0o700)
}

export function readNote(folder: string): string | null {
  try {
    return readFileSync(join(folder, note), 'utf8').trim() || null
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return null
    throw error
  }
}
