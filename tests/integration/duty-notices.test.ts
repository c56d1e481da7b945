// Who is told that their duty begins or ends: once each, also by two servers and after a crash, by whatever changes the schedule, and
// nobody whom a pause keeps it from. The database is real, the clock is the test's.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type DutyNoticeOptions, tellDuty } from '../../src/server/duty-notices.ts'
import { createDutyTeller, type DutyTeller, toldBy } from '../support/duty-teller.ts'
import { createV1World, type V1World } from '../support/v1.ts'

const HOUR_MS = 3_600_000
const at = (text: string): number => Date.parse(`${text}+09:00`)

let world: V1World
let options: DutyNoticeOptions
let started: DutyTeller['started']
let logged: string[]

const ask = async (method: string, path: string, body?: unknown) => {
  const answer = await world.ask(method, path, body === undefined ? {} : { body })
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.page}`)
  return answer.body
}
const mail = (name: string) => ({ channel: 'mail', label: 'm', address: `${name}@example.jp`, default: true })

beforeAll(async () => {
  world = await createV1World()
  world.clock.nowMs = at('2026-11-25T12:00')
  ;({ options, started, logged } = await createDutyTeller(world))
  const phone = { channel: 'phone', label: 'p', address: '+819012340001', default: true }
  await ask('POST', '/v1/users', { key: 'anna', name: 'Anna', language: 'en', contactMethods: [phone, mail('anna')] })
  for (const key of ['ben', 'chie'])
    await ask('POST', '/v1/users', { key, name: `${key}さん`, contactMethods: [mail(key)] })
  await ask('POST', '/v1/users', { key: 'dan', name: 'dan', contactMethods: [{ ...phone, address: '+819012340002' }] })
})
afterAll(() => world.close())
beforeEach(() => {
  started.clear()
  logged.length = 0
})

const weekly = (people: readonly string[]) => ({
  key: 'week',
  shift: { unit: 'week', time: '09:00', weekday: 1 },
  people,
  startsAt: '2026-11-23T09:00:00+09:00',
})
let count = 0
/** A schedule of its own for each test, and the way to go on with it. */
const rota = async (people: readonly string[], notices: object | null = {}) => {
  count += 1
  const key = `rota-${count}`
  world.clock.nowMs = at('2026-11-25T12:00')
  const positions = [{ key: 'first', layers: [weekly(people)] }]
  await ask('POST', '/v1/schedules', { key, name: `当番${count}`, positions, notices })
  return key
}
const toldAt = async (text: string) => {
  world.clock.nowMs = at(text)
  const before = new Set(started.keys())
  await tellDuty(options)
  return [...started].filter(([key]) => !before.has(key)).map(([, order]) => toldBy(order))
}
const briefly = async (text: string) => (await toldAt(text)).map(({ to, subject }) => `${to}: ${subject}`)
const end = (key: string) => ask('DELETE', `/v1/schedules/${key}`)

describe('whoever comes on duty', () => {
  it('is told an hour before, by mail and never by phone, in their language, once', async () => {
    const key = await rota(['anna', 'ben'])
    expect(await toldAt('2026-11-30T07:59:59')).toEqual([])
    expect(await toldAt('2026-11-30T08:00')).toEqual([
      {
        to: 'benさん mail',
        subject: `当番${count}: 2026-11-30 09:00 から当番です`,
        text: [
          `当番${count}の当番が始まります。`,
          '',
          '担当: first',
          '開始: 2026-11-30 09:00',
          '終了: 2026-12-07 09:00',
          '前の当番: Anna',
          `当番表: https://noroshi.test/console/schedules/${key}`,
        ].join('\n'),
        purpose: 'duty',
      },
    ])
    expect(await toldAt('2026-11-30T08:30')).toEqual([])
    const [anna] = await toldAt('2026-12-07T08:00')
    expect([anna?.to, anna?.subject]).toEqual(['Anna mail', `当番${count}: you are on duty from 2026-12-07 09:00`])
    await end(key)
  })

  it('as long before as the schedule says, and whoever goes too', async () => {
    const key = await rota(['anna', 'ben'], { minutesAhead: 1_440, leaving: true })
    expect(await briefly('2026-11-29T09:00')).toEqual([
      expect.stringMatching(/^benさん mail: .*2026-11-30 09:00 から当番です$/),
      expect.stringMatching(/^Anna mail: .*your duty ends at 2026-11-30 09:00$/),
    ])
    await end(key)
  })

  it('is told of nothing without that setting, nor when it is switched off, nor of a schedule that is gone', async () => {
    const silent = await rota(['anna', 'ben'], null)
    const off = await rota(['anna', 'ben'])
    await ask('PATCH', `/v1/schedules/${off}`, { notices: null })
    const gone = await rota(['anna', 'ben'])
    await end(gone)
    expect(await toldAt('2026-11-30T08:00')).toEqual([])
    await ask('PATCH', `/v1/schedules/${off}`, { notices: { minutesAhead: 30 } })
    expect(await briefly('2026-11-30T08:30')).toEqual([expect.stringContaining('benさん')])
    await end(silent)
    await end(off)
  })

  it('of several servers one tells, and one that dies before it writes so tells nobody twice', async () => {
    const key = await rota(['anna', 'ben'])
    world.clock.nowMs = at('2026-11-30T08:00')
    const broken: DutyNoticeOptions = {
      ...options,
      starter: {
        start: async (order) => {
          await options.starter.start(order)
          throw new Error('killed')
        },
      },
    }
    await tellDuty(broken)
    expect([...started.keys()]).toHaveLength(1)
    expect(logged).toEqual(['people could not be told of their duty yet'])
    await Promise.all([tellDuty(options), tellDuty(options)])
    await tellDuty(options)
    expect([...started.keys()]).toHaveLength(1)
    await end(key)
  })

  it('is told late by a server that was down, for an hour', async () => {
    const key = await rota(['anna', 'ben'])
    expect(await briefly('2026-11-30T09:45')).toEqual([expect.stringContaining('benさん')])
    expect(await briefly('2026-12-07T10:00')).toEqual([])
    await end(key)
  })

  it('without mail or chat is told nothing, and that is said in the log', async () => {
    const key = await rota(['anna', 'dan'])
    expect(await briefly('2026-11-30T08:00')).toEqual([])
    expect(logged).toEqual(['somebody has neither mail nor chat to be told of their duty by'])
    await end(key)
  })
})

describe('what is changed later', () => {
  const standIn = { kind: 'replace', by: 'chie', startsAt: '2026-11-30T00:00:00Z', endsAt: '2026-11-30T06:00:00Z' }

  it('an override tells the stand-in at once, and whoever was told that it will not be', async () => {
    const key = await rota(['anna', 'ben'])
    expect(await briefly('2026-11-30T08:00')).toEqual([expect.stringContaining('benさん')])
    const { id } = await ask('POST', `/v1/schedules/${key}/overrides`, standIn)
    expect(await briefly('2026-11-30T08:10')).toEqual([
      expect.stringMatching(/^benさん mail: .*2026-11-30 09:00 の交代は変更されました$/),
      expect.stringMatching(/^chieさん mail: .*2026-11-30 09:00 から当番です$/),
    ])
    await ask('DELETE', `/v1/schedules/${key}/overrides/${id}`)
    expect(await briefly('2026-11-30T08:20')).toEqual([
      expect.stringMatching(/^chieさん mail: .*変更されました$/),
      expect.stringMatching(/^benさん mail: .*から当番です$/),
    ])
    await end(key)
  })

  it('so do the schedule itself and the holidays of its calendar', async () => {
    await ask('POST', '/v1/calendars', { key: 'office', name: '営業日' })
    const key = await rota(['anna', 'ben'])
    const days = { ...weekly(['chie']), key: 'days-off', only: { anyOf: [{ holiday: 'yes' }] } }
    const positions = [{ key: 'first', layers: [days, weekly(['anna', 'ben'])] }]
    await tellDuty(options)
    await ask('PATCH', `/v1/schedules/${key}`, { calendar: 'office', positions })
    await tellDuty(options)
    await ask('PATCH', '/v1/calendars/office', {
      added: [{ from: '2026-11-26', through: '2026-11-26', name: '創立記念日' }],
    })
    expect(await briefly('2026-11-25T23:00')).toEqual([
      expect.stringMatching(/^chieさん mail: .*2026-11-26 00:00 から/),
    ])
    await end(key)
  })
})

describe('a pause', () => {
  it.each([
    ['of the person', { user: 'ben' }],
    ['of the space', {}],
    ['of the channel', { channel: 'mail' }],
  ])('%s keeps it from them; it is told when that ends before it is of no use', async (_name, of) => {
    const key = await rota(['anna', 'ben'])
    world.clock.nowMs = at('2026-11-29T12:00')
    const { id } = await ask('POST', '/v1/pauses', { ...of, reason: '休暇' })
    expect(await briefly('2026-11-30T08:00')).toEqual([])
    expect(await briefly('2026-11-30T08:01')).toEqual([])
    await ask('POST', `/v1/pauses/${id}/end`)
    expect(await briefly('2026-11-30T08:02')).toEqual([expect.stringContaining('benさん')])
    await end(key)
  })

  it('that outlasts the hand-off by an hour keeps it for good', async () => {
    const key = await rota(['anna', 'ben'])
    world.clock.nowMs = at('2026-11-29T12:00')
    const { id } = await ask('POST', '/v1/pauses', { user: 'ben', reason: '休暇' })
    for (const text of ['2026-11-30T08:00', '2026-11-30T09:30', '2026-11-30T10:00'])
      expect(await briefly(text)).toEqual([])
    await ask('POST', `/v1/pauses/${id}/end`)
    expect(await briefly('2026-11-30T10:05')).toEqual([])
    await end(key)
  })
})

it('sleeps until the next is due', async () => {
  const key = await rota(['anna', 'ben'])
  expect(await tellDuty(options)).toEqual({ more: false, nextDueMs: at('2026-11-30T09:00') - HOUR_MS })
  await end(key)
  expect(await tellDuty(options)).toEqual({ more: false, nextDueMs: null })
})

it('is written in the file as well, and read from it', async () => {
  const key = await rota(['anna', 'ben'], { minutesAhead: 15, leaving: true })
  const { body } = await world.ask('GET', `/v1/schedules/${key}`)
  expect(body['notices']).toEqual({ minutesAhead: 15, leaving: true })
  const { page } = await world.ask('GET', '/v1/config/export')
  expect(page).toContain('"minutesAhead":15')
  const refused = await world.ask('PATCH', `/v1/schedules/${key}`, { body: { notices: { minutesAhead: 10_081 } } })
  expect([refused.status, refused.body.errors[0]?.field]).toEqual([422, 'notices.minutesAhead'])
  await end(key)
})
