// Readings of a space: one by one, as a list that is taken whole or not at all, and the switches of the rules. Also the texts
// that were spoken lately, for suggestions.

import type pg from 'pg'
import { type Language, languages } from '#core/plan/plan'
import { type RuleName, type RuleSwitches, ruleNames } from '#core/speech/normalise'
import type { Entry } from '#core/speech/readings'
import { type ConfigDeps, change, mayChange, spaceHere } from '../config/context.ts'
import type { Page, PageRequest } from '../config/objects.ts'
import { createReaders } from './readers.ts'
import {
  getReading,
  insertReading,
  listReadings,
  putEntries,
  type ReadingFilter,
  type ReadingRecord,
  type ReadingWrite,
  readEntries,
  readOff,
  removeOff,
  removeReadings,
  type Stamp,
  updateReading,
  writeOff,
} from './reading-rows.ts'

export type ListWrite = {
  readonly language: Language
  readonly entries: readonly Entry[]
  /** `replace`: what is not in the list goes, but for what a file keeps. */
  readonly mode: 'merge' | 'replace'
  /** Nothing is changed. */
  readonly rehearse: boolean
}
export type ListResult = {
  readonly created: number
  readonly changed: number
  readonly unchanged: number
  readonly removed: number
  /** Words a configuration file keeps otherwise; with any of these nothing was changed. */
  readonly kept: readonly string[]
}

export type Switches = Readonly<Record<Language, Readonly<Record<RuleName, boolean>>>>

/** Thrown to leave the transaction without a trace. */
class Rehearsed extends Error {
  readonly result: ListResult
  constructor(result: ListResult) {
    super('rehearsed')
    this.result = result
  }
}

const writeList = async (client: pg.PoolClient, list: ListWrite, stamp: Stamp): Promise<ListResult> => {
  const { language, entries, mode } = list
  const words = entries.map(({ word }) => word)
  const old = new Map((await readEntries(client, language)).map((record) => [record.word, record]))
  const differing = entries.filter(({ word, reading }) => old.get(word)?.reading !== reading)
  const kept = differing.filter(({ word }) => old.get(word)?.managedBy === 'file').map(({ word }) => word)
  const created = differing.filter(({ word }) => !old.has(word)).length
  const result = { created, changed: differing.length - created, unchanged: entries.length - differing.length }
  if (kept.length > 0) return { ...result, removed: 0, kept }
  const listed = new Set(words)
  const gone = [...old.values()].filter(({ word, managedBy }) => managedBy === 'console' && !listed.has(word))
  const removed =
    mode === 'replace'
      ? await removeReadings(
          client,
          gone.map(({ id }) => id),
        )
      : 0
  await putEntries(client, { language, entries: differing }, stamp)
  return { ...result, removed, kept }
}

/** The newest callouts that are looked at, and how much of what each says. */
const RECENT_MAX = 1_000
const recentTexts = `select coalesce(cause -> 'contents' -> 'phone' ->> 'body', cause ->> 'text', '') || ' ' || coalesce(
      (select string_agg(left(value, 500), ' ') from (select value from jsonb_each_text(parameters) limit 20) few), '')
    as text
  from (select * from callout where space_id = ${spaceHere} order by created_at desc, id desc limit ${RECENT_MAX}) recent
  where $1::uuid is null or project_id = $1`

/** Names, and what was wrong: what a call about them says, or would have. */
const recentAlerts = `select concat_ws(' ', body->>'host', body->>'service', left(body->>'summary', 500)) as text
  from (select body from alert where space_id = ${spaceHere} order by updated_at desc, id desc limit ${RECENT_MAX}) recent`

const switchesOf = (off: readonly string[]): Readonly<Record<RuleName, boolean>> =>
  Object.fromEntries(ruleNames.map((name) => [name, !off.includes(name)])) as Record<RuleName, boolean>

const readSwitches = async (client: pg.PoolClient): Promise<Switches> => {
  const records = await readOff(client)
  const of = (language: Language) => switchesOf(records.find((one) => one.language === language)?.off ?? [])
  return { ja: of('ja'), en: of('en') }
}

export const createReadings = (deps: ConfigDeps) => {
  const stamp = (): Stamp => ({ nowMs: deps.nowMs(), by: 'console', newId: deps.newId })
  return { ...single(deps, stamp), ...asList(deps, stamp), ...rules(deps, stamp), readers: createReaders(deps) }
}

const single = (deps: ConfigDeps, stamp: () => Stamp) => ({
  list: (spaceId: string, page: PageRequest, filter: ReadingFilter): Promise<Page<ReadingRecord>> =>
    deps.inSpace(spaceId, (client) => listReadings(client, page, filter)),
  get: (spaceId: string, id: string): Promise<ReadingRecord> =>
    deps.inSpace(spaceId, (client) => getReading(client, id)),
  create: (spaceId: string, write: ReadingWrite): Promise<ReadingRecord> =>
    change(deps, spaceId, async (client) => getReading(client, await insertReading(client, write, stamp()))),
  /** Sets the reading of a word, whether or not it has one. */
  put: (spaceId: string, { language, ...entry }: ReadingWrite): Promise<{ created: boolean; record: ReadingRecord }> =>
    change(deps, spaceId, async (client) => {
      const [old] = await readEntries(client, language, [entry.word])
      if (old !== undefined) mayChange(old.managedBy, 'console', { key: entry.word })
      await putEntries(client, { language, entries: [entry] }, stamp())
      const [record] = await readEntries(client, language, [entry.word])
      return { created: old === undefined, record: record as ReadingRecord }
    }),
  update: (spaceId: string, id: string, patch: Partial<Entry>): Promise<ReadingRecord> =>
    change(deps, spaceId, async (client) => {
      await updateReading(client, id, { patch, stamp: stamp() })
      return getReading(client, id)
    }),
  remove: (spaceId: string, id: string): Promise<void> =>
    change(deps, spaceId, async (client) => {
      const old = await getReading(client, id)
      mayChange(old.managedBy, 'console', { key: old.word })
      await removeReadings(client, [old.id])
    }),
})

const asList = (deps: ConfigDeps, stamp: () => Stamp) => ({
  /** @errors reading.too_many */
  importList: async (spaceId: string, list: ListWrite): Promise<ListResult> => {
    try {
      return await change(deps, spaceId, async (client) => {
        const result = await writeList(client, list, stamp())
        if (list.rehearse) throw new Rehearsed(result)
        return result
      })
    } catch (error) {
      if (error instanceof Rehearsed) return error.result
      throw error
    }
  },
  exportList: (spaceId: string, language: Language): Promise<readonly Entry[]> =>
    deps.inSpace(spaceId, (client) => readEntries(client, language)),
  /** @param projectId only those of this project among the newest */
  recentTexts: (spaceId: string, projectId: string | null): Promise<readonly string[]> =>
    deps.inSpace(spaceId, async (client) => {
      const { rows } = await client.query<{ text: string }>(recentTexts, [projectId])
      return rows.map(({ text }) => text)
    }),
  recentAlertTexts: (spaceId: string): Promise<readonly string[]> =>
    deps.inSpace(spaceId, async (client) => {
      const { rows } = await client.query<{ text: string }>(recentAlerts)
      return rows.map(({ text }) => text)
    }),
})

const rules = (deps: ConfigDeps, stamp: () => Stamp) => ({
  switches: (spaceId: string): Promise<Switches> => deps.inSpace(spaceId, readSwitches),
  /** What the patch leaves out stays. @errors config.managed_by_file */
  setSwitches: (spaceId: string, patch: { readonly [language in Language]?: RuleSwitches }): Promise<Switches> =>
    change(deps, spaceId, async (client) => {
      const [before, records] = [await readSwitches(client), await readOff(client)]
      for (const language of languages.filter((one) => patch[one] !== undefined)) {
        const old = records.find((one) => one.language === language)
        if (old !== undefined) mayChange(old.managedBy, 'console', { key: language })
        const wanted = { ...before[language], ...patch[language] }
        const off = ruleNames.filter((name) => wanted[name] === false)
        // With every rule on there is nothing to keep, and a file may have its say.
        if (off.length === 0) await removeOff(client, language)
        else await writeOff(client, { language, off }, stamp())
      }
      return readSwitches(client)
    }),
})
