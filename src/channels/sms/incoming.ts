// An SMS that came in: it answers a callout by its code, or says that its number wants no more SMS. Whoever we do not know is told
// nothing, and nobody more than so often an hour. It commits events; what is told back stands in the answer to the provider.

import type { ResponseAction } from '#core/callout/event'
import { canReply, mayTell, smsReplyOf } from '#core/channels/sms-reply'
import type { CalloutId, ConnectionId, SpaceId } from '#core/ids'
import type { Language } from '#core/plan/plan'
import type { AttemptRow, CallOrder } from '#engine/ports'
import { messageWords } from '#words/messages-out'
import { smsReplyWords } from '#words/sms-replies'
import { type AnswerPorts, answerFor } from '../answer/answer.ts'
import { standingOf } from '../answer/standing.ts'

type Key = { readonly calloutId: CalloutId; readonly ordinal: number }

/** What is remembered of SMS that may be answered. */
export interface SmsMemory {
  readonly codes: {
    give(attempt: AttemptRow, nowMs: number): Promise<number>
    find(spaceId: SpaceId, address: string, code: number | null): Promise<readonly Key[]>
  }
  readonly received: {
    isSeen(spaceId: SpaceId, messageId: string): Promise<boolean>
    toldSince(spaceId: SpaceId, address: string, sinceMs: number): Promise<number>
    note(
      received: { readonly spaceId: SpaceId; readonly messageId: string; readonly address: string },
      how: { readonly told: boolean; readonly nowMs: number },
    ): Promise<boolean>
  }
  spaceOf(id: ConnectionId): Promise<SpaceId | null>
  ownerOf(spaceId: SpaceId, address: string): Promise<{ readonly language: Language } | null>
  /** Whether the owner of a number wants no SMS: they wrote so to us, or the provider said so; null: it may be sent. */
  optOutOf(spaceId: SpaceId, address: string): Promise<'own' | 'at_provider' | null>
  optOut(
    spaceId: SpaceId,
    address: string,
    how: { readonly nowMs: number; readonly atProvider: boolean },
  ): Promise<void>
  optIn(spaceId: SpaceId, address: string): Promise<void>
}

export type SmsInDeps = {
  readonly memory: SmsMemory
  readonly engine: AnswerPorts['engine'] & {
    replyUnread(reply: { readonly calloutId: CalloutId; readonly attempt: number }): Promise<unknown>
  }
  readonly nowMs: () => number
}

export type ReceivedSms = {
  readonly spaceId: SpaceId
  readonly messageId: string
  /** Of its sender, E.164. */
  readonly address: string
  readonly body: string
}

const HOUR_MS = 3_600_000

const orderOf = ({ engine }: SmsInDeps, { calloutId, ordinal }: Key): Promise<CallOrder | null> =>
  engine.order({ calloutId, ordinal })

const answered = async (deps: SmsInDeps, order: CallOrder, action: ResponseAction): Promise<string> => {
  const { actions, state } = standingOf(order)
  if (!actions.includes(action)) return state
  await answerFor(deps, order, action)
  return messageWords[order.destination.language].done[action]
}

type Answer = { readonly action: ResponseAction; readonly code: number | null }

const answer = async (
  deps: SmsInDeps,
  sms: ReceivedSms,
  { action, code, language }: Answer & { language: Language },
) => {
  const [first, ...others] = await deps.memory.codes.find(sms.spaceId, sms.address, code)
  if (others.length > 0) return smsReplyWords[language].which
  const order = first === undefined ? null : await orderOf(deps, first)
  return order === null ? smsReplyWords[language].unread : answered(deps, order, action)
}

/** The history of what runs says that something came, which nobody could read. */
const unread = async (deps: SmsInDeps, { spaceId, address }: ReceivedSms, language: Language): Promise<string> => {
  const found = await deps.memory.codes.find(spaceId, address, null)
  for (const { calloutId, ordinal } of found) await deps.engine.replyUnread({ calloutId, attempt: ordinal })
  return smsReplyWords[language].unread
}

/** What it does, and what its sender is told of that; null: nothing. */
const act = async (deps: SmsInDeps, sms: ReceivedSms, language: Language): Promise<string | null> => {
  const { memory } = deps
  const reply = smsReplyOf(sms.body)
  switch (reply.kind) {
    case 'stop':
      await memory.optOut(sms.spaceId, sms.address, { nowMs: deps.nowMs(), atProvider: false })
      return smsReplyWords[language].stopped
    case 'start': {
      const wasOut = (await memory.optOutOf(sms.spaceId, sms.address)) !== null
      await memory.optIn(sms.spaceId, sms.address)
      return wasOut ? smsReplyWords[language].started : null
    }
    case 'answer':
      return answer(deps, sms, { ...reply, language })
    case 'unread':
      return unread(deps, sms, language)
  }
}

/** Returns what its sender is told; null: nothing. Durable when it resolves, and harmless when it comes again. */
export const takeSms = async (deps: SmsInDeps, sms: ReceivedSms): Promise<string | null> => {
  const { memory } = deps
  const { spaceId, address, messageId } = sms
  const owner = await memory.ownerOf(spaceId, address)
  if (owner === null || (await memory.received.isSeen(spaceId, messageId))) return null
  const words = await act(deps, sms, owner.language)
  const nowMs = deps.nowMs()
  const told = words !== null && mayTell(await memory.received.toldSince(spaceId, address, nowMs - HOUR_MS))
  const isFirst = await memory.received.note({ spaceId, messageId, address }, { told, nowMs })
  return told && isFirst ? words : null
}

/** What is said by the provider of a recipient who wants no SMS. */
export const OPTED_OUT = 21_610

/** Whether an SMS may be sent, and by which code it may be answered; null: by none. `doubted`: the last one was refused (21610). */
export type Prepared = { readonly optedOut: boolean; readonly code: number | null; readonly doubted?: true }

type Preparing = Pick<SmsInDeps, 'memory' | 'nowMs'>

/** @param asks it asks for an answer, and its sender receives SMS */
export const prepareSms = async (
  { memory, nowMs }: Preparing,
  attempt: AttemptRow,
  asks: boolean,
): Promise<Prepared> => {
  const optOut = await memory.optOutOf(attempt.spaceId, attempt.address)
  if (optOut === 'own') return { optedOut: true, code: null }
  // It can be answered by its link all the same: an SMS without a code is better than none.
  const code = asks && canReply(attempt.address) ? await memory.codes.give(attempt, nowMs()).catch(() => null) : null
  return { optedOut: false, code, ...(optOut === null ? {} : { doubted: true }) }
}

/** What the provider said of a recipient: that they want no SMS, or, by taking one, that they do. */
export const noteOptOut = async (
  { memory, nowMs }: Preparing,
  { spaceId, address }: Pick<AttemptRow, 'spaceId' | 'address'>,
  wants: boolean,
): Promise<void> =>
  wants ? memory.optIn(spaceId, address) : memory.optOut(spaceId, address, { nowMs: nowMs(), atProvider: true })
