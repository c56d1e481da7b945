// One imagined call, turn by turn: what somebody hears who picks up and presses these keys, decided by production's decide(). Alerts
// are told as they stand, and noted as told as the store does it, so that a page is followed by the next.

import type { Plan } from '../plan/plan.ts'
import { isTold, lines, type Speech } from '../speech/speech.ts'
import type { Values } from '../speech/template.ts'
import { wholeMessage } from './call.ts'
import { createRun, decideInto } from './run.ts'
import { createTeller, type RehearsedAlert } from './teller.ts'

export type RehearsalRequest = {
  /** Whose first destination is called. */
  readonly plan: Plan
  /** What a button call is about; null: the call says a text. */
  readonly alerts: readonly RehearsedAlert[] | null
  readonly values: Values
  /** As they are dialled, one turn each; empty: nothing is pressed. */
  readonly keys: readonly string[]
}

/** What is heard after a key; null: after picking up. `listens`: another key is waited for. */
export type Scene = { readonly key: string | null; readonly lines: readonly string[]; readonly listens: boolean }

/** Everything a call says that asks for nothing, then every answer to the keys, until the call ends. */
export const rehearse = ({ plan, alerts, values, keys }: RehearsalRequest): readonly Scene[] => {
  const run = createRun(plan, 0)
  const teller = createTeller(alerts ?? [])
  const destination = plan.destinations[0] as Plan['destinations'][number]
  const send = (event: Parameters<typeof decideInto>[1]) => decideInto(run, event, { nowMs: 0, duty: () => [] }).answer
  const scene = (key: string | null, speech: Speech): Scene => {
    const asked = speech.utterances.filter(isTold)
    const told = asked.map((utterance) => teller.tell(utterance, speech.turn))
    return { key, lines: lines({ speech, plan, destination, values, told }), listens: speech.listens }
  }
  if (!plan.hearsKeys) return [scene(null, wholeMessage(plan, alerts === null ? 'text' : 'alerts'))]
  send({ type: 'Started', escalatedFrom: null })
  send({ type: 'AttemptBegan', attempt: 1 })
  send({ type: 'CallPlaced', attempt: 1, providerId: 'rehearsal' })
  const scenes: Scene[] = []
  for (const [turn, key] of [null, ...keys].entries()) {
    const queue = alerts === null || plan.buttons === undefined ? {} : { queue: teller.queue() }
    const pressed = key === '' ? null : key
    const heard = { providerId: 'rehearsal', answeredBy: null, turn, key: pressed, ...queue }
    const said = scene(key, send({ type: 'VoiceTurn', attempt: 1, ...heard }) as Speech)
    scenes.push(said)
    if (!said.listens) break
  }
  return scenes
}
