// What reads a text aloud in a space, ready made: its dictionary as a tree, its rules. Kept per version of the configuration,
// so that a call in progress costs no query for it, and a reading that is corrected at night holds for the next sentence; see
// version.ts for how soon another process learns of it.

import type pg from 'pg'
import { type Language, languages } from '#core/plan/plan'
import { createReader, type Reader } from '#core/speech/normalise'
import { type ConfigDeps, spaceHere } from '../config/context.ts'
import { readOff } from './reading-rows.ts'

export type Readers = Readonly<Record<Language, Reader>>

type Kept = { readonly version: number; readonly made: string; readonly readers: Readers }

const KEPT_MAX = 200

type Entries = readonly { readonly language: Language; readonly word: string; readonly reading: string }[]

const make = (entries: Entries, off: Awaited<ReturnType<typeof readOff>>): Readers => {
  const of = (language: Language): Reader => {
    const switchedOff = off.find((one) => one.language === language)?.off ?? []
    return createReader({
      language,
      entries: entries.filter((entry) => entry.language === language),
      switches: Object.fromEntries(switchedOff.map((name) => [name, false])),
    })
  }
  return Object.fromEntries(languages.map((language) => [language, of(language)])) as Record<Language, Reader>
}

/** What is there, in a few letters: other changes of the configuration then cost no new tree. */
const fingerprint = async (client: pg.PoolClient): Promise<string> => {
  const { rows } = await client.query<{ made: string }>(
    `select coalesce((select md5(string_agg(md5(language || word || '=' || reading), '' order by language, word))
         from reading where space_id = ${spaceHere}), '')
       || coalesce((select string_agg(language || array_to_string(off, ','), ' ' order by language)
         from reading_rule where space_id = ${spaceHere}), '') as made`,
  )
  return rows[0]?.made ?? ''
}

const load = async (
  deps: Pick<ConfigDeps, 'inSnapshot' | 'versions'>,
  spaceId: string,
  known: Kept | undefined,
): Promise<Kept> =>
  deps.inSnapshot(spaceId, async (client) => {
    const version = await deps.versions.of(client)
    const made = await fingerprint(client)
    if (known?.made === made) return { ...known, version }
    const { rows } = await client.query<Entries[number]>(
      `select language, word, reading from reading where space_id = ${spaceHere}`,
    )
    return { version, made, readers: make(rows, await readOff(client)) }
  })

/** Returns the readers of a space. Where they cannot be read now, the last ones are better than none; without any it rejects. */
export const createReaders = (deps: Pick<ConfigDeps, 'inSnapshot' | 'versions'>) => {
  const kept = new Map<string, Kept>()
  const loading = new Map<string, Promise<Kept>>()

  const loadOnce = (spaceId: string): Promise<Kept> => {
    const begun = load(deps, spaceId, kept.get(spaceId))
    loading.set(spaceId, begun)
    const settle = (): void => {
      if (loading.get(spaceId) === begun) loading.delete(spaceId)
    }
    begun.then((loaded) => {
      settle()
      if ((kept.get(spaceId)?.version ?? -1) > loaded.version) return
      if (kept.size >= KEPT_MAX && !kept.has(spaceId)) kept.delete(kept.keys().next().value ?? '')
      kept.set(spaceId, loaded)
    }, settle)
    return begun
  }

  const current = async (spaceId: string): Promise<Readers> => {
    const version = await deps.versions.current(spaceId)
    const known = kept.get(spaceId)
    if (known !== undefined && known.version >= version) return known.readers
    for (;;) {
      // One that began before the change is not it; then the next is.
      const loaded = await (loading.get(spaceId) ?? loadOnce(spaceId))
      if (loaded.version >= version) return loaded.readers
    }
  }

  return async (spaceId: string): Promise<Readers> => {
    try {
      return await current(spaceId)
    } catch (error) {
      const last = kept.get(spaceId)
      if (last === undefined) throw error
      return last.readers
    }
  }
}
