// Presses of buttons that Slack sends us (interactivity), signed by the app. One address for all profiles: the button says which attempt
// it answers, the attempt by which profile it was sent, and that profile's secret must have signed the request.

import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { AttemptRow, EngineLog } from '#engine/ports'
import { type AnswerPorts, answerFor, attemptFor } from '../answer/answer.ts'
import type { ConnectionRows } from '../message/way.ts'
import { slackConnection } from './connection.ts'
import { isSignedBySlack, type Pressed, pressedIn } from './interaction.ts'

export type SlackRoutesDeps = AnswerPorts & {
  readonly connections: ConnectionRows
  readonly nowMs: () => number
  readonly log: EngineLog
}

export const slackHooksPath = '/hooks/slack'
const BODY_BYTES_MAX = 256 * 1024

const read = (rawBody: string): Pressed | null => {
  try {
    return pressedIn(JSON.parse(new URLSearchParams(rawBody).get('payload') ?? ''))
  } catch {
    return null
  }
}

/** The secret of the profile an attempt was made by; null where it has none. */
const secretOf = async ({ connections }: SlackRoutesDeps, { spaceId, connectionId }: AttemptRow) => {
  const row = connectionId === null ? null : await connections.load(spaceId, connectionId)
  return row?.kind === 'slack' ? (slackConnection(row).signingSecret ?? null) : null
}

const press = async (deps: SlackRoutesDeps, context: Context): Promise<Response> => {
  const rawBody = await context.req.text()
  const pressed = read(rawBody)
  const attempt = pressed === null ? null : await attemptFor(deps, pressed.token)
  if (pressed === null || attempt === null) return context.text('slack.unknown', 404)
  const secret = await secretOf(deps, attempt)
  const header = (name: string): string => context.req.header(name) ?? ''
  const request = {
    rawBody,
    timestamp: header('X-Slack-Request-Timestamp'),
    signature: header('X-Slack-Signature'),
  }
  if (secret === null || !isSignedBySlack(secret, request, deps.nowMs())) return context.text('slack.signature', 403)
  const order = await deps.engine.order(attempt)
  if (order !== null) await answerFor(deps, order, pressed.action)
  return context.body(null, 200)
}

export const slackRoutes = (deps: SlackRoutesDeps): Hono => {
  const app = new Hono()
  app.post('/', bodyLimit({ maxSize: BODY_BYTES_MAX }), async (context) => {
    try {
      return await press(deps, context)
    } catch (error) {
      deps.log.error({ cause: String(error) }, 'a press of a button in Slack could not be counted')
      // Slack shows the person that it failed: they press again, or open the page.
      return context.text('unavailable', 503)
    }
  })
  return app
}
