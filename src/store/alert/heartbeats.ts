// Heartbeats as rows: one for each source that was heard from, locked by every ping and by whoever finds it missed. The alert is
// told of in the same transaction, so that neither is ever without the other.

import type pg from 'pg'
import {
  type Awaited,
  awaitedAnew,
  type Heartbeat,
  type HeartbeatSettings,
  isMissed,
  missed,
  missedEvent,
  neverPinged,
  pinged,
  returnedEvent,
} from '#core/alert/heartbeat'
import { spaceHere } from '../config/context.ts'
import { type ReceivingDeps, receiveIn, type Taken, transacted } from './receiving.ts'

export const heartbeatColumns = `h.state, h.pinged_at as "pingedAtMs", h.due_at as "dueAtMs", h.excused_at as "excusedAtMs"`

type Named = { readonly id: string; readonly key: string }
type Found = Awaited & { readonly source: Named; readonly name: string; readonly heartbeat: Heartbeat }
type Row = Heartbeat &
  Named & { readonly name: string; readonly settings: HeartbeatSettings; readonly enabled: boolean }

/** Null where there is none, or another process has it and `wait` is false. */
const lock = async (
  client: pg.PoolClient,
  sourceId: string,
  { wait }: { readonly wait: boolean },
): Promise<Found | null> => {
  const { rows } = await client.query<Row>(
    `select ${heartbeatColumns}, s.id, s.key, s.name, s.enabled, s.heartbeat as settings
     from alert_heartbeat h join alert_source s on s.id = h.source_id
     where h.source_id = $1 and s.heartbeat is not null and s.deleted_at is null
     for no key update of h ${wait ? '' : 'skip locked'}`,
    [sourceId],
  )
  const [row] = rows
  if (row === undefined) return null
  const { id, key, name, settings, enabled, ...heartbeat } = row
  return { source: { id, key }, name, settings, enabled, heartbeat }
}

const begin = async (client: pg.PoolClient, sourceId: string): Promise<void> => {
  await client.query(
    `insert into alert_heartbeat (source_id, space_id, state) select id, ${spaceHere}, $2
     from alert_source where id = $1 and heartbeat is not null and deleted_at is null on conflict do nothing`,
    [sourceId, neverPinged.state],
  )
}

const instant = (atMs: number | null): Date | null => (atMs === null ? null : new Date(atMs))

const write = async (client: pg.PoolClient, sourceId: string, heartbeat: Heartbeat): Promise<void> => {
  const { state, pingedAtMs, dueAtMs, excusedAtMs } = heartbeat
  await client.query(
    'update alert_heartbeat set state = $2, pinged_at = $3, due_at = $4, excused_at = $5 where source_id = $1',
    [sourceId, state, instant(pingedAtMs), instant(dueAtMs), instant(excusedAtMs)],
  )
}

/** To be called where a source is changed: its period may be another, its pause may have ended. */
export const followHeartbeat = async (
  client: pg.PoolClient,
  { id, awaited, nowMs }: { readonly id: string; readonly awaited: Awaited | null; readonly nowMs: number },
): Promise<void> => {
  if (awaited === null) {
    await client.query('delete from alert_heartbeat where source_id = $1', [id])
    return
  }
  const found = await lock(client, id, { wait: true })
  if (found !== null) await write(client, id, awaitedAnew(found.heartbeat, awaited, nowMs))
}

export type DueHeartbeat = { readonly spaceId: string; readonly sourceId: string }

/** @param engine works across spaces */
export const dueHeartbeats = async (
  engine: pg.Pool,
  { nowMs, limit }: { readonly nowMs: number; readonly limit: number },
): Promise<readonly DueHeartbeat[]> => {
  const { rows } = await engine.query<DueHeartbeat>(
    `select space_id as "spaceId", source_id as "sourceId" from alert_heartbeat where due_at <= $1
     order by due_at limit $2`,
    [new Date(nowMs), limit],
  )
  return rows
}

export const nextHeartbeatMs = async (engine: pg.Pool): Promise<number | null> => {
  const { rows } = await engine.query<{ at: number }>(
    'select due_at as at from alert_heartbeat where due_at is not null order by due_at limit 1',
  )
  return rows[0]?.at ?? null
}

export const createHeartbeats = (deps: ReceivingDeps) => ({
  /** It was heard from. Returns null when its source is gone; `taken` where that ends an alert. */
  ping: (
    spaceId: string,
    sourceId: string,
  ): Promise<{ readonly heartbeat: Heartbeat; readonly taken: Taken | null } | null> => {
    return transacted(deps, spaceId, async (client, now) => {
      let found = await lock(client, sourceId, { wait: true })
      if (found === null) {
        await begin(client, sourceId)
        found = await lock(client, sourceId, { wait: true })
      }
      if (found === null) return null
      const { source, name, settings } = found
      const heartbeat = pinged(found.heartbeat, found, now.nowMs)
      await write(client, sourceId, heartbeat)
      const order = { source, events: [returnedEvent({ settings, name })] }
      const returns = found.heartbeat.state === 'missed'
      return { heartbeat, taken: returns ? await receiveIn(client, order, now) : null }
    })
  },
  /**
   * A ping that was awaited until `atMs` has not come. Returns null when it has meanwhile, or another process is at it.
   * @param summaryOf says so in words
   */
  miss: (
    { spaceId, sourceId }: DueHeartbeat,
    { atMs, summaryOf }: { readonly atMs: number; readonly summaryOf: (settings: HeartbeatSettings) => string },
  ): Promise<Taken | null> => {
    return transacted(deps, spaceId, async (client, now) => {
      const found = await lock(client, sourceId, { wait: false })
      if (found === null || !isMissed(found.heartbeat, atMs)) return null
      const { source, name, settings, heartbeat } = found
      await write(client, sourceId, missed(heartbeat))
      const event = missedEvent({ settings, name, summary: summaryOf(settings) })
      return receiveIn(client, { source, events: [event] }, now)
    })
  },
})
