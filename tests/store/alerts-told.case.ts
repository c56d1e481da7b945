// What the calls of a run have told: counted, read in pages, read again, and whose it is once a key was pressed.

import { expect, it } from 'vitest'
import { limits } from '#core/limits'
import type { Told } from '#core/speech/buttons'
import type { NewCallout } from '#engine/ports'
import type { DetailsRequest, ToldCall } from '#store/alert/told'
import {
  type AlertCases,
  type AlertsUnderTest,
  beginRun,
  callAbout,
  keysOf,
  problem,
  recovery,
  takes,
  tell,
} from './alert-steps.ts'

const PAGE = limits.alerts.named.max

const call = (runId: string, { callout }: NewCallout, attempt = 1): ToldCall => ({
  runId,
  calloutId: callout.id,
  attempt,
})
const items = (told: Told): readonly string[] =>
  told.kind === 'details' ? told.items.map(({ host, service }) => [host, service].filter(Boolean).join('/')) : []
const read = async (
  { store, spaceId, clock }: AlertsUnderTest,
  of: ToldCall,
  request: Omit<DetailsRequest, 'of'> & { readonly of?: DetailsRequest['of'] },
) => {
  clock.nowMs += 1_000
  const told = await store.alertsTold.details(spaceId, of, { of: 'failures', ...request })
  return { names: items(told), left: told.kind === 'details' ? told.left : -1 }
}

export const toldCases: AlertCases = (open) => {
  it('counts hosts and services that fail, or have recovered, and knows what it has not told yet', async () => {
    const under = open()
    const { store, spaceId } = under
    const run = await beginRun(under, 'web1', 'web1/http', 'web2')
    const one = call(run, await callAbout(under, run))
    await tell(under, recovery('web2'))
    expect(await store.alertsTold.queue(spaceId, one)).toEqual({ untold: 3, heard: 0 })
    expect(await store.alertsTold.counts(spaceId, one)).toEqual({
      kind: 'counts',
      failed: { hosts: 1, services: 1 },
      recovered: { hosts: 1, services: 0 },
    })
    expect(await store.alertsTold.queue(spaceId, one)).toEqual({ untold: 0, heard: 0 })
    await tell(under, problem('web2'))
    expect(await store.alertsTold.queue(spaceId, one)).toEqual({ untold: 1, heard: 0 })
    expect((await store.alertsTold.heard(spaceId, one)).alertIds).toEqual([])
  })

  it('reads details in pages, hosts before services; the same turn again says the same', async () => {
    const under = open()
    const { store, spaceId } = under
    const services = Array.from({ length: PAGE }, (_, index) => `web/s${index}`)
    const run = await beginRun(under, ...services, 'web1')
    await tell(under, problem('web2'))
    const one = call(run, await callAbout(under, run))
    const first = await read(under, one, { turn: 1, from: 'start' })
    expect([first.names.slice(0, 2), first.names.length, first.left]).toEqual([['web1', 'web2'], PAGE, 2])
    await tell(under, problem('web3'))
    expect(await read(under, one, { turn: 1, from: 'start' })).toEqual({ ...first, left: 3 })
    const second = await read(under, one, { turn: 2, from: 'next' })
    expect([second.names[0], second.names.length, second.left]).toEqual(['web3', 3, 0])
    expect(await read(under, one, { turn: 3, from: 2 })).toEqual(second)
    expect(await store.alertsTold.queue(spaceId, one)).toEqual({ untold: 0, heard: PAGE + 3 })
    expect((await store.alertsTold.heard(spaceId, one)).alertIds).toHaveLength(PAGE + 3)
    await tell(under, ...second.names.map(recovery))
    const again = await read(under, one, { turn: 4, from: 3 })
    expect(again.names, 'nothing is left of that page').toEqual(first.names)
    expect(await read(under, one, { turn: 5, from: 'start', of: 'recoveries' })).toMatchObject({ left: 0 })
    expect(await store.alertsTold.heard(spaceId, one)).toMatchObject({ alertIds: { length: PAGE } })
  })

  it('is of the person who took it, on whichever call, as long as it is so', async () => {
    const under = open()
    const { store, spaceId } = under
    const run = await beginRun(under, 'web1')
    const made = await callAbout(under, run, [{}, { destination: 0 }, {}])
    const [first, second, other] = [1, 2, 3].map((attempt) => call(run, made, attempt)) as [
      ToldCall,
      ToldCall,
      ToldCall,
    ]
    await store.alertsTold.counts(spaceId, first)
    await takes(under, made, { attempt: 1, key: '9' })
    await tell(under, problem('web2'))
    expect(await store.alertsTold.queue(spaceId, second)).toEqual({ untold: 1, heard: 0 })
    expect(await store.alertsTold.queue(spaceId, other)).toEqual({ untold: 2, heard: 0 })
    expect((await read(under, second, { turn: 1, from: 'start' })).names).toEqual(['web2'])
    await tell(under, recovery('web1'))
    expect(await store.alertsTold.queue(spaceId, second)).toEqual({ untold: 1, heard: 1 })
    expect(await store.alertsTold.keysOf(spaceId, made.callout.id)).toEqual([{ attempt: 1, key: '9' }])
  })

  it.each([
    ['one is enough', { everybody: false, recoveries: false }, null],
    ['everybody is to be told', { everybody: true, recoveries: false }, ['web2']],
    ['of recoveries too', { everybody: true, recoveries: true }, ['web2', 'web3']],
  ] as const)('taken by button calls, %s: what is left begins the next', async (...[, rule, left]) => {
    const under = open()
    const { store, spaceId } = under
    const run = await beginRun(under, 'web1', 'web3')
    const made = await callAbout(under, run, [{}, {}, {}])
    await store.alertsTold.counts(spaceId, call(run, made, 1))
    await tell(under, problem('web2'), recovery('web3'))
    for (const attempt of [2, 3]) await store.alertsTold.counts(spaceId, call(run, made, attempt))
    for (const attempt of [1, 2]) await takes(under, made, { attempt, key: '9' })
    const next = await store.alertRuns.ended(spaceId, run, {
      outcome: 'acknowledged',
      lastBegunAtMs: 0,
      byButtons: rule,
    })
    expect(next === null ? null : await keysOf(under, next)).toEqual(left)
    const members = next === null ? [] : ((await store.alertRuns.get(spaceId, next))?.members ?? [])
    expect(members.some(({ recovery: isOne }) => isOne)).toBe(rule.recoveries)
  })

  it('told again, what somebody took calls nobody; failing anew, it does', async () => {
    const under = open()
    const { store, spaceId } = under
    const run = await beginRun(under, 'web1', 'web2')
    const made = await callAbout(under, run, [{}, {}])
    await store.alertsTold.counts(spaceId, call(run, made, 1))
    await takes(under, made, { attempt: 1, key: '9' })
    const byButtons = { everybody: false, recoveries: false }
    await store.alertRuns.ended(spaceId, run, { outcome: 'acknowledged', lastBegunAtMs: 0, byButtons })
    expect(await tell(under, problem('web1'))).toMatchObject({ taken: 1, wanted: [] })
    await tell(under, recovery('web1'))
    const next = await beginRun(under, 'web1', 'web2')
    expect(await keysOf(under, next)).toEqual(['web1'])
  })

  it('heard by a call that nobody took, it calls again', async () => {
    const under = open()
    const { store, spaceId } = under
    const run = await beginRun(under, 'web1')
    const made = await callAbout(under, run)
    await store.alertsTold.counts(spaceId, call(run, made))
    expect(
      await store.alertRuns.ended(spaceId, run, { outcome: 'exhausted', lastBegunAtMs: under.clock.nowMs }),
    ).toBeNull()
    expect(await beginRun(under, 'web1')).not.toBe(run)
  })
}
