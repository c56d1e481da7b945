// The real Nagios: what fails there calls, what is taken on the phone is acknowledged there by the id of whoever took it, and what
// somebody has there calls nobody.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commandFileOf, type Nagios, startNagios } from './nagios.ts'
import { createOnCall, type OnCall } from './on-call.ts'
import { makeFolder, patience } from './program.ts'

const HOST = 'db01'
let onCall: OnCall
let nagios: Nagios
beforeAll(async () => {
  const folder = makeFolder('nagios')
  const commandFile = commandFileOf(folder)
  onCall = await createOnCall({ NOROSHI_COMMAND_FILES: commandFile })
  const back = { kind: 'nagios', commandFile }
  const key = await onCall.source({ key: 'nagios', name: 'Nagios', kind: 'nagios', back })
  nagios = await startNagios({ folder, host: HOST, services: ['disk', 'load', 'swap'], url: onCall.url, key })
})
afterAll(async () => {
  await nagios.stop()
  await onCall.close()
})

const CRITICAL = 2
const DOWN = 1
const tells = (service: string, state: number, words: string): void =>
  nagios.command(`PROCESS_SERVICE_CHECK_RESULT;${HOST};${service};${state};${words}`)
const serviceOf = (name: string) => nagios.status('servicestatus').find((one) => one['service_description'] === name)
const commentOn = (kind: string, name: string) =>
  nagios.status(kind).find((one) => (one['service_description'] ?? one['host_name']) === name)

describe('Nagios', () => {
  it('X-099, X-100: calls, and 3# is an acknowledgement there by the person’s id', async () => {
    tells('disk', CRITICAL, 'full')
    await onCall.answers('障害、サービス1件')
    await onCall.dials('1#', 'disk')
    await onCall.dials('3#', '1件を認知済みにしました')
    await onCall.isFree()
    await expect.poll(() => serviceOf('disk')?.['problem_has_been_acknowledged'], patience).toBe('1')
    expect(commentOn('servicecomment', 'disk')).toMatchObject({ author: 'person-1', entry_type: '4' })
    expect(nagios.log()).toContain('EXTERNAL COMMAND: ACKNOWLEDGE_SVC_PROBLEM;db01;disk;2;1;0;person-1;')
    // It told us of that itself, which changes nothing here.
    await expect.poll(nagios.log, patience).toMatch(/SERVICE NOTIFICATION: noroshi;db01;disk;ACKNOWLEDGEMENT/)
    await onCall.becomes('db01!disk', { state: 'problem', acknowledgedBy: 'person-1' })
    tells('disk', 0, 'fine')
    await onCall.becomes('db01!disk', { state: 'recovered', acknowledgedBy: null })
    expect(await onCall.calloutsCount()).toBe(1)
  })

  it('what is acknowledged there while the phone rings calls nobody any more', async () => {
    tells('load', CRITICAL, 'high')
    await onCall.rings()
    nagios.command(`ACKNOWLEDGE_SVC_PROBLEM;${HOST};load;2;1;0;user_b;on it`)
    await onCall.isFree()
    await onCall.endsAs('acknowledged')
    await onCall.becomes('db01!load', { acknowledgedBy: 'user_b' })
    expect(await onCall.calloutsCount()).toBe(2)
  })

  it('X-080: 5# puts a host into downtime there', async () => {
    nagios.command(`PROCESS_HOST_CHECK_RESULT;${HOST};${DOWN};no route`)
    await onCall.answers('障害、ホスト1件')
    await onCall.dials('1#', 'db01')
    await onCall.dials('5#', 'ダウンタイム')
    await onCall.isFree()
    await expect.poll(() => commentOn('hostdowntime', HOST), patience).toMatchObject({ author: 'person-1', fixed: '1' })
    const { start_time: from, end_time: to } = commentOn('hostdowntime', HOST) ?? {}
    expect(Number(to) - Number(from)).toBeGreaterThan(29 * 60)
    await expect.poll(nagios.log, patience).toMatch(/HOST NOTIFICATION: noroshi;db01;DOWNTIMESTART/)
    nagios.command(`DEL_DOWNTIME_BY_HOST_NAME;${HOST}`)
    nagios.command(`PROCESS_HOST_CHECK_RESULT;${HOST};0;back`)
    await onCall.becomes(HOST, { state: 'recovered' })
  })

  it('what is put into downtime there while the phone rings calls nobody any more', async () => {
    tells('swap', CRITICAL, 'full')
    await onCall.rings()
    const now = Math.floor(Date.now() / 1_000)
    nagios.command(`SCHEDULE_SVC_DOWNTIME;${HOST};swap;${now};${now + 600};1;0;600;user_b;maintenance`)
    await onCall.isFree()
    await onCall.becomes('db01!swap', { state: 'problem', acknowledgedBy: null })
    expect(await onCall.calloutsCount()).toBe(4)
  })
})
