// One Slack profile: an app's bot token in one workspace.

import { z } from 'zod'
import type { ConnectionId } from '#core/ids'
import type { ConnectionRow } from '../message/way.ts'

const slackSettings = z.strictObject({
  baseUrl: z.string().optional(),
  messagesPerSecond: z.number().nullable().default(1),
})
const slackSecrets = z.strictObject({
  botToken: z.string(),
  /** Signs what Slack sends us when somebody presses a button. */
  signingSecret: z.string().optional(),
  /** Opens a socket through which Slack tells us of presses, where nothing can reach us. */
  appToken: z.string().optional(),
})

export type SlackConnection = { readonly id: ConnectionId } & z.output<typeof slackSettings> &
  z.output<typeof slackSecrets>

export const slackConnection = ({ id, settings, secrets }: ConnectionRow): SlackConnection => ({
  id,
  ...slackSettings.parse(settings),
  ...slackSecrets.parse(secrets),
})
