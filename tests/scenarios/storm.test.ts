// A storm of alerts on the whole server: one call that says how many there are, and nobody else waits for it.

import { afterAll, beforeAll, expect, it } from 'vitest'
import { createWhole, type Whole } from '../support/whole.ts'

const REQUESTS = 10
const EACH = 1_000

let whole: Whole
let secret: string
beforeAll(async () => {
  whole = await createWhole()
  const from = whole.simulator.numbers[0]
  for (const [key, person] of [
    ['stormy', 'person-1'],
    ['quiet', 'person-2'],
  ]) {
    const steps = [{ destinations: [{ user: person }] }]
    await whole.v1('POST', '/v1/policies', { key, name: key, kind: 'xmon_rotation', steps, from })
    const match = { hosts: [`${String(key)}*`] }
    await whole.v1('POST', '/v1/rules', { key, name: key, policy: key, match })
  }
  secret = String((await whole.v1('POST', '/v1/sources', { key: 'all', name: 'all', kind: 'generic' }))['secret'])
})
afterAll(() => whole.close())

const tell = async (hosts: readonly string[]): Promise<number> => {
  const events = hosts.map((host) => ({ kind: 'problem', dedupKey: host, host, condition: 'DOWN' }))
  const response = await fetch(`${whole.url}/hooks/alerts`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${secret}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ events }),
  })
  return response.status
}
const hears = (index: number, words: string) => whole.phone(index).hears(words, { afterN: 0, timeoutMs: 30_000 })

it('ten thousand failures of one policy make one call that says so; another policy’s first call does not wait', async () => {
  const storm = Array.from({ length: REQUESTS }, (_, request) =>
    tell(Array.from({ length: EACH }, (__, place) => `stormy-${request}-${place}`)),
  )
  expect(await tell(['quiet-1'])).toBe(202)
  await whole.until(() => whole.phone(2).state() === 'ringing')
  expect(await Promise.all(storm)).toEqual(storm.map(() => 202))
  await whole.until(() => whole.phone(1).state() === 'ringing')
  whole.phone(1).answer()
  await hears(1, `障害、ホスト${REQUESTS * EACH}件`)
  whole.phone(1).press('1#')
  await hears(1, `ほか${REQUESTS * EACH - 10}件`)
  whole.phone(1).press('9#')
  const started = (await whole.v1('GET', '/v1/callouts?policy=stormy'))['items']
  expect(started).toHaveLength(1)
})
