// Transactions on callouts: serial per callout, whole or not at all, and blind to what others have not committed.

import { expect, it } from 'vitest'
import type { CalloutId } from '#core/ids'
import { NumberInCall, numberKey } from '#engine/ports'
import { makeAddress, makeAttempt, makeCallout, makeHead, makeHistory, makeId, makeTarget, nowMs } from './make.ts'
import { asWrite, countUp, insertSome } from './steps.ts'
import type { Cases } from './store.case.ts'

const ascending = (one: number, other: number): number => one - other
const live = (address: string) => ({ address, state: 'begun', effect: { kind: 'settle', atMs: nowMs } }) as const

export const transactionCases: Cases = (open) => {
  const some = (count: number) => insertSome(open(), count)

  it('write nothing when they reject, and give the lock back', async () => {
    const { store, history } = open()
    const [made] = await some(1)
    const { callout } = made!
    const head = makeHead({ outcome: 'cancelled', seq: 3 })
    const failing = store.transact(async (transaction) => {
      await transaction.lock([callout.id])
      await transaction.write([
        asWrite(made!, {
          callout: { ...callout, head },
          targets: [makeTarget({ open: false })],
          attempts: [makeAttempt(callout, { state: 'ended' })],
          history: [makeHistory(3)],
        }),
      ])
      await transaction.insert([makeCallout({ spaceId: callout.spaceId, planHash: callout.planHash })])
      throw new Error('the decision failed')
    })
    await expect(failing).rejects.toThrow('the decision failed')
    expect(await store.callout(callout.id)).toEqual(callout)
    expect(await store.attempt(callout.id, 1)).toEqual(made!.attempts[0])
    expect(await history(callout.id)).toEqual(made!.history)
    await countUp(store, [callout.id])
  })

  it('reject when a statement had failed, even if nobody looked', async () => {
    const { store, spaceA, planHash } = open()
    const address = makeAddress()
    await store.insert([makeCallout({ spaceId: spaceA, planHash, attempts: [live(address)] })])
    const [made] = await some(1)
    const { callout } = made!
    const swallowing = store.transact(async (transaction) => {
      await transaction.write([asWrite(made!, { callout: { ...callout, head: makeHead({ seq: 9 }) } })])
      await transaction
        .write([asWrite(made!, { attempts: [makeAttempt(callout, live(address))] })])
        .catch(() => undefined)
    })
    await expect(swallowing).rejects.toBeInstanceOf(Error)
    expect((await store.callout(callout.id))?.head).toEqual(callout.head)
  })

  it('see their own writes; others do not before the commit', async () => {
    const { store } = open()
    const [made] = await some(1)
    const { callout } = made!
    const address = makeAddress()
    const head = makeHead({ seq: 3, step: 7 })
    const pair = { spaceId: callout.spaceId, address }
    const request = { calloutId: callout.id, scope: { kind: 'attempt', attempt: 1 } } as const
    await store.transact(async (transaction) => {
      await transaction.lock([callout.id])
      const attempt = makeAttempt(callout, live(address))
      await transaction.write([asWrite(made!, { callout: { ...callout, head }, attempts: [attempt] })])
      expect(await transaction.numbersInCall([pair])).toEqual(new Set([numberKey(pair.spaceId, address)]))
      expect((await transaction.load([request]))[0]?.attempts).toEqual([attempt])
      expect((await transaction.lock([callout.id]))[0]?.head).toEqual(head)
      expect((await store.callout(callout.id))?.head).toEqual(callout.head)
      expect(await store.transact((other) => other.numbersInCall([pair]))).toEqual(new Set())
    })
    expect((await store.callout(callout.id))?.head).toEqual(head)
  })

  it('load what each scope names, in the order of the requests', async () => {
    const { store, spaceA, planHash } = open()
    const made = makeCallout({ spaceId: spaceA, planHash, attempts: [{}, {}, {}] })
    const { callout } = made
    await store.insert([made])
    // Destination 1 has been tried again: attempt 4 speaks for it.
    const again = makeAttempt(callout, { ordinal: 4, destination: 1 })
    const targets = [
      makeTarget({ destination: 0, attempt: 1, open: false }),
      makeTarget({ destination: 1, attempt: 4 }),
    ]
    await store.transact((transaction) => transaction.write([asWrite(made, { targets, attempts: [again] })]))
    const calloutId = callout.id
    const parts = await store.transact((transaction) =>
      transaction.load([
        { calloutId, scope: { kind: 'attempt', attempt: 2 } },
        { calloutId, scope: { kind: 'head' } },
        { calloutId, scope: { kind: 'attempt', attempt: 4 } },
        { calloutId, scope: { kind: 'attempt', attempt: 99 } },
        { calloutId, scope: { kind: 'destinations', destinations: [0, 99, 2] } },
        { calloutId, scope: { kind: 'destinations', destinations: [] } },
        { calloutId, scope: { kind: 'open' } },
        { calloutId: makeId<CalloutId>(), scope: { kind: 'open' } },
      ]),
    )
    const shape = parts.map(({ targets: found, attempts }) => [
      found.map(({ destination }) => destination).toSorted(ascending),
      attempts.map(({ ordinal }) => ordinal).toSorted(ascending),
    ])
    expect(shape).toEqual([
      [[1], [2, 4]],
      [[], []],
      [[1], [4]],
      [[], []],
      [
        [0, 2],
        [1, 3],
      ],
      [[], []],
      [
        [1, 2],
        [3, 4],
      ],
      [[], []],
    ])
  })

  it('load a target that was never tried without an attempt', async () => {
    const { store } = open()
    const [made] = await some(1)
    const target = makeTarget({ destination: 5, open: true, attempt: null, outcome: 'skipped' })
    await store.transact((transaction) => transaction.write([asWrite(made!, { targets: [target] })]))
    const scope = { kind: 'destinations', destinations: [5] } as const
    const parts = await store.transact((transaction) => transaction.load([{ calloutId: made!.callout.id, scope }]))
    expect(parts).toEqual([{ targets: [target], attempts: [] }])
  })

  it('know which numbers are in a call, per space', async () => {
    const { store, spaceA, spaceB, planHash } = open()
    const [begun, planned, ended, mail, elsewhere] = [
      makeAddress(),
      makeAddress(),
      makeAddress(),
      makeAddress(),
      makeAddress(),
    ]
    const attempts = [
      live(begun),
      { address: planned },
      { ...live(ended), state: 'ended' },
      { ...live(mail), channel: 'mail' },
    ] as const
    await store.insert([
      makeCallout({ spaceId: spaceA, planHash, attempts }),
      makeCallout({ spaceId: spaceB, planHash, attempts: [live(elsewhere)] }),
    ])
    const pairs = [begun, planned, ended, mail, elsewhere].map((address) => ({ spaceId: spaceA, address }))
    const found = await store.transact((transaction) => transaction.numbersInCall(pairs))
    expect(found).toEqual(new Set([numberKey(spaceA, begun)]))
  })

  it('let only one of two begin a call to a number', async () => {
    const { store } = open()
    const made = await some(2)
    const address = makeAddress()
    const both = await Promise.allSettled(
      made.map((each) =>
        store.transact(async (transaction) => {
          await transaction.lock([each.callout.id])
          const callout = { ...each.callout, head: makeHead({ seq: 3 }) }
          await transaction.write([asWrite(each, { callout, attempts: [makeAttempt(callout, live(address))] })])
        }),
      ),
    )
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const refused = both.findIndex(({ status }) => status === 'rejected')
    expect((both[refused] as PromiseRejectedResult).reason).toBeInstanceOf(NumberInCall)
    expect(await store.callout(made[refused]!.callout.id)).toEqual(made[refused]!.callout)
    expect(await store.attempt(made[refused]!.callout.id, 1)).toEqual(made[refused]!.attempts[0])
  })

  it('hand a number from one attempt to another in one write', async () => {
    const { store, spaceA, planHash } = open()
    const address = makeAddress()
    const made = makeCallout({ spaceId: spaceA, planHash, attempts: [{ address }, live(address)] })
    await store.insert([made])
    const attempts = [
      { ...made.attempts[0]!, ...live(address) },
      { ...made.attempts[1]!, state: 'ended', effect: null } as const,
    ]
    await store.transact((transaction) => transaction.write([asWrite(made, { attempts })]))
    expect(await store.attempt(made.callout.id, 1)).toEqual(attempts[0])
    const third = makeCallout({ spaceId: spaceA, planHash, attempts: [live(address)] })
    await expect(store.insert([third])).rejects.toBeInstanceOf(NumberInCall)
  })

  it('store what is born in them with what gave birth', async () => {
    const { store, spaceA, planHash } = open()
    const [made] = await some(1)
    const child = makeCallout({ spaceId: spaceA, planHash, callout: { parentId: made!.callout.id } })
    const head = makeHead({ outcome: 'escalated', endedAtMs: nowMs, seq: 3 })
    await store.transact(async (transaction) => {
      await transaction.write([asWrite(made!, { callout: { ...made!.callout, head } })])
      await transaction.insert([child])
    })
    expect(await store.callout(child.callout.id)).toEqual(child.callout)
    expect((await store.callout(made!.callout.id))?.head).toEqual(head)
  })

  it('do not take back a progress that came in between', async () => {
    const { store, spaceA, planHash } = open()
    const placed = { state: 'placed', providerId: 'CA1', effect: { kind: 'watch', atMs: nowMs } } as const
    const made = makeCallout({ spaceId: spaceA, planHash, attempts: [placed] })
    const calloutId = made.callout.id
    await store.insert([made])
    await store.transact(async (transaction) => {
      await transaction.lock([calloutId])
      const [parts] = await transaction.load([{ calloutId, scope: { kind: 'attempt', attempt: 1 } }])
      const moved = await store.progress([{ calloutId, attempt: 1, providerId: 'CA1', state: 'ringing', atMs: nowMs }])
      expect(moved).toEqual([true])
      await transaction.write([asWrite(made, { attempts: [{ ...parts!.attempts[0]!, cancelWanted: true }] })])
    })
    expect(await store.attempt(calloutId, 1)).toMatchObject({ state: 'ringing', cancelWanted: true })
  })
}
