// Makes the database directory at the first start and checks it at the later ones.
// It is built aside and renamed when whole, so a crash in the middle leaves nothing to repair. The superuser exists
// only inside initdb and single-user mode: it has no password and the running server lets nobody in under its name.
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { syncFolder } from '../disk.ts'
import { StoreError } from '../store-error.ts'
import { assertNamed } from './account.ts'
import type { Binaries } from './binaries.ts'
import { appRole, databaseName, ownerPassword, ownerRole } from './config.ts'
import type { DataPlace } from './data-dir.ts'
import type { Log } from './log.ts'
import { type Account, run } from './run.ts'

export type ClusterOptions = { place: DataPlace; binaries: Binaries; log: Log; unsafeForTests: boolean }

/** Makes the database directory ready to be started; returns the owner role's password. */
export async function prepareCluster(options: ClusterOptions): Promise<string> {
  const { dataDir, pgData } = options.place
  const { password, isNew } = ownerPassword(dataDir)
  if (existsSync(pgData)) {
    checkVersion(options)
    await takeOver(options)
    // A restored directory without its password file: the new password has to be made known inside.
    if (isNew) await singleUser(options, pgData, `ALTER ROLE ${ownerRole} PASSWORD '${password}';`)
  } else {
    await createCluster(options, password)
  }
  return password
}

async function createCluster(options: ClusterOptions, password: string): Promise<void> {
  const { dataDir, pgData, account } = options.place
  await assertNamed(account)
  const half = join(dataDir, 'postgres.new')
  rmSync(half, { recursive: true, force: true })
  makeOwned(half, account)
  const started = performance.now()
  const args = [
    '-D',
    half,
    '-U',
    'postgres',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
  ]
  args.push('--locale=C', '--auth=reject', '--no-instructions', '-c', 'max_connections=20')
  if (options.unsafeForTests) args.push('--no-sync')
  const made = await run(join(options.binaries.folder, 'bin', 'initdb'), args, { account })
  if (!made.ok) {
    const why = made.stderr.trim() || made.stdout.trim()
    throw new StoreError('embedded.init', `The embedded database could not be created in ${dataDir}: ${why}`)
  }
  await singleUser(options, half, provisionSql(password, options.unsafeForTests))
  renameSync(half, pgData)
  // Without this a power cut could take back the rename, and with it every row written since.
  if (!options.unsafeForTests) syncFolder(dataDir)
  options.log.info(`created the embedded database in ${pgData} (${Math.round(performance.now() - started)} ms)`)
}

// The server connects as the owner and takes the role noroshi_app, which owns nothing: row level security binds it.
// Tests create databases and roles; nothing else may.
function provisionSql(password: string, unsafeForTests: boolean): string {
  return [
    `CREATE ROLE ${appRole} NOLOGIN;`,
    `CREATE ROLE ${ownerRole} LOGIN ${unsafeForTests ? 'CREATEDB CREATEROLE' : ''} PASSWORD '${password}';`,
    `GRANT ${appRole} TO ${ownerRole} WITH INHERIT FALSE, SET TRUE, ADMIN ${unsafeForTests};`,
    `CREATE DATABASE ${databaseName} OWNER ${ownerRole} TEMPLATE template0;`,
    `REVOKE ALL ON DATABASE ${databaseName} FROM PUBLIC;`,
    `GRANT CONNECT, TEMPORARY ON DATABASE ${databaseName} TO ${appRole};`,
    '',
  ].join('\n')
}

/** Runs statements, one per line, as the superuser without a server, which reports errors only in words. */
async function singleUser(options: ClusterOptions, pgData: string, input: string): Promise<void> {
  const args = ['--single', '-D', pgData, '-c', 'log_min_messages=error', '-c', 'log_min_error_statement=panic']
  if (options.unsafeForTests) args.push('-F')
  const program = join(options.binaries.folder, 'bin', 'postgres')
  const result = await run(program, [...args, 'postgres'], { account: options.place.account, input })
  const error = /(ERROR|FATAL|PANIC):.*/.exec(result.stderr)
  if (result.ok && !error) return
  throw new StoreError(
    'embedded.init',
    `The embedded database could not be set up: ${error?.[0] ?? result.stderr.trim()}`,
  )
}

function checkVersion(options: ClusterOptions): void {
  const { pgData } = options.place
  const file = join(pgData, 'PG_VERSION')
  if (!existsSync(file)) {
    throw new StoreError(
      'embedded.version',
      `${pgData} exists but is not a database directory. Noroshi leaves it as it is.`,
    )
  }
  const theirs = readFileSync(file, 'utf8').trim()
  const ours = options.binaries.major
  if (theirs === String(ours)) return
  throw new StoreError(
    'embedded.version',
    `The database in ${pgData} was made by PostgreSQL ${theirs}; this Noroshi brings PostgreSQL ${ours}, which cannot read ` +
      `it. Start the Noroshi that brought PostgreSQL ${theirs}, export with it, and import into an empty data directory.`,
  )
}

async function takeOver(options: ClusterOptions): Promise<void> {
  const { pgData, account } = options.place
  const { uid } = statSync(pgData)
  if (!account || uid === account.uid) return
  // Root copied or restored it: hand our own folder, and only it, back to the account.
  options.log.warn(`${pgData} belongs to uid ${uid}: giving it to "${account.name}", who runs the database`)
  await run('chown', ['-Rh', `${account.uid}:${account.gid}`, pgData])
}

/** Makes a folder that only the database's account may enter. */
export function makeOwned(folder: string, account: Account | null): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  chmodSync(folder, 0o700)
  if (account) chownSync(folder, account.uid, account.gid)
}
