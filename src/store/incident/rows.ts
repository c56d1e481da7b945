// Between an incident's row and core's values, in both directions, and the people its columns name.

import type pg from 'pg'
import type { UserId } from '#core/ids'
import type { IncidentState, IncidentStatus, Mark } from '#core/incident/incident'
import type { Parameters } from '#core/incident/options'
import type { IncidentRecord, MarkRecord, PersonRef } from '#core/incident/records'

export type IncidentRow = {
  readonly id: string
  readonly number: number
  readonly project_id: string
  readonly name: string
  readonly status: IncidentStatus
  readonly occurred_at: number | null
  readonly permanent_action_at: number | null
  readonly parameters: Parameters | null
  readonly commander_id: UserId | null
  readonly open_since: number
  readonly pended_at: number | null
  readonly pended_by: UserId | null
  readonly closed_at: number | null
  readonly closed_by: UserId | null
  readonly taken_at: number | null
  readonly taken_by: UserId | null
  readonly created_at: number
  readonly created_by: UserId | null
  readonly updated_at: number
  readonly updated_by: UserId | null
  readonly seq: number
  readonly topics: number
  readonly alerts: number
  readonly alerted_at: number | null
  readonly due_at: number | null
}

const columns = [
  'id',
  'number',
  'project_id',
  'name',
  'status',
  'occurred_at',
  'permanent_action_at',
  'parameters',
  'commander_id',
  'open_since',
  'pended_at',
  'pended_by',
  'closed_at',
  'closed_by',
  'taken_at',
  'taken_by',
  'created_at',
  'created_by',
  'updated_at',
  'updated_by',
  'seq',
  'topics',
  'alerts',
  'alerted_at',
  'due_at',
] as const satisfies readonly (keyof IncidentRow)[]

/** @param of the table's name in the query */
export const incidentColumns = (of = 'incident'): string => columns.map((name) => `${of}.${name}`).join(', ')

const instants = new Set<string>(columns.filter((name) => name.endsWith('_at') || name === 'open_since'))

const asParameter = (name: keyof IncidentRow, value: IncidentRow[keyof IncidentRow]): unknown => {
  if (value === null) return null
  if (instants.has(name)) return new Date(value as number)
  return name === 'parameters' ? JSON.stringify(value) : value
}

const insertStatement = `insert into incident (space_id, idempotency_key, fingerprint, ${columns.join(', ')})
  values (current_setting('noroshi.space')::uuid, $1, $2, ${columns.map((_, index) => `$${index + 3}`).join(', ')})`

const changing = columns.filter((name) => !['id', 'number', 'project_id', 'created_at', 'created_by'].includes(name))
const updateStatement = `update incident set ${changing.map((name, index) => `${name} = $${index + 2}`).join(', ')} where id = $1`

export const insertRow = async (
  client: pg.PoolClient,
  row: IncidentRow,
  idempotency: { readonly key: string; readonly fingerprint: string } | null,
): Promise<void> => {
  const values = columns.map((name) => asParameter(name, row[name]))
  await client.query(insertStatement, [idempotency?.key ?? null, idempotency?.fingerprint ?? null, ...values])
}

export const updateRow = async (client: pg.PoolClient, row: IncidentRow): Promise<void> => {
  await client.query(updateStatement, [row.id, ...changing.map((name) => asParameter(name, row[name]))])
}

const mark = (atMs: number | null, by: UserId | null): Mark | null => (atMs === null ? null : { atMs, by })

export const stateOf = (row: IncidentRow): IncidentState => ({
  status: row.status,
  openSinceMs: row.open_since,
  pended: mark(row.pended_at, row.pended_by),
  closed: mark(row.closed_at, row.closed_by),
  taken: mark(row.taken_at, row.taken_by),
  alertedAtMs: row.alerted_at,
})

const markColumns = (made: Mark | null): readonly [number | null, UserId | null] =>
  made === null ? [null, null] : [made.atMs, made.by]

export const stateColumns = (state: IncidentState) => {
  const [pended_at, pended_by] = markColumns(state.pended)
  const [closed_at, closed_by] = markColumns(state.closed)
  const [taken_at, taken_by] = markColumns(state.taken)
  return {
    status: state.status,
    open_since: state.openSinceMs,
    pended_at,
    pended_by,
    closed_at,
    closed_by,
    taken_at,
    taken_by,
    alerted_at: state.alertedAtMs,
  }
}

export type People = ReadonlyMap<string, PersonRef>

/** Those of these people there are or ever were, by id. */
export const peopleById = async (client: pg.PoolClient, ids: Iterable<string | null | undefined>): Promise<People> => {
  const wanted = [...new Set([...ids].flatMap((id) => id ?? []))]
  if (wanted.length === 0) return new Map()
  const { rows } = await client.query<PersonRef>('select id, number, name from app_user where id = any($1::uuid[])', [
    wanted,
  ])
  return new Map(rows.map((row) => [row.id, row]))
}

export const personIn = (people: People, id: string | null): PersonRef | null =>
  id === null ? null : (people.get(id) ?? null)

export const markIn = (people: People, atMs: number, by: string | null): MarkRecord => ({
  atMs,
  by: personIn(people, by),
})
export const markOrNull = (people: People, atMs: number | null, by: string | null): MarkRecord | null =>
  atMs === null ? null : markIn(people, atMs, by)

const peopleIn = (row: IncidentRow): readonly (string | null)[] => [
  row.commander_id,
  row.pended_by,
  row.closed_by,
  row.taken_by,
  row.created_by,
  row.updated_by,
]

/** With the key of its project, and what that is called now; null: it was deleted. */
export type PlacedRow = IncidentRow & { readonly project: string; readonly projectName: string | null }

const recordOf = (row: PlacedRow, people: People): IncidentRecord => ({
  id: row.id,
  number: row.number,
  projectId: row.project_id,
  project: row.project,
  projectName: row.projectName,
  name: row.name,
  status: row.status,
  parameters: row.parameters,
  occurredAtMs: row.occurred_at,
  permanentActionAtMs: row.permanent_action_at,
  commander: personIn(people, row.commander_id),
  pended: markOrNull(people, row.pended_at, row.pended_by),
  closed: markOrNull(people, row.closed_at, row.closed_by),
  taken: markOrNull(people, row.taken_at, row.taken_by),
  created: markIn(people, row.created_at, row.created_by),
  updated: markIn(people, row.updated_at, row.updated_by),
  seq: row.seq,
  alertAtMs: row.due_at,
})

export const toRecords = async (
  client: pg.PoolClient,
  rows: readonly PlacedRow[],
): Promise<readonly IncidentRecord[]> => {
  const people = await peopleById(client, rows.flatMap(peopleIn))
  return rows.map((row) => recordOf(row, people))
}
