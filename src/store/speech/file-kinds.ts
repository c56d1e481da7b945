// Readings and rules in configuration files: how they are made equal to a file, and how they are exported.

import type pg from 'pg'
import { type Language, languages } from '#core/plan/plan'
import { type RuleSwitches, ruleNames } from '#core/speech/normalise'
import type { FileTools, Sync } from '../config/apply-kinds.ts'
import { differences } from '../config/diff.ts'
import {
  putEntries,
  type ReadingWrite,
  readEntries,
  readOff,
  removeOff,
  removeReadings,
  writeOff,
} from './reading-rows.ts'

export type RulesWrite = { readonly [language in Language]?: RuleSwitches | undefined }

const keyOf = ({ language, word }: { language: Language; word: string }): string => `${language}:${word}`

const stampOf = ({ nowMs, newId }: FileTools) => ({ nowMs: nowMs(), by: 'file' as const, newId })

const done = (): Promise<void> => Promise.resolve()

/** All of them are written at once, before each is compared: a list has thousands. */
export const readingKind = async (
  client: pg.PoolClient,
  wanted: readonly ReadingWrite[],
  tools: FileTools,
): Promise<Sync> => {
  const existing = (await Promise.all(languages.map((language) => readEntries(client, language)))).flat()
  const rows = new Map(existing.map((record) => [keyOf(record), { ...record, key: keyOf(record) }]))
  const writes = new Map(wanted.map((write) => [keyOf(write), write]))
  const differing = wanted.filter((write) => rows.get(keyOf(write))?.reading !== write.reading)
  const mine = differing.filter((write) => rows.get(keyOf(write))?.managedBy !== 'console')
  return {
    kind: 'reading',
    place: 'readings',
    existing: [...rows.values()],
    wanted: [...writes.keys()].map((key) => ({ key })),
    prepare: async () => {
      for (const language of languages) {
        const entries = mine.filter((write) => write.language === language)
        await putEntries(client, { language, entries }, stampOf(tools))
      }
    },
    compare: (row, { key }) => {
      const before = row === null ? undefined : rows.get(row.key)
      if (before === undefined) return Promise.resolve([])
      return Promise.resolve(differences({ reading: before.reading }, { reading: writes.get(key)?.reading }))
    },
    insert: done,
    update: done,
    remove: done,
    removeAll: (gone) =>
      removeReadings(
        client,
        gone.flatMap(({ key }) => rows.get(key)?.id ?? []),
      ),
  }
}

/** A language in the file is all there is of it: rules it does not name are on. */
export const ruleKind = async (client: pg.PoolClient, wanted: RulesWrite, tools: FileTools): Promise<Sync> => {
  const records = await readOff(client)
  const offOf = (key: string) => ruleNames.filter((name) => wanted[key as Language]?.[name] === false)
  const told = (off: readonly string[]) => Object.fromEntries(ruleNames.map((name) => [name, !off.includes(name)]))
  const write = ({ key }: { readonly key: string }) =>
    writeOff(client, { language: key as Language, off: offOf(key) }, stampOf(tools))
  return {
    kind: 'reading_rules',
    place: 'readingRules',
    existing: records.map(({ language, managedBy }) => ({ key: language, managedBy })),
    wanted: languages.filter((language) => wanted[language] !== undefined).map((key) => ({ key })),
    compare: (row, { key }) => {
      const before = records.find(({ language }) => language === row?.key)
      return Promise.resolve(before === undefined ? [] : differences(told(before.off), told(offOf(key))))
    },
    insert: write,
    update: (_row, one) => write(one),
    remove: ({ key }) => removeOff(client, key),
  }
}

export const exportReadings = async (client: pg.PoolClient) => {
  const records = (await Promise.all(languages.map((language) => readEntries(client, language)))).flat()
  const rules = await readOff(client)
  return {
    readings: records.map(({ language, word, reading }) => ({ language, word, reading })),
    ...(rules.length === 0
      ? {}
      : {
          readingRules: Object.fromEntries(
            rules.map(({ language, off }) => [language, Object.fromEntries(off.map((name) => [name, false]))]),
          ),
        }),
  }
}
