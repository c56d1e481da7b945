// How things stand for whoever was sent a message: in words, and what may still be answered. The page behind a link says it, and so do
// messages that change as their callout proceeds.

import type { ResponseAction } from '#core/callout/event'
import type { Attempt } from '#core/callout/state'
import { answersOf } from '#core/plan/answers'
import type { CallOrder } from '#engine/ports'
import { messageWords } from '#words/messages-out'

export type Standing = {
  /** In words. */
  readonly state: string
  /** What may be answered now. */
  readonly actions: readonly ResponseAction[]
  /** The callout has ended: nothing of this changes any more. */
  readonly over: boolean
}

/** What this person has said already. */
const saidBefore = ({ result }: Attempt): ResponseAction | null => {
  if (result === 'taken') return 'take'
  if (result === 'left') return 'leave'
  return result === 'passed' ? 'next' : null
}

const stateOf = ({ attempt, callout, destination }: CallOrder): string => {
  const words = messageWords[destination.language]
  const said = saidBefore(attempt)
  const { outcome, acknowledgedBy } = callout.head
  if (said === 'take') return words.done.take
  if (acknowledgedBy !== null) return words.takenBy(acknowledgedBy.name)
  if (outcome !== null) return words.over
  return said === null ? words.running : words.done[said]
}

const openActions = ({ attempt, callout, plan }: CallOrder): readonly ResponseAction[] => {
  if (callout.head.outcome !== null) return []
  const said = saidBefore(attempt)
  if (said === 'next') return ['take']
  return said === null ? answersOf(plan) : []
}

export const standingOf = (order: CallOrder): Standing => ({
  state: stateOf(order),
  actions: openActions(order),
  over: order.callout.head.outcome !== null,
})
