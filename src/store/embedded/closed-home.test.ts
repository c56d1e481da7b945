// Installed where the account that runs PostgreSQL cannot go, or without the package's links, or under a user without
// a name: each is a real machine. Needs root, which all of these are about; no parent folder is ever opened up.
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Compiled, compileStore, installStore, startProcess } from '../../../tests/support/compiled-store.ts'
import { copyDataDirectory } from '../../../tests/support/data-directory.ts'

const isRoot = process.getuid?.() === 0
const nobody = { uid: Number(spawnSync('id', ['-u', 'nobody'], { encoding: 'utf8' }).stdout), gid: 65_534 }
const base = { unsafeForTests: true }
let programs: string
let compiled: Compiled
let folder: string
let home: string
let systemDir: string

beforeAll(() => {
  programs = mkdtempSync(join(tmpdir(), 'noroshi-compiled-'))
  compiled = compileStore(join(programs, 'noroshi'))
})
afterAll(() => rmSync(programs, { recursive: true }))

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'noroshi-home-'))
  chmodSync(folder, 0o755)
  home = join(folder, 'home')
  systemDir = join(folder, 'var-lib-noroshi')
  mkdirSync(home, { mode: 0o700 })
})
afterEach(() => rmSync(folder, { recursive: true }))

const install = (where = join(folder, 'noroshi')): Compiled => installStore(compiled, where)

/** A database that is there already, somebody's own. */
const copyFor = async (dataDir: string, { uid, gid }: { readonly uid: number; readonly gid: number }) => {
  await copyDataDirectory(dataDir)
  spawnSync('chown', ['-R', `${uid}:${gid}`, dataDir])
}

describe.runIf(isRoot)('as root in a checkout under a home of mode 700', () => {
  test('programs and default data go to the system folder, saying so; the next start finds them', async () => {
    const installed = install(join(home, 'noroshi'))
    const dataDir = join(home, 'noroshi/data')
    const first = await startProcess(installed, { ...base, dataDir, systemDir })
    expect(first.answer.message).toBeUndefined()
    expect(first.answer.dataDir).toMatch(new RegExp(`^${systemDir}/data-[0-9a-f]{8}$`))
    expect(first.words()).toContain(`the data is in ${first.answer.dataDir}`)
    expect(first.words()).toContain(`using a copy in ${systemDir}/postgresql-18`)
    await first.end()
    expect(readFileSync(join(dataDir, 'moved-to'), 'utf8').trim()).toBe(first.answer.dataDir)
    expect(statSync(home).mode & 0o777).toBe(0o700)
    const second = await startProcess(installed, { ...base, dataDir, systemDir })
    expect(second.answer).toEqual(first.answer)
    await second.end()
    expect(readdirSync(systemDir).filter((name) => name.startsWith('postgresql-'))).toHaveLength(1)
  })

  test('a data directory the operator named is refused, not replaced', async () => {
    const installed = install()
    const dataDir = join(home, 'data')
    const started = await startProcess(installed, { ...base, dataDir, dataDirGiven: true, systemDir })
    expect(started.answer.code).toBe('embedded.path')
    expect(started.answer.message).toContain('NOROSHI_DATA_DIR')
    expect(existsSync(systemDir)).toBe(false)
  })
})

describe.runIf(isRoot)('a package without its links', () => {
  const removeLinks = (packageFolder: string) => {
    const lib = join(packageFolder, 'native/lib')
    const links = readdirSync(lib).filter((name) => lstatSync(join(lib, name)).isSymbolicLink())
    for (const name of links) rmSync(join(lib, name))
    return links.map((name) => join(lib, name))
  }
  test('gets them at the start', async () => {
    const installed = install()
    const links = removeLinks(installed.packageFolder)
    expect(links.length).toBeGreaterThan(5)
    const dataDir = join(folder, 'data')
    await copyDataDirectory(dataDir)
    const started = await startProcess(installed, { ...base, dataDir })
    expect(started.answer.message).toBeUndefined()
    await started.end()
    expect(links.every((link) => existsSync(link))).toBe(true)
  })
  test('that is read-only is copied to the data directory, links and all', async () => {
    const installed = install()
    removeLinks(installed.packageFolder)
    const dataDir = join(folder, 'data')
    await copyFor(dataDir, nobody)
    const started = await startProcess(installed, { ...base, dataDir }, nobody)
    expect(started.answer.message).toBeUndefined()
    expect(started.words()).toContain('is read-only and incomplete: using a copy')
    await started.end()
  })
})

describe.runIf(isRoot)('an ordinary user', () => {
  test('without a name in the user database gets clear words', async () => {
    const installed = install()
    const dataDir = join(folder, 'data')
    mkdirSync(dataDir)
    chownSync(dataDir, 54_321, 54_321)
    const started = await startProcess(installed, { ...base, dataDir }, { uid: 54_321, gid: 54_321 })
    expect(started.answer.code).toBe('embedded.account')
    expect(started.answer.message).toMatch(/54321 has no entry.*DATABASE_URL/)
  })
  test('on a database of another user gets clear words', async () => {
    const installed = install()
    const dataDir = join(folder, 'data')
    await copyDataDirectory(dataDir)
    const started = await startProcess(installed, { ...base, dataDir }, nobody)
    expect(started.answer.code).toBe('embedded.account')
    expect(started.answer.message).toMatch(/belongs to uid \d+, and this process runs as uid/)
  })
  test('can use again what root started once for them, also after kill -9', async () => {
    const installed = install()
    const dataDir = join(folder, 'data')
    await copyFor(dataDir, nobody)
    const asRoot = await startProcess(installed, { ...base, dataDir })
    expect(asRoot.answer.message).toBeUndefined()
    const meanwhile = await startProcess(installed, { ...base, dataDir }, nobody)
    expect(meanwhile.answer.code).toBe('embedded.locked')
    asRoot.process.kill('SIGKILL')
    await once(asRoot.process, 'exit')
    const again = await startProcess(installed, { ...base, dataDir }, nobody)
    expect(again.answer.message).toBeUndefined()
    await again.end()
  })
})
