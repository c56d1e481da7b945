// The sockets to Slack of every profile that wants one: opened when a profile is set up, renewed when it changes, closed when it goes.

import { type AnswerPorts, answerFor, attemptFor } from '#channels/answer/answer'
import type { ConnectionRows } from '#channels/message/way'
import { slackConnection } from '#channels/slack/connection'
import type { Pressed } from '#channels/slack/interaction'
import { openSlackSocket, type SlackSocket } from '#channels/slack/socket'
import { type Alarm, createAlarm } from '#engine/alarm'
import type { Clock, EngineLog } from '#engine/ports'
import type { SocketRow } from '#store/message/sockets'

export type SlackSocketsOptions = AnswerPorts & {
  readonly wanted: () => Promise<readonly SocketRow[]>
  readonly rows: ConnectionRows
  readonly clock: Clock
  readonly log: EngineLog
}

const LOOK_MS = 5_000

export const createSlackSockets = (options: SlackSocketsOptions) => {
  const { wanted, rows, clock, log, engine } = options
  const open = new Map<string, { readonly version: string; readonly socket: SlackSocket }>()
  let alarm: Alarm | null = null

  /** Slack vouches for whoever presses; which attempt it may answer, the profile it was sent by does. */
  const pressedBy =
    ({ id, spaceId }: SocketRow) =>
    async ({ token, action }: Pressed): Promise<void> => {
      const attempt = await attemptFor(options, token)
      if (attempt === null || attempt.spaceId !== spaceId || attempt.connectionId !== id) return
      const order = await engine.order(attempt)
      if (order !== null) await answerFor(options, order, action)
    }

  const start = async (row: SocketRow): Promise<void> => {
    const loaded = await rows.load(row.spaceId, row.id)
    if (loaded === null) return
    const { appToken, ...connection } = slackConnection(loaded)
    if (appToken === undefined) return
    const socket = openSlackSocket({ connection: { ...connection, appToken }, pressed: pressedBy(row), log })
    open.set(row.id, { version: row.version, socket })
  }

  const look = async (): Promise<{ more: boolean; nextDueMs: number | null }> => {
    const found = new Map((await wanted()).map((row) => [row.id as string, row]))
    for (const [id, { version, socket }] of open) {
      if (found.get(id)?.version === version) continue
      open.delete(id)
      await socket.stop()
    }
    for (const row of found.values()) {
      if (open.has(row.id)) continue
      // One profile that cannot be read must not keep the others from their sockets.
      await start(row).catch((error: unknown) =>
        log.warn({ connectionId: row.id, cause: String(error) }, 'a profile of Slack has no socket: it cannot be read'),
      )
    }
    return { more: false, nextDueMs: null }
  }

  return {
    run: (): void => {
      alarm = createAlarm({ clock, log, answerLost: () => undefined, safetyMs: LOOK_MS, work: look })
      alarm.expect(clock.nowMs())
    },
    stop: async (): Promise<void> => {
      await alarm?.stop()
      await Promise.all([...open.values()].map(({ socket }) => socket.stop()))
    },
  }
}
