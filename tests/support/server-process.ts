// `noroshi serve` as the process it is in production: started with an environment, watched by its log, killed or told to
// stop. For what no test inside one process can show: kill -9, exit codes, two servers on one database.
// Needs the build (npm run build).

import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'

type LogLine = Readonly<Record<string, unknown>> & { readonly msg: string }

export type ServerProcess = {
  readonly url: string
  readonly child: ChildProcess
  /** Everything it has logged or printed. */
  readonly output: () => string
  /** Resolves with the first log line that says this; rejects when the process ends before, or after `withinMs`. */
  readonly says: (words: string, withinMs?: number) => Promise<LogLine>
  /** Resolves when it serves. */
  readonly ready: () => Promise<void>
  /** Resolves with the exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>
  readonly kill: (signal: NodeJS.Signals) => Promise<number | NodeJS.Signals>
}

export type ServerProcessOptions = {
  readonly port: number
  readonly dataDir: string
  readonly env?: Readonly<Record<string, string>>
  /** For node itself: profiling, memory. */
  readonly nodeArgs?: readonly string[]
}

const READY_MS = 60_000

const programUp = (folder: string): string => {
  const program = join(folder, 'bin/noroshi.mjs')
  return existsSync(program) || folder === dirname(folder) ? program : programUp(dirname(folder))
}
/** The command `noroshi`, as it was built. */
export const program = programUp(import.meta.dirname)

export const startServerProcess = (options: ServerProcessOptions): ServerProcess => {
  const { port, dataDir, env = {}, nodeArgs = [] } = options
  const child = spawn(process.execPath, [...nodeArgs, program, 'serve'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'] ?? '',
      LC_ALL: 'C',
      NOROSHI_HOST: '127.0.0.1',
      NOROSHI_PORT: String(port),
      NOROSHI_DATA_DIR: dataDir,
      ...env,
    },
  })
  let text = ''
  const watchers = new Set<() => void>()
  const keep = (part: string): void => {
    text += part
    for (const look of watchers) look()
  }
  child.stdout.setEncoding('utf8').on('data', keep)
  child.stderr.setEncoding('utf8').on('data', keep)
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.on('close', (code, signal) => resolve(code ?? signal ?? 1))
  })
  const says: ServerProcess['says'] = (words, withinMs = READY_MS) =>
    waitForLine({ words, withinMs, ended, text: () => text, watchers })
  return {
    url: `http://127.0.0.1:${port}`,
    child,
    output: () => text,
    says,
    ready: async () => {
      await says('Noroshi is serving')
    },
    ended,
    kill: (signal) => {
      child.kill(signal)
      return ended
    },
  }
}

type Waiting = {
  readonly words: string
  readonly withinMs: number
  readonly ended: Promise<unknown>
  readonly text: () => string
  readonly watchers: Set<() => void>
}

const waitForLine = ({ words, withinMs, ended, text, watchers }: Waiting): Promise<LogLine> =>
  new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer)
      watchers.delete(look)
    }
    const giveUp = (why: string): void => {
      end()
      reject(new Error(`the server did not say "${words}" (${why}):\n${text().slice(-4_000)}`))
    }
    const look = (): void => {
      const line = linesOf(text()).find(({ msg }) => msg.includes(words))
      if (line === undefined) return
      end()
      resolve(line)
    }
    const timer = setTimeout(() => giveUp(`within ${withinMs} ms`), withinMs)
    watchers.add(look)
    void ended.then((code) => giveUp(`it ended: ${String(code)}`))
    look()
  })

const linesOf = (text: string): readonly LogLine[] =>
  text.split('\n').flatMap((line) => (line.startsWith('{') && line.endsWith('}') ? [JSON.parse(line) as LogLine] : []))

/** Returns the token the first start wrote. */
export const firstToken = (dataDir: string): string => readFileSync(join(dataDir, 'first-token'), 'utf8').trim()

/** Below those that the system gives to whoever connects to something: none of these is taken before the server takes it. */
const ports = { first: 20_000, count: 10_000 }

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const port = ports.first + Math.floor(Math.random() * ports.count)
    const probe = createServer()
    probe.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(freePort()) : reject(error),
    )
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(port)))
  })

/** Returns the processes that work inside a folder: PostgreSQL's own do, whoever started them. Linux. */
export const processesIn = (folder: string): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && worksIn(name, folder))
    .map(Number)

const worksIn = (pid: string, folder: string): boolean => {
  try {
    return readlinkSync(`/proc/${pid}/cwd`).startsWith(folder)
  } catch {
    // It ended while we looked.
    return false
  }
}
