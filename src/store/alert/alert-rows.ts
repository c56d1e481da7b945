// Alerts as rows: locked in the order of their keys, decided in memory, written in one statement each way. What core decides is
// one value; a few columns are copied out of it for lists. What every alert asks is a prepared statement: each connection plans it once.

import type pg from 'pg'
import type { Alert } from '#core/alert/alert'
import { spaceHere } from '../config/context.ts'

export type AlertRow = {
  readonly id: string
  readonly dedupKey: string
  readonly matched: boolean | null
  readonly body: Alert
}

/** Another transaction made one of these objects between our look and our write: begin again. */
export class Overtaken extends Error {
  override readonly name = 'Overtaken'
}

const columns = 'id, dedup_key as "dedupKey", matched, body'

export const lockObjects = async (
  client: pg.PoolClient,
  sourceId: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, AlertRow>> => {
  const { rows } = await client.query<AlertRow>({
    name: 'alert_lock',
    text: `select ${columns} from alert where source_id = $1 and dedup_key = any($2::text[]) order by dedup_key for update`,
    values: [sourceId, keys],
  })
  return new Map(rows.map((row) => [row.dedupKey, row]))
}

/** Alerts by id, locked in the order of their keys too. */
export const lockAlerts = async (
  client: pg.PoolClient,
  ids: readonly string[],
): Promise<readonly (AlertRow & { readonly sourceId: string })[]> => {
  const { rows } = await client.query<AlertRow & { readonly sourceId: string }>(
    `select ${columns}, source_id as "sourceId" from alert where id = any($1::uuid[]) order by source_id, dedup_key for update`,
    [ids],
  )
  return rows
}

const recordset = `json_to_recordset($1::json) as w(id uuid, dedup_key text, matched boolean, body jsonb)`

const asJson = (rows: readonly AlertRow[]): string =>
  JSON.stringify(rows.map(({ id, dedupKey, matched, body }) => ({ id, dedup_key: dedupKey, matched, body })))

export const updateAlerts = async (client: pg.PoolClient, rows: readonly AlertRow[], nowMs: number): Promise<void> => {
  if (rows.length === 0) return
  await client.query({
    name: 'alert_update',
    text: `update alert a set body = w.body, state = w.body->>'state', matched = w.matched, updated_at = $2
     from ${recordset} where a.id = w.id`,
    values: [asJson(rows), new Date(nowMs)],
  })
}

/** @errors throws Overtaken when one of them exists by now */
export const insertAlerts = async (
  client: pg.PoolClient,
  rows: readonly AlertRow[],
  { sourceId, nowMs }: { readonly sourceId: string; readonly nowMs: number },
): Promise<void> => {
  if (rows.length === 0) return
  const { rowCount } = await client.query({
    name: 'alert_insert',
    text: `insert into alert (id, space_id, source_id, dedup_key, body, state, matched, created_at, updated_at)
     select w.id, ${spaceHere}, $2, w.dedup_key, w.body, w.body->>'state', w.matched, $3, $3
     from ${recordset} order by w.dedup_key on conflict (source_id, dedup_key) do nothing`,
    values: [asJson(rows), sourceId, new Date(nowMs)],
  })
  if (rowCount !== rows.length) throw new Overtaken()
}
