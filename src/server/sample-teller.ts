// Button calls about alerts that never were: a test call hears and does what a real one would, and nothing comes of it. What was told to
// a call is known to this process only; another tells it anew.

import { sampleSource } from '#core/cause'
import { createTeller } from '#core/preview/teller'
import type { LiveCall, Teller } from '#engine/ports'
import { sampleAlerts } from '#words/alert-forms'

const CALLS_MAX = 1_000

/** @param teller of alerts that are */
export const withSamples = (teller: Teller): Teller => {
  const calls = new Map<string, ReturnType<typeof createTeller>>()
  const of = ({ calloutId, attempt }: LiveCall) => {
    const name = `${calloutId} ${attempt}`
    const known = calls.get(name)
    if (known !== undefined) return known
    if (calls.size >= CALLS_MAX) calls.clear()
    const made = createTeller(sampleAlerts)
    calls.set(name, made)
    return made
  }
  return {
    queue: async (call) => (call.source === sampleSource ? of(call).queue() : teller.queue(call)),
    tell: async (call, order) =>
      call.source === sampleSource ? of(call).tell(order.utterance, order.turn) : teller.tell(call, order),
  }
}
