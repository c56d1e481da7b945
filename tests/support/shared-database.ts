// A PostgreSQL for several server processes: the embedded one, started here and given to them by DATABASE_URL, with room for
// the connections of two.

import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Embedded, startEmbedded } from '#store/embedded/start'

export type SharedDatabase = {
  readonly url: string
  /** What each server is started with. */
  readonly env: Readonly<Record<string, string>>
  readonly dataDir: string
  readonly stop: () => Promise<void>
}

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** @param known what servers were started with before, when the database comes back to them */
export const startSharedDatabase = async (folder: string, known?: SharedDatabase['env']): Promise<SharedDatabase> => {
  const dataDir = join(folder, 'database')
  mkdirSync(dataDir, { recursive: true })
  writeFileSync(join(dataDir, 'postgres.local.conf'), 'max_connections = 120\n')
  const embedded: Embedded = await startEmbedded({ dataDir, dataDirGiven: true, log: silent })
  const env = known ?? { DATABASE_URL: embedded.url, NOROSHI_SECRET_KEY: randomBytes(32).toString('base64') }
  return { url: embedded.url, env, dataDir: embedded.dataDir, stop: () => embedded.stop() }
}
