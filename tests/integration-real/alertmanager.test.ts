// The real Alertmanager: what fires there calls, what is taken on the phone is silenced there by the id of whoever took it, and what
// is resolved there is told.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Alertmanager, placeAlertmanager, startAlertmanager } from './alertmanager.ts'
import { createOnCall, type OnCall } from './on-call.ts'
import { makeFolder, patience } from './program.ts'

let onCall: OnCall
let alertmanager: Alertmanager
beforeAll(async () => {
  const { port, url } = await placeAlertmanager()
  onCall = await createOnCall({ NOROSHI_WEBHOOK_NETWORKS: '127.0.0.1' })
  const key = await onCall.source({ key: 'am', name: 'am', kind: 'alertmanager', back: { kind: 'alertmanager', url } })
  alertmanager = await startAlertmanager({ folder: makeFolder('alertmanager'), port, url: onCall.url, key })
})
afterAll(async () => {
  await alertmanager.stop()
  await onCall.close()
})

const instanceOf = (host: string): string => `${host}:9100`
const labelsOf = (host: string) => ({ alertname: 'Disk', instance: instanceOf(host), severity: 'critical' })
const fires = (host: string) =>
  alertmanager.tell({ labels: labelsOf(host), annotations: { summary: `${host} is full` } })
const resolves = (host: string) =>
  alertmanager.tell({ labels: labelsOf(host), endsAt: new Date(Date.now() - 1).toISOString() })
const alertOf = async (host: string) => {
  const { items } = (await onCall.v1('GET', '/v1/alerts')) as { items: readonly Record<string, unknown>[] }
  return items.find((one) => one['host'] === host)
}

describe('Alertmanager', () => {
  it('X-099, X-100: calls, and 3# is a silence of exactly that alert by the person’s id', async () => {
    await fires('web01')
    await onCall.answers('障害、サービス1件')
    await onCall.dials('1#', 'web01')
    await onCall.dials('3#', '1件を認知済みにしました')
    await onCall.isFree()
    const silences = async () =>
      (await alertmanager.silences()).map(({ createdBy, matchers, status }) => ({
        createdBy,
        labels: Object.fromEntries(matchers.map(({ name, value }) => [name, value])),
        state: status.state,
      }))
    const wanted = { createdBy: 'person-1', labels: labelsOf('web01'), state: 'active' }
    await expect.poll(silences, patience).toEqual([wanted])
    await fires('web02')
    await onCall.rings()
    // It silences that one and no other.
    await expect.poll(() => alertmanager.stateOf(instanceOf('web01')), patience).toBe('suppressed')
    expect(await alertmanager.stateOf(instanceOf('web02'))).toBe('active')
    expect(await alertOf('web01')).toMatchObject({ state: 'problem', acknowledgedBy: 'person-1' })
  })

  it('X-088: what is resolved there while the phone rings is told as recovered', async () => {
    await onCall.rings()
    await resolves('web02')
    await expect.poll(() => alertOf('web02'), patience).toMatchObject({ state: 'recovered' })
    await onCall.answers('復旧、サービス1件')
    await onCall.dials('9#')
    await onCall.isFree()
    await onCall.endsAs('acknowledged')
    // What is silenced there it does not tell of again.
    expect(await onCall.calloutsCount()).toBe(2)
  })
})
