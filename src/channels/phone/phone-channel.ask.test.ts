// Asking the provider about calls: finding one whose answer was lost, following it, cancelling it.

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { CallOrder } from '#engine/ports'
import { type Bench, startBench } from './testing/bench.ts'
import { type BadProvider, connectionsOf, json, order, startBadProvider } from './testing/fixtures.ts'

let bench: Bench
beforeEach(async () => {
  bench = await startBench()
})
afterEach(() => bench.simulator.close())

describe('lookup of a call whose answer was lost', () => {
  const lost = async (): Promise<CallOrder> => {
    bench.simulator.network.faults.add({ kind: 'lost', resource: 'calls', action: 'create', next: 1 })
    const given = bench.begun()
    expect((await bench.channelOf().place(given)).kind).toBe('unknown')
    await bench.simulator.network.settled()
    return given
  }

  test('finds it ringing, and then ended', async () => {
    const given = await lost()
    expect(await bench.channelOf().lookup(given)).toMatchObject({ kind: 'live', state: 'ringing' })
    bench.phone().reject()
    await bench.simulator.network.settled()
    expect(await bench.channelOf().lookup(given)).toMatchObject({ kind: 'ended', end: 'busy' })
  })

  test('finds it in the provider’s own queue', async () => {
    bench.simulator.network.defaultAccount.cps = 1
    await bench.place(bench.channelOf(), bench.begun({ attempt: { address: '+819001230002' } }))
    expect(await bench.channelOf().lookup(await lost())).toMatchObject({ kind: 'live', state: 'placed' })
  })

  test('is not misled by another attempt’s call to the same number', async () => {
    await bench.place(bench.channelOf(), bench.begun())
    bench.phone().reject()
    await bench.simulator.network.advance(60_000)
    expect(await bench.channelOf().lookup(bench.begun())).toEqual({ kind: 'absent' })
  })

  test('is not misled by a call that ended a moment before and belongs to another attempt', async () => {
    const other = await bench.place(bench.channelOf(), bench.begun())
    bench.phone().reject()
    await bench.simulator.network.advance(500)
    const known = new Set([other.attempt.providerId])
    const bound = {
      elsewhere: (_attempt: unknown, ids: readonly string[]) =>
        Promise.resolve(new Set(ids.filter((id) => known.has(id)))),
    }
    const given = bench.begun()
    expect(await bench.channelOf({}, { bound }).lookup(given)).toEqual({ kind: 'absent' })
    expect(await bench.channelOf().lookup(given)).toMatchObject({ kind: 'ended' })
  })

  test('whose calls are whose cannot be read: the provider could not be asked', async () => {
    const given = await lost()
    const bound = { elsewhere: () => Promise.reject(new Error('the database is away')) }
    expect(await bench.channelOf({}, { bound }).lookup(given)).toMatchObject({ kind: 'unavailable' })
  })

  test('a list that lags behind says absent first', async () => {
    bench.simulator.network.settings.listLagMs = 3_000
    const given = await lost()
    expect(await bench.channelOf().lookup(given)).toEqual({ kind: 'absent' })
    await bench.simulator.network.advance(3_000)
    expect(await bench.channelOf().lookup(given)).toMatchObject({ kind: 'live' })
  })

  test.each(['500', 'html', 'close', '429', '401'] as const)(
    'a provider that answers %s cannot be asked',
    async (kind) => {
      const given = await lost()
      bench.simulator.network.faults.add({ kind, resource: 'calls', action: 'list' })
      expect(await bench.channelOf().lookup(given)).toMatchObject({ kind: 'unavailable' })
    },
  )

  test('an attempt that never began has no call', async () => {
    expect(await bench.channelOf().lookup(order({ attempt: { begunAtMs: null } }))).toEqual({ kind: 'absent' })
  })
})

describe('watch', () => {
  test('follows a call from ringing to its end', async () => {
    const given = await bench.place(bench.channelOf({ inbound: 'inline' }), bench.begun())
    expect(await bench.channelOf().watch(given)).toMatchObject({ kind: 'live', state: 'ringing' })
    bench.phone().answer()
    await bench.simulator.network.settled()
    expect(await bench.channelOf().watch(given)).toMatchObject({ kind: 'live', state: 'answered' })
    bench.phone().hangUp()
    await bench.simulator.network.settled()
    expect(await bench.channelOf().watch(given)).toEqual({
      kind: 'ended',
      providerId: given.attempt.providerId,
      end: 'completed',
      detail: null,
      answeredBy: null,
    })
  })

  test.each([
    ['never', 'no_answer'],
    ['busy', 'busy'],
    ['unreachable', 'failed'],
  ] as const)('a phone that is %s ends as %s', async (mode, end) => {
    bench.phone().behave({ mode })
    const given = await bench.place(bench.channelOf(), bench.begun())
    await bench.simulator.network.advance(61_000)
    expect(await bench.channelOf().watch(given)).toMatchObject({ kind: 'ended', end })
  })

  test('a call the provider knows nothing of rings nobody; an unreadable answer says nothing', async () => {
    const given = bench.begun({ attempt: { providerId: 'CA00000000000000000000000000000000' } })
    expect(await bench.channelOf().watch(given)).toMatchObject({ kind: 'ended', end: 'failed', detail: '20404' })
    expect(await bench.channelOf({}, { connections: connectionsOf(null) }).watch(given)).toEqual({
      kind: 'unavailable',
      code: 'connection.missing',
    })
    const provider: BadProvider = await startBadProvider(json(200, { sid: 'CA1', status: 'exploded' }))
    expect(await bench.channelOf({ baseUrl: provider.url }).watch(given)).toEqual({
      kind: 'unavailable',
      code: 'answer.status',
    })
    await provider.close()
  })

  test('without an id it looks the call up', async () => {
    const given = await bench.place(bench.channelOf(), bench.begun())
    expect(await bench.channelOf().watch(bench.withId(given, null))).toMatchObject({ kind: 'live', state: 'ringing' })
  })
})

describe('cancel', () => {
  test('a ringing phone stops', async () => {
    const given = await bench.place(bench.channelOf(), bench.begun())
    expect(await bench.channelOf().cancel(given)).toBe(true)
    expect(bench.phone().state()).toBe('idle')
    expect(await bench.channelOf().watch(given)).toMatchObject({ kind: 'ended', end: 'cancelled' })
  })

  test('a call in the provider’s queue never rings', async () => {
    bench.simulator.network.defaultAccount.cps = 1
    await bench.place(bench.channelOf(), bench.begun({ attempt: { address: '+819001230002' } }))
    const given = await bench.place(bench.channelOf(), bench.begun())
    expect(await bench.channelOf().cancel(given)).toBe(true)
    await bench.simulator.network.advance(5_000)
    expect(
      bench
        .phone()
        .transcript()
        .filter(({ kind }) => kind === 'ring'),
    ).toEqual([])
  })

  test('a person who answered a moment ago is not cut off: they hear who took it', async () => {
    const given = await bench.place(bench.channelOf({ inbound: 'inline' }), bench.begun())
    bench.phone().answer()
    await bench.simulator.network.settled()
    expect(await bench.channelOf().cancel(given)).toBe(true)
    expect(bench.phone().state()).toBe('talking')
  })

  test('a call known to be answered is hung up', async () => {
    const given = await bench.place(bench.channelOf({ inbound: 'inline' }), bench.begun())
    bench.phone().answer()
    await bench.simulator.network.settled()
    expect(await bench.channelOf().cancel({ ...given, attempt: { ...given.attempt, state: 'answered' } })).toBe(true)
    expect(bench.phone().state()).toBe('idle')
  })

  test('a call that is over counts as cancelled', async () => {
    const given = await bench.place(bench.channelOf(), bench.begun())
    bench.phone().reject()
    await bench.simulator.network.settled()
    expect(await bench.channelOf().cancel(given)).toBe(true)
  })

  test('a provider that cannot be reached did not take it; without an id there is nothing to cancel', async () => {
    const given = await bench.place(bench.channelOf(), bench.begun())
    bench.simulator.network.faults.add({ kind: '500' })
    expect(await bench.channelOf().cancel(given)).toBe(false)
    expect(await bench.channelOf().cancel(bench.begun())).toBe(false)
  })
})
