// noroshi support-bundle: what somebody who helps needs to know of an installation, in one file of JSON that can be read before it is
// sent, without secrets, names, numbers, addresses or texts.

import { writeFile } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import type { DoctorReport, LocalOptions, SupportAnswer } from '#cli/cli'
import { definitionOf, type SettingKey, settingKeys } from '#settings/definitions'
import type { Settings } from '#settings/settings'
import { hasCode, StoreError } from '#store/store-error'
import { supportReport } from '#store/support/report'
import { type Environment, settingsFrom } from './commands.ts'
import { doctor } from './doctor.ts'
import { openHere } from './here.ts'

/** Whose values tell nothing of anybody. */
const harmless: ReadonlySet<string> = new Set(['port', 'portOrOff', 'logLevel'])

const shown = (key: SettingKey, settings: Settings): unknown => {
  const value: unknown = settings[key]
  if (value === null || value === undefined) return '(not set)'
  if (harmless.has(definitionOf(key).kind)) return value
  if (key === 'publicUrl')
    return `${new URL(settings.publicUrl).protocol}//… (${settings.publicUrlGiven ? 'given' : 'not given'})`
  return Array.isArray(value) ? `(${value.length} given)` : '(set)'
}

const settingsOf = (settings: Settings) =>
  Object.fromEntries(settingKeys.map((key) => [definitionOf(key).env, shown(key, settings)]))

/** Connections by number; what was found names addresses. */
const healthOf = ({ checks }: DoctorReport) =>
  checks.map(({ name, state }, index) => ({ check: name.replace(/^providers\..*$/, `providers.${index}`), state }))

const BYTES_PER_MEBIBYTE = 1024 ** 2

const machine = () => ({
  node: process.version,
  platform: process.platform,
  arch: process.arch,
  cpus: cpus().length,
  memoryMiB: Math.round(totalmem() / BYTES_PER_MEBIBYTE),
})

type Options = LocalOptions & { readonly version: string; readonly now: () => number }

export const supportBundleHere = async (env: Environment, file: string, options: Options): Promise<SupportAnswer> => {
  const settings = settingsFrom(env, options)
  try {
    const health = healthOf(await doctor(env, options))
    const { pools, close } = await openHere(settings)
    try {
      const bundle = {
        noroshi: options.version,
        madeAt: new Date(options.now()).toISOString(),
        machine: machine(),
        settings: settingsOf(settings),
        health,
        ...(await supportReport(pools)),
      }
      await writeFile(file, `${JSON.stringify(bundle, null, 1)}\n`, { mode: 0o600, flag: 'wx' })
      return { ok: true }
    } finally {
      await close()
    }
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return { ok: false, detail: `${file} exists already.` }
    if (error instanceof StoreError) return { ok: false, detail: error.message }
    if (error instanceof Error && 'code' in error && 'path' in error) return { ok: false, detail: error.message }
    throw error
  }
}
