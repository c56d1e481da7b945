// Starts the PostgreSQL that comes with Noroshi, for those who give no DATABASE_URL. The order is the story:
// find the folder and the account → lock → stop a leftover → programs → database directory → server.
// Nothing outside this folder knows how the database is run; it only gets a connection string.
import { join } from 'node:path'
import { prepareBinaries } from './binaries.ts'
import { makeOwned, prepareCluster } from './cluster.ts'
import { chooseListen, connectionUrl, writeConfig } from './config.ts'
import { prepareDataDir } from './data-dir.ts'
import { stopLeftover } from './leftover.ts'
import { lockDataDir } from './lock.ts'
import type { Log } from './log.ts'
import { supervise } from './supervisor.ts'

export type EmbeddedOptions = {
  dataDir: string
  log: Log
  /** true when the operator named the folder: if unusable it is refused, not replaced by one in /var/lib/noroshi */
  dataDirGiven?: boolean
  /** called when the server ends without stop() */
  onDeath?: (reason: string) => void
  /** test directories only: no fsync, and the owner may create databases */
  unsafeForTests?: boolean
  /** tests only: stands in for /var/lib/noroshi */
  systemDir?: string
}

export type Embedded = {
  /** for the role noroshi_owner, which may take the role noroshi_app */
  url: string
  /** where the data really is: the folder asked for, or its replacement */
  dataDir: string
  stop(): Promise<void>
}

// Crash recovery after a power cut replays at most max_wal_size of log.
const startMs = 120_000

/**
 * Starts the embedded database on a data directory, creating it when empty.
 * @errors embedded.* every one worded with its cure
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const systemDir = options.systemDir ?? '/var/lib/noroshi'
  const { log } = options
  const place = await prepareDataDir({ ...options, dataDirGiven: options.dataDirGiven ?? false, systemDir })
  const { dataDir, pgData, account } = place
  if (account) log.info(`PostgreSQL does not run as root: the embedded database runs as the account "${account.name}"`)
  const lock = await lockDataDir(dataDir)
  try {
    await stopLeftover(pgData, log)
    const binaries = await prepareBinaries({ account, copyTo: account ? systemDir : dataDir, log })
    const unsafeForTests = options.unsafeForTests ?? false
    const password = await prepareCluster({ place, binaries, log, unsafeForTests })
    const listen = await chooseListen(dataDir)
    if (listen.kind === 'socket') makeOwned(listen.folder, account)
    const args = serverArguments(pgData, writeConfig(dataDir, listen), unsafeForTests)
    const server = await supervise({
      command: join(binaries.folder, 'bin', 'postgres'),
      args,
      account,
      pgData,
      startMs,
    })
    let stopping: Promise<void> | null = null
    void server.ended.then((words) => {
      lock.release()
      if (!stopping) options.onDeath?.(`${words || 'ended'} (see ${join(pgData, 'log')})`)
    })
    const stop = () => {
      stopping ??= server.stop()
      return stopping
    }
    return { url: connectionUrl(listen, password), dataDir, stop }
  } catch (error) {
    lock.release()
    throw error
  }
}

// fsync is given here and not in a file, so that no file turns it off.
function serverArguments(
  pgData: string,
  files: { configFile: string; hbaFile: string },
  unsafeForTests: boolean,
): string[] {
  const safe = unsafeForTests ? 'off' : 'on'
  const settings = [`fsync=${safe}`, `full_page_writes=${safe}`, `hba_file=${files.hbaFile}`]
  return ['-D', pgData, `--config-file=${files.configFile}`, ...settings.flatMap((setting) => ['-c', setting])]
}
