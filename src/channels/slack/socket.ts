// Presses of buttons through a socket that we open to Slack (Socket Mode), for servers nothing can reach. One socket per profile; when it
// breaks off, and Slack renews it every few hours, another is opened. Slack hands each press to one of an app's sockets, so several
// processes may each have theirs.

import { SocketModeClient } from '@slack/socket-mode'
import type { EngineLog } from '#engine/ports'
import { silent } from './client.ts'
import type { SlackConnection } from './connection.ts'
import { type Pressed, pressedIn } from './interaction.ts'

export type SlackSocketOptions = {
  readonly connection: Pick<SlackConnection, 'id' | 'baseUrl'> & { readonly appToken: string }
  /** Durable when it resolves. */
  readonly pressed: (pressed: Pressed) => Promise<void>
  readonly log: EngineLog
  /** Test: how long after it broke off it is opened again. */
  readonly againMs?: number
}

export type SlackSocket = { readonly stop: () => Promise<void> }

const AGAIN_MS = { first: 1_000, max: 60_000 }
const HELLO_MS = 20_000
const CLOSE_MS = 1_000

type Told = { readonly ack: () => Promise<void>; readonly body: unknown }

export const openSlackSocket = (options: SlackSocketOptions): SlackSocket => {
  const { connection, pressed, log, againMs = AGAIN_MS.first } = options
  const { appToken, baseUrl, id } = connection
  let stopped = false
  let failures = 0
  let again: NodeJS.Timeout | undefined
  let current: SocketModeClient | undefined

  const heard = async ({ ack, body }: Told): Promise<void> => {
    try {
      const found = pressedIn(body)
      if (found !== null) await pressed(found)
      // What is not acknowledged Slack shows as failed: only what is on disk is.
      await ack()
    } catch (error) {
      log.error({ connectionId: id, cause: String(error) }, 'a press of a button in Slack could not be counted')
    }
  }

  const later = (): void => {
    if (stopped) return
    again = setTimeout(open, Math.min(againMs * 2 ** failures, AGAIN_MS.max))
    failures += 1
  }

  const open = (): void => {
    // It would open itself again, but lets the process die of it where Slack cannot be reached at that moment.
    const client = new SocketModeClient({
      appToken,
      logger: silent,
      autoReconnectEnabled: false,
      clientOptions: { retryConfig: { retries: 0 }, ...(baseUrl === undefined ? {} : { slackApiUrl: baseUrl }) },
    })
    current = client
    const silence = setTimeout(() => void client.disconnect(), HELLO_MS)
    let over = false
    const ended = (cause: unknown): void => {
      clearTimeout(silence)
      if (over) return
      over = true
      if (!stopped && cause !== undefined)
        log.warn(
          { connectionId: id, cause: String(cause) },
          'no socket to Slack: buttons cannot answer until there is one',
        )
      later()
    }
    client.on('interactive', (told: Told) => void heard(told))
    client.once('connected', () => {
      clearTimeout(silence)
      failures = 0
      // It came after all, and too late.
      if (stopped || over) void client.disconnect()
    })
    client.once('disconnected', () => ended(undefined))
    client.start().catch(ended)
  }

  open()
  return {
    stop: async () => {
      stopped = true
      clearTimeout(again)
      await Promise.race([current?.disconnect(), new Promise((resolve) => setTimeout(resolve, CLOSE_MS).unref())])
    },
  }
}
