// Runs one short command (initdb, postgres --version, id …) to its end, as another account when asked.
// It never throws for a failing command: the callers word what the failure means.
import { spawn } from 'node:child_process'

/** The operating system account the database runs as; null stands for "whoever we are". */
export type Account = { uid: number; gid: number; name: string }

export type RunResult = { ok: boolean; status: number | null; stdout: string; stderr: string; errorCode: string | null }

export type RunOptions = { account?: Account | null; input?: string }

// Nothing of our environment reaches PostgreSQL: PG* variables, LD_LIBRARY_PATH or a broken locale would change it.
export function cleanEnvironment(): Record<string, string> {
  return { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C', TZ: 'UTC' }
}

/** Runs a command in `/`, because the current directory may be closed to the account. */
export function run(command: string, args: string[], options: RunOptions = {}): Promise<RunResult> {
  return new Promise((resolve) => {
    const identity = options.account ? { uid: options.account.uid, gid: options.account.gid } : {}
    const child = spawn(command, args, { cwd: '/', env: cleanEnvironment(), stdio: 'pipe', ...identity })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    child.on('error', (error) => {
      const errorCode = 'code' in error ? String(error.code) : 'UNKNOWN'
      resolve({ ok: false, status: null, stdout, stderr: stderr || error.message, errorCode })
    })
    child.on('close', (status) => resolve({ ok: status === 0, status, stdout, stderr, errorCode: null }))
    // A command that fails at once closes its stdin first; that EPIPE says nothing its exit status does not.
    child.stdin.on('error', () => undefined)
    child.stdin.end(options.input ?? '')
  })
}
