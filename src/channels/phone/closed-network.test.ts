// Calls from a network nobody can call into: the words travel with the request, and nothing of ours is asked.

import { afterEach, beforeEach, expect, test } from 'vitest'
import type { CallOrder } from '#engine/ports'
import { type Bench, startBench } from './testing/bench.ts'

let bench: Bench
beforeEach(async () => {
  bench = await startBench()
})
afterEach(() => bench.simulator.close())

test('X-008 X-022 X-023: inline: the message is played several times without a single request to us', async () => {
  bench.phone().behave({ mode: 'answer', afterMs: 1_000 })
  await bench.place(bench.channelOf({ inbound: 'inline' }), bench.begun({ text: 'web01のHTTPが停止しました。' }))
  await bench.simulator.network.advance(120_000)
  const heard = bench
    .phone()
    .transcript()
    .filter(({ kind }) => kind === 'say')
  expect(heard.filter(({ text }) => text.includes('web01のHTTPが停止しました。'))).toHaveLength(3)
  expect(heard.every(({ language }) => language === 'ja-JP')).toBe(true)
  expect(bench.simulator.network.debuggerLog.list()).toEqual([])
  expect(bench.phone().transcript().at(-1)).toMatchObject({ kind: 'end', text: 'completed', by: 'caller' })
})

test('a cause that grows is read when the call is made', async () => {
  const causes = { read: () => Promise.resolve('三台が停止しています。') }
  bench.phone().behave({ mode: 'answer', afterMs: 0 })
  const given = bench.begun()
  const live = { ...given, callout: { ...given.callout, cause: { kind: 'live', source: 'alerts' } } } as CallOrder
  await bench.place(bench.channelOf({ inbound: 'inline' }, { causes }), live)
  await bench.simulator.network.advance(60_000)
  expect(
    bench
      .phone()
      .transcript()
      .some(({ text }) => text.includes('三台が停止しています。')),
  ).toBe(true)
})

test('a cause that cannot be read does not keep the phone from ringing', async () => {
  const causes = { read: () => Promise.reject(new Error('away')) }
  const given = bench.begun()
  const live = { ...given, callout: { ...given.callout, cause: { kind: 'live', source: 'alerts' } } } as CallOrder
  await bench.place(bench.channelOf({ inbound: 'inline' }, { causes }), live)
  expect(bench.phone().state()).toBe('ringing')
})
