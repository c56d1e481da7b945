// Slack's own client, kept per profile. It tries nothing again and prints nothing: what matters of that the engine decides and records.

import { type Logger, LogLevel, WebClient } from '@slack/web-api'
import type { SlackConnection } from './connection.ts'

const ANSWER_MS = 10_000
const CLIENTS_MAX = 1_000

const nothing = (): void => undefined
export const silent: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  getLevel: () => LogLevel.ERROR,
  setName: nothing,
}

const createClient = ({ botToken, baseUrl }: SlackConnection): WebClient =>
  new WebClient(botToken, {
    ...(baseUrl === undefined ? {} : { slackApiUrl: baseUrl }),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: ANSWER_MS,
    logger: silent,
  })

export type SlackClient = {
  readonly client: WebClient
  /** Ids of members by the addresses they were looked up by. */
  readonly members: Map<string, string>
}

export const createSlackClients = (): ((connection: SlackConnection) => SlackClient) => {
  const known = new Map<string, SlackClient & { readonly version: string }>()
  return (connection) => {
    const version = JSON.stringify([connection.botToken, connection.baseUrl])
    const found = known.get(connection.id)
    if (found?.version === version) return found
    if (known.size >= CLIENTS_MAX) known.clear()
    const made = { version, client: createClient(connection), members: new Map<string, string>() }
    known.set(connection.id, made)
    return made
  }
}
