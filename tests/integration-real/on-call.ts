// A whole server with one person on call, whose phone is the simulator's, and what was heard of the alerts of one source.

import { expect } from 'vitest'
import { createWhole, type Whole } from '../support/whole.ts'
import { patience } from './program.ts'

type Item = Readonly<Record<string, unknown>>

export type OnCall = {
  readonly url: string
  readonly v1: Whole['v1']
  /** The phone rings, is answered, and says these words. */
  readonly answers: (...words: readonly string[]) => Promise<void>
  readonly rings: () => Promise<void>
  readonly dials: (keys: string, ...words: readonly string[]) => Promise<void>
  readonly isFree: () => Promise<void>
  /** Makes a source; returns its key. */
  readonly source: (body: Readonly<Record<string, unknown>>) => Promise<string>
  /** The alert becomes so. */
  readonly becomes: (dedupKey: string, alert: object) => Promise<void>
  /** The newest callout ends so. */
  readonly endsAs: (outcome: string) => Promise<void>
  readonly calloutsCount: () => Promise<number>
  readonly close: () => Promise<void>
}

const PERSON = 1

export const createOnCall = async (env: Readonly<Record<string, string>>): Promise<OnCall> => {
  const whole = await createWhole(env)
  await whole.v1('POST', '/v1/policies', {
    key: 'ops',
    name: '運用',
    kind: 'xmon_rotation',
    steps: [{ destinations: [{ user: `person-${PERSON}` }] }],
    buttonCall: { downtimeMinutes: 30 },
    from: whole.simulator.numbers[0],
  })
  await whole.v1('POST', '/v1/rules', { key: 'all', name: '全部', policy: 'ops' })
  const phone = whole.phone(PERSON)
  let heardTo = 0
  const said = (): string =>
    phone
      .transcript()
      .filter(({ n, kind }) => n > heardTo && kind === 'say')
      .map(({ text }) => text)
      .join('')
  const hears = async (words: readonly string[]): Promise<void> => {
    for (const word of words) await expect.poll(said, patience).toContain(word)
  }
  const reach = async (state: string): Promise<void> => {
    await expect.poll(() => phone.state(), patience).toBe(state)
  }
  const from = (): void => {
    heardTo = phone.transcript().at(-1)?.n ?? 0
  }
  const items = async (path: string) => (await whole.v1('GET', path))['items'] as readonly Item[]
  return {
    url: whole.url,
    v1: whole.v1,
    rings: () => reach('ringing'),
    answers: async (...words) => {
      await reach('ringing')
      from()
      phone.answer()
      await hears(words)
    },
    dials: async (keys, ...words) => {
      from()
      phone.press(keys)
      await hears(words)
    },
    isFree: () => reach('idle'),
    source: async (body) => String((await whole.v1('POST', '/v1/sources', body))['secret']),
    becomes: async (dedupKey, alert) => {
      const look = async () => (await items('/v1/alerts?limit=200')).find((one) => one['dedupKey'] === dedupKey)
      await expect.poll(look, patience).toMatchObject(alert)
    },
    endsAs: async (outcome) => {
      await expect.poll(async () => (await items('/v1/callouts'))[0]?.['outcome'], patience).toBe(outcome)
    },
    calloutsCount: async () => (await items('/v1/callouts?limit=200')).length,
    close: whole.close,
  }
}
