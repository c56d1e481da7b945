// noroshi backup and noroshi restore: a backup as a compressed file, written aside and named when it is whole; and such a file into
// an empty database, with the key its secrets were sealed with.

import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { link, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import type { BackupAnswer, LocalOptions } from '#cli/cli'
import type { Settings } from '#settings/settings'
import { backupOf } from '#store/backup/backup'
import { damaged, headOf, mustBeEmpty, restoreInto } from '#store/backup/restore'
import { createPools } from '#store/pool'
import { loadSecretKey, openSecretBox } from '#store/secret-box'
import { hasCode, StoreError } from '#store/store-error'
import { type Environment, settingsFrom } from './commands.ts'
import { locate } from './database.ts'
import { openHere } from './here.ts'
import { createLog } from './log.ts'

type Options = LocalOptions & { readonly version: string }

/** Failures in words for the operator; anything else is a bug. */
const inWords = async (work: () => Promise<BackupAnswer>): Promise<BackupAnswer> => {
  try {
    return await work()
  } catch (error) {
    if (error instanceof StoreError) return { ok: false, detail: error.message }
    if (error instanceof Error && 'code' in error && 'path' in error) return { ok: false, detail: error.message }
    throw error
  }
}

/** Where the key lies that the backup needs; null: it was given by a setting. */
const keyFileOf = ({ secretKey, secretKeyFile, databaseUrl, dataDir }: Settings): string | null =>
  secretKey || databaseUrl !== null ? secretKeyFile : (secretKeyFile ?? join(dataDir, 'secret.key'))

const write = async (lines: AsyncIterable<string>, file: string): Promise<void> => {
  const half = `${file}.half`
  try {
    await pipeline(
      Readable.from(lines),
      createGzip(),
      createWriteStream(half, { mode: 0o600, flags: 'wx', flush: true }),
    )
    // Unlike renaming it writes over nothing.
    await link(half, file)
  } catch (error) {
    if (hasCode(error, 'EEXIST')) throw new StoreError('backup.exists', `${file} or ${half} exists already.`)
    throw error
  }
  await rm(half, { force: true })
}

export const backupHere = (env: Environment, file: string, options: Options): Promise<BackupAnswer> =>
  inWords(async () => {
    const settings = settingsFrom(env, options)
    const { pools, close } = await openHere(settings)
    try {
      const { version } = options
      await write(backupOf(pools.owner, { version, nowMs: Date.now() }), file)
      return { ok: true, keyFile: keyFileOf(settings) }
    } finally {
      await close()
    }
  })

/** @errors restore.damaged, and those of reading a file */
async function* linesOf(file: string): AsyncGenerator<string> {
  const packed = createReadStream(file)
  const unpacked = createGunzip().setEncoding('utf8')
  packed.on('error', (error) => unpacked.destroy(error))
  let rest = ''
  try {
    for await (const part of packed.pipe(unpacked) as AsyncIterable<string>) {
      const lines = `${rest}${part}`.split('\n')
      rest = lines.pop() ?? ''
      yield* lines
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')) throw damaged(error.message)
    throw error
  }
  if (rest !== '') yield rest
}

/** @errors restore.key */
const mustHaveKey = (settings: Settings, wanted: string): void => {
  const lost = new StoreError(
    'restore.key',
    'The secrets in this backup were sealed with another secret key. Give that key by NOROSHI_SECRET_KEY or NOROSHI_SECRET_KEY_FILE, or put its file, secret.key, into the new data directory.',
  )
  const file = keyFileOf(settings)
  if (file !== null && !existsSync(file)) throw lost
  if (openSecretBox(loadSecretKey({ settings, dataDir: settings.dataDir })).fingerprint !== wanted) throw lost
}

export const restoreHere = (env: Environment, file: string, options: LocalOptions): Promise<BackupAnswer> =>
  inWords(async () => {
    const settings = settingsFrom(env, options)
    const lines = linesOf(file)
    const head = headOf((await lines.next()).value as string | undefined)
    mustHaveKey(settings, head.key)
    const { url, embedded } = await locate(settings, createLog('silent'))
    const pools = createPools(url)
    try {
      await mustBeEmpty(pools.owner)
      const rest = { [Symbol.asyncIterator]: () => lines }
      await restoreInto(pools.owner, { head, lines: rest, nowMs: Date.now() })
      return { ok: true, keyFile: keyFileOf(settings) }
    } finally {
      await pools.end()
      await embedded?.stop()
    }
  })
