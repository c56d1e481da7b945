// Where the output goes may be gone or full. Who is called, and what an exit code says, does not depend on it.

import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeDataDir, removeDataDir } from '../crash/stage.ts'
import { copyDataDirectory } from '../support/data-directory.ts'
import { freePort, processesIn, program } from '../support/server-process.ts'

const full = openSync('/dev/full', 'w')
afterAll(() => closeSync(full))

const env = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' }

type Ended = { readonly code: number | null; readonly said: string }

const noroshi = async (argv: readonly string[], stdout: 'pipe' | number): Promise<Ended> => {
  const child = spawn(process.execPath, [program, ...argv], { stdio: ['ignore', stdout, 'pipe'], env })
  child.stdout?.destroy()
  const said = child.stderr === null ? '' : text(child.stderr)
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return { code, said: await said }
}

describe('a command', () => {
  it('whose reader has gone ends as it would have, and says nothing', async () => {
    expect(await noroshi(['--help'], 'pipe')).toEqual({ code: 0, said: '' })
  })

  it('that cannot write its result fails and says why, in a line', async () => {
    expect(await noroshi(['--help'], full)).toEqual({
      code: 1,
      said: expect.stringMatching(/^noroshi: the output cannot be written: ENOSPC.*\n$/),
    })
  })
})

describe('a server that cannot write its log', () => {
  let folder = ''
  beforeAll(async () => {
    folder = makeDataDir('output')
    await copyDataDirectory(join(folder, 'data'))
  })
  afterAll(() => removeDataDir(folder))

  it('says so once, serves, and ends when it is told to', async () => {
    const port = await freePort()
    const settings = { NOROSHI_HOST: '127.0.0.1', NOROSHI_PORT: String(port), NOROSHI_DATA_DIR: join(folder, 'data') }
    const child = spawn(process.execPath, [program, 'serve'], {
      stdio: ['ignore', full, 'pipe'],
      env: { ...env, ...settings },
    })
    const said = child.stderr === null ? '' : text(child.stderr)
    const ended = new Promise((resolve) => child.on('close', resolve))
    const ready = () => fetch(`http://127.0.0.1:${port}/readyz`).then(({ status }) => status)
    await expect.poll(() => ready().catch(() => 0), { timeout: 40_000 }).toBe(200)
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
    expect(await said).toMatch(/^The log cannot be written: ENOSPC.*\n$/)
    expect(processesIn(folder)).toEqual([])
  })
})
