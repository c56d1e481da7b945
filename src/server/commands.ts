// The commands that run the product in this process: serve and migrate. Each reads the settings, says what is wrong with
// them, and ends with an exit code.

import type { LocalOptions } from '#cli/cli'
import { readSettings, type Settings, SettingsError } from '#settings/settings'
import type { FirstAdministrator } from '#store/account/first-administrator'
import { StoreError } from '#store/store-error'
import { openDatabase } from './database.ts'
import { warnOfDeafConnections } from './deaf.ts'
import { createLog, type ServerLog } from './log.ts'

/** For the log to be written out. */
const LAST_WORDS_MS = 200

export type Environment = Readonly<Record<string, string | undefined>>

export const settingsFrom = (env: Environment, { config }: LocalOptions): Settings =>
  readSettings(config === null ? env : { ...env, NOROSHI_CONFIG: config })

/** A failure in words meant for the operator is printed without a stack; anything else is a bug and shows where. */
const failed = (log: ServerLog, error: unknown): number => {
  if (error instanceof StoreError) log.error({ code: error.code }, error.message)
  else log.error({ err: error }, error instanceof Error ? error.message : String(error))
  return 1
}

/** Resolves when the process is told to stop. */
const toldToStop = (): Promise<string> =>
  new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve(signal))
  })

export const serveHere = async (env: Environment, options: LocalOptions & { version: string }): Promise<number> => {
  const settings = settingsFrom(env, options)
  const log = createLog(settings.log)
  const stopped = toldToStop()
  try {
    // Loading it takes a second: what is wrong with a setting is said before.
    const { startServer } = await import('./server.ts')
    const { version, language } = options
    const server = await startServer({ settings, log, version, language, readEnv: (name) => env[name] })
    if (server.firstAdministrator !== null) tellAdministrator(server.firstAdministrator)
    await warnOfDeafConnections(server.config, server.spaceId, log)
    log.info({ port: server.port, url: settings.publicUrl }, 'Noroshi is serving')
    const signal = await stopped
    log.info({ signal }, 'stopping')
    await server.stop()
    endSoon()
    return 0
  } catch (error) {
    if (error instanceof SettingsError) throw error
    return failed(log, error)
  }
}

/** Told once, however little is logged: nobody could sign in otherwise. */
const tellAdministrator = ({ account, oneTimePassword }: FirstAdministrator): void => {
  const told = createLog('info')
  if (oneTimePassword === null)
    told.info({ account }, 'the first administrator was made, with the password that was given')
  else
    told.info(
      { account, oneTimePassword },
      'the first administrator was made; the password must be changed at the first sign-in and is not shown again',
    )
}

/** What was cut off at the end (a provider that never answers, a retry) must not keep the process. */
const endSoon = (): void => void setTimeout(() => process.exit(), LAST_WORDS_MS).unref()

export const migrateHere = async (env: Environment, options: LocalOptions): Promise<number> => {
  const settings = settingsFrom(env, options)
  const log = createLog(settings.log)
  try {
    const database = await openDatabase(settings, log)
    await database.close()
    return 0
  } catch (error) {
    return failed(log, error)
  }
}
