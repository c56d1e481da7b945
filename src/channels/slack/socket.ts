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

/** Acknowledges what was counted: what is not acknowledged, Slack shows the person as failed. */
const hear =
  ({ pressed, log, connection: { id } }: SlackSocketOptions) =>
  async ({ ack, body }: Told): Promise<void> => {
    try {
      const found = pressedIn(body)
      if (found !== null) await pressed(found)
      await ack()
    } catch (error) {
      log.error({ connectionId: id, cause: String(error) }, 'a press of a button in Slack could not be counted')
    }
  }

/** It would open itself again, but lets the process die of it where Slack cannot be reached at that moment. */
const clientFor = ({ appToken, baseUrl }: SlackSocketOptions['connection']): SocketModeClient =>
  new SocketModeClient({
    appToken,
    logger: silent,
    autoReconnectEnabled: false,
    clientOptions: { retryConfig: { retries: 0 }, ...(baseUrl === undefined ? {} : { slackApiUrl: baseUrl }) },
  })

type Once = { readonly connected: () => void; readonly ended: (cause: Error | null) => void }

/** One socket from its opening to its end, which is told once. */
const openOnce = (options: SlackSocketOptions, told: Once): SocketModeClient => {
  const client = clientFor(options.connection)
  let over = false
  const silence = setTimeout(() => void client.disconnect(), HELLO_MS)
  const ended = (cause: Error | null): void => {
    clearTimeout(silence)
    if (over) return
    over = true
    told.ended(cause)
  }
  client.on('interactive', (event: Told) => void hear(options)(event))
  client.once('connected', () => {
    clearTimeout(silence)
    // It came after all, and too late.
    if (over) void client.disconnect()
    else told.connected()
  })
  client.once('disconnected', () => ended(null))
  client.start().catch((error: unknown) => ended(error instanceof Error ? error : new Error('the socket broke off')))
  return client
}

export const openSlackSocket = (options: SlackSocketOptions): SlackSocket => {
  const { connection, log, againMs = AGAIN_MS.first } = options
  let stopped = false
  let failures = 0
  let again: NodeJS.Timeout | undefined
  let current: SocketModeClient | undefined

  const open = (): void => {
    current = openOnce(options, {
      connected: () => {
        failures = 0
        if (stopped) void current?.disconnect()
      },
      ended: (cause) => {
        if (stopped) return
        const facts = { connectionId: connection.id, cause: cause?.message }
        if (cause !== null) log.warn(facts, 'no socket to Slack: its buttons cannot answer until there is one')
        again = setTimeout(open, Math.min(againMs * 2 ** failures, AGAIN_MS.max))
        failures += 1
      },
    })
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
