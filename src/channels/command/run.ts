// Runs one program to its end: without a shell, with an environment of its own and nothing of ours, in a process group that is killed as a
// whole when its time is up. Of what it prints the beginning is kept; the rest is read and dropped, so that it never waits for us.

import { spawn } from 'node:child_process'

export type Run = {
  readonly program: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly input: string
  readonly timeoutMs: number
}

export type Ran =
  | { readonly kind: 'ended'; readonly code: number; readonly output: string }
  | { readonly kind: 'killed'; readonly output: string }
  /** `ENOENT`, `EACCES`, … */
  | { readonly kind: 'not_started'; readonly code: string }

const OUTPUT_BYTES_MAX = 16 * 1024
const LAST_WORDS_MS = 500
const OUTPUT_CHARACTERS_MAX = 1_000

const readable = (bytes: Buffer): string =>
  Array.from(
    new TextDecoder()
      .decode(bytes)
      .replace(/[^\P{Cc}\n\t]/gu, '')
      .trim(),
  )
    .slice(0, OUTPUT_CHARACTERS_MAX)
    .join('')

/** Never rejects. */
export const run = ({ program, args, env, input, timeoutMs }: Run): Promise<Ran> =>
  new Promise((resolve) => {
    const kept: Buffer[] = []
    let keptBytes = 0
    let isLate = false
    // A group of its own: what the program starts is killed with it.
    const child = spawn(program, args, { env, cwd: '/', shell: false, detached: true, stdio: 'pipe' })
    const killAll = (): void => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
      } catch {
        // It is over already.
      }
    }
    const late = setTimeout(() => {
      isLate = true
      killAll()
    }, timeoutMs)
    const keep = (part: Buffer): void => {
      if (keptBytes >= OUTPUT_BYTES_MAX) return
      kept.push(part.subarray(0, OUTPUT_BYTES_MAX - keptBytes))
      keptBytes += part.length
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    // Not every program reads what it is given.
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
    const over = (ran: Ran): void => {
      clearTimeout(late)
      resolve(ran)
    }
    child.once('error', (error: NodeJS.ErrnoException) => over({ kind: 'not_started', code: error.code ?? 'failed' }))
    child.once('exit', (code) => {
      const end = (): void => {
        child.stdout.destroy()
        child.stderr.destroy()
        const output = readable(Buffer.concat(kept))
        over(isLate || code === null ? { kind: 'killed', output } : { kind: 'ended', code, output })
      }
      // What it started in the background may hold its output open: nobody waits long for that.
      const patience = setTimeout(end, LAST_WORDS_MS)
      child.once('close', () => {
        clearTimeout(patience)
        end()
      })
    })
  })
