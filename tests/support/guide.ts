// The guides' commands, run as they stand there: every block of `sh` in a document, in one shell, in a folder of its own.

import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const root = fileURLToPath(new URL('../../', import.meta.url))
const run = promisify(execFile)

export const commandsIn = (document: string): string => {
  const text = readFileSync(join(root, document), 'utf8')
  return [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) => block).join('')
}

/** What npx would find in a checkout, without npm's own start. */
const npx = `npx() { shift; '${process.execPath}' '${root}bin/noroshi.mjs' "$@"; }\n`

/** Returns what they said; the first that fails ends it. */
export const follow = async (document: string, { url, token }: { url: string; token: string }): Promise<string> => {
  const cwd = mkdtempSync(join(tmpdir(), 'noroshi-guide-'))
  const env = { ...process.env, NOROSHI_URL: url, NOROSHI_TOKEN: token }
  try {
    const { stdout } = await run('sh', ['-e', '-c', npx + commandsIn(document)], { cwd, env })
    return stdout
  } finally {
    rmSync(cwd, { recursive: true, force: true })
  }
}
