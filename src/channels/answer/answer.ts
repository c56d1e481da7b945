// An answer that came back: by a link's page, or by a button within a chat. Whoever has the token may answer for its person, once;
// what may not be answered any more changes nothing.

import { type ResponseAction, responseActions } from '#core/callout/event'
import type { CalloutId } from '#core/ids'
import type { AttemptRow, CallOrder } from '#engine/ports'
import { standingOf } from './standing.ts'
import { isNonceOf, readToken } from './token.ts'

export type AnswerPorts = {
  readonly attempts: { find(calloutId: CalloutId, ordinal: number): Promise<AttemptRow | null> }
  readonly engine: {
    /** An attempt as it is now, with its callout and plan; null when it is gone. */
    order(attempt: Pick<AttemptRow, 'calloutId' | 'ordinal'>): Promise<CallOrder | null>
    /** Durable when it resolves. */
    respond(answer: {
      readonly calloutId: CalloutId
      readonly attempt: number
      readonly action: ResponseAction
    }): Promise<unknown>
  }
}

/** Returns the attempt a token is about; null where it is none of ours, guessed, or cut off. */
export const attemptFor = async ({ attempts }: Pick<AnswerPorts, 'attempts'>, token: string) => {
  const read = readToken(token)
  const attempt = read === null ? null : await attempts.find(read.calloutId, read.attempt)
  return read === null || attempt === null || !isNonceOf(attempt, read.nonce) ? null : attempt
}

export const isAction = (value: unknown): value is ResponseAction =>
  (responseActions as readonly unknown[]).includes(value)

/** Durable when it resolves. */
export const answerFor = async ({ engine }: Pick<AnswerPorts, 'engine'>, order: CallOrder, action: unknown) => {
  if (!isAction(action) || !standingOf(order).actions.includes(action)) return
  const { calloutId, ordinal } = order.attempt
  await engine.respond({ calloutId, attempt: ordinal, action })
}
