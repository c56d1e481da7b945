// The door alone: what waits shares a transaction, and a row that somebody else has locked keeps nobody else waiting for long.

import { expect, it } from 'vitest'
import type { CalloutId } from '#core/ids'
import { Inbox } from './inbox.ts'
import type { EngineStore, EngineTransaction } from './ports.ts'
import type { TurnTools } from './turn.ts'

/** A store in which the rows of `held` are locked by somebody else until they are let go, and none is known. */
const open = (held: readonly string[]) => {
  const transactions: (readonly string[])[] = []
  const wakes: { readonly atMs: number; readonly wake: () => void }[] = []
  let letGo: () => void = () => undefined
  const isFree = new Promise<void>((resolve) => {
    letGo = resolve
  })
  const lock = async (ids: readonly string[]) => {
    transactions.push(ids)
    if (ids.some((id) => held.includes(id))) await isFree
    return []
  }
  const inbox = new Inbox({
    store: {
      transact: (run) => run({ lock } as unknown as EngineTransaction),
    } satisfies Pick<EngineStore, 'transact'> as unknown as EngineStore,
    clock: {
      nowMs: () => 1_000,
      leaseMs: () => 1_000,
      wakeAt: (atMs, wake) => {
        const entry = { atMs, wake }
        wakes.push(entry)
        return () => void wakes.splice(wakes.indexOf(entry), 1)
      },
    },
    log: { warn: () => undefined, error: () => undefined },
    tools: () => ({ circuits: {}, columns: { nowMs: 1_000 } }) as unknown as TurnTools,
    committed: () => undefined,
    defect: () => undefined,
    answerLost: () => undefined,
  })
  const submit = (id: string) => inbox.submit({ calloutId: id as CalloutId, event: { type: 'TimerFired' } })
  return { transactions, wakes, letGo, submit }
}

it('what comes while a transaction is under way shares the next', async () => {
  const { transactions, wakes, submit, letGo } = open(['a'])
  const answers = [submit('a')]
  await expect.poll(() => transactions).toEqual([['a']])
  answers.push(submit('b'), submit('c'), submit('a'))
  letGo()
  expect(await Promise.all(answers)).toEqual([null, null, null, null])
  expect(transactions).toEqual([['a'], ['b', 'c', 'a']])
  expect(wakes).toEqual([])
})

it('a row that somebody else has locked keeps its own callout waiting, and the others for a moment only', async () => {
  const { transactions, wakes, submit, letGo } = open(['a'])
  const stuck = [submit('a')]
  await expect.poll(() => transactions).toEqual([['a']])
  stuck.push(submit('a'))
  const others = [submit('b'), submit('c')]
  expect(wakes.map(({ atMs }) => atMs)).toEqual([1_100])
  wakes[0]?.wake()
  expect(await Promise.all(others)).toEqual([null, null])
  // One that is quick goes on beside it, one after the other.
  expect(await submit('d')).toBeNull()
  expect(transactions).toEqual([['a'], ['b', 'c'], ['d']])
  letGo()
  expect(await Promise.all(stuck)).toEqual([null, null])
  expect(transactions.at(-1)).toEqual(['a'])
})
