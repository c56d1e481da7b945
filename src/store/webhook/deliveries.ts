// The outbox: claimed by whoever is free, sent outside of any transaction, settled with what came of it. A claim ends by itself,
// so what a process that died had in hand is sent again: at least once, and with the same id.

import type pg from 'pg'
import type { ConfigDeps, InSpace } from '../config/context.ts'
import { ConfigRefusal } from '../config/context.ts'
import { isUuid, type Page, type PageRequest } from '../config/objects.ts'
import { credentialContext, type WebhookShape, webhookTable } from './webhooks.ts'

export type DeliveryState = 'waiting' | 'delivered' | 'failed'

export type DeliveryRecord = {
  readonly id: string
  readonly event: string
  readonly state: DeliveryState
  readonly body: string
  readonly createdAtMs: number
  readonly dueAtMs: number
  readonly attempts: number
  readonly attemptedAtMs: number | null
  readonly tookMs: number | null
  readonly status: number | null
  readonly error: string | null
  /** The beginning of what was answered. */
  readonly answer: string | null
}

/** A delivery in hand, with all it takes to send it. */
export type ClaimedDelivery = {
  readonly id: string
  readonly spaceId: string
  readonly webhookId: string
  readonly event: string
  readonly body: string
  readonly createdAtMs: number
  /** This one included. */
  readonly attempts: number
  readonly url: string
  readonly shape: WebhookShape
  readonly credential: string | null
  readonly timeoutMs: number
  readonly attemptsMax: number
}

export type Settled = {
  readonly id: string
  /** Which attempt: one that was overtaken by another changes nothing. */
  readonly attempts: number
  readonly state: DeliveryState
  readonly dueAtMs: number
  readonly tookMs: number
  readonly status: number | null
  readonly error: string | null
  readonly answer: string | null
}

type Claim = {
  readonly nowMs: number
  /** For how long it is ours, beyond the time that the webhook itself may take. */
  readonly leaseMs: number
  readonly limit: number
  /** Webhooks that have enough of us at work. */
  readonly without: readonly string[]
}

type Row = Omit<ClaimedDelivery, 'timeoutMs'> & { readonly timeoutSeconds: number; readonly gone: boolean }

const claimStatement = `with due as materialized (
    select d.id from webhook_delivery d
      where d.state = 'waiting' and d.due_at <= $1 and d.webhook_id <> all($4::uuid[])
      order by d.due_at, d.id limit $3 for update skip locked)
  update webhook_delivery d
    set due_at = $1::timestamptz + make_interval(secs => w.timeout_seconds) + make_interval(secs => $2::float8),
      attempts = d.attempts + 1, attempted_at = $1
    from due, webhook w
    where d.id = due.id and w.id = d.webhook_id
  returning d.id, d.space_id as "spaceId", d.webhook_id as "webhookId", d.event, d.body, d.created_at as "createdAtMs", d.attempts,
    w.url, w.shape, w.credential, w.timeout_seconds as "timeoutSeconds", w.attempts_max as "attemptsMax",
    (w.deleted_at is not null or not w.enabled) as gone`

/** @param pool the engine's, which works across spaces */
export const createOutboxStore = (pool: pg.Pool, opener: { open(sealed: string, context: string): string }) => {
  const settle = async (settled: Settled): Promise<void> => {
    const { id, attempts, state, dueAtMs, tookMs, status, error, answer } = settled
    await pool.query(
      `update webhook_delivery set state = $2, due_at = $3, took_ms = $4, status = $5, error = $6, answer = $7
       where id = $1 and state = 'waiting' and attempts = $8`,
      [id, state, new Date(dueAtMs), tookMs, status, error, answer, attempts],
    )
  }
  return {
    settle,
    /** Takes what is due and nobody's. What has no webhook any more is given up on the way. */
    claim: async ({ nowMs, leaseMs, limit, without }: Claim): Promise<readonly ClaimedDelivery[]> => {
      const values = [new Date(nowMs), leaseMs / 1_000, limit, without]
      const { rows } = await pool.query<Row>(claimStatement, values)
      const given = { dueAtMs: nowMs, tookMs: 0, status: null, answer: null }
      for (const { id, attempts, gone } of rows)
        if (gone) await settle({ ...given, id, attempts, state: 'failed', error: 'webhook_gone' })
      // An update returns its rows in no order; what was told first is sent first.
      const inOrder = rows.toSorted((one, other) => one.createdAtMs - other.createdAtMs || (one.id < other.id ? -1 : 1))
      return inOrder.flatMap(({ gone, timeoutSeconds, credential, ...row }) =>
        gone
          ? []
          : [
              {
                ...row,
                timeoutMs: timeoutSeconds * 1_000,
                credential: credential === null ? null : opener.open(credential, credentialContext(row.webhookId)),
              },
            ],
      )
    },
    nextDueMs: async (without: readonly string[]): Promise<number | null> => {
      const { rows } = await pool.query<{ at: number }>(
        `select due_at as at from webhook_delivery where state = 'waiting' and webhook_id <> all($1::uuid[])
         order by due_at limit 1`,
        [without],
      )
      return rows[0]?.at ?? null
    },
  }
}

const columns = `id, event, state, body, created_at as "createdAtMs", due_at as "dueAtMs", attempts,
  attempted_at as "attemptedAtMs", took_ms as "tookMs", status, error, answer`

export const createDeliveries = ({ inSpace, nowMs }: { readonly inSpace: InSpace } & Pick<ConfigDeps, 'nowMs'>) => ({
  /** Newest first. @errors webhook.not_found */
  list: (
    spaceId: string,
    webhook: string,
    { limit, cursor, state }: PageRequest & { readonly state: DeliveryState | null },
  ): Promise<Page<DeliveryRecord>> =>
    inSpace(spaceId, async (client) => {
      const { id } = await webhookTable.get(client, webhook)
      const after = cursor !== null && isUuid(cursor) ? cursor : null
      const { rows } = await client.query<DeliveryRecord>(
        `select ${columns} from webhook_delivery
         where webhook_id = $1 and ($2::uuid is null or id < $2) and ($3::text is null or state = $3)
         order by id desc limit $4`,
        [id, after, state, limit + 1],
      )
      const items = rows.slice(0, limit)
      return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null }
    }),
  /** Tries a failed one again, as often as the webhook's setting says. @errors webhook.not_found, webhook.delivery_not_found */
  retry: (spaceId: string, webhook: string, delivery: string): Promise<DeliveryRecord> =>
    inSpace(spaceId, async (client) => {
      const { id } = await webhookTable.get(client, webhook)
      const { rows } = isUuid(delivery)
        ? await client.query<DeliveryRecord>(
            `update webhook_delivery set state = 'waiting', due_at = $3, attempts = 0
             where webhook_id = $1 and id = $2 and state = 'failed' and body <> '' returning ${columns}`,
            [id, delivery, new Date(nowMs())],
          )
        : { rows: [] }
      if (rows[0] === undefined) throw new ConfigRefusal('webhook.delivery_not_found', delivery)
      return rows[0]
    }),
})
