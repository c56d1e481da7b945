// The real Icinga 2: what fails there calls, what is taken on the phone is acknowledged there by the id of whoever took it, and what
// somebody has there calls nobody.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Icinga, PASSWORD, placeIcinga, startIcinga } from './icinga.ts'
import { createOnCall, type OnCall } from './on-call.ts'
import { makeFolder, patience } from './program.ts'

const HOST = 'db01'
let onCall: OnCall
let icinga: Icinga
beforeAll(async () => {
  const place = await placeIcinga(makeFolder('icinga'))
  onCall = await createOnCall({ NOROSHI_WEBHOOK_NETWORKS: '127.0.0.0/8,::1/128' })
  const back = { kind: 'icinga', url: place.url, user: 'noroshi', secret: PASSWORD, ca: place.ca }
  const key = await onCall.source({ key: 'icinga', name: 'Icinga', kind: 'icinga', back })
  icinga = await startIcinga({ place, host: HOST, services: ['disk', 'load', 'swap'], url: onCall.url, key })
})
afterAll(async () => {
  await icinga.stop()
  await onCall.close()
})

const CRITICAL = 2
const serviceOf = (name: string) => ({ type: 'Service', service: `${HOST}!${name}` })
const tells = (name: string, state: number, words: string) =>
  icinga.act('process-check-result', { ...serviceOf(name), exit_status: state, plugin_output: words })
const found = (kind: string, service: string) => async () =>
  (await icinga.objects(kind)).find((one) => one['service_name'] === service)
const seconds = (): number => Math.floor(Date.now() / 1_000)

describe('Icinga 2', () => {
  it('X-099, X-100: calls, and 3# is an acknowledgement there by the person’s id', async () => {
    await tells('disk', CRITICAL, 'full')
    await onCall.answers('障害、サービス1件')
    await onCall.dials('1#', 'disk')
    await onCall.dials('3#', '1件を認知済みにしました')
    await onCall.isFree()
    // Comments of acknowledgements are of the entry type 4.
    await expect.poll(found('comments', 'disk'), patience).toMatchObject({ author: 'person-1', entry_type: 4 })
    const isDisk = async () => (await icinga.objects('services')).find(({ name }) => name === 'disk')
    await expect.poll(isDisk, patience).toMatchObject({ acknowledgement: 2 })
    await onCall.becomes('db01!disk', { state: 'problem', acknowledgedBy: 'person-1' })
    await tells('disk', 0, 'fine')
    await onCall.becomes('db01!disk', { state: 'recovered', acknowledgedBy: null })
    expect(await onCall.calloutsCount()).toBe(1)
  })

  it('what is acknowledged there while the phone rings calls nobody any more', async () => {
    await tells('load', CRITICAL, 'high')
    await onCall.rings()
    const by = { author: 'user_b', comment: 'on it', notify: true, sticky: true }
    await icinga.act('acknowledge-problem', { ...serviceOf('load'), ...by })
    await onCall.isFree()
    await onCall.endsAs('acknowledged')
    await onCall.becomes('db01!load', { acknowledgedBy: 'user_b' })
    expect(await onCall.calloutsCount()).toBe(2)
  })

  it('X-080: 5# puts a service into downtime there', async () => {
    await tells('swap', CRITICAL, 'full')
    await onCall.answers('障害、サービス1件')
    await onCall.dials('1#', 'スワップ')
    await onCall.dials('5#', 'ダウンタイム')
    await onCall.isFree()
    await expect.poll(found('downtimes', 'swap'), patience).toMatchObject({ author: 'person-1', fixed: true })
    const { start_time: from, end_time: to } = (await found('downtimes', 'swap')()) ?? {}
    expect(Number(to) - Number(from)).toBeGreaterThan(29 * 60)
  })

  it('what is put into downtime there while the phone rings calls nobody any more', async () => {
    await icinga.act('process-check-result', { type: 'Host', host: HOST, exit_status: 1, plugin_output: 'no route' })
    await onCall.rings()
    const span = { start_time: seconds(), end_time: seconds() + 600, fixed: true }
    const by = { author: 'user_b', comment: 'maintenance' }
    await icinga.act('schedule-downtime', { type: 'Host', host: HOST, ...by, ...span })
    await onCall.isFree()
    await onCall.becomes(HOST, { state: 'problem', acknowledgedBy: null })
    expect(await onCall.calloutsCount()).toBe(4)
  })
})
