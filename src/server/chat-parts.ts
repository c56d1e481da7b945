// What chats need beside the engine: messages that change as their callout proceeds, and sockets through which presses come.

import type { AnswerPorts } from '#channels/answer/answer'
import type { ConnectionRows } from '#channels/message/way'
import type { Clock, EngineLog } from '#engine/ports'
import { createPostedStore } from '#store/message/posted'
import { readSocketRows } from '#store/message/sockets'
import type { Pools } from '#store/pool'
import { createPostedMessages, type PostedOptions } from './posted-messages.ts'
import { createSlackSockets } from './slack-sockets.ts'

type Options = AnswerPorts & {
  readonly pools: Pick<Pools, 'engine'>
  readonly rows: ConnectionRows
  readonly change: PostedOptions['change']
  readonly clock: Clock
  readonly log: EngineLog
}

/** More profiles than anybody has. */
const SOCKETS_MAX = 1_000

export const createChatParts = ({ pools, change, ...rest }: Options) => ({
  posted: createPostedMessages({
    ...rest,
    change,
    store: createPostedStore(pools.engine),
    order: (attempt) => rest.engine.order(attempt),
  }),
  sockets: createSlackSockets({ ...rest, wanted: () => readSocketRows(pools.engine, SOCKETS_MAX) }),
})
