// From an event to deliveries: one per webhook that wants it, in the shape that webhook understands, each told once. Run it in the
// transaction of what the event tells of, and nothing is told that did not happen, and nothing that happened is not told.

import type pg from 'pg'
import type { WebhookShape } from './webhooks.ts'

export type WebhookEvent = {
  readonly spaceId: string
  /** Told to webhooks of this project and of the whole space; null: to the latter only. */
  readonly projectId: string | null
  /** Of which policy it tells; absent: of none. */
  readonly policyId?: string | undefined
  /** `<target>.<action>`, for example `callout.started`. */
  readonly name: string
  /** What it tells of: an event with the same mark is told only once. */
  readonly once: string
  /** The body in each shape that has one. */
  readonly bodies: { readonly [shape in WebhookShape]?: object | undefined }
}

type Tools = {
  readonly nowMs: number
  readonly newId: (atMs: number) => string
  /** This webhook alone, whatever it is told otherwise, enabled or not. */
  readonly only?: string | undefined
}

type Row = { readonly id: string; readonly shape: WebhookShape; readonly events: readonly string[] }

/** `*`, `callout.*` or the name itself. */
export const wants = (patterns: readonly string[], name: string): boolean =>
  patterns.some((pattern) => pattern === '*' || pattern === name || pattern === `${name.split('.')[0] ?? ''}.*`)

const BODY_BYTES_MAX = 256 * 1024

/**
 * Writes the deliveries of one event and returns how many there are.
 * @param client of a transaction in the event's space, or in all
 */
export const fanOut = async (client: pg.ClientBase, event: WebhookEvent, tools: Tools): Promise<number> => {
  const { nowMs, newId, only } = tools
  const { spaceId, projectId, policyId = null, name, once, bodies } = event
  const { rows } = await client.query<Row>(
    `select id, shape, events from webhook
     where space_id = $1 and deleted_at is null
       and case when $3::uuid is not null then id = $3
         else enabled and (project_id is null or project_id = $2)
           and ($4::text is null or policies = '[]' or policies ? $4) end`,
    [spaceId, projectId, only ?? null, policyId],
  )
  const chosen = rows.filter(({ events }) => only !== undefined || wants(events, name))
  let written = 0
  for (const { id, shape } of chosen) {
    // What chats are told is put into words when it is sent.
    const body = bodies[shape === 'chat' ? 'noroshi' : shape]
    if (body === undefined) continue
    const text = JSON.stringify(body)
    const tooLarge = Buffer.byteLength(text) > BODY_BYTES_MAX
    const { rowCount } = await client.query(
      `insert into webhook_delivery (id, space_id, webhook_id, event, once, body, state, created_at, due_at, attempts, error)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $8, 0, $9) on conflict (webhook_id, once) do nothing`,
      [
        newId(nowMs),
        spaceId,
        id,
        name,
        once,
        tooLarge ? '' : text,
        tooLarge ? 'failed' : 'waiting',
        new Date(nowMs),
        tooLarge ? 'body_too_large' : null,
      ],
    )
    written += rowCount ?? 0
  }
  return written
}
