// Pings of heartbeats (到達監視): GET, HEAD or POST, whatever cron can call. What they send along is not read.

import { answerJson } from '#dialects/shared/dialect-app'
import type { AppContext } from '#http/port'
import { keyIn } from './caller.ts'
import type { MonitorDeps } from './ports.ts'

const instant = (atMs: number | null): string | null => (atMs === null ? null : new Date(atMs).toISOString())

/** A source that is paused is heard all the same: it is only not awaited. Null where the key is of none. */
export const takePing = async (deps: MonitorDeps, context: AppContext): Promise<Response | null> => {
  const spaceId = context.get('spaceId')
  const key = context.req.param('key') ?? keyIn(context)
  const source = key === null || key === '' ? null : await deps.sources.byKey(spaceId, key)
  if (source?.kind !== 'heartbeat') return null
  const heartbeat = await deps.alerts.ping(spaceId, source.id)
  return heartbeat === null ? null : answerJson(context, { state: heartbeat.state, dueAt: instant(heartbeat.dueAtMs) })
}
