// For tests: runs one command line with everything it needs, and keeps what it wrote. Time passes only when it sleeps.
import { type CliDeps, runCli } from '../cli.ts'

export type Ran = {
  readonly code: number
  readonly out: string
  readonly err: string
  readonly slept: readonly number[]
}

export type Around = {
  readonly env?: Record<string, string>
  readonly stdin?: string | readonly string[]
  readonly isTTY?: boolean
  readonly deps?: Partial<CliDeps>
}

export const START_MS = Date.parse('2026-11-22T03:00:00Z')

export async function run(argv: readonly string[], around: Around = {}): Promise<Ran> {
  const written = { out: '', err: '' }
  const slept: number[] = []
  let nowMs = START_MS
  const isTTY = around.isTTY ?? false
  const output = (name: 'out' | 'err') => ({
    isTTY,
    write: (text: string) => {
      written[name] += text
    },
  })
  const code = await runCli(argv, {
    env: around.env ?? {},
    stdout: output('out'),
    stderr: output('err'),
    stdin: stdinOf(around.stdin ?? [], isTTY),
    fetch,
    serve: () => Promise.resolve(0),
    migrate: () => Promise.resolve(0),
    doctor: () => Promise.resolve({ checks: [] }),
    demo: () => Promise.resolve(0),
    space: () => Promise.resolve({ ok: true, did: 'change' }),
    backup: () => Promise.resolve({ ok: true, keyFile: null }),
    restore: () => Promise.resolve({ ok: true, keyFile: null }),
    supportBundle: () => Promise.resolve({ ok: true }),
    version: '1.2.3',
    now: () => nowMs,
    sleep: (ms) => {
      slept.push(ms)
      nowMs += ms
      return Promise.resolve()
    },
    ...around.deps,
  })
  return { code, ...written, slept }
}

function stdinOf(chunks: string | readonly string[], isTTY: boolean): CliDeps['stdin'] {
  const all = typeof chunks === 'string' ? [chunks] : chunks
  return {
    isTTY,
    async *[Symbol.asyncIterator]() {
      for (const chunk of all) yield await Promise.resolve(Buffer.from(chunk))
    },
  }
}
