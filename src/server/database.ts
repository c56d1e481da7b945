// The database of one server: embedded or given, migrated, with the key that opens its secrets and the space to begin with.

import { StoreUnavailable } from '#engine/ports'
import { actorAt } from '#http/acting'
import type { Settings } from '#settings/settings'
import { ensureDefaultSpace } from '#store/config/bootstrap'
import { type Embedded, startEmbedded } from '#store/embedded/start'
import { translate } from '#store/failure'
import { migrate } from '#store/migrate'
import { createPools, type Pools } from '#store/pool'
import { loadSecretKey, openSecretBox, type SecretBox } from '#store/secret-box'
import { StoreError } from '#store/store-error'
import type { ServerLog } from './log.ts'
import { realChance } from './real.ts'

export type Database = {
  readonly pools: Pools
  readonly box: SecretBox
  readonly spaceId: string
  /** The folder asked for, or its replacement. */
  readonly dataDir: string
  /** Why the database is not ready, as codes; empty when it is. */
  readonly problems: () => Promise<readonly string[]>
  readonly isUnavailable: (error: unknown) => boolean
  readonly close: () => Promise<void>
}

/** Decisions, leases and tokens compare instants of this node with stored ones: more than this is not ready. */
const CLOCK_DIFFERENCE_MAX_MS = 1_000

export const openDatabase = async (settings: Settings, log: ServerLog): Promise<Database> => {
  const { embedded, url, dataDir } = await locate(settings, log)
  const pools = createPools(url, {
    onError: (error) => log.warn({ cause: error.message }, 'a database connection broke'),
    actor: () => actorAt(Date.now()),
  })
  const close = async (): Promise<void> => {
    await pools.end()
    await embedded?.stop()
  }
  try {
    const box = openSecretBox(loadSecretKey({ settings, dataDir }))
    const nowMs = Date.now()
    const { applied } = await migrate({ pool: pools.owner, nowMs })
    if (applied.length > 0) log.info({ applied }, 'the database was migrated')
    await checkKey(pools, box)
    const spaceId = await ensureDefaultSpace(pools.engine, { newId: () => realChance().id(nowMs), nowMs })
    return { pools, box, spaceId, dataDir, problems: () => problemsOf(pools), isUnavailable, close }
  } catch (error) {
    await close()
    throw error
  }
}

type Located = { readonly embedded: Embedded | null; readonly url: string; readonly dataDir: string }

export const locate = async (settings: Settings, log: ServerLog): Promise<Located> => {
  const { databaseUrl, dataDir, dataDirGiven } = settings
  if (databaseUrl !== null) return { embedded: null, url: databaseUrl, dataDir }
  const embedded = await startEmbedded({
    dataDir,
    dataDirGiven,
    log: {
      info: (message) => log.info({}, message),
      warn: (message) => log.warn({}, message),
      error: (message) => log.error({}, message),
    },
    onDeath: (reason) => log.error({ reason }, 'the embedded database ended; nothing can be accepted until it is back'),
  })
  return { embedded, url: embedded.url, dataDir: embedded.dataDir }
}

/** A node with another key could neither open the secrets nor say why: it does not start. */
const checkKey = async (pools: Pools, box: SecretBox): Promise<void> => {
  await pools.engine.query("insert into meta (key, value) values ('secret_key', $1) on conflict (key) do nothing", [
    box.fingerprint,
  ])
  const { rows } = await pools.engine.query<{ value: string }>("select value from meta where key = 'secret_key'")
  if (rows[0]?.value === box.fingerprint) return
  throw new StoreError(
    'secret.sealed',
    'This database was set up with another secret key. Start with that key (NOROSHI_SECRET_KEY, or secret.key in the data directory).',
  )
}

const isUnavailable = (error: unknown): boolean =>
  error instanceof StoreUnavailable || translate(error) instanceof StoreUnavailable

const problemsOf = async (pools: Pools): Promise<readonly string[]> => {
  try {
    // The one statement that reads the database's clock: to compare it with ours.
    const { rows } = await pools.engine.query<{ ms: string }>(
      'select extract(epoch from clock_timestamp()) * 1000 as ms',
    )
    const differenceMs = Math.abs(Number(rows[0]?.ms) - Date.now())
    return differenceMs > CLOCK_DIFFERENCE_MAX_MS ? ['clock.differs_from_database'] : []
  } catch {
    return ['database.unavailable']
  }
}
