// Every field comes back as it went in, to the millisecond; a batch is stored whole or not at all.

import { expect, it } from 'vitest'
import type { CalloutId, PlanHash, UserId } from '#core/ids'
import { IdempotencyConflict, type NewCallout, NumberInCall, StoreUnavailable } from '#engine/ports'
import {
  makeAddress,
  makeAttempt,
  makeCallout,
  makeConnectionId,
  makeHistory,
  makeId,
  makePlan,
  makeTarget,
  nowMs,
} from './make.ts'
import type { Cases } from './store.case.ts'

/** A callout in which no field has its default, and every instant its own milliseconds. */
const full = (make: { spaceId: NewCallout['callout']['spaceId']; planHash: PlanHash }): NewCallout => {
  const base = makeCallout({ ...make, callout: { parentId: makeId<CalloutId>(), priority: 9 } })
  const { callout } = base
  return {
    ...base,
    callout: {
      ...callout,
      cause: { kind: 'live', source: 'alerts/"1" \\ 停電' },
      parameters: { host: "db01'; --", サービス: '監視\n\t"x"', empty: '' },
      createdAtMs: nowMs + 1,
      head: {
        outcome: 'acknowledged',
        loop: 3,
        step: 4,
        open: 2,
        stepBeganAtMs: nowMs + 7,
        due: { atMs: nowMs + 11, for: 'next_loop' },
        taken: 1,
        delivered: 2,
        settled: 3,
        attempts: 12,
        seq: 34,
        acknowledgedBy: { userId: makeId<UserId>(), name: '山田', via: 'phone' },
        endedAtMs: nowMs + 13,
      },
    },
    targets: [
      makeTarget({
        destination: 7,
        open: true,
        settled: true,
        taken: true,
        outcome: 'reached',
        attempt: 12,
        redials: 3,
        repeatsAfterUnknown: 1,
      }),
      makeTarget({ destination: 8, open: false, attempt: null, outcome: 'skipped' }),
    ],
    attempts: [
      makeAttempt(callout, {
        ordinal: 12,
        destination: 7,
        state: 'ended',
        reason: 'redial_no_key',
        result: 'no_key',
        detail: 'code 486 "busy"',
        providerId: 'CA00000000000000000000000000000001',
        plannedAtMs: nowMs + 17,
        begunAtMs: nowMs + 19,
        answeredAtMs: nowMs + 23,
        endedAtMs: nowMs + 29,
        answeredBy: 'machine_start',
        key: '9#',
        turn: 4,
        answer: {
          turn: 3,
          utterances: [
            { phrase: 'taken', name: '山田' },
            { phrase: 'reaction', key: '1' },
          ],
          listens: true,
        },
        readings: 2,
        retries: 5,
        cancelWanted: true,
        possibleRepeat: true,
        effect: { kind: 'watch', atMs: nowMs + 31 },
        connectionId: makeConnectionId(),
        claimedBy: makeId(),
      }),
    ],
    history: [
      makeHistory(34, {
        atMs: nowMs + 37,
        reason: 'taken_by_key',
        destination: 7,
        attempt: 12,
        facts: { key: '1', atMs: nowMs },
      }),
    ],
    policyKey: '夜間',
    createdBy: 'token:x',
    idempotency: { key: 'k/1', fingerprint: 'f' },
  }
}

export const rowCases: Cases = (open) => {
  it('return every field of a new callout', async () => {
    const { store, spaceA, planHash, history } = open()
    const created = full({ spaceId: spaceA, planHash })
    const { id } = created.callout
    await store.insert([created])
    expect(await store.callout(id)).toEqual(created.callout)
    expect(await store.attempt(id, 12)).toEqual(created.attempts[0])
    expect(await history(id)).toEqual(created.history)
    const scope = { kind: 'destinations', destinations: [7, 8] } as const
    const parts = await store.transact((transaction) => transaction.load([{ calloutId: id, scope }]))
    expect(parts).toEqual([{ targets: created.targets, attempts: created.attempts }])
    expect(await store.findIdempotent(spaceA, 'k/1')).toEqual({ calloutId: id, fingerprint: 'f' })
  })

  it('return every field that a decision has changed', async () => {
    const { store, spaceA, planHash, history } = open()
    const plain = makeCallout({ spaceId: spaceA, planHash })
    const { id } = plain.callout
    const changed = full({ spaceId: spaceA, planHash })
    const callout = { ...plain.callout, head: changed.callout.head }
    const attempts = changed.attempts.map((attempt) => ({ ...attempt, ordinal: 1, calloutId: id }))
    await store.insert([plain])
    await store.transact((transaction) =>
      transaction.write([{ callout, targets: changed.targets, attempts, history: changed.history }]),
    )
    expect(await store.callout(id)).toEqual(callout)
    expect(await store.attempt(id, 1)).toEqual(attempts[0])
    expect(await history(id)).toEqual([...plain.history, ...changed.history])
    const [parts] = await store.transact((transaction) =>
      transaction.load([{ calloutId: id, scope: { kind: 'open' } }]),
    )
    expect(parts?.targets.map(({ destination }) => destination).sort()).toEqual([0, 7])
  })

  it('return a target as a decision has changed it, and none of another callout', async () => {
    const { store, spaceA, planHash } = open()
    const [one, other] = [makeCallout({ spaceId: spaceA, planHash }), makeCallout({ spaceId: spaceA, planHash })]
    await store.insert([one, other])
    const target = makeTarget({
      open: false,
      settled: true,
      taken: true,
      outcome: 'reached',
      redials: 2,
      repeatsAfterUnknown: 1,
    })
    await store.transact((transaction) => transaction.write([{ ...one, targets: [target], attempts: [], history: [] }]))
    const scope = { kind: 'attempt', attempt: 1 } as const
    const parts = await store.transact((transaction) =>
      transaction.load([
        { calloutId: other.callout.id, scope },
        { calloutId: one.callout.id, scope },
      ]),
    )
    expect(parts.map(({ targets }) => targets)).toEqual([other.targets, [target]])
  })

  it.each([0, 1, 999, 1_000, 1_795_316_645_001, 1_795_316_645_999, 4_102_444_799_999, 9_999_999_999_999])(
    'keep %i ms exactly',
    async (atMs) => {
      const { store, spaceA, planHash } = open()
      const made = makeCallout({
        spaceId: spaceA,
        planHash,
        callout: { createdAtMs: atMs },
        attempts: [{ plannedAtMs: atMs, begunAtMs: atMs, effect: { kind: 'place', atMs } }],
      })
      await store.insert([made])
      expect((await store.callout(made.callout.id))?.createdAtMs).toBe(atMs)
      expect(await store.attempt(made.callout.id, 1)).toEqual(made.attempts[0])
    },
  )

  it('keep any millisecond exactly', async () => {
    const { store, spaceA, planHash } = open()
    const attempts = Array.from({ length: 1_000 }, (_item, index) => ({
      plannedAtMs: nowMs + index,
      effect: { kind: 'place', atMs: nowMs + index * 7 } as const,
    }))
    const made = makeCallout({ spaceId: spaceA, planHash, attempts })
    await store.insert([made])
    const [parts] = await store.transact((transaction) =>
      transaction.load([{ calloutId: made.callout.id, scope: { kind: 'open' } }]),
    )
    const byOrdinal = [...(parts?.attempts ?? [])].sort((one, other) => one.ordinal - other.ordinal)
    expect(byOrdinal).toEqual(made.attempts)
  })

  it('answer null for what is not there', async () => {
    const { store, spaceA } = open()
    expect(await store.callout(makeId<CalloutId>())).toBeNull()
    expect(await store.attempt(makeId<CalloutId>(), 1)).toBeNull()
    expect(await store.plan(spaceA, 'no such' as PlanHash)).toBeNull()
    expect(await store.findIdempotent(spaceA, 'no such')).toBeNull()
  })

  it('store a plan once; saving it again changes nothing', async () => {
    const { store, spaceA, spaceB } = open()
    const hash = `hash ${makeId()}` as PlanHash
    const plan = makePlan([makeAddress(), makeAddress()])
    await Promise.all([1, 2, 3].map(() => store.savePlan({ spaceId: spaceA, hash, plan, nowMs })))
    await store.savePlan({ spaceId: spaceA, hash, plan: makePlan([]), nowMs: nowMs + 1 })
    expect(await store.plan(spaceA, hash)).toEqual(plan)
    expect(await store.plan(spaceB, hash)).toBeNull()
  })

  it('insert callouts with the plans they follow, or neither', async () => {
    const { store, spaceA } = open()
    const [hash, lost] = [`hash ${makeId()}` as PlanHash, `hash ${makeId()}` as PlanHash]
    const plan = makePlan([makeAddress()])
    const idempotency = { key: makeId(), fingerprint: 'f' }
    const made = [{}, { idempotency }].map((more) => makeCallout({ spaceId: spaceA, planHash: hash, ...more }))
    const brought = made.map(() => ({ spaceId: spaceA, hash, plan, nowMs }))
    await store.insert(made, brought)
    expect(await store.plan(spaceA, hash)).toEqual(plan)
    await store.insert([makeCallout({ spaceId: spaceA, planHash: hash })], brought)
    const again = makeCallout({ spaceId: spaceA, planHash: lost, idempotency })
    await expect(store.insert([again], [{ spaceId: spaceA, hash: lost, plan, nowMs }])).rejects.toBeInstanceOf(
      IdempotencyConflict,
    )
    expect(await store.plan(spaceA, lost)).toBeNull()
    // What was not stored is not believed to be.
    await store.insert(
      [makeCallout({ spaceId: spaceA, planHash: lost })],
      [{ spaceId: spaceA, hash: lost, plan, nowMs }],
    )
    expect(await store.plan(spaceA, lost)).toEqual(plan)
  })

  it('insert a batch whole', async () => {
    const { store, spaceA, spaceB, planHash } = open()
    const batch = [spaceA, spaceB, spaceA].map((spaceId) => makeCallout({ spaceId, planHash, attempts: [{}, {}] }))
    await store.insert(batch)
    for (const { callout, attempts } of batch) {
      expect(await store.callout(callout.id)).toEqual(callout)
      expect(await store.attempt(callout.id, 2)).toEqual(attempts[1])
    }
  })

  it('insert nothing of a batch with a used idempotency key', async () => {
    const { store, spaceA, spaceB, planHash } = open()
    const idempotency = { key: makeId(), fingerprint: 'f' }
    const first = makeCallout({ spaceId: spaceA, planHash, idempotency })
    await store.insert([first])
    const fine = makeCallout({ spaceId: spaceA, planHash, idempotency: { key: makeId(), fingerprint: 'f' } })
    const again = makeCallout({ spaceId: spaceA, planHash, idempotency })
    await expect(store.insert([fine, again])).rejects.toBeInstanceOf(IdempotencyConflict)
    expect(await store.callout(fine.callout.id)).toBeNull()
    expect(await store.findIdempotent(spaceA, fine.idempotency?.key ?? '')).toBeNull()
    expect(await store.nextDueMs()).not.toBeUndefined()
    await store.insert([fine, makeCallout({ spaceId: spaceB, planHash, idempotency })])
    expect(await store.callout(fine.callout.id)).toEqual(fine.callout)
    expect(await store.findIdempotent(spaceA, idempotency.key)).toEqual({
      calloutId: first.callout.id,
      fingerprint: 'f',
    })
  })

  it('refuse a batch that holds one idempotency key twice', async () => {
    const { store, spaceA, planHash } = open()
    const idempotency = { key: makeId(), fingerprint: 'f' }
    const batch = [1, 2].map(() => makeCallout({ spaceId: spaceA, planHash, idempotency }))
    await expect(store.insert(batch)).rejects.toBeInstanceOf(IdempotencyConflict)
    expect(await store.callout(batch[0]!.callout.id)).toBeNull()
  })

  it('give one of two racing requests the key', async () => {
    const { store, spaceA, planHash } = open()
    const idempotency = { key: makeId(), fingerprint: 'f' }
    const racing = [1, 2, 3, 4].map(() => makeCallout({ spaceId: spaceA, planHash, idempotency }))
    const results = await Promise.allSettled(racing.map((created) => store.insert([created])))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(IdempotencyConflict)
    const stored = await Promise.all(racing.map(({ callout }) => store.callout(callout.id)))
    expect(stored.filter((row) => row !== null)).toHaveLength(1)
  })

  it('refuse a callout whose plan is not stored', async () => {
    const { store, spaceA } = open()
    const made = makeCallout({ spaceId: spaceA, planHash: 'unknown' as PlanHash })
    await expect(store.insert([made])).rejects.toBeInstanceOf(StoreUnavailable)
    expect(await store.callout(made.callout.id)).toBeNull()
  })

  it('refuse a second live call to one number of one space', async () => {
    const { store, spaceA, spaceB, planHash } = open()
    const live = { address: makeAddress(), state: 'begun', effect: { kind: 'settle', atMs: nowMs } } as const
    await store.insert([makeCallout({ spaceId: spaceA, planHash, attempts: [live] })])
    const second = makeCallout({ spaceId: spaceA, planHash, attempts: [live] })
    await expect(store.insert([second])).rejects.toBeInstanceOf(NumberInCall)
    expect(await store.callout(second.callout.id)).toBeNull()
    await store.insert([
      makeCallout({ spaceId: spaceB, planHash, attempts: [live] }),
      makeCallout({
        spaceId: spaceA,
        planHash,
        attempts: [
          { ...live, state: 'planned' },
          { ...live, state: 'ended' },
        ],
      }),
      makeCallout({ spaceId: spaceA, planHash, attempts: [{ ...live, channel: 'sms' }] }),
    ])
  })
}
