// Problems that no rule is about call nobody. Whoever wants to know of that has a webhook, or a mail address, for `alert.unmatched`: it is
// written in the transaction that takes the alert, and no more than once in each hour of the clock to each of them, however many come.

import type pg from 'pg'
import { limits } from '#core/limits'
import { fanOut } from '../webhook/fan-out.ts'
import type { AlertRow } from './alert-rows.ts'

type Unmatched = {
  readonly spaceId: string
  /** The source's key. */
  readonly source: string
  readonly rows: readonly AlertRow[]
  readonly nowMs: number
  readonly newId: (atMs: number) => string
}

const shown = ({ id, body }: AlertRow) => {
  const { host, service, severity, condition, summary } = body
  return { id, host, service, severity, condition, summary }
}

export const tellUnmatched = async (client: pg.PoolClient, found: Unmatched): Promise<void> => {
  const { spaceId, source, rows, nowMs, newId } = found
  if (rows.length === 0) return
  const named = rows.slice(0, limits.alerts.named.max).map(shown)
  const data = { source, count: rows.length, alerts: named }
  const name = 'alert.unmatched'
  const once = `${name} ${Math.floor(nowMs / limits.unmatchedEveryMs)}`
  const noroshi = { event: name, at: new Date(nowMs).toISOString(), data }
  await fanOut(client, { spaceId, projectId: null, name, once, bodies: { noroshi } }, { nowMs, newId })
}
