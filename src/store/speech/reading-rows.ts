// Rows of readings, and of the rules that are switched off: every statement on them, for one space. Words come here checked
// and in the form in which texts are looked at. Many are written with as few statements as one.

import type pg from 'pg'
import { limits } from '#core/limits'
import type { Language } from '#core/plan/plan'
import type { Entry } from '#core/speech/readings'
import { ConfigRefusal, type Manager, mayChange, spaceHere, violates } from '../config/context.ts'
import { isUuid, type Page } from '../config/objects.ts'

export type ReadingRecord = Entry & {
  readonly id: string
  readonly language: Language
  readonly managedBy: Manager
  readonly createdAtMs: number
  readonly updatedAtMs: number
}

export type ReadingWrite = Entry & { readonly language: Language }
export type ReadingFilter = { readonly language: Language | null; readonly search: string | null }

const columns = `id, language, word, reading, managed_by as "managedBy", created_at as "createdAtMs",
  updated_at as "updatedAtMs"`

/** A word may hold anything but a NUL, so the language goes before it. */
const fromCursor = (cursor: string | null): { language: string; word: string } | null => {
  const [, language, word] = /^(ja|en) ([^\0]+)$/.exec(cursor ?? '') ?? []
  return language === undefined || word === undefined ? null : { language, word }
}

export const listReadings = async (
  client: pg.PoolClient,
  { limit, cursor }: { limit: number; cursor: string | null },
  { language, search }: ReadingFilter,
): Promise<Page<ReadingRecord>> => {
  const after = fromCursor(cursor)
  const { rows } = await client.query<ReadingRecord>(
    `select ${columns} from reading
     where space_id = ${spaceHere} and ($1::text is null or language = $1)
       and ($2::text is null or strpos(word, $2) > 0 or strpos(reading, $2) > 0)
       and ($3::text is null or (language, word) > ($3, $4))
     order by language, word limit $5`,
    [language, search, after?.language ?? null, after?.word ?? null, limit + 1],
  )
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, next: rows.length > limit && last !== undefined ? `${last.language} ${last.word}` : null }
}

/** @errors reading.not_found */
export const getReading = async (client: pg.PoolClient, id: string): Promise<ReadingRecord> => {
  const { rows } = isUuid(id)
    ? await client.query<ReadingRecord>(`select ${columns} from reading where id = $1`, [id])
    : { rows: [] }
  const found = rows[0]
  if (found === undefined) throw new ConfigRefusal('reading.not_found', id)
  return found
}

/** All of a language in the order of the words, or those of the words that are named. */
export const readEntries = async (
  client: pg.PoolClient,
  language: Language,
  words: readonly string[] | null = null,
): Promise<readonly ReadingRecord[]> => {
  const { rows } = await client.query<ReadingRecord>(
    `select ${columns} from reading where space_id = ${spaceHere} and language = $1
       and ($2::text[] is null or word = any($2)) order by word`,
    [language, words],
  )
  return rows
}

export type Stamp = { readonly nowMs: number; readonly by: Manager; readonly newId: (atMs: number) => string }

/** Writes words that are there, and words that are not. @errors reading.too_many */
export const putEntries = async (
  client: pg.PoolClient,
  { language, entries }: { language: Language; entries: readonly Entry[] },
  { nowMs, by, newId }: Stamp,
): Promise<void> => {
  if (entries.length === 0) return
  await client.query(
    `insert into reading (id, space_id, language, word, reading, managed_by, created_at, updated_at)
     select id, ${spaceHere}, $1, word, reading, $5, $6, $6
     from unnest($2::uuid[], $3::text[], $4::text[]) as given (id, word, reading)
     on conflict (space_id, language, word) do update set reading = excluded.reading, updated_at = excluded.updated_at`,
    [
      language,
      entries.map(() => newId(nowMs)),
      entries.map(({ word }) => word),
      entries.map(({ reading }) => reading),
      by,
      new Date(nowMs),
    ],
  )
  await refuseTooMany(client, language)
}

/** @errors reading.too_many */
const refuseTooMany = async (client: pg.PoolClient, language: Language): Promise<void> => {
  const { rows } = await client.query<{ count: number }>(
    `select count(*)::integer as count from reading where space_id = ${spaceHere} and language = $1`,
    [language],
  )
  const { max } = limits.dictionary.entries
  if ((rows[0]?.count ?? 0) > max) throw new ConfigRefusal('reading.too_many', `${language}: ${max}`)
}

/** @errors reading.word_taken, reading.too_many */
export const insertReading = async (client: pg.PoolClient, write: ReadingWrite, stamp: Stamp): Promise<string> => {
  const id = stamp.newId(stamp.nowMs)
  const { language, word, reading } = write
  await unlessTaken(word, () =>
    client.query(
      `insert into reading (id, space_id, language, word, reading, managed_by, created_at, updated_at)
       values ($1, ${spaceHere}, $2, $3, $4, $5, $6, $6)`,
      [id, language, word, reading, stamp.by, new Date(stamp.nowMs)],
    ),
  )
  await refuseTooMany(client, language)
  return id
}

/** @errors reading.not_found, reading.word_taken, config.managed_by_file */
export const updateReading = async (
  client: pg.PoolClient,
  id: string,
  { patch, stamp }: { patch: Partial<Entry>; stamp: Stamp },
): Promise<void> => {
  const old = await getReading(client, id)
  mayChange(old.managedBy, stamp.by, { key: old.word })
  const { word = old.word, reading = old.reading } = patch
  await unlessTaken(word, () =>
    client.query('update reading set word = $2, reading = $3, updated_at = $4 where id = $1', [
      old.id,
      word,
      reading,
      new Date(stamp.nowMs),
    ]),
  )
}

const unlessTaken = async (word: string, run: () => Promise<unknown>): Promise<void> => {
  try {
    await run()
  } catch (error) {
    if (violates(error, 'reading_word')) throw new ConfigRefusal('reading.word_taken', word, 'word')
    throw error
  }
}

/** Returns how many. */
export const removeReadings = async (client: pg.PoolClient, ids: readonly string[]): Promise<number> => {
  if (ids.length === 0) return 0
  return (await client.query('delete from reading where id = any($1::uuid[])', [ids])).rowCount ?? 0
}

export type OffRecord = { readonly language: Language; readonly off: readonly string[]; readonly managedBy: Manager }

export const readOff = async (client: pg.PoolClient): Promise<readonly OffRecord[]> => {
  const { rows } = await client.query<OffRecord>(
    `select language, off, managed_by as "managedBy" from reading_rule where space_id = ${spaceHere} order by language`,
  )
  return rows
}

export const writeOff = async (
  client: pg.PoolClient,
  { language, off }: { language: Language; off: readonly string[] },
  { by, nowMs }: Pick<Stamp, 'by' | 'nowMs'>,
): Promise<void> => {
  await client.query(
    `insert into reading_rule (space_id, language, off, managed_by, updated_at) values (${spaceHere}, $1, $2, $3, $4)
     on conflict (space_id, language) do update set off = $2, managed_by = $3, updated_at = $4`,
    [language, off, by, new Date(nowMs)],
  )
}

export const removeOff = async (client: pg.PoolClient, language: string): Promise<void> => {
  await client.query(`delete from reading_rule where space_id = ${spaceHere} and language = $1`, [language])
}
