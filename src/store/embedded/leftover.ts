// What an earlier Noroshi left behind. We hold the lock, so any server on this directory has lost its owner: it is
// stopped, never shared, never doubled. A zombie is not alive, and a process id may have been given to somebody else.
import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { hasCode, StoreError } from '../store-error.ts'
import type { Log } from './log.ts'
import { run } from './run.ts'

const fastStopMs = 20_000
const hardStopMs = 10_000

/** Stops a server that outlived its Noroshi, and clears a pid file that names no server of this directory. */
export async function stopLeftover(pgData: string, log: Log): Promise<void> {
  const file = join(pgData, 'postmaster.pid')
  if (!existsSync(file)) return
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0])
  if (await isServerOf(pid, pgData)) {
    log.warn(`an embedded database without its Noroshi is still running (process ${pid}): stopping it`)
    await stop(pid, pgData, 'SIGINT')
    if (!(await isGone(pid, pgData, fastStopMs))) await stop(pid, pgData, 'SIGQUIT')
    if (!(await isGone(pid, pgData, hardStopMs))) {
      throw new StoreError(
        'embedded.leftover',
        `The database process ${pid} on ${pgData} does not stop. Stop it, then start again.`,
      )
    }
  }
  // Helpers of a killed server leave on their own; PostgreSQL would refuse to start while one still has its memory.
  const until = Date.now() + hardStopMs
  while (processesIn(pgData).length > 0 && Date.now() < until) await sleep(20)
  const remaining = processesIn(pgData)
  if (remaining.length > 0) {
    const list = remaining.join(', ')
    throw new StoreError('embedded.leftover', `Processes ${list} still work in ${pgData}. Stop them, then start again.`)
  }
  // Without this, a process id that now belongs to somebody else would keep the database from starting for ever.
  rmSync(file, { force: true })
}

async function stop(pid: number, pgData: string, signal: 'SIGINT' | 'SIGQUIT'): Promise<void> {
  try {
    process.kill(pid, signal)
  } catch (cause) {
    if (hasCode(cause, 'ESRCH')) return
    throw new StoreError(
      'embedded.leftover',
      `A database is still running on ${pgData} as process ${pid} of another user. Stop it, then start again.`,
      { cause },
    )
  }
}

async function isGone(pid: number, pgData: string, withinMs: number): Promise<boolean> {
  const until = Date.now() + withinMs
  while (await isServerOf(pid, pgData)) {
    if (Date.now() > until) return false
    await sleep(10)
  }
  return true
}

/** True when the process lives and is a PostgreSQL server on this directory. */
export async function isServerOf(pid: number, pgData: string): Promise<boolean> {
  if (!Number.isSafeInteger(pid) || pid <= 1) return false
  if (process.platform === 'linux') return isAlive(pid) && worksIn(pid, pgData)
  const shown = await run('ps', ['-o', 'state=,command=', '-p', String(pid)])
  return shown.ok && !shown.stdout.trim().startsWith('Z') && shown.stdout.includes(pgData)
}

/** True for a process that runs; a zombie waits only to be buried. Linux. */
export function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ESRCH')) return false
    throw error
  }
}

// Every PostgreSQL process works in its data directory.
function worksIn(pid: number, pgData: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === pgData
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ESRCH', 'EACCES', 'EPERM')) return false
    throw error
  }
}

function processesIn(pgData: string): number[] {
  if (process.platform !== 'linux') return []
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids.map(Number).filter((pid) => worksIn(pid, pgData) && isAlive(pid))
}
