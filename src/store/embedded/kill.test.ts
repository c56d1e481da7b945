// What is left behind when the process that started the database dies of anything: nothing, and the next start works.
import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Compiled, compileStore, startProcess } from '../../../tests/support/compiled-store.ts'
import { copyDataDirectory } from '../../../tests/support/data-directory.ts'
import { isAlive, isServerOf } from './leftover.ts'
import { silentLog } from './log.ts'
import { startEmbedded } from './start.ts'

let programs: string
let compiled: Compiled
let dataDir: string
let pgData: string

beforeAll(() => {
  programs = mkdtempSync(join(tmpdir(), 'noroshi-kill-'))
  compiled = compileStore(programs)
  chmodSync(programs, 0o711)
})
afterAll(() => rmSync(programs, { recursive: true }))
beforeEach(async () => {
  dataDir = join(programs, randomBytes(4).toString('hex'))
  await copyDataDirectory(dataDir)
  pgData = join(dataDir, 'postgres')
})
afterEach(() => rmSync(dataDir, { recursive: true }))

const goneWithinMs = 10_000

/** Waits on the file system's own notice that the server put its pid file away: its last act of a clean stop. */
async function serverGone(): Promise<void> {
  const file = join(pgData, 'postmaster.pid')
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the server still runs after ${goneWithinMs} ms`)), goneWithinMs)
    const done = () => {
      if (existsSync(file)) return
      clearTimeout(timer)
      watcher.close()
      resolve()
    }
    const watcher = watch(pgData, done)
    done()
  })
}

const serverPid = () => Number(readFileSync(join(pgData, 'postmaster.pid'), 'utf8').split('\n')[0])

/** The shells between the killed process and the server: the one that waits and the one that watches the pipe. */
function shellsOf(parent: number): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const children = pids.map(Number).filter((pid) => isAlive(pid) && parentOf(pid) === parent && nameOf(pid) === 'sh')
  return children.flatMap((pid) => [pid, ...shellsOf(pid)])
}
const stat = (pid: number) => readFileSync(`/proc/${pid}/stat`, 'utf8')
const nameOf = (pid: number) => /\((.*)\)/.exec(stat(pid))?.[1]
const parentOf = (pid: number) =>
  Number(
    stat(pid)
      .replace(/^.*\) /, '')
      .split(' ')[1],
  )

async function queryWith(url: string | undefined, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

describe('kill -9 of the process', () => {
  test('stops the server cleanly; the next start is not refused and has every committed row', async () => {
    for (const turn of [1, 2, 3]) {
      const started = await startProcess(compiled, { dataDir })
      const { url } = started.answer
      await queryWith(url, 'create table if not exists kept (turn integer)')
      const client = new pg.Client({ connectionString: url })
      const cut = new Promise((resolve) => client.on('error', resolve))
      await client.connect()
      await client.query(`insert into kept values (${turn})`)
      started.process.kill('SIGKILL')
      await cut
      await serverGone()
    }
    const db = await startEmbedded({ dataDir, log: silentLog })
    expect(await queryWith(db.url, 'select turn from kept order by turn')).toEqual([
      { turn: 1 },
      { turn: 2 },
      { turn: 3 },
    ])
    await db.stop()
  })

  test('right away: the next start waits for the server that is still stopping', async () => {
    for (let turn = 0; turn < 5; turn++) {
      const started = await startProcess(compiled, { dataDir })
      started.process.kill('SIGKILL')
      await new Promise((resolve) => started.process.once('exit', resolve))
      const db = await startEmbedded({ dataDir, log: silentLog })
      expect(await queryWith(db.url, 'select 1 as one')).toEqual([{ one: 1 }])
      await db.stop()
    }
  })

  test.runIf(process.platform === 'linux')('and of the shell that waits: the watching one still stops it', async () => {
    const started = await startProcess(compiled, { dataDir })
    const [waiting] = shellsOf(started.process.pid ?? 0)
    process.kill(waiting ?? 0, 'SIGKILL')
    started.process.kill('SIGKILL')
    await expect(serverGone()).resolves.toBeUndefined()
  })

  test.runIf(process.platform === 'linux')('and of both shells: the next start stops what is left', async () => {
    const started = await startProcess(compiled, { dataDir })
    const left = serverPid()
    const shells = shellsOf(started.process.pid ?? 0)
    expect(shells).toHaveLength(2)
    for (const pid of shells.toReversed()) process.kill(pid, 'SIGKILL')
    const ended = new Promise((resolve) => started.process.once('exit', resolve))
    started.process.kill('SIGKILL')
    await ended
    expect(await isServerOf(left, pgData)).toBe(true)
    const warnings: string[] = []
    const db = await startEmbedded({ dataDir, log: { ...silentLog, warn: (text) => warnings.push(text) } })
    expect(warnings.join()).toContain(`process ${left}`)
    expect(isAlive(left)).toBe(false)
    expect(serverPid()).not.toBe(left)
    await db.stop()
  })
})

test('a terminal’s Ctrl-C does not reach the server before us: it has a session of its own', async () => {
  const started = await startProcess(compiled, { dataDir })
  for (const pid of shellsOf(started.process.pid ?? 0)) {
    process.kill(pid, 'SIGINT')
    process.kill(pid, 'SIGTERM')
  }
  expect(await queryWith(started.answer.url, 'select 1 as one')).toEqual([{ one: 1 }])
  const session = stat(serverPid())
    .replace(/^.*\) /, '')
    .split(' ')[3]
  expect(session).not.toBe(
    stat(started.process.pid ?? 0)
      .replace(/^.*\) /, '')
      .split(' ')[3],
  )
  await started.end()
  expect(existsSync(join(pgData, 'postmaster.pid'))).toBe(false)
})

test('a pid file whose process id now belongs to somebody else does not prevent a start', async () => {
  writeFileSync(join(pgData, 'postmaster.pid'), `${process.pid}\n${pgData}\n`)
  const db = await startEmbedded({ dataDir, log: silentLog })
  expect(serverPid()).not.toBe(process.pid)
  await db.stop()
})

test('the death of the server itself is reported', async () => {
  const death = new Promise<string>((onDeath) => {
    void startEmbedded({ dataDir, log: silentLog, onDeath }).then(() => process.kill(serverPid(), 'SIGKILL'))
  })
  expect(await death).toContain(join(pgData, 'log'))
  await (await startEmbedded({ dataDir, log: silentLog })).stop()
})

describe('one process per data directory', () => {
  test('a second start is refused in words, here and from another process; the first goes on', async () => {
    const first = await startEmbedded({ dataDir, log: silentLog })
    const words = `in use by another Noroshi (process ${process.pid})`
    const here = startEmbedded({ dataDir, log: silentLog })
    await expect(here).rejects.toMatchObject({ code: 'embedded.locked', message: expect.stringContaining(words) })
    const other = await startProcess(compiled, { dataDir })
    expect(other.answer.code).toBe('embedded.locked')
    expect(other.answer.message).toContain(words)
    expect(await queryWith(first.url, 'select 1 as one')).toEqual([{ one: 1 }])
    await first.stop()
    await (await startEmbedded({ dataDir, log: silentLog })).stop()
  })
  test('of many that start at once exactly one wins', async () => {
    rmSync(dataDir, { recursive: true })
    const all = await Promise.all([1, 2, 3, 4].map(() => startProcess(compiled, { dataDir })))
    expect(all.filter(({ answer }) => answer.url)).toHaveLength(1)
    expect(all.filter(({ answer }) => answer.code === 'embedded.locked')).toHaveLength(3)
    await Promise.all(all.map((each) => each.end()))
  })
})
