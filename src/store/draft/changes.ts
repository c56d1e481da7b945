// What this transaction has changed so far, as the triggers of the audit log tell it, and whether any of it is of the kind that may need
// approval. Whatever way a change came by, it is found here.

import { createHash } from 'node:crypto'
import type pg from 'pg'
import { needsApproval } from '#core/approval'
import { type AuditRecord, type AuditRow, auditColumns, recordsOf } from '../audit/audit.ts'
import { spaceHere } from '../config/context.ts'

export type DraftChange = Pick<AuditRecord, 'action' | 'kind' | 'name' | 'objectId' | 'changes'>

export type FoundChanges = {
  /** Of the first of them that needs approval. */
  readonly kind: string
  readonly name: string
  /** In their order; of very many only the first. */
  readonly changes: readonly DraftChange[]
  readonly total: number
  readonly digest: string
  readonly touched: readonly string[]
  readonly baseline: number
}

const SHOWN_MAX = 500

/** Two rehearsals of one request make other ids: what is new goes by its place in the digest. */
const digestOf = (rows: readonly AuditRow[]): string => {
  const made = rows.flatMap(({ action, objectId }) => (action === 'created' ? [objectId] : []))
  const places = new Map(made.map((id, index) => [id, `new ${index}`]))
  const told = JSON.stringify(
    rows.map(({ action, kind, objectId, name, before, after }) => [action, kind, objectId, name, before, after]),
  ).replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => places.get(id) ?? id)
  return createHash('sha256').update(told).digest('hex')
}

/** Lines of this very transaction: it began at the instant its actor names. */
const read = async (client: pg.PoolClient): Promise<readonly AuditRow[]> => {
  const { rows } = await client.query<AuditRow>(
    `select ${auditColumns} from audit
     where space_id = ${spaceHere} and xmin = pg_current_xact_id_if_assigned()::xid
       and at >= to_timestamp(((current_setting('noroshi.actor'))::jsonb->>'atMs')::double precision / 1000) - interval '1 millisecond'
     order by seq`,
  )
  return rows
}

/** Returns null where nothing of what was changed needs approval; with `any`, where nothing was changed at all. */
export const changesHere = async (client: pg.PoolClient, any = false): Promise<FoundChanges | null> => {
  const rows = await read(client)
  const first = rows.find(needsApproval) ?? (any ? rows[0] : undefined)
  if (first === undefined) return null
  const records = await recordsOf(client, rows.slice(0, SHOWN_MAX))
  return {
    kind: first.kind,
    name: first.name,
    changes: records.map(({ action, kind, name, objectId, changes }) => ({ action, kind, name, objectId, changes })),
    total: rows.length,
    digest: digestOf(rows),
    touched: [...new Set(rows.flatMap(({ action, objectId }) => (action === 'created' ? [] : [objectId])))],
    baseline: rows[0]?.seq ?? 0,
  }
}
