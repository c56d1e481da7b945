// People as a table: given as CSV for spreadsheets, and taken back whole or not at all, with everything that is wrong told by
// line and column. What a table would change is found without changing anything; taking it tells how far it is to whoever asks.

import { parse } from 'csv-parse/sync'
import { AppError, errorWords, type FieldError, isErrorCode } from '#contract/errors'
import { limits } from '#contract/limits'
import { listedChannels, type PersonLine, peopleColumns, readPeople } from '#contract/people-table'
import { type Complaint, readTable, TableRefusal } from '#contract/table'
import { key, name } from '#contract/text'
import {
  type UserImport,
  type UserImportProgress,
  userCsvQuery,
  userImport,
  userImportQuery,
} from '#contract/user-import'
import { readBytes } from '#dialects/shared/read-bytes'
import { type AppContext, type Language, may, type Principal } from '#http/port'
import { fieldMessage } from '#words/field-messages'
import { type Cell, sendCsv } from './csv-file.ts'
import type { UserRecord, UserTableResult, UserTableRow } from './people-ports.ts'
import type { Page, V1Deps } from './ports.ts'
import { address } from './present.ts'
import { answer, route, type V1App } from './route.ts'
import { addressOf } from './users.ts'

const tags = ['users']
const csv = {
  'text/csv': { schema: { type: 'string' as const, example: 'Name,Phone\nSato,090-1234-5678\n' } },
}

const exportRoute = route('users:read', {
  method: 'get',
  path: '/v1/users.csv',
  tags,
  summary: 'Everybody as CSV, as it can be imported again',
  description:
    'UTF-8 with a byte order mark; several addresses in a cell are parted by semicolons; masked without `numbers:read`. What a spreadsheet would take for a formula has an apostrophe before it.',
  request: { query: userCsvQuery },
  responses: { 200: { description: 'One line per user.', content: csv } },
})
const importRoute = route('users:write', {
  method: 'post',
  path: '/v1/users/import',
  tags,
  summary: 'Take a table of people: by key, whole or not at all',
  description:
    'Content-Type text/csv, at most 16 MiB and 100,000 lines, in UTF-8, UTF-16 or Shift_JIS (recognised), with the headings of the export in Japanese or English. Who is not in it stays, and so does what it has no column for. With `Accept: application/x-ndjson` lines tell how far it is, and the last one what came of it. Groups need `groups:write`.',
  request: { query: userImportQuery, body: { content: csv, required: true } },
  responses: {
    200: answer(userImport, 'What was changed, or with dryRun would be.'),
  },
})

const LINES_AT_ONCE = 200
const LINES_TOLD_MAX = 100
const CHANGES_TOLD_MAX = 200

/** Calls are answered by the same process: nothing keeps it busy for long. */
const others = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

const refuse = (complaints: readonly Complaint[], language: Language): void => {
  if (complaints.length === 0) return
  const told = complaints
    .toSorted((one, other) => one.line - other.line)
    .slice(0, LINES_TOLD_MAX)
    .map(({ line, column, words }): FieldError => {
      const place = language === 'ja' ? `${line}行目` : `line ${line}`
      const field =
        column === null
          ? place
          : `${place}${language === 'ja' ? '「' : ', “'}${column[language]}${language === 'ja' ? '」' : '”'}`
      return { field, message: words[language] }
    })
  const all = language === 'ja' ? `全部で${complaints.length}件` : `${complaints.length} in all`
  throw new AppError('user.table_invalid', { errors: told, detail: `${told[0]?.field}: ${told[0]?.message} (${all})` })
}

const bothOf = (tell: (language: Language) => string): Complaint['words'] => ({ en: tell('en'), ja: tell('ja') })

/** The words of an error code, with what was given, a sentence about it, and what helps. */
const codeWords = (code: string, given: string, sentence: string | null = null): Complaint['words'] =>
  bothOf((language) => {
    const { title, cure } = errorWords(isErrorCode(code) ? code : 'request.invalid', language)
    const detail = sentence === null ? given : `${given}: ${fieldMessage(sentence, language)}`
    return `${title} (${detail})${language === 'ja' ? '。' : '. '}${cure}`
  })

const checkedText = (line: PersonLine, column: 'key' | 'name'): Complaint[] => {
  const result = { key, name }[column].safeParse(line[column])
  if (result.success || line[column] === '') return []
  const en = result.error.issues[0]?.message ?? 'is invalid'
  return [{ line: line.line, column: peopleColumns[column], words: bothOf((language) => fieldMessage(en, language)) }]
}

type Numbers = { readonly deps: V1Deps; readonly simulated: boolean }
type Checked = { readonly row: UserTableRow; readonly complaints: readonly Complaint[] }

const checkedLine = (line: PersonLine, { deps, simulated }: Numbers): Checked => {
  const complaints: Complaint[] = [...checkedText(line, 'name'), ...checkedText(line, 'key')]
  const readAddress = (channel: (typeof listedChannels)[number], raw: string): string => {
    try {
      return addressOf(deps, { channel, address: raw }, { field: '', simulated })
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      // A detail that is a code is for programs.
      const sentence = error.detail === null || isErrorCode(error.detail) ? null : error.detail
      const words = codeWords(error.code, raw, sentence)
      complaints.push({ line: line.line, column: peopleColumns[channel], words })
      return raw
    }
  }
  const listed = Object.fromEntries(
    listedChannels.flatMap((channel) => {
      const addresses = line.listed[channel]
      return addresses === undefined ? [] : [[channel, addresses.map((raw) => readAddress(channel, raw))] as const]
    }),
  )
  const { max } = limits.methodsPerUser
  if (Object.values(listed).flat().length > max)
    complaints.push({
      line: line.line,
      column: null,
      words: { en: `must have at most ${max} contact methods`, ja: `連絡方法は${max}件までです` },
    })
  return { row: { ...line, listed }, complaints }
}

/** @errors request.media_type, request.too_large, user.table_unreadable */
const sentLines = async (c: AppContext) => {
  const type = c.req.header('Content-Type') ?? ''
  if (!/^text\/(csv|plain)\s*(;|$)/i.test(type)) throw new AppError('request.media_type', { detail: 'text/csv' })
  const bytes = await readBytes(c.req.raw, limits.tableBytes.max)
  if (bytes === null) throw new AppError('request.too_large')
  try {
    return readTable(bytes, peopleColumns, parse)
  } catch (error) {
    if (!(error instanceof TableRefusal)) throw error
    const language = c.get('language')
    const detail = [error.words[language], error.cure?.[language]].filter((one) => one !== undefined).join(' ')
    throw new AppError('user.table_unreadable', { detail })
  }
}

/** @errors user.table_invalid, and as sentLines */
const rowsOf = async (c: AppContext, deps: V1Deps): Promise<readonly UserTableRow[]> => {
  const { people, complaints } = readPeople(await sentLines(c))
  const simulated = await deps.connections.hasSimulated(c.get('principal').spaceId)
  const rows: UserTableRow[] = []
  const wrong: Complaint[] = [...complaints]
  for (const [index, line] of people.entries()) {
    if (index % LINES_AT_ONCE === 0) await others()
    const checked = checkedLine(line, { deps, simulated })
    rows.push(checked.row)
    wrong.push(...checked.complaints)
  }
  refuse(wrong, c.get('language'))
  return rows
}

type Taken = { readonly rows: number; readonly dryRun: boolean; readonly language: Language }

/** @errors user.table_invalid */
const resultOf = (result: UserTableResult, { rows, dryRun, language }: Taken): UserImport => {
  if (!result.ok) {
    refuse(
      result.problems.map(({ line, column, code, detail }) => ({
        line,
        column: peopleColumns[column],
        words: codeWords(code, detail),
      })),
      language,
    )
    throw new AppError('user.table_invalid')
  }
  const { changes, groups, unchanged, seen } = result
  const created = changes.filter(({ action }) => action === 'create').length
  return {
    dryRun,
    rows,
    created,
    updated: changes.length - created,
    unchanged,
    groups: [...groups],
    seen,
    changes: changes
      .slice(0, CHANGES_TOLD_MAX)
      .map((one) => ({ ...one, fields: one.fields.map((field) => ({ ...field })) })),
  }
}

const problemOf = (error: unknown, language: Language): UserImportProgress => {
  const given = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
  const code = isErrorCode(given) ? given : 'server.internal'
  return { problem: { code, ...errorWords(code, language) } }
}

type Run = (progress: (done: number, rows: number) => Promise<void>) => Promise<UserImport>

/** Lines of how far it is; what is refused before the first of them is a problem like any other. */
const told = async (c: AppContext, run: Run): Promise<ReadableStream<Uint8Array>> => {
  const encoder = new TextEncoder()
  let say = (_line: UserImportProgress): void => undefined
  let end = (): void => undefined
  const lines = new ReadableStream<Uint8Array>({
    start: (controller) => {
      say = (line) => controller.enqueue(encoder.encode(`${JSON.stringify(line)}\n`))
      end = () => controller.close()
    },
    // Whoever goes away meanwhile only stops listening.
    cancel: () => {
      say = () => undefined
      end = () => undefined
    },
  })
  let running: Promise<void> = Promise.resolve()
  await new Promise<void>((resolve, reject) => {
    let begun = false
    const progress = (done: number, rows: number): Promise<void> => {
      begun = true
      say({ done, rows })
      resolve()
      return others()
    }
    const failed = (error: unknown): void => {
      if (begun) say(problemOf(error, c.get('language')))
      else reject(error instanceof Error ? error : new Error(String(error)))
    }
    running = run(progress)
      .then((result) => say({ result }), failed)
      .finally(() => {
        resolve()
        end()
      })
  })
  void running
  return lines
}

const cellsOf = (user: UserRecord, groups: readonly string[], viewer: Principal): readonly Cell[] => {
  const on = (channel: string) =>
    user.methods.flatMap((one) => (one.channel === channel ? [address(one.address, viewer)] : [])).join('; ')
  const cells = { name: user.name, key: user.key, language: user.language, groups: groups.join('; ') }
  const columns = Object.keys(peopleColumns) as (keyof typeof peopleColumns)[]
  return columns.map((column) => (column in cells ? cells[column as keyof typeof cells] : on(column)))
}

/** The names of the groups each user is in; keys where a name could not be told from other ones. */
const groupsByUser = async (deps: V1Deps, principal: Principal): Promise<ReadonlyMap<string, readonly string[]>> => {
  const found = new Map<string, string[]>()
  if (!may(principal, 'groups:read')) return found
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<V1Deps['groups']['list']>> = await deps.groups.list(principal.spaceId, {
      limit: LINES_AT_ONCE,
      cursor,
    })
    for (const group of page.items)
      for (const { id } of group.members)
        found.set(id, [...(found.get(id) ?? []), /[;；、\n]/.test(group.name) ? group.key : group.name])
    cursor = page.next
  } while (cursor !== null)
  return found
}

/** All of them, however many: what is left out would be missed when the table is taken back. */
async function* usersOf({ users }: V1Deps, spaceId: string, search: string | null) {
  let cursor: string | null = null
  do {
    const page: Page<UserRecord> = await users.list(spaceId, { limit: LINES_AT_ONCE, cursor, search })
    yield page.items
    cursor = page.next
  } while (cursor !== null)
}

export const userTableRoutes = (app: V1App, deps: V1Deps): void => {
  app.openapi(exportRoute, async (c) => {
    const { lang, search = '' } = c.req.valid('query')
    const principal = c.get('principal')
    const groups = await groupsByUser(deps, principal)
    return sendCsv(c, {
      name: 'people',
      headings: Object.values(peopleColumns).map((column) => column[lang ?? c.get('language')]),
      cells: (user) => cellsOf(user, groups.get(user.id) ?? [], principal),
      pages: usersOf(deps, principal.spaceId, search === '' ? null : search),
    })
  })
  app.openapi(importRoute, async (c) => {
    const { dryRun, seen } = c.req.valid('query')
    const principal = c.get('principal')
    const language = c.get('language')
    const rows = await rowsOf(c, deps)
    const rehearse = dryRun === 'true'
    const run = async (progress: (done: number, of: number) => Promise<void>): Promise<UserImport> => {
      const options = {
        rehearse,
        seen: seen ?? null,
        holder: principal.scopes,
        showAddress: (whole: string) => address(whole, principal),
        progress,
      }
      const result = await deps.userTable.take(principal.spaceId, rows, options)
      return resultOf(result, { rows: rows.length, dryRun: rehearse, language })
    }
    if (!/\bapplication\/x-ndjson\b/.test(c.req.header('Accept') ?? '')) return c.json(await run(others), 200)
    const headers = { 'Content-Type': 'application/x-ndjson', 'X-Accel-Buffering': 'no' }
    // The document describes the answer in one piece.
    return c.body(await told(c, run), 200, headers) as never
  })
}
