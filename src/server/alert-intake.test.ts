// Requests of alerts that come while another is being taken share the next transaction, and each learns only what became of its own.
import { expect, it, vi } from 'vitest'
import type { AlertEvent } from '#core/alert/alert'
import type { ReceiveOrder, Taken } from '#store/alert/receiving'
import { createIntake } from './alert-intake.ts'

const source = { id: 's1', key: 'nagios' }
const order = (keys: readonly string[], of = source): ReceiveOrder => ({
  source: of,
  events: keys.map((dedupKey): AlertEvent => ({ kind: 'acknowledged', by: 'anna', dedupKey, atMs: null })),
})

/** Takes what begins with `new`; does not begin before it is told to. */
const createStore = () => {
  const calls: string[][] = []
  let begin: () => void = () => undefined
  const begun = new Promise<void>((resolve) => {
    begin = resolve
  })
  const receive = async (_spaceId: string, { events }: ReceiveOrder): Promise<Taken> => {
    const keys = events.map(({ dedupKey }) => dedupKey)
    calls.push(keys)
    await begun
    if (keys.includes('bad')) throw new Error('bad')
    const took = keys.map((key) => key.startsWith('new'))
    const taken = took.filter((one) => one).length
    const alertIds = keys.map((key) => `id of ${key}`)
    return { took, taken, ignored: keys.length - taken, alertIds, wanted: ['run'], resting: ['rest'], waitsUntilMs: 9 }
  }
  return { calls, begin: () => begin(), receive: createIntake(receive) }
}

/** One that is on its way, so that what follows waits. */
const occupy = async ({ receive, calls }: ReturnType<typeof createStore>) => {
  const on = receive('space', order(['new-1']))
  await vi.waitUntil(() => calls.length === 1)
  return { before: on }
}

it('whoever comes alone is taken at once; what comes meanwhile is taken together, and each is told of its own', async () => {
  const store = createStore()
  const { before } = await occupy(store)
  const both = [store.receive('space', order(['old-1', 'new-3'])), store.receive('space', order(['new-4']))]
  store.begin()
  expect(await before).toMatchObject({ taken: 1 })
  expect(await Promise.all(both)).toMatchObject([
    {
      taken: 1,
      ignored: 1,
      alertIds: ['id of old-1', 'id of new-3'],
      wanted: ['run'],
      resting: ['rest'],
      waitsUntilMs: 9,
    },
    { taken: 1, ignored: 0, alertIds: ['id of new-4'], wanted: [], resting: [], waitsUntilMs: null },
  ])
  expect(store.calls).toEqual([['new-1'], ['old-1', 'new-3', 'new-4']])
})

it('each source and each space has a transaction of its own, and so has a request that is large', async () => {
  const store = createStore()
  const { before } = await occupy(store)
  const large = Array.from({ length: 101 }, (_, index) => `new-large-${index}`)
  const all = [
    store.receive('space', order(['new-3'])),
    store.receive('space', order(['new-4'], { id: 's2', key: 'zabbix' })),
    store.receive('other', order(['new-5'])),
    store.receive('space', order(large)),
  ]
  store.begin()
  await Promise.all([before, ...all])
  expect(store.calls).toEqual([['new-1'], large, ['new-3'], ['new-4'], ['new-5']])
})

it('one that cannot be taken fails alone', async () => {
  const store = createStore()
  const { before } = await occupy(store)
  const [bad, good] = [store.receive('space', order(['bad'])), store.receive('space', order(['new-3']))]
  store.begin()
  await before
  await expect(bad).rejects.toThrow('bad')
  expect(await good).toMatchObject({ taken: 1, wanted: ['run'] })
})
