// Once per test run: offers one embedded PostgreSQL to every test file, and a data directory to copy for those that start servers
// with a database of their own. Each is made when a test first asks for it, so that runs which need neither do not wait for them.
// Workers are other processes: they ask by HTTP.
// Imports are relative: here vitest does not resolve the aliases.
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { silentLog } from '../../src/store/embedded/log.ts'
import { type Embedded, startEmbedded } from '../../src/store/embedded/start.ts'
import { migrate } from '../../src/store/migrate.ts'
import { createPools } from '../../src/store/pool.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    testDatabaseAddress: string
  }
}

const prefix = 'noroshi-tests-'

type Started = { embedded: Embedded; folder: string }

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  let started: Promise<Started> | null = null
  let made: Promise<string> | null = null
  const answer = async (path: string | undefined): Promise<string> => {
    if (path === '/data-directory') {
      made ??= makeDataDirectory()
      return made
    }
    started ??= start()
    return (await started).embedded.url
  }
  const server = createServer((request, response) => {
    // A connection that is kept would be closed just when the next question is on its way.
    response.setHeader('connection', 'close')
    answer(request.url).then(
      (text) => response.end(text),
      (error: unknown) => {
        response.statusCode = 500
        response.end(error instanceof Error ? (error.stack ?? error.message) : String(error))
      },
    )
  })
  await listen(server)
  const { port } = server.address() as AddressInfo
  project.provide('testDatabaseAddress', `http://127.0.0.1:${port}/`)
  return async () => {
    server.close()
    server.closeAllConnections()
    const running = await started?.catch(() => null)
    await running?.embedded.stop()
    if (running) rmSync(running.folder, { recursive: true, force: true })
    const dataDir = await made?.catch(() => null)
    if (dataDir) rmSync(dirname(dataDir), { recursive: true, force: true })
  }
}

function makeFolder(): string {
  removeOld()
  const folder = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`))
  // Made for root alone; the account that runs the database has to pass.
  chmodSync(folder, 0o711)
  return folder
}

async function migrated(url: string): Promise<void> {
  const pools = createPools(url)
  try {
    await migrate({ pool: pools.owner, nowMs: Date.now() })
  } finally {
    await pools.end()
  }
}

async function start(): Promise<Started> {
  const folder = makeFolder()
  const dataDir = join(folder, 'data')
  mkdirSync(dataDir)
  // Some tests start several whole servers on it.
  writeFileSync(join(dataDir, 'postgres.local.conf'), 'max_connections = 120\n')
  const embedded = await startEmbedded({ dataDir, log: silentLog, dataDirGiven: true, unsafeForTests: true })
  // The owner's own database is the template of all others: migrated once, then left alone.
  await migrated(embedded.url)
  return { embedded, folder }
}

/** As durable as an operator's own: what is tested on copies of it includes the crash of its server. */
async function makeDataDirectory(): Promise<string> {
  const dataDir = join(makeFolder(), 'data')
  const embedded = await startEmbedded({ dataDir, log: silentLog, dataDirGiven: true })
  await migrated(embedded.url)
  await embedded.stop()
  return dataDir
}

// Folders of runs that were killed; the run's process id is in the name.
function removeOld(): void {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(prefix))) {
    const pid = Number(name.slice(prefix.length).split('-')[0])
    if (!isRunning(pid)) rmSync(join(tmpdir(), name), { recursive: true, force: true })
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => resolve())
  })
}
