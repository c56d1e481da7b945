// One imagined call, turn by turn: what somebody hears who picks up and presses these keys, decided by production's decide(). Alerts
// are told as they stand, and noted as told as the store does it, so that a page is followed by the next.

import type { Queue } from '../callout/event.ts'
import { limits } from '../limits.ts'
import type { Plan } from '../plan/plan.ts'
import { isHost, type Told, type ToldItem } from '../speech/buttons.ts'
import { isTold, lines, type Speech, type Utterance } from '../speech/speech.ts'
import type { Values } from '../speech/template.ts'
import { wholeMessage } from './call.ts'
import { createRun, decideInto } from './run.ts'

export type RehearsedAlert = ToldItem & { readonly state: 'problem' | 'recovered' }

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

/** Tells alerts to one call, and remembers what it told. */
export const createTeller = (alerts: readonly RehearsedAlert[]) => {
  const inOrder = [...alerts.filter(isHost), ...alerts.filter((alert) => !isHost(alert))]
  const told = new Set<RehearsedAlert>()
  /** At which turn details were read last. */
  const readAt = new Map<RehearsedAlert, number>()

  const counted = (state: RehearsedAlert['state']) => {
    const those = inOrder.filter((alert) => alert.state === state)
    const hosts = those.filter(isHost).length
    return { hosts, services: those.length - hosts }
  }
  const heard = (): number => [...readAt.keys()].filter(({ state }) => state === 'problem').length

  const page = (those: readonly RehearsedAlert[], from: Utterance['from']): readonly RehearsedAlert[] => {
    const again = those.filter((alert) => readAt.get(alert) === from)
    if (again.length > 0) return again
    return from === 'next' ? those.filter((alert) => !readAt.has(alert)) : those
  }

  const details = (of: 'failures' | 'recoveries', { from }: Utterance, turn: number): Told => {
    const those = inOrder.filter(({ state }) => state === (of === 'failures' ? 'problem' : 'recovered'))
    const items = page(those, from).slice(0, limits.alerts.named.max)
    for (const item of items) readAt.set(item, turn)
    for (const item of those) told.add(item)
    return { kind: 'details', of, items, left: those.filter((alert) => !readAt.has(alert)).length }
  }

  return {
    queue: (): Queue => ({ untold: inOrder.filter((alert) => !told.has(alert)).length, heard: heard() }),
    tell: (utterance: Utterance, turn: number): Told => {
      const { phrase } = utterance
      if (phrase === 'failures' || phrase === 'recoveries') return details(phrase, utterance, turn)
      if (phrase !== 'counts') return { kind: 'done', by: phrase as 'acknowledge' | 'downtime', count: heard() }
      for (const alert of inOrder) told.add(alert)
      return { kind: 'counts', failed: counted('problem'), recovered: counted('recovered') }
    },
  }
}
