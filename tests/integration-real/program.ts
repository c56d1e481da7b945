// A monitoring system as the plain process it is: found where Debian's package puts it, started on loopback in a folder of its own,
// gone with whoever started it.

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { vi } from 'vitest'

export type Program = {
  readonly folder: string
  readonly stop: () => Promise<void>
}

/** Long enough for a machine that is busy with other things; nothing waits for it to pass. */
export const patience = { timeout: 30_000, interval: 50 }

/** Ends what it started when its own input ends: that of a test run that was killed ends too. */
const KEEPER = '"$@" <&- & program=$!; read -r _; kill "$program"; wait "$program"; exit 0'

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((done) => {
    child.once('close', () => done())
  })

export const makeFolder = (name: string): string => mkdtempSync(join(tmpdir(), `noroshi-real-${name}-`))

type Start = {
  readonly folder: string
  readonly command: readonly [string, ...string[]]
  readonly env?: Readonly<Record<string, string>>
  /** Whether it can be asked. */
  readonly isUp: () => Promise<boolean>
}

export const startProgram = async ({ folder, command, env = {}, isUp }: Start): Promise<Program> => {
  const child = spawn('/bin/sh', ['-c', KEEPER, 'sh', ...command], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  const closed = ended(child)
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4_000)
    })
  const look = async (): Promise<void> => {
    const problem = await isUp().then(
      (up) => (up ? null : 'not yet'),
      (error: unknown) => String(error),
    )
    if (problem !== null) throw new Error(`${command[0]} does not answer: ${problem}\n${said}`)
  }
  await vi.waitFor(look, patience)
  return {
    folder,
    stop: async () => {
      child.stdin.end()
      await closed
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const root = resolve(import.meta.dirname, '../..')
export const noroshiProgram = join(root, 'bin/noroshi.mjs')

/** A block of an operator's configuration as the documents give it, with what an operator fills in: so the documents are tried too. */
export const fromDocs = (file: string, block: RegExp, filled: Readonly<Record<string, string>>): string => {
  const blocks = readFileSync(join(root, 'docs', file), 'utf8').match(block)
  if (blocks === null) throw new Error(`docs/${file} has no ${block.source}`)
  return Object.entries(filled).reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`docs/${file}: nothing to fill in for ${from}`)
    return text.replaceAll(from, to)
  }, blocks.join('\n'))
}

/** Writes a file into a program's folder and returns its path. */
export const writeInto = (folder: string, name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text, { mode: 0o600 })
  return path
}
