// Which operating system account runs PostgreSQL. It refuses root, so a root process drops to an unprivileged account:
// the owner of an existing database, else `noroshi`, `postgres`, a `noroshi` account made now, or `nobody`.
// Nothing here changes permissions of directories that are not ours.
import { existsSync, statSync } from 'node:fs'
import { userInfo } from 'node:os'
import { StoreError } from '../store-error.ts'
import type { Log } from './log.ts'
import { type Account, run } from './run.ts'

/** Chooses the account for the database in `pgData`; null when we are not root and run it as ourselves. */
export async function chooseAccount(pgData: string, log: Log): Promise<Account | null> {
  if (process.getuid?.() !== 0) return null
  if (existsSync(pgData)) {
    const { uid, gid } = statSync(pgData)
    const name = (await run('id', ['-un', String(uid)])).stdout.trim()
    if (uid !== 0) return { uid, gid, name: name || `uid ${uid}` }
  }
  return (await lookUp('noroshi')) ?? (await lookUp('postgres')) ?? (await makeAccount(log))
}

async function makeAccount(log: Log): Promise<Account> {
  const options = ['--system', '--user-group', '--no-create-home', '--home-dir', '/var/lib/noroshi']
  const made = await run('useradd', [...options, '--shell', '/usr/sbin/nologin', 'noroshi'])
  const account = made.ok ? await lookUp('noroshi') : null
  if (account) {
    log.warn('created the system account "noroshi" to run the embedded database')
    return account
  }
  const nobody = await lookUp('nobody')
  if (nobody) return nobody
  throw new StoreError(
    'embedded.account',
    'PostgreSQL does not run as root, and neither an account "noroshi", "postgres" nor "nobody" exists, nor could one ' +
      'be created. Create one (useradd --system noroshi), start Noroshi as an ordinary user, or set DATABASE_URL.',
  )
}

async function lookUp(name: string): Promise<Account | null> {
  const uid = await run('id', ['-u', name])
  const gid = await run('id', ['-g', name])
  if (!uid.ok || !gid.ok || Number(uid.stdout) === 0) return null
  return { uid: Number(uid.stdout), gid: Number(gid.stdout), name }
}

/** Refuses, in words, an account without a name: initdb looks the name up and fails obscurely. */
export async function assertNamed(account: Account | null): Promise<void> {
  const uid = account?.uid ?? process.getuid?.() ?? 0
  const named = account ? (await run('id', ['-un', String(uid)])).ok : hasName()
  if (named) return
  throw new StoreError(
    'embedded.account',
    `The user id ${uid} has no entry in the user database (/etc/passwd), and PostgreSQL cannot create a database ` +
      `without one. Add it (echo "noroshi:x:${uid}:${process.getgid?.() ?? uid}::/nonexistent:/usr/sbin/nologin" >> /etc/passwd), ` +
      'start Noroshi under a named user, or set DATABASE_URL.',
  )
}

function hasName(): boolean {
  try {
    return userInfo().username !== ''
  } catch {
    // os.userInfo() throws exactly when the uid is unknown.
    return false
  }
}

/** True when the account can enter this directory, asked of the kernel itself so that ACLs and mounts count. */
export async function canEnter(folder: string, account: Account | null): Promise<boolean> {
  return (await run('/bin/sh', ['-c', 'cd -- "$1"', 'sh', folder], { account })).ok
}
