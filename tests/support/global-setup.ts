// Once per test run: offers one embedded PostgreSQL to every test file, started only when a test first asks for it, so
// that runs which need no database neither wait for it nor fail with it. Workers are other processes: they ask by HTTP.
// Imports are relative: here vitest does not resolve the aliases.
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
  const server = createServer((_request, response) => {
    started ??= start()
    started.then(
      ({ embedded }) => response.end(embedded.url),
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
  }
}

async function start(): Promise<Started> {
  removeOld()
  const folder = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`))
  // Made for root alone; the account that runs the database has to pass.
  chmodSync(folder, 0o711)
  const dataDir = join(folder, 'data')
  const embedded = await startEmbedded({ dataDir, log: silentLog, dataDirGiven: true, unsafeForTests: true })
  // The owner's own database is the template of all others: migrated once, then left alone.
  const pools = createPools(embedded.url)
  try {
    await migrate({ pool: pools.owner, nowMs: Date.now() })
  } finally {
    await pools.end()
  }
  return { embedded, folder }
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
