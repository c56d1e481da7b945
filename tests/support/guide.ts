// The guides' commands, run as they stand there: every block of `sh` in a document, in one shell, in a folder of its own. The first
// `noroshi` of a document is the program itself; those after it are the same command line, run within this process: starting the
// program for each of them took nearly all the time there was.

import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { runCli } from '#cli/cli'

const root = fileURLToPath(new URL('../../', import.meta.url))

const textOf = (document: string): string => readFileSync(join(root, document), 'utf8')

export const commandsIn = (document: string): string =>
  [...textOf(document).matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) => block).join('')

/** What stands in a document beside its commands: each block's kind, and the mark on the line before it. */
export const otherBlocksIn = (document: string): readonly { readonly kind: string; readonly mark: string | null }[] =>
  [...textOf(document).matchAll(/^(?:<!-- ([^\n]*) -->\n)?```(\w+)\n.*?^```$/gms)]
    .map(([, mark = null, kind = '']) => ({ kind, mark }))
    .filter(({ kind }) => kind !== 'sh')

/**
 * What npx would find in a checkout, without npm's own start. Later ones are told to this process by the descriptor 3: how many
 * words, the words, where, with which settings, with what on standard input; each ends with a zero. The exit code comes back by 4.
 */
const npx = `npx() {
  shift
  if [ ! -e "$GUIDE/started" ]; then
    : > "$GUIDE/started"
    '${process.execPath}' '${root}bin/noroshi.mjs' "$@"
    return
  fi
  printf '%s\\0' "$#" "$@" "$PWD" "$(env | grep ^NOROSHI_)" "$(cat)" >&3
  read -r code <&4
  cat "$GUIDE/out"
  cat "$GUIDE/err" >&2
  return "$code"
}
`

type Asked = { readonly argv: readonly string[]; readonly cwd: string; readonly env: string; readonly stdin: string }

/** Null until all of it is there. */
const askedIn = (text: string): Asked | null => {
  const [count = '', ...parts] = text.split('\0')
  const words = Number(count)
  if (count === '' || parts.length < words + 4) return null
  const [cwd = '', env = '', stdin = ''] = parts.slice(words)
  return { argv: parts.slice(0, words), cwd, env, stdin }
}

const notHere = (): never => {
  throw new Error('this command needs a process of its own')
}

async function* chunksOf(text: string): AsyncGenerator<string> {
  yield await Promise.resolve(text)
}

const runHere = async ({ argv, cwd, env, stdin }: Asked): Promise<{ code: number; out: string; err: string }> => {
  const said = { out: '', err: '' }
  const output = (name: 'out' | 'err') => ({
    write: (text: string) => {
      said[name] += text
    },
  })
  const before = process.cwd()
  process.chdir(cwd)
  try {
    const code = await runCli(argv, {
      env: Object.fromEntries(env.split('\n').map((line) => line.split(/=(.*)/s, 2))),
      stdout: output('out'),
      stderr: output('err'),
      stdin: chunksOf(stdin),
      fetch,
      serve: notHere,
      migrate: notHere,
      doctor: notHere,
      demo: notHere,
      space: notHere,
      backup: notHere,
      restore: notHere,
      supportBundle: notHere,
      version: 'here',
      now: Date.now,
      sleep,
    })
    return { code, ...said }
  } finally {
    process.chdir(before)
  }
}

/** Answers, one after another, what the shell asks for. */
const answer = (asking: Duplex, answering: Duplex, folder: string): void => {
  let heard = ''
  asking.on('data', (chunk: Buffer) => {
    heard += chunk.toString('utf8')
    const asked = askedIn(heard)
    if (asked === null) return
    heard = ''
    void runHere(asked)
      .catch((error: unknown) => ({ code: 99, out: '', err: String(error) }))
      .then(({ code, out, err }) => {
        writeFileSync(join(folder, 'out'), out)
        writeFileSync(join(folder, 'err'), err)
        answering.write(`${code}\n`)
      })
  })
}

type Where = { readonly url: string; readonly token: string; readonly settings?: Readonly<Record<string, string>> }

/** Returns what they said; the first that fails ends it, with everything that was said until then. */
export const follow = async (document: string, { url, token, settings = {} }: Where): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'noroshi-guide-'))
  const cwd = mkdtempSync(join(tmpdir(), 'noroshi-guide-'))
  const env = { ...process.env, GUIDE: folder, NOROSHI_URL: url, NOROSHI_TOKEN: token, ...settings }
  try {
    const stdio = ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'] as const
    const shell = spawn('sh', ['-e', '-c', npx + commandsIn(document)], { cwd, env, stdio: [...stdio] })
    let said = ''
    let wrong = ''
    shell.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8')
    })
    shell.stderr?.on('data', (chunk: Buffer) => {
      wrong += chunk.toString('utf8')
    })
    answer(shell.stdio[3] as Duplex, shell.stdio[4] as Duplex, folder)
    const code = await new Promise((resolve) => shell.once('close', resolve))
    if (code !== 0) throw new Error(`${document} ended with ${String(code)}\n${said}\n${wrong}`)
    return said
  } finally {
    for (const one of [folder, cwd]) rmSync(one, { recursive: true, force: true })
  }
}
