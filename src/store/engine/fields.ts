// The columns of the engine's tables, named once. Rows travel as one JSON parameter per table, so that a batch of any size is
// the same prepared statement; from these lists come the record types, the inserts and the updates.
// Instants travel as epoch milliseconds: a double holds them exactly, and so does the division that makes a timestamp of them.

/** `ms` is a timestamptz that travels as a number. */
type FieldType = 'uuid' | 'text' | 'integer' | 'smallint' | 'boolean' | 'jsonb' | 'ms'
export type Fields = Readonly<Record<string, FieldType>>

export const calloutFields = {
  id: 'uuid',
  space_id: 'uuid',
  plan_hash: 'text',
  policy_id: 'uuid',
  policy_key: 'text',
  cause: 'jsonb',
  parameters: 'jsonb',
  priority: 'smallint',
  parent_id: 'uuid',
  project_id: 'uuid',
  thinning_key: 'text',
  dialect: 'text',
  purpose: 'text',
  noticed: 'smallint',
  created_by: 'text',
  created_at: 'ms',
  head: 'jsonb',
  due_at: 'ms',
  outcome: 'text',
  ended_at: 'ms',
} as const satisfies Fields

export const targetFields = {
  callout_id: 'uuid',
  space_id: 'uuid',
  destination: 'integer',
  open: 'boolean',
  settled: 'boolean',
  taken: 'boolean',
  outcome: 'text',
  attempt: 'integer',
  redials: 'integer',
  repeats_after_unknown: 'integer',
} as const satisfies Fields

/** `ringing_at` is not among them: only a provider's progress writes it. */
export const attemptFields = {
  callout_id: 'uuid',
  ordinal: 'integer',
  space_id: 'uuid',
  destination: 'integer',
  channel: 'text',
  way: 'smallint',
  connection_id: 'uuid',
  address: 'text',
  priority: 'smallint',
  nonce: 'text',
  state: 'text',
  reason: 'text',
  result: 'text',
  detail: 'text',
  provider_id: 'text',
  planned_at: 'ms',
  begun_at: 'ms',
  answered_at: 'ms',
  ended_at: 'ms',
  answered_by: 'text',
  key: 'text',
  turn: 'integer',
  answer: 'jsonb',
  readings: 'integer',
  retries: 'integer',
  cancel_wanted: 'boolean',
  possible_repeat: 'boolean',
  effect_kind: 'text',
  effect_at: 'ms',
  claimed_by: 'uuid',
} as const satisfies Fields

export const historyFields = {
  callout_id: 'uuid',
  seq: 'integer',
  space_id: 'uuid',
  at: 'ms',
  reason: 'text',
  destination: 'integer',
  attempt: 'integer',
  facts: 'jsonb',
} as const satisfies Fields

export const idempotencyFields = {
  space_id: 'uuid',
  key: 'text',
  fingerprint: 'text',
  callout_id: 'uuid',
  created_at: 'ms',
} as const satisfies Fields

export const names = (fields: Fields): string[] => Object.keys(fields)

/**
 * Returns rows as one parameter; they are made for it, and are changed. Absent and null are the same to the database, and half of a
 * young attempt's columns are null: each start and each step pays for every byte, on both sides.
 */
export const asJson = (rows: readonly Record<string, unknown>[]): string => {
  for (const row of rows) for (const name in row) if (row[name] === null) row[name] = undefined
  return JSON.stringify(rows)
}

/** Returns the FROM item that turns a JSON parameter into rows named `x`. */
export const records = (parameter: string, fields: Fields): string => {
  const columns = Object.entries(fields).map(([name, type]) => `${name} ${type === 'ms' ? 'float8' : type}`)
  return `json_to_recordset(${parameter}::json) as x(${columns.join(', ')})`
}

/** Returns the expression of one field of `x` as its column stores it. */
export const stored = (name: string, type: FieldType): string => (type === 'ms' ? instant(`x.${name}`) : `x.${name}`)

export const instant = (ms: string): string => `to_timestamp(${ms} / 1000)`

/** Returns an insert of all rows in a JSON parameter. */
export const insertInto = (table: string, parameter: string, fields: Fields): string => {
  const values = Object.entries(fields).map(([name, type]) => stored(name, type))
  return `insert into ${table} (${names(fields).join(', ')}) select ${values.join(', ')} from ${records(parameter, fields)}`
}

/** Returns the select list of one table's columns. */
export const columns = (alias: string, fields: Fields): string =>
  names(fields)
    .map((name) => `${alias}.${name}`)
    .join(', ')
