// Command pipes for real: what is written arrives, and nothing is ever waited for.
import { execFileSync } from 'node:child_process'
import {
  closeSync,
  constants,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createCommandFile } from './command-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'noroshi-pipe-'))
const path = (name: string): string => join(folder, name)
const pipe = path('nagios.cmd')
execFileSync('mkfifo', [pipe])
writeFileSync(path('plain'), '')
symlinkSync(pipe, path('link'))
const write = createCommandFile([pipe, path('plain'), path('gone'), path('link'), '/dev/null'])

/** Reads what stands in the pipe while `work` writes into it. */
const reading = async (work: () => Promise<unknown>): Promise<string> => {
  const reader = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK)
  await work()
  const buffer = Buffer.alloc(100_000)
  const bytes = readSync(reader, buffer)
  closeSync(reader)
  return buffer.toString('utf8', 0, bytes)
}

describe('a command pipe', () => {
  it('gets each line whole', async () => {
    const results: unknown[] = []
    const text = await reading(async () => {
      for (const line of ['[1] 一', '[2] two']) results.push(await write(pipe, line))
      results.push(await write(path('link'), '[3] by another name'))
    })
    expect(text).toBe('[1] 一\n[2] two\n[3] by another name\n')
    expect(results).toEqual(Array.from({ length: 3 }, () => ({ kind: 'told', answer: null })))
  })

  it('that nobody reads, or that is full, is not waited for', async () => {
    expect(await write(pipe, 'x')).toMatchObject({ code: 'no_reader', final: false })
    await reading(async () => {
      let last: unknown = null
      for (let lines = 0; lines < 100; lines += 1) last = await write(pipe, 'x'.repeat(4_000))
      expect(last).toMatchObject({ code: 'full', final: false })
    })
  })

  it.each([
    ['is not one of those the settings name', path('other'), 'file_not_allowed'],
    ['is named by another path to it', `${folder}/./nagios.cmd`, 'file_not_allowed'],
    ['is not there', path('gone'), 'no_pipe'],
    ['is a plain file, which nobody reads', path('plain'), 'no_pipe'],
    ['is a device', '/dev/null', 'no_pipe'],
  ])('that %s is not written to', async (_name, file, code) => {
    expect(await write(file, 'x')).toMatchObject({ kind: 'not_told', code, final: false })
    expect(readFileSync(path('plain'), 'utf8')).toBe('')
  })

  it('gets no line that it would take in pieces', async () => {
    expect(await write(pipe, 'x'.repeat(4_096))).toMatchObject({ code: 'too_long', final: true })
  })
})
