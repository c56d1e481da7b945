// Presses of buttons that LINE WORKS sends us, signed by the bot. One address for all bots: the button says which attempt it answers, and
// the bot the attempt was sent by must have signed the request. They are never sent again: whoever is not answered opens the page.

import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { AttemptRow, EngineLog } from '#engine/ports'
import { type AnswerPorts, answerFor, attemptFor } from '../answer/answer.ts'
import type { ConnectionRows } from '../message/way.ts'
import { isSignedByBot, pressedIn } from './callback.ts'
import { lineWorksConnection } from './connection.ts'

export type LineWorksRoutesDeps = AnswerPorts & {
  readonly connections: ConnectionRows
  readonly nowMs: () => number
  readonly log: EngineLog
}

export const lineWorksHooksPath = '/hooks/lineworks'
const BODY_BYTES_MAX = 64 * 1024

/** The secret of the bot an attempt was sent by; null where it has none. */
const secretOf = async ({ connections }: LineWorksRoutesDeps, { spaceId, connectionId }: AttemptRow) => {
  const row = connectionId === null ? null : await connections.load(spaceId, connectionId)
  return row?.kind === 'lineworks' ? (lineWorksConnection(row).botSecret ?? null) : null
}

const press = async (deps: LineWorksRoutesDeps, context: Context): Promise<Response> => {
  const rawBody = await context.req.text()
  const pressed = pressedIn(rawBody, deps.nowMs())
  // A bot tells of everything that is said to it; what is no press of ours is none of our business.
  if (pressed === null) return context.body(null, 200)
  const attempt = await attemptFor(deps, pressed.token)
  if (attempt === null) return context.text('lineworks.unknown', 404)
  const secret = await secretOf(deps, attempt)
  const signature = context.req.header('X-WORKS-Signature') ?? ''
  if (secret === null || !isSignedByBot(secret, rawBody, signature)) return context.text('lineworks.signature', 403)
  const order = await deps.engine.order(attempt)
  if (order !== null) await answerFor(deps, order, pressed.action)
  return context.body(null, 200)
}

export const lineWorksRoutes = (deps: LineWorksRoutesDeps): Hono => {
  const app = new Hono()
  app.post('/', bodyLimit({ maxSize: BODY_BYTES_MAX }), async (context) => {
    try {
      return await press(deps, context)
    } catch (error) {
      deps.log.error({ cause: String(error) }, 'a press of a button in LINE WORKS could not be counted')
      return context.text('unavailable', 503)
    }
  })
  return app
}
