// Working on one incident: its row is locked, changes and timeline entries are gathered, and all of it is written at the end
// of the transaction — the entries numbered on from the last, which is why a timeline has no gaps and no doubles.

import type pg from 'pg'
import type { UserId } from '#core/ids'
import type { Entry } from '#core/incident/entry'
import { nextAlertMs } from '#core/incident/forgotten'
import type { IncidentActor, IncidentState } from '#core/incident/incident'
import type { IncidentHint, Where } from '#core/incident/records'
import { ConfigRefusal, type InSpace, spaceHere } from '../config/context.ts'
import { isUuid } from '../config/objects.ts'
import { type IncidentRow, incidentColumns, insertRow, stateColumns, stateOf, updateRow } from './rows.ts'
import { settingsOf } from './settings.ts'

/** What one transaction did to an incident. */
export type IncidentNews = {
  readonly spaceId: string
  readonly projectId: string
  readonly incidentId: string
  readonly entries: readonly {
    readonly seq: number
    readonly atMs: number
    readonly by: IncidentActor | null
    readonly entry: Entry
  }[]
}

export type IncidentDeps = {
  readonly inSpace: InSpace
  readonly nowMs: () => number
  readonly newId: (atMs: number) => string
  /** Writes, in the same transaction, whom the news is to be told to; answers whether there is anybody. */
  readonly outbox?: ((client: pg.PoolClient, news: IncidentNews) => Promise<boolean>) | undefined
  /** Told after the commit. */
  readonly changed: (hint: IncidentHint) => void
}

/** An entry without its number; `by` is who did it, and nobody for what the system noted. */
export type NewEntry = {
  readonly entry: Entry
  readonly atMs?: number | undefined
  readonly by?: IncidentActor | null
}

export type OpenIncident = {
  readonly client: pg.PoolClient
  readonly spaceId: string
  readonly outbox: IncidentDeps['outbox']
  readonly nowMs: number
  readonly by: IncidentActor | null
  row: IncidentRow
  readonly entries: NewEntry[]
  /** The alert's time must be found anew. */
  rescheduled: boolean
  /** Somebody outside is to be told of it. */
  told: boolean
}

/** Whatever names an incident: its id, or its number in the space. */
const condition = (ref: string): string | null => {
  if (isUuid(ref)) return 'id = $1::uuid'
  return /^\d{1,9}$/.test(ref) ? `space_id = ${spaceHere} and number = $1::integer` : null
}

/** Another project's incident is one nobody knows. @errors incident.not_found */
export const findRow = async (
  client: pg.PoolClient,
  { where, ref, lock = false }: { where: Where; ref: string; lock?: boolean },
): Promise<IncidentRow> => {
  const named = condition(ref)
  const { rows } = await client.query<IncidentRow>(
    `select ${incidentColumns()} from incident where ${named ?? 'false and $1::text is null'}
       and ($2::uuid is null or project_id = $2) ${lock ? 'for no key update' : ''}`,
    [ref, where.projectId],
  )
  const [row] = rows
  if (row === undefined) throw new ConfigRefusal('incident.not_found', ref)
  return row
}

export const tell = (open: OpenIncident, entry: Entry, how: Omit<NewEntry, 'entry'> = {}): void => {
  open.entries.push({ entry, ...how })
}

/** Changes the incident's own fields, and who touched it last. */
export const amend = (open: OpenIncident, change: Partial<IncidentRow>): void => {
  open.row = { ...open.row, ...change, updated_at: open.nowMs, updated_by: open.by?.userId ?? null }
}

export const setState = (open: OpenIncident, state: IncidentState): void => {
  open.row = { ...open.row, ...stateColumns(state) }
  open.rescheduled = true
}

export const begin = (
  client: pg.PoolClient,
  row: IncidentRow,
  who: Pick<OpenIncident, 'spaceId' | 'outbox' | 'nowMs' | 'by'>,
): OpenIncident => ({
  client,
  row,
  ...who,
  entries: [],
  rescheduled: false,
  told: false,
})

const numbered = ({ row, entries, nowMs, by: everybody }: OpenIncident): IncidentNews['entries'] =>
  entries.map(({ entry, atMs, by = everybody }, index) => ({
    seq: row.seq - entries.length + 1 + index,
    atMs: atMs ?? nowMs,
    by,
    entry,
  }))

const writeEntries = async ({ client, row }: OpenIncident, entries: IncidentNews['entries']): Promise<void> => {
  const lines = entries.map(({ seq, atMs, by, entry }) => ({
    seq,
    at: new Date(atMs).toISOString(),
    user_id: by?.userId ?? null,
    name: by?.name ?? null,
    body: entry,
  }))
  await client.query(
    `insert into incident_entry (incident_id, seq, space_id, at, user_id, name, body)
     select $1, line.seq, ${spaceHere}, line.at, line.user_id, line.name, line.body
     from json_to_recordset($2::json) as line (seq integer, at timestamptz, user_id uuid, name text, body json)`,
    [row.id, JSON.stringify(lines)],
  )
}

/** Into the timeline, and into the outbox of whoever wants to hear of it. */
const publish = async (open: OpenIncident): Promise<void> => {
  const { client, spaceId, row } = open
  const entries = numbered(open)
  await writeEntries(open, entries)
  const news = { spaceId, projectId: row.project_id, incidentId: row.id, entries }
  open.told = (await open.outbox?.(client, news)) ?? false
}

/** Writes what was gathered; nothing when nothing was. @param fresh the incident has no row yet */
export const finish = async (
  open: OpenIncident,
  fresh: { readonly idempotency: { readonly key: string; readonly fingerprint: string } | null } | null = null,
): Promise<IncidentRow> => {
  const { client, entries } = open
  if (open.rescheduled) {
    const { forgotten } = await settingsOf(client, open.row.project_id)
    const dueMs = nextAlertMs(stateOf(open.row), forgotten)
    open.row = { ...open.row, due_at: dueMs }
  }
  open.row = { ...open.row, seq: open.row.seq + entries.length }
  if (fresh !== null) await insertRow(client, open.row, fresh.idempotency)
  else if (entries.length > 0 || open.rescheduled) await updateRow(client, open.row)
  if (entries.length > 0) await publish(open)
  return open.row
}

export const hintOf = ({ spaceId, row, told }: OpenIncident): IncidentHint => ({
  spaceId,
  projectId: row.project_id,
  incidentId: row.id,
  seq: row.seq,
  alertAtMs: row.due_at,
  told,
})

export type At = { readonly where: Where; readonly ref: string; readonly by: IncidentActor | null }

/** Runs one change of one incident, whole or not at all. @errors incident.not_found */
export const work = async <T>(
  deps: IncidentDeps,
  { where, ref, by }: At,
  run: (open: OpenIncident) => Promise<T> | T,
): Promise<T> => {
  const { spaceId } = where
  let hint: IncidentHint | null = null
  const result = await deps.inSpace(spaceId, async (client) => {
    const found = await findRow(client, { where, ref, lock: true })
    const open = begin(client, found, { spaceId, outbox: deps.outbox, nowMs: deps.nowMs(), by })
    const done = await run(open)
    const row = await finish(open)
    if (row.seq > found.seq) hint = hintOf(open)
    return done
  })
  if (hint !== null) deps.changed(hint)
  return result
}

export const person = (by: IncidentActor | null): UserId | null => by?.userId ?? null
