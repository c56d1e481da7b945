// The imagined people: which of them does what at which call. Chance comes from the seed, so that the same preview asked twice
// is the same twice.

import type { Destination } from '../plan/plan.ts'
import type { Behaviour, PreviewRequest } from './request.ts'

export type Certain = Exclude<Behaviour, { does: 'any' }>

export type People = {
  /** What this destination's phone does the next time it is called. */
  readonly next: (destination: Destination) => Certain
}

/** Returns 0 ≤ n < 1 for a seed and a text: the same everywhere and always. */
export const chanceOf = (seed: number, text: string): number => {
  let state = (seed ^ 0x9e3779b9) >>> 0
  for (let index = 0; index < text.length; index += 1) {
    state = Math.imul(state ^ text.charCodeAt(index), 0x01000193) >>> 0
  }
  state = Math.imul(state ^ (state >>> 16), 0x45d9f3b) >>> 0
  state = Math.imul(state ^ (state >>> 16), 0x45d9f3b) >>> 0
  return ((state ^ (state >>> 16)) >>> 0) / 4_294_967_296
}

/** What happens when a phone rings at night, by how often it does. */
const ordinary: readonly (readonly [upTo: number, behaviour: (afterMs: number) => Certain])[] = [
  [0.4, () => ({ does: 'no_answer' })],
  [0.6, (afterMs) => ({ does: 'answers', afterMs })],
  [0.68, (afterMs) => ({ does: 'answers', afterMs, keys: '2' })],
  [0.76, (afterMs) => ({ does: 'hangs_up', afterMs, talkMs: 4_000 })],
  [0.86, (afterMs) => ({ does: 'voicemail', afterMs: afterMs + 10_000 })],
  [0.92, () => ({ does: 'busy' })],
  [0.97, (afterMs) => ({ does: 'rejects', afterMs })],
  [1, () => ({ does: 'unreachable' })],
]

const draw = (seed: number, what: string): Certain => {
  const drawn = chanceOf(seed, what)
  const afterMs = 2_000 + Math.floor(chanceOf(seed, `${what} after`) * 20_000)
  const [, behaviour] = ordinary.find(([upTo]) => drawn < upTo) as (typeof ordinary)[number]
  return behaviour(afterMs)
}

export const createPeople = ({
  seed,
  behaviours,
  others,
}: Pick<PreviewRequest, 'seed' | 'behaviours' | 'others'>): People => {
  const calls = new Map<string, number>()
  return {
    next: (destination) => {
      const who = destination.userId ?? destination.address
      const nth = calls.get(who) ?? 0
      calls.set(who, nth + 1)
      const own = behaviours(destination) ?? []
      const behaviour = own[Math.min(nth, own.length - 1)] ?? others
      return behaviour.does === 'any' ? draw(seed, `${who} ${nth}`) : behaviour
    },
  }
}
