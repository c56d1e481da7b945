// Tells alerts to one call, turn by turn, as the store tells them: what was read is remembered, so that a page is followed by the next.

import type { Queue } from '../callout/event.ts'
import { limits } from '../limits.ts'
import { isHost, type Told, type ToldItem } from '../speech/buttons.ts'
import type { Utterance } from '../speech/speech.ts'

export type RehearsedAlert = ToldItem & { readonly state: 'problem' | 'recovered' }

export type AlertTeller = {
  readonly queue: () => Queue
  readonly tell: (utterance: Utterance, turn: number) => Told
  /** Failures whose details were read, as they still stand. */
  readonly heard: () => readonly RehearsedAlert[]
}

/** @param stands whether it is still to be told to whoever listens */
export const createTeller = (
  alerts: readonly RehearsedAlert[],
  stands: (alert: RehearsedAlert) => boolean = () => true,
): AlertTeller => {
  const inOrder = [...alerts.filter(isHost), ...alerts.filter((alert) => !isHost(alert))]
  const told = new Set<RehearsedAlert>()
  /** At which turn details were read last. */
  const readAt = new Map<RehearsedAlert, number>()

  const standing = (): readonly RehearsedAlert[] => inOrder.filter(stands)
  const counted = (state: RehearsedAlert['state']) => {
    const those = standing().filter((alert) => alert.state === state)
    const hosts = those.filter(isHost).length
    return { hosts, services: those.length - hosts }
  }
  const heard = (): readonly RehearsedAlert[] =>
    [...readAt.keys()].filter((alert) => alert.state === 'problem' && stands(alert))

  const page = (those: readonly RehearsedAlert[], from: Utterance['from']): readonly RehearsedAlert[] => {
    const again = those.filter((alert) => readAt.get(alert) === from)
    if (again.length > 0) return again
    return from === 'next' ? those.filter((alert) => !readAt.has(alert)) : those
  }

  const details = (of: 'failures' | 'recoveries', { from }: Utterance, turn: number): Told => {
    const those = standing().filter(({ state }) => state === (of === 'failures' ? 'problem' : 'recovered'))
    const items = page(those, from).slice(0, limits.alerts.named.max)
    for (const item of items) readAt.set(item, turn)
    for (const item of those) told.add(item)
    return { kind: 'details', of, items, left: those.filter((alert) => !readAt.has(alert)).length }
  }

  return {
    queue: () => ({ untold: standing().filter((alert) => !told.has(alert)).length, heard: heard().length }),
    tell: (utterance, turn) => {
      const { phrase } = utterance
      if (phrase === 'failures' || phrase === 'recoveries') return details(phrase, utterance, turn)
      if (phrase !== 'counts') return { kind: 'done', by: phrase as 'acknowledge' | 'downtime', count: heard().length }
      for (const alert of standing()) told.add(alert)
      return { kind: 'counts', failed: counted('problem'), recovered: counted('recovered') }
    },
    heard,
  }
}
