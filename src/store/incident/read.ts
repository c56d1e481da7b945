// Reading incidents: lists, one with everything that belongs to it, its timeline. A page of a list is found in an index alone and
// only its own rows are read, so that the hundredth page of a million costs what the hundredth of ten thousand does.

import type pg from 'pg'
import type { Entry } from '#core/incident/entry'
import type { IncidentStatus } from '#core/incident/incident'
import type { CalloutLink, EntryRecord, IncidentDetail, IncidentRecord, Where } from '#core/incident/records'
import { ConfigRefusal, spaceHere } from '../config/context.ts'
import { nameNow, type Page } from '../config/objects.ts'
import { fileRecord, fileRows } from './files.ts'
import { noticePeople, noticeRecord, noticeRows } from './notices.ts'
import { findRow, type IncidentDeps } from './open.ts'
import { responderRecord, responderRows } from './responders.ts'
import { type IncidentRow, incidentColumns, type PlacedRow, peopleById, personIn, toRecords } from './rows.ts'
import { topicPeople, topicRecord, topicRows } from './topics.ts'

export type IncidentFilter = {
  readonly status: IncidentStatus | null
  /** Of the creation, inclusive. */
  readonly fromMs: number | null
  readonly toMs: number | null
  /** Part of the name, or `#` and a number. */
  readonly text: string | null
}
/** `offset` for those who count pages, `cursor` for those who go on from the last one. */
export type ListPage = { readonly limit: number; readonly cursor?: string | null; readonly offset?: number }

const cursorOf = (row: Pick<IncidentRow, 'created_at' | 'number'>): string => `${row.created_at}.${row.number}`

const fromCursor = (cursor: string | null | undefined): { readonly at: Date; readonly number: number } | null => {
  const match = /^(\d{1,14})\.(\d{1,9})$/.exec(cursor ?? '')
  return match === null ? null : { at: new Date(Number(match[1])), number: Number(match[2]) }
}

const like = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`
const numberIn = (text: string): number | null => Number(/^#(\d{1,9})$/.exec(text)?.[1] ?? Number.NaN) || null

/** Only what was asked for stands in the statement, so that each question has its index. */
const conditions = (where: Where, filter: IncidentFilter, page: ListPage): { text: string; values: unknown[] } => {
  const values: unknown[] = []
  const parts = [`space_id = ${spaceHere}`]
  const add = (text: (place: string) => string, value: unknown): void => {
    values.push(value)
    parts.push(text(`$${values.length}`))
  }
  if (where.projectId !== null) add((place) => `project_id = ${place}::uuid`, where.projectId)
  if (filter.status !== null) add((place) => `status = ${place}`, filter.status)
  if (filter.fromMs !== null) add((place) => `created_at >= ${place}::timestamptz`, new Date(filter.fromMs))
  if (filter.toMs !== null) add((place) => `created_at <= ${place}::timestamptz`, new Date(filter.toMs))
  const number = filter.text === null ? null : numberIn(filter.text)
  if (number !== null) add((place) => `number = ${place}::integer`, number)
  else if (filter.text !== null) add((place) => `name ilike ${place}`, like(filter.text))
  const after = fromCursor(page.cursor)
  if (after !== null) {
    values.push(after.at, after.number)
    parts.push(`(created_at, number) < ($${values.length - 1}::timestamptz, $${values.length}::integer)`)
  }
  return { text: parts.join(' and '), values }
}

const listed = async (
  client: pg.PoolClient,
  { where, filter, page }: { where: Where; filter: IncidentFilter; page: ListPage },
): Promise<Page<IncidentRecord>> => {
  const { text, values } = conditions(where, filter, page)
  const { rows } = await client.query<PlacedRow>(
    `select ${incidentColumns('i')}, p.key as project, ${nameNow('project', 'i.project_id')} as "projectName"
     from (select number, created_at from incident where ${text}
           order by created_at desc, number desc limit $${values.length + 1} offset $${values.length + 2}) as page
       join incident i on i.space_id = ${spaceHere} and i.number = page.number
       join project p on p.id = i.project_id
     order by page.created_at desc, page.number desc`,
    [...values, page.limit + 1, page.offset ?? 0],
  )
  const shown = rows.slice(0, page.limit)
  const last = shown.at(-1)
  const next = rows.length > page.limit && last !== undefined ? cursorOf(last) : null
  return { items: await toRecords(client, shown), next }
}

const calloutsOf = async (client: pg.PoolClient, incidentId: string): Promise<readonly CalloutLink[]> => {
  const { rows } = await client.query<CalloutLink>(
    `select l.callout_id as id, l.why, l.started_at as "startedAtMs", c.outcome
     from incident_callout l left join callout c on c.id = l.callout_id
     where l.incident_id = $1 order by l.started_at desc, l.callout_id desc limit 100`,
    [incidentId],
  )
  return rows
}

const withProject = async (client: pg.PoolClient, row: IncidentRow): Promise<IncidentRecord> => {
  const { rows } = await client.query<Pick<PlacedRow, 'project' | 'projectName'>>(
    `select key as project, ${nameNow('project', 'project.id')} as "projectName" from project where id = $1`,
    [row.project_id],
  )
  const [record] = await toRecords(client, [{ ...row, ...(rows[0] ?? { project: '', projectName: null }) }])
  return record as IncidentRecord
}

/** @errors incident.not_found */
export const detailOf = async (
  client: pg.PoolClient,
  { where, ref }: { readonly where: Where; readonly ref: string },
): Promise<IncidentDetail> => {
  const row = await findRow(client, { where, ref })
  const topics = await topicRows(client, row.id)
  const responders = await responderRows(client, row.id)
  const files = await fileRows(client, row.id)
  const notices = await noticeRows(client, row.id)
  const people = await peopleById(client, [
    ...topics.flatMap(topicPeople),
    ...responders.map((one) => one.user_id),
    ...files.map((one) => one.created_by),
    ...notices.flatMap(noticePeople),
  ])
  return {
    incident: await withProject(client, row),
    topics: topics.map((one) => topicRecord(one, people)),
    responders: responders.map((one) => responderRecord(one, people)),
    files: files.map((one) => fileRecord(one, people)),
    notices: notices.map((one) => noticeRecord(one, people)),
    callouts: await calloutsOf(client, row.id),
  }
}

type EntryRow = {
  readonly seq: number
  readonly at: number
  readonly user_id: string | null
  readonly name: string | null
  readonly body: Entry
}

const entriesOf = async (
  client: pg.PoolClient,
  { incidentId, after, limit }: { incidentId: string; after: number; limit: number },
): Promise<readonly EntryRecord[]> => {
  const { rows } = await client.query<EntryRow>(
    `select seq, at, user_id, name, body from incident_entry where incident_id = $1 and seq > $2 order by seq limit $3`,
    [incidentId, after, limit],
  )
  const people = await peopleById(
    client,
    rows.map((row) => row.user_id),
  )
  return rows.map(({ seq, at, user_id, name, body }) => ({
    seq,
    atMs: at,
    by: name === null ? null : { person: personIn(people, user_id), name },
    entry: body,
  }))
}

export const createReads = ({ inSpace }: Pick<IncidentDeps, 'inSpace'>) => ({
  list: (where: Where, filter: IncidentFilter, page: ListPage): Promise<Page<IncidentRecord>> =>
    inSpace(where.spaceId, (client) => listed(client, { where, filter, page })),
  /** @errors incident.not_found */
  get: (where: Where, ref: string): Promise<IncidentDetail> =>
    inSpace(where.spaceId, (client) => detailOf(client, { where, ref })),
  /** The incident alone. @errors incident.not_found */
  find: (where: Where, ref: string): Promise<IncidentRecord> =>
    inSpace(where.spaceId, async (client) => withProject(client, await findRow(client, { where, ref }))),
  /** Entries after one, in order. @errors incident.not_found */
  timeline: (
    where: Where,
    ref: string,
    { after, limit }: { readonly after: number; readonly limit: number },
  ): Promise<{ readonly seq: number; readonly entries: readonly EntryRecord[] }> =>
    inSpace(where.spaceId, async (client) => {
      const { id, seq } = await findRow(client, { where, ref })
      return { seq, entries: await entriesOf(client, { incidentId: id, after, limit }) }
    }),
  /** Whether there is such an incident in the space at all, whichever project it belongs to. */
  exists: async (spaceId: string, ref: string): Promise<boolean> => {
    try {
      await inSpace(spaceId, (client) => findRow(client, { where: { spaceId, projectId: null }, ref }))
      return true
    } catch (error) {
      if (error instanceof ConfigRefusal) return false
      throw error
    }
  },
})
