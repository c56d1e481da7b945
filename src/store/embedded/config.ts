// The server's configuration: small, durable, nothing listening beyond this machine. It is written anew at every start
// so that an upgrade brings its settings along; an operator's own go into postgres.local.conf beside it.
// The files lie in our folder, not in the database's own, which belongs to a less trusted account.
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'

export const databaseName = 'noroshi'
export const ownerRole = 'noroshi_owner'
export const appRole = 'noroshi_app'

/** Where the server listens: a socket folder, or a port of 127.0.0.1 where a socket's path would be too long. */
export type Listen = { kind: 'socket'; folder: string } | { kind: 'tcp'; port: number }

export type ConfigFiles = { configFile: string; hbaFile: string }

// sockaddr_un holds 104 bytes on macOS (108 on Linux) with "/.s.PGSQL.5432" and its end in them.
const socketFolderBytesMax = 85

/** Chooses the way in; the folder must not hold characters that the setting's list syntax gives a meaning. */
export async function chooseListen(dataDir: string): Promise<Listen> {
  const folder = join(dataDir, 'run')
  const plain = /^[^\s"',\\]+$/u.test(folder)
  if (plain && Buffer.byteLength(folder) <= socketFolderBytesMax) return { kind: 'socket', folder }
  return { kind: 'tcp', port: await freePort() }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.on('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      const port = typeof address === 'object' && address ? address.port : 0
      probe.close(() => resolve(port))
    })
  })
}

/** Writes postgres.conf and postgres-hba.conf; returns their paths. */
export function writeConfig(dataDir: string, listen: Listen): ConfigFiles {
  const files = { configFile: join(dataDir, 'postgres.conf'), hbaFile: join(dataDir, 'postgres-hba.conf') }
  const own = join(dataDir, 'postgres.local.conf')
  // Named only when there is one: the server would remark on its absence at every start.
  const include = existsSync(own) ? `\ninclude 'postgres.local.conf'\n` : ''
  writeWhole(files.configFile, configText(listen) + include)
  // Only the owner of our database may come in, and only to databases it was given: the superuser has no way in.
  const how = listen.kind === 'socket' ? 'local' : 'host'
  const where = listen.kind === 'socket' ? '' : '127.0.0.1/32'
  writeWhole(files.hbaFile, `# Written at every start.\n${how} all ${ownerRole} ${where} scram-sha-256\n`)
  return files
}

function configText(listen: Listen): string {
  const way =
    listen.kind === 'socket'
      ? `listen_addresses = ''\nport = 5432\nunix_socket_directories = '${listen.folder}'\nunix_socket_permissions = 0700`
      : `listen_addresses = '127.0.0.1'\nport = ${listen.port}\nunix_socket_directories = ''`
  return `# Written by Noroshi at every start. Put your own settings into postgres.local.conf beside this file.
${way}
max_connections = 60
shared_buffers = 64MB
work_mem = 8MB
maintenance_work_mem = 64MB
effective_cache_size = 512MB
random_page_cost = 1.1

# Durable before 2xx: a committed row is on disk.
synchronous_commit = on
wal_level = minimal
max_wal_senders = 0
wal_compression = on
min_wal_size = 64MB
max_wal_size = 512MB
checkpoint_timeout = 10min

# Short queries on two cores: planning tricks and helper processes cost more than they bring.
jit = off
io_method = sync
max_parallel_workers_per_gather = 0
max_worker_processes = 4
max_logical_replication_workers = 0
autovacuum_naptime = 30s

password_encryption = scram-sha-256
timezone = UTC
lc_messages = C
default_transaction_isolation = 'read committed'
idle_in_transaction_session_timeout = 60s

# One file per weekday. Terse and without statements or values: they would hold telephone numbers and texts.
logging_collector = on
log_directory = 'log'
log_filename = 'postgres-%a.log'
log_truncate_on_rotation = on
log_rotation_age = 1d
log_rotation_size = 0
log_file_mode = 0600
log_timezone = UTC
log_line_prefix = '%m [%p] '
log_min_messages = warning
log_error_verbosity = terse
log_min_error_statement = panic
log_parameter_max_length_on_error = 0
log_checkpoints = off
`
}

/** The password of the owner role: made once, kept beside the database, readable by us alone. */
export function ownerPassword(dataDir: string): { password: string; isNew: boolean } {
  const file = join(dataDir, 'postgres.password')
  if (existsSync(file)) return { password: readFileSync(file, 'utf8').trim(), isNew: false }
  const password = randomBytes(32).toString('base64url')
  writeWhole(file, `${password}\n`, 0o600)
  return { password, isNew: true }
}

export function connectionUrl(listen: Listen, password: string): string {
  const who = `${ownerRole}:${password}`
  if (listen.kind === 'tcp') return `postgres://${who}@127.0.0.1:${listen.port}/${databaseName}`
  return `postgres://${who}@localhost/${databaseName}?host=${encodeURIComponent(listen.folder)}&port=5432`
}

// Through a new file and a rename: a half-written file is never read, and a planted link is replaced, not followed.
function writeWhole(file: string, text: string, mode = 0o644): void {
  const half = `${file}.new`
  rmSync(half, { force: true })
  writeFileSync(half, text, { mode, flag: 'wx', flush: true })
  renameSync(half, file)
}
