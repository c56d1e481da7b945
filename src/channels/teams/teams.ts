// The way out to Microsoft Teams, through a workflow that begins with a web request. It answers 202: it has taken the card, and nobody
// tells whether it was posted. That is recorded so.

import { isAddressOf } from '#core/plan/address'
import type { MessageKind } from '../message/way.ts'
import { failureIn, taken } from '../webhook/placement.ts'
import type { OutgoingOptions } from '../webhook/webhook.ts'
import { teamsMessage } from './card.ts'
import { type TeamsConnection, teamsConnection } from './connection.ts'

const KIND = 'teams'
const ANSWER_MS = 15_000

export const teamsKind = ({ sender, nowMs }: OutgoingOptions): MessageKind<TeamsConnection> => ({
  kind: KIND,
  read: teamsConnection,
  pace: ({ messagesPerSecond }) => ({ callsPerSecond: messagesPerSecond, callsAtOnce: null }),
  isAddress: (address) => isAddressOf('teams', address),
  send: async (message, { url }) => {
    const { calloutId, ordinal } = message.order.attempt
    const body = JSON.stringify(teamsMessage(message))
    const headers = { 'Content-Type': 'application/json; charset=utf-8', 'User-Agent': 'Noroshi' }
    const { status } = taken(await sender.send({ url, headers, body, timeoutMs: ANSWER_MS }), {
      nowMs: nowMs(),
      kind: KIND,
    })
    const detail = status === 202 ? 'accepted' : null
    return { kind: 'delivered', providerId: `${calloutId}-${ordinal}`, detail }
  },
  failure: failureIn(KIND),
})
