// What every store of alerts must do, run against PostgreSQL and against the in-memory one of the simulation: objects come in and
// join runs, runs begin and end, and what calls have told is remembered call by call.

import { describe, expect, it } from 'vitest'
import { startKey } from '#store/alert/runs'
import {
  type AlertCases,
  beginRun,
  callAbout,
  DELAY_MS,
  keysOf,
  person,
  problem,
  recovery,
  runOf,
  tell,
} from './alert-steps.ts'
import { toldCases } from './alerts-told.case.ts'
import { makeCallout } from './make.ts'
import { asWrite } from './steps.ts'

const comingIn: AlertCases = (open) => {
  it('joins what calls to one run of each policy, and says what became of each event', async () => {
    const under = open()
    const first = await tell(under, problem('web1'), problem('db1'), problem('web2'))
    expect(first).toMatchObject({ taken: 3, ignored: 0, resting: [], waitsUntilMs: null })
    expect(new Set(first.alertIds).size).toBe(3)
    const [one, other] = await Promise.all(first.wanted.map((id) => runOf(under, id)))
    expect(new Set([one?.policyId, other?.policyId])).toEqual(new Set(Object.values(under.policies)))
    const web = one?.policyId === under.policies.web ? one : other
    const second = await tell(under, problem('web3'), problem('web1'))
    expect(second).toMatchObject({ taken: 2, wanted: [web?.id], alertIds: [expect.any(String), first.alertIds[0]] })
    expect(await keysOf(under, web?.id ?? '')).toEqual(['web1', 'web2', 'web3'])
  })

  it('takes what is older for nothing, and calls nobody about what has no rule', async () => {
    const under = open()
    await tell(under, { ...problem('web1'), atMs: under.clock.nowMs })
    const late = { ...recovery('web1'), atMs: under.clock.nowMs - 10_000 }
    expect(await tell(under, late)).toMatchObject({ taken: 0, ignored: 1, alertIds: [expect.any(String)] })
    expect(await tell(under, problem('printer'))).toMatchObject({ taken: 1, wanted: [] })
    // A recovery told again says until when it was well: a problem from before that, come late, is over.
    const times = [-30, -10, -20].map((seconds) => under.clock.nowMs + seconds * 1_000)
    const [recovered, again, between] = times
    await tell(under, { ...recovery('web2'), atMs: recovered ?? 0 })
    expect(await tell(under, { ...recovery('web2'), atMs: again ?? 0 })).toMatchObject({ taken: 0, ignored: 1 })
    expect(await tell(under, { ...problem('web2'), atMs: between ?? 0 })).toMatchObject({ taken: 0, wanted: [] })
    expect(await tell(under, { kind: 'unacknowledged', dedupKey: 'nobody', atMs: null })).toMatchObject({
      alertIds: [null],
    })
  })

  it('keeps a wait of a slow rule, which ends at its time, once, or with the problem', async () => {
    const under = open()
    const { store, clock } = under
    const { waitsUntilMs, wanted } = await tell(under, problem('slow1'), problem('slow2'))
    expect([waitsUntilMs, wanted]).toEqual([clock.nowMs + DELAY_MS, []])
    await tell(under, problem('slow1'), recovery('slow2'))
    expect(await store.look.nextWaitMs()).toBe(waitsUntilMs)
    expect(await store.look.dueWaits(clock.nowMs, 10)).toEqual([])
    clock.nowMs = waitsUntilMs ?? 0
    const due = await store.look.dueWaits(clock.nowMs, 10)
    expect(due).toHaveLength(1)
    const served = []
    for (const wait of [...due, ...due]) served.push(await store.alertWaits.serve(wait))
    expect(served).toEqual([expect.any(String), null])
    expect(await keysOf(under, served[0] ?? '')).toEqual(['slow1'])
    expect(await store.look.nextWaitMs()).toBeNull()
  })

  it('is acknowledged or put into downtime by hand, and names the runs it may have put to rest', async () => {
    const under = open()
    const { store, spaceId, clock } = under
    const run = await beginRun(under, 'web1', 'web2')
    const [alertId = ''] = (await store.alertRuns.get(spaceId, run))?.members.map((one) => one.alertId) ?? []
    expect(await store.alerts.acknowledge(spaceId, [alertId], person('a'))).toEqual({ taken: 1, resting: [run] })
    expect(await store.alerts.acknowledge(spaceId, [alertId], person('b'))).toEqual({ taken: 0, resting: [] })
    expect(
      await store.alerts.setDowntime(spaceId, [alertId], { by: person('a'), untilMs: clock.nowMs + 1 }),
    ).toMatchObject({ taken: 1 })
    expect(await store.alerts.acknowledge(under.otherSpaceId, [alertId], person('c'))).toEqual({
      taken: 0,
      resting: [],
    })
  })
}

const running: AlertCases = (open) => {
  it('is dropped when nothing of it needs anybody any more, and not before', async () => {
    const under = open()
    const { store, spaceId } = under
    const run = await beginRun(under, 'web1', 'web2')
    expect(await tell(under, recovery('web1'))).toMatchObject({ resting: [run] })
    expect(await store.alertRuns.dropped(spaceId, run)).toBe(false)
    await tell(under, recovery('web2'))
    expect(await store.alertRuns.dropped(spaceId, run)).toBe(true)
    expect(await runOf(under, run)).toMatchObject({ state: 'over' })
    expect(await beginRun(under, 'web1')).not.toBe(run)
  })

  it('is not dropped where its callout was started and nobody could say so; who starts too late is told', async () => {
    const under = open()
    const { store, engine, spaceId, planHash } = under
    const run = await beginRun(under, 'web1')
    const cause = { kind: 'live', source: `alerts:${run}`, text: 't' } as const
    const started = makeCallout({ spaceId, planHash, callout: { cause } })
    const idempotency = { key: startKey(run), fingerprint: run }
    await engine.insert([{ ...started, idempotency }])
    await tell(under, recovery('web1'))
    expect(await store.alertRuns.dropped(spaceId, run)).toBe(false)
    expect(await store.alertRuns.started(spaceId, run, started.callout.id)).toBe(true)
    expect(await runOf(under, run)).toMatchObject({ state: 'live', calloutId: started.callout.id })
    const gone = await beginRun(under, 'db1')
    await tell(under, recovery('db1'))
    expect(await store.alertRuns.dropped(spaceId, gone)).toBe(true)
    const late = makeCallout({ spaceId, planHash, callout: { cause } })
    await engine.insert([late])
    expect(await store.alertRuns.started(spaceId, gone, late.callout.id)).toBe(false)
  })

  it('goes live once, or is refused, and then another begins', async () => {
    const under = open()
    const { store, spaceId } = under
    const run = await beginRun(under, 'web1')
    const { callout } = await callAbout(under, run)
    await store.alertRuns.started(spaceId, run, (await callAbout(under, run)).callout.id)
    expect(await runOf(under, run)).toMatchObject({ state: 'live', calloutId: callout.id })
    expect(await tell(under, problem('web2'))).toMatchObject({ wanted: [] })
    await store.alertRuns.refused(spaceId, run, 'too late')
    expect(await runOf(under, run)).toMatchObject({ state: 'live' })
    const other = await beginRun(under, 'db1')
    await store.alertRuns.refused(spaceId, other, 'policy.empty')
    expect(await runOf(under, other)).toMatchObject({ state: 'refused' })
    expect(await beginRun(under, 'db1')).not.toBe(other)
    expect(await store.alertRuns.get(under.otherSpaceId, run)).toBeNull()
  })

  it('counts what is said to a person as heard, and what had come when a message was sent', async () => {
    const under = open()
    const { store, spaceId, clock } = under
    const run = await beginRun(under, 'web1')
    const heard = async () =>
      (await store.alertRuns.get(spaceId, run))?.members.map(({ body, heardAtMs }) => [body.host, heardAtMs])
    const said = await store.alertRuns.say(spaceId, run, { heard: false })
    expect([said.map(({ host }) => host), await heard()]).toEqual([['web1'], [['web1', null]]])
    await store.alertRuns.say(spaceId, run, { heard: true })
    const [firstMs, sentAtMs] = [clock.nowMs, clock.nowMs + 1_000]
    await tell(under, problem('web2'))
    await tell(under, problem('web3'))
    await store.alertRuns.heardBy(spaceId, run, sentAtMs)
    expect(await heard()).toEqual([
      ['web1', firstMs],
      ['web2', sentAtMs],
      ['web3', null],
    ])
    await tell(under, recovery('web1'))
    await tell(under, problem('web1'))
    expect(await heard()).toContainEqual(['web1', null])
  })

  it.each([
    ['acknowledged', { heardFirst: ['web1'], left: ['web2'] }],
    ['recovered', { heardFirst: ['web1'], left: ['web2'] }],
    ['exhausted', { heardFirst: [], left: ['web2'] }],
    ['cancelled', { heardFirst: [], left: null }],
    ['suppressed', { heardFirst: [], left: null }],
  ] as const)('%s: what it leaves begins the next', async (outcome, { heardFirst, left }) => {
    const under = open()
    const { store, spaceId, clock } = under
    const run = await beginRun(under, 'web1')
    if (heardFirst.length > 0) await store.alertRuns.say(spaceId, run, { heard: true })
    const lastBegunAtMs = clock.nowMs
    await callAbout(under, run)
    await tell(under, problem('web2'), problem('web3'))
    await tell(under, recovery('web3'))
    const next = await store.alertRuns.ended(spaceId, run, { outcome, lastBegunAtMs })
    expect(await runOf(under, run)).toMatchObject({ state: 'over' })
    expect(next === null ? null : await keysOf(under, next)).toEqual(left)
    expect(await store.alertRuns.ended(spaceId, run, { outcome, lastBegunAtMs })).toBeNull()
  })

  it('goes on with the callout its own has escalated to', async () => {
    const under = open()
    const { store, engine, spaceId, planHash } = under
    const run = await beginRun(under, 'web1')
    const { callout } = await callAbout(under, run)
    const child = makeCallout({ spaceId, planHash, callout: { parentId: callout.id } })
    await engine.insert([child])
    const ended = { calloutId: callout.id, outcome: 'escalated', lastBegunAtMs: 0 } as const
    // Two processes may see the same end.
    for (const _process of [1, 2]) {
      expect(await store.alertRuns.ended(spaceId, run, ended)).toBeNull()
      expect(await runOf(under, run)).toMatchObject({ state: 'live', calloutId: child.callout.id })
    }
  })

  it('X-112: of a rule that says so tells recoveries to whoever may know of the failure, once', async () => {
    const under = open()
    const { store, spaceId, clock } = under
    const say = (run: string) => store.alertRuns.say(spaceId, run, { heard: true })
    const end = (run: string, outcome: 'acknowledged' | 'exhausted') =>
      store.alertRuns.ended(spaceId, run, { outcome, lastBegunAtMs: 0 })
    const isResting = async (run: string) =>
      (await store.look.unfinished({ nowMs: clock.nowMs, beforeMs: clock.nowMs, after: null, limit: 10 })).find(
        ({ id }) => id === run,
      )?.resting
    const run = await beginRun(under, 'well1', 'web1')
    await callAbout(under, run)
    expect(await tell(under, recovery('well1')), 'nobody knows').toMatchObject({ wanted: [], resting: [run] })
    await tell(under, problem('well1'))
    await say(run)
    await end(run, 'acknowledged')
    expect(await tell(under, recovery('web1')), 'its rule does not say so').toMatchObject({ wanted: [] })
    const { wanted } = await tell(under, recovery('well1'))
    const [next = ''] = wanted
    expect(await keysOf(under, next)).toEqual(['well1'])
    expect(await store.alertRuns.dropped(spaceId, next)).toBe(false)
    await callAbout(under, next)
    expect(await isResting(next)).toBe(false)
    await say(next)
    expect(await isResting(next)).toBe(true)
    expect(await end(next, 'exhausted')).toBeNull()
    const third = await beginRun(under, 'well1')
    await callAbout(under, third)
    expect(await tell(under, recovery('well1')), 'it was told to be well').toMatchObject({
      wanted: [],
      resting: [third],
    })
  })

  it('X-089: what somebody heard of and recovers while it is called about is told with it, or after it', async () => {
    const under = open()
    const { store, spaceId, clock } = under
    const run = await beginRun(under, 'well1', 'well2')
    await callAbout(under, run)
    await store.alertRuns.say(spaceId, run, { heard: true })
    await tell(under, recovery('well1'))
    const [live] = await store.look.unfinished({ nowMs: clock.nowMs, beforeMs: clock.nowMs, after: null, limit: 10 })
    expect(live).toMatchObject({ id: run, resting: false })
    const next = await store.alertRuns.ended(spaceId, run, { outcome: 'acknowledged', lastBegunAtMs: 0 })
    expect(await keysOf(under, next ?? '')).toEqual(['well1'])
    expect(await store.alertRuns.dropped(spaceId, next ?? '')).toBe(false)
  })

  it('is found while somebody has to look after it, page by page', async () => {
    const under = open()
    const { store, spaceId, engine, clock } = under
    const [wanted, live] = [await beginRun(under, 'web1'), await beginRun(under, 'db1')]
    const made = await callAbout(under, live, [{ begunAtMs: 1_000 }, { begunAtMs: 5_000 }])
    const find = (rest: object = {}) =>
      store.look.unfinished({ nowMs: clock.nowMs, beforeMs: clock.nowMs, after: null, limit: 10, ...rest })
    const isWanted = { id: wanted, spaceId, state: 'wanted', calloutId: null, ended: false, resting: false }
    const isLive = { id: live, spaceId, state: 'live', calloutId: made.callout.id, ended: false, resting: false }
    expect(await find()).toEqual([isWanted, isLive].toSorted((one, other) => (one.id < other.id ? -1 : 1)))
    const [first] = await find({ limit: 1 })
    expect(await find({ after: first?.id ?? null })).toHaveLength(1)
    expect(await find({ beforeMs: clock.nowMs - 60_000 })).toEqual([])
    await tell(under, recovery('db1'))
    const head = { ...made.callout.head, outcome: 'exhausted' as const, due: null }
    await engine.transact(async (transaction) => {
      await transaction.lock([made.callout.id])
      await transaction.write([asWrite(made, { callout: { ...made.callout, head } })])
    })
    expect(await find()).toContainEqual({ ...isLive, ended: true, resting: true })
    expect(await store.lastBegunAtMs(spaceId, made.callout.id)).toBe(5_000)
  })
}

/** To be called inside a `describe` that names the store. */
export const alertCases: AlertCases = (open) => {
  describe('what comes in', () => {
    comingIn(open)
  })
  describe('a run', () => {
    running(open)
  })
  describe('what calls told', () => {
    toldCases(open)
  })
}
