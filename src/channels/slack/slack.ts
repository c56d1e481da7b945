// The way out to Slack: a message of the app's bot to a member or a channel, through Slack's own client. It is posted once, and
// answered behind a button that opens our page, so that nothing of Slack's needs to reach us.

import { type Logger, LogLevel, WebClient } from '@slack/web-api'
import { messageWords } from '#words/messages-out'
import { lineOf } from '../message/text.ts'
import type { Message, MessageKind } from '../message/way.ts'
import { type SlackConnection, slackConnection } from './connection.ts'
import { NobodyThere, slackFailure } from './failure.ts'
import { type Member, memberNamed, slackAddress } from './recipient.ts'

const ANSWER_MS = 10_000
const CLIENTS_MAX = 1_000
const MEMBER_PAGES_MAX = 50
/** Slack cuts longer texts, and refuses longer sections. */
const TEXT_MAX = 12_000
const SECTION_MAX = 3_000

const escapeText = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')

const cut = (text: string, max: number): string =>
  Array.from(text).length <= max
    ? text
    : `${Array.from(text)
        .slice(0, max - 1)
        .join('')}…`

const buttonsFor = ({ answering, order }: Message) => {
  const words = messageWords[order.destination.language]
  const text = answering.actions.map((action) => words.actions[action]).join(' / ')
  return {
    type: 'actions',
    elements: [{ type: 'button', text: { type: 'plain_text', text: cut(text, 75) }, url: answering.url }],
  }
}

/** Without an answer the text is all there is: it arrives as it was given. */
export const slackMessage = (message: Message) => {
  const text = escapeText(cut(message.said.body.replace(/[^\P{Cc}\n\t]|\p{Cs}/gu, ''), TEXT_MAX))
  if (message.answering.actions.length === 0) return { text }
  const subject = lineOf(message.said.subject ?? message.order.plan.policyName) ?? ''
  const section = (body: string) => ({ type: 'section', text: { type: 'mrkdwn', text: body } })
  return { text, blocks: [section(`*${escapeText(subject)}*`), section(cut(text, SECTION_MAX)), buttonsFor(message)] }
}

const nothing = (): void => undefined
/** The client would print what it sends and what went wrong; what matters of that the engine is told. */
const silent: Logger = {
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
    // Whether and when to try again is the engine's to decide, and it is recorded.
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: ANSWER_MS,
    logger: silent,
  })

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

type Known = { readonly version: string; readonly client: WebClient; readonly members: Map<string, string> }

export const slackKind = (): MessageKind<SlackConnection> => {
  const known = new Map<string, Known>()
  const of = (connection: SlackConnection): Known => {
    const version = JSON.stringify([connection.botToken, connection.baseUrl])
    const found = known.get(connection.id)
    if (found?.version === version) return found
    if (known.size >= CLIENTS_MAX) known.clear()
    const made = { version, client: createClient(connection), members: new Map<string, string>() }
    known.set(connection.id, made)
    return made
  }
  return {
    kind: 'slack',
    read: slackConnection,
    pace: ({ messagesPerSecond }) => ({ callsPerSecond: messagesPerSecond, callsAtOnce: null }),
    isAddress: (address) => slackAddress(address) !== null,
    send: async (message, connection) => {
      const { client, members } = of(connection)
      const { address } = message.order.attempt
      // A name is looked up once; ids never change hands.
      const channel = members.get(address) ?? (await recipient(client, address))
      members.set(address, channel)
      const posted = await client.chat.postMessage({ channel, ...slackMessage(message) } as Parameters<
        WebClient['chat']['postMessage']
      >[0])
      return { kind: 'delivered', providerId: `${posted.channel ?? channel}.${posted.ts ?? ''}`, detail: null }
    },
    failure: slackFailure,
  }
}
