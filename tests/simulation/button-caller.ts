// Whoever answers a call about alerts in the simulated world: what of it they understand, and what they dial.

import type { Spoken } from '#core/speech/speech'
import type { Heard } from './alert-checks.ts'
import type { Random } from './random.ts'

const keyOf = ({ host, service }: { readonly host: string | null; readonly service: string | null }): string =>
  [host, service].join('/')

/** A message names each object under its state, failures before recoveries. */
const inText = (text: string): readonly Heard[] => {
  const heard: Heard[] = []
  let state: Heard['state'] = 'problem'
  for (const sentence of text.split('.')) {
    if (sentence.includes('recoveries: ')) state = 'recovered'
    if (sentence.includes('failures: ')) state = 'problem'
    const [, host, service] = /^ ?(?:\w+ \w+: )?((?:web|db)\d)(?:, (?!DOWN)(\w+))?(?:, DOWN)?$/.exec(sentence) ?? []
    if (host !== undefined) heard.push({ key: keyOf({ host, service: service ?? null }), state })
  }
  return heard
}

/** What is said of monitored objects, by name. */
export const heardIn = ({ told, values, speech }: Spoken): readonly Heard[] => {
  const named = (told ?? []).flatMap((one): readonly Heard[] => {
    if (one.kind !== 'details') return []
    const state = one.of === 'failures' ? 'problem' : 'recovered'
    return one.items.map((item) => ({ key: keyOf(item), state }))
  })
  const says = speech.utterances.some(({ phrase }) => phrase === 'message')
  return [...named, ...(says ? inText(String(values['text'] ?? '')) : [])]
}

const keys = [
  ['1#', 22],
  ['9#', 18],
  ['3#', 16],
  ['8#', 7],
  ['7#', 6],
  ['2#', 6],
  ['4#', 5],
  ['5#', 4],
  ['6#', 3],
  ['#', 3],
] as const

/** Null: nothing, until the call is over. */
export const keyDialled = (random: Random): string | null => {
  let drawn = random.next() * 100
  for (const [key, weight] of keys) {
    drawn -= weight
    if (drawn < 0) return key
  }
  return null
}
