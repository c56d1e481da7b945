// noroshi doctor: looks at everything a callout will need, before the night it is needed, and says what to do about it.

import { existsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { checkCredentials } from '#channels/phone/account'
import { createClients } from '#channels/phone/client'
import { twilioConnection } from '#channels/phone/connection'
import type { DoctorCheck, DoctorReport, LocalOptions } from '#cli/cli'
import type { ConnectionId } from '#core/ids'
import type { Settings } from '#settings/settings'
import { createCredentials } from '#store/config/credentials'
import { StoreError } from '#store/store-error'
import { type Environment, settingsFrom } from './commands.ts'
import { type Database, openDatabase } from './database.ts'
import { createLog } from './log.ts'

type Finding = Omit<DoctorCheck, 'name'>

const DISK_FREE_MIN_BYTES = 1024 ** 3
const ANSWER_WITHIN_MS = 5_000

const good = (en: string, ja: string): Finding => ({ state: 'good', found: { en, ja }, cure: null })

export const doctor = async (env: Environment, options: LocalOptions): Promise<DoctorReport> => {
  const settings = settingsFrom(env, options)
  const database = await openDatabase(settings, createLog('silent')).catch((error: unknown) =>
    error instanceof Error ? error : new Error(String(error)),
  )
  try {
    return {
      checks: [
        { name: 'database', ...databaseCheck(database) },
        { name: 'clock', ...(await clockCheck(database)) },
        { name: 'publicUrl', ...(await publicUrlCheck(settings)) },
        ...(await providerChecks(database, settings)),
        { name: 'disk', ...(await diskCheck(settings)) },
      ],
    }
  } finally {
    if (!(database instanceof Error)) await database.close()
  }
}

/** The embedded database belongs to one process at a time: beside a running server it can only be asked through it. */
const inUse = (error: Error): boolean => error instanceof StoreError && error.code === 'embedded.locked'

const databaseCheck = (database: Database | Error): Finding => {
  if (!(database instanceof Error)) return good('It answers and is up to date.', '応答があり、最新の版です。')
  return inUse(database) ? databaseInUse : databaseClosed(database)
}

const databaseInUse: Finding = {
  state: 'skipped',
  found: {
    en: 'The server that runs on this data directory holds it.',
    ja: 'このデータディレクトリで動作中のサーバが使用しています。',
  },
  cure: { en: 'Ask the running server: GET /readyz.', ja: '動作中のサーバに GET /readyz で確かめてください。' },
}

const databaseClosed = ({ message }: Error): Finding => ({
  state: 'bad',
  found: { en: message, ja: `データベースを開けません: ${message}` },
  cure: {
    en: 'Check NOROSHI_DATA_DIR, or DATABASE_URL.',
    ja: 'NOROSHI_DATA_DIR または DATABASE_URL を確かめてください。',
  },
})

const clockCheck = async (database: Database | Error): Promise<Finding> => {
  if (database instanceof Error) return skipped
  const differs = (await database.problems()).includes('clock.differs_from_database')
  return differs
    ? {
        state: 'bad',
        found: {
          en: 'This clock and the database differ by more than a second.',
          ja: 'この時計とデータベースの時計が 1 秒以上ずれています。',
        },
        cure: { en: 'Synchronise both with NTP.', ja: '両方を NTP で合わせてください。' },
      }
    : good('It agrees with the database.', 'データベースの時計と合っています。')
}

const skipped: Finding = {
  state: 'skipped',
  found: { en: 'The database could not be opened.', ja: 'データベースを開けないため調べられません。' },
  cure: null,
}

/** Only what can be seen from here: whether somebody answers as us at the address providers will use. */
const publicUrlCheck = async ({ publicUrl }: Settings): Promise<Finding> => {
  const cure = {
    en: 'Set NOROSHI_PUBLIC_URL to the address the provider reaches, and let /hooks/twilio through the proxy; or use a connection without inbound HTTP.',
    ja: 'NOROSHI_PUBLIC_URL に外部から届くアドレスを設定し、プロキシで /hooks/twilio を通してください。または着信 HTTP を使わない接続先にしてください。',
  }
  try {
    const response = await fetch(`${publicUrl}/healthz`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) })
    if (response.ok) return good(`${publicUrl} answers.`, `${publicUrl} が応答します。`)
    return {
      state: 'doubtful',
      found: { en: `${publicUrl} answers ${response.status}.`, ja: `${publicUrl} の応答は ${response.status} です。` },
      cure,
    }
  } catch {
    return {
      state: 'doubtful',
      found: { en: `Nobody answers at ${publicUrl} now.`, ja: `${publicUrl} は今応答しません。` },
      cure,
    }
  }
}

const providerChecks = async (database: Database | Error, settings: Settings): Promise<DoctorCheck[]> => {
  if (database instanceof Error) return [{ name: 'providers', ...skipped }]
  const { pools, box, spaceId } = database
  const rows = await pools.engine.query<{ id: string; key: string }>(
    `select id, key from connection where space_id = $1 and kind = 'twilio' and deleted_at is null order by key`,
    [spaceId],
  )
  if (rows.rows.length === 0) return [{ name: 'providers', ...noProviders }]
  const credentials = createCredentials({ pool: pools.engine, opener: box, leaseMs: Date.now })
  const clients = createClients({ proxy: settings.outboundProxy ?? undefined })
  return Promise.all(
    rows.rows.map(async ({ id, key }): Promise<DoctorCheck> => {
      const name = `providers.${key}`
      try {
        const found = await credentials.load(spaceId, id)
        if (found === null) return { name, ...noProviders }
        const checked = await checkCredentials(clients, twilioConnection({ id: id as ConnectionId, ...found }))
        return { name, ...providerFinding(checked) }
      } catch (error) {
        return { name, ...providerFinding({ ok: false, code: String(error), part: 'requests' }) }
      }
    }),
  )
}

const noProviders: Finding = {
  state: 'doubtful',
  found: { en: 'No connection yet: nobody can be called.', ja: '接続先がまだありません。だれにも電話できません。' },
  cure: { en: 'Add one with noroshi apply.', ja: 'noroshi apply で追加してください。' },
}

const providerFinding = (checked: Awaited<ReturnType<typeof checkCredentials>>): Finding => {
  if (!checked.ok) {
    return {
      state: 'bad',
      found: {
        en: `The provider refused or did not answer (${checked.code}).`,
        ja: `プロバイダに拒否されたか、応答がありません(${checked.code})。`,
      },
      cure: {
        en: 'Check account SID, auth token and the way out of this network.',
        ja: 'アカウント SID、認証トークン、外向きの通信を確かめてください。',
      },
    }
  }
  if (checked.warnings.length === 0) return good('The credentials are accepted.', '認証情報は受け入れられました。')
  const list = checked.warnings.join(', ')
  return {
    state: 'doubtful',
    found: { en: `Accepted, with: ${list}.`, ja: `受け入れられましたが、注意があります: ${list}` },
    cure: { en: 'See docs/telephony.md.', ja: 'docs/telephony.md を見てください。' },
  }
}

const diskCheck = async ({ dataDir, databaseUrl }: Settings): Promise<Finding> => {
  if (databaseUrl !== null)
    return good(
      'The database is elsewhere; nothing is kept here.',
      'データベースは別の場所にあり、ここには何も保存しません。',
    )
  const folder = existsSync(dataDir) ? dataDir : dirname(resolve(dataDir))
  const { bavail, bsize } = await statfs(folder)
  const gibibytes = ((bavail * bsize) / 1024 ** 3).toFixed(1)
  if (bavail * bsize >= DISK_FREE_MIN_BYTES) return good(`${gibibytes} GiB free.`, `空き ${gibibytes} GiB です。`)
  return {
    state: 'bad',
    found: { en: `Only ${gibibytes} GiB free.`, ja: `空きが ${gibibytes} GiB しかありません。` },
    cure: {
      en: 'Free some space: a full disk accepts no callout.',
      ja: '空きを増やしてください。満杯になると通報を受け付けられません。',
    },
  }
}
