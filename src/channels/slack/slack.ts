// The way out to Slack: a message of the app's bot to a member or a channel, through Slack's own client. It is posted once, and
// changes as its callout proceeds. Where presses of buttons reach us it is answered by them; else by one that opens our page.

import type { WebClient } from '@slack/web-api'
import { standingOf } from '../answer/standing.ts'
import type { MessageKind } from '../message/way.ts'
import { slackMessage } from './blocks.ts'
import { createSlackClients } from './client.ts'
import { type SlackConnection, slackConnection } from './connection.ts'
import { NobodyThere, slackFailure } from './failure.ts'
import { type Member, memberNamed, slackAddress } from './recipient.ts'

const MEMBER_PAGES_MAX = 50

/** A press comes by Slack's signed requests, or through the socket that the app token opens. */
const isInteractive = ({ signingSecret, appToken }: SlackConnection): boolean =>
  signingSecret !== undefined || appToken !== undefined

const everybody = async (client: WebClient): Promise<readonly Member[]> => {
  const members: Member[] = []
  let cursor = ''
  for (let page = 0; page < MEMBER_PAGES_MAX; page += 1) {
    const answer = await client.users.list({ limit: 200, ...(cursor === '' ? {} : { cursor }) })
    members.push(...(answer.members ?? []))
    cursor = answer.response_metadata?.next_cursor ?? ''
    if (cursor === '') break
  }
  return members
}

/** @errors NobodyThere */
const recipient = async (client: WebClient, address: string): Promise<string> => {
  const asked = slackAddress(address)
  if (asked === null) throw new NobodyThere(address)
  if (asked.kind === 'id') return asked.id
  const id =
    asked.kind === 'mail'
      ? (await client.users.lookupByEmail({ email: asked.mail })).user?.id
      : memberNamed(await everybody(client), asked.name)
  if (id === undefined || id === null) throw new NobodyThere(address)
  return id
}

type Posting = Parameters<WebClient['chat']['postMessage']>[0]
type Updating = Parameters<WebClient['chat']['update']>[0]

/** Channel and time name a message; neither id holds a dot. */
const postedAt = (providerId: string): { readonly channel: string; readonly ts: string } => {
  const dot = providerId.indexOf('.')
  return { channel: providerId.slice(0, dot), ts: providerId.slice(dot + 1) }
}

export const slackKind = (): MessageKind<SlackConnection> => {
  const clientOf = createSlackClients()
  return {
    kind: 'slack',
    read: slackConnection,
    pace: ({ messagesPerSecond }) => ({ callsPerSecond: messagesPerSecond, callsAtOnce: null }),
    isAddress: (address) => slackAddress(address) !== null,
    send: async (message, connection) => {
      const { client, members } = clientOf(connection)
      const { address } = message.order.attempt
      // A name is looked up once; ids never change hands.
      const channel = members.get(address) ?? (await recipient(client, address))
      members.set(address, channel)
      const look = { interactive: isInteractive(connection) }
      const posted = await client.chat.postMessage({ channel, ...slackMessage(message, look) } as Posting)
      return { kind: 'delivered', providerId: `${posted.channel ?? channel}.${posted.ts ?? ''}`, detail: null }
    },
    change: async (message, providerId, connection) => {
      const { client } = clientOf(connection)
      const look = { interactive: isInteractive(connection), state: standingOf(message.order).state }
      await client.chat.update({ ...postedAt(providerId), ...slackMessage(message, look) } as Updating)
    },
    failure: slackFailure,
  }
}
