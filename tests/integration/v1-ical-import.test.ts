// Calendars of other programs over /v1: holidays into a calendar, a roster into a schedule; what is refused changes nothing.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createV1World, type V1World } from '../support/v1.ts'

let world: V1World
beforeAll(async () => {
  world = await createV1World()
  world.clock.nowMs = Date.parse('2026-11-25T12:00:00+09:00')
  for (const [key, name] of [
    ['sato', '佐藤 花子'],
    ['ben', 'Ben'],
    ['ben2', 'Ben'],
  ])
    await ask('POST', '/v1/users', { key, name })
  await ask('POST', '/v1/calendars', { key: 'us', name: 'US', country: null })
  await ask('POST', '/v1/schedules', { key: 'rota', name: '夜間', positions: [{ key: 'first', layers: [] }] })
})
afterAll(() => world.close())

const ask = (method: string, path: string, body?: unknown) =>
  world.ask(method, path, body === undefined ? {} : { body })
const event = (...lines: readonly string[]): readonly string[] => ['BEGIN:VEVENT', ...lines, 'END:VEVENT']
const file = (...events: readonly (readonly string[])[]): string =>
  ['BEGIN:VCALENDAR', ...events.flat(), 'END:VCALENDAR', ''].join('\r\n')
const send = (path: string, raw: string | Uint8Array, options: object = {}) =>
  world.ask('POST', path, { raw, headers: { 'Content-Type': 'text/calendar; charset=utf-8' }, ...options })

const holidays = file(
  event('SUMMARY:Christmas Day', 'DTSTART;VALUE=DATE:20201225', 'RRULE:FREQ=YEARLY'),
  event('SUMMARY:Thanksgiving', 'DTSTART;VALUE=DATE:20261126'),
  event('SUMMARY:Lunch', 'DTSTART:20261126T120000Z', 'DURATION:PT1H'),
)
const namesIn = async (year: number) =>
  (await ask('GET', `/v1/calendars/us/holidays?year=${year}`)).body.items.map(({ date }) => date)

describe('holidays of another country', () => {
  const path = '/v1/calendars/us/import'

  it('J-013 are days off from then on; what is no day off is told; a rehearsal changes nothing', async () => {
    const taken = [
      { from: '12-25', through: '12-25', name: 'Christmas Day' },
      { from: '2026-11-26', through: '2026-11-26', name: 'Thanksgiving' },
    ]
    const skipped = [{ summary: 'Lunch', why: 'not_whole_days', message: expect.any(String) as unknown }]
    expect(await send(`${path}?dryRun=true`, holidays)).toMatchObject({ status: 200, body: { days: taken, skipped } })
    expect(await namesIn(2026)).toEqual([])
    expect(await send(path, holidays)).toMatchObject({ status: 200, body: { days: taken, skipped } })
    expect(await namesIn(2026)).toEqual(['2026-11-26', '2026-12-25'])
    expect(await namesIn(2030)).toEqual(['2030-12-25'])
  })

  it('sent twice are there once; replacing takes the others out', async () => {
    expect((await send(path, holidays)).body['days']).toEqual([])
    const other = file(event('SUMMARY:Boxing Day', 'DTSTART;VALUE=DATE:20261226'))
    expect((await send(`${path}?mode=replace`, other)).status).toBe(200)
    expect(await namesIn(2026)).toEqual(['2026-12-26'])
  })
})

describe('a roster kept elsewhere', () => {
  const path = '/v1/schedules/rota/import'
  const query = `position=first&temporary=december&from=2026-12-01T00:00:00%2B09:00&to=2027-01-01T00:00:00%2B09:00`
  const on = async (at: string) => {
    const { body } = await ask('GET', `/v1/on-call?schedule=rota&at=${encodeURIComponent(at)}`)
    const [found] = body['schedules'] as { positions: { people: { user: { key: string } }[] }[] }[]
    return found?.positions[0]?.people.map(({ user }) => user.key)
  }
  const turn = (who: string, from: string, to: string) => event(`SUMMARY:${who}`, `DTSTART:${from}`, `DTEND:${to}`)

  it('is a temporary schedule: by key and name; whom two could be is named and left out', async () => {
    const roster = file(
      turn('佐藤 花子', '20261201T090000', '20261202T090000'),
      turn('ben2', '20261202T090000', '20261203T090000'),
      turn('Ben', '20261203T090000', '20261204T090000'),
    )
    const { status, body } = await send(`${path}?${query}`, roster)
    expect([status, body['skipped']]).toMatchObject([200, [{ summary: 'Ben', why: 'user_unknown' }]])
    expect(await on('2026-12-02T08:59:00+09:00')).toEqual(['sato'])
    expect(await on('2026-12-02T09:00:00+09:00')).toEqual(['ben2'])
    expect(await on('2026-12-03T09:00:00+09:00')).toEqual([])
  })

  it('sent anew takes the place of what was sent before', async () => {
    expect((await send(`${path}?${query}`, file(turn('sato', '20261203T000000', '20261204T000000')))).status).toBe(200)
    expect(await on('2026-12-02T09:00:00+09:00')).toEqual([])
    expect(await on('2026-12-03T09:00:00+09:00')).toEqual(['sato'])
    const { body } = await ask('GET', '/v1/schedules/rota')
    expect((body['temporaries'] as object[]).length).toBe(1)
  })

  it.each([
    ['a position that is not there', query.replace('first', 'third'), 'schedule.invalid'],
    ['an end before the begin', query.replace('2027-01-01', '2026-01-01'), 'schedule.range_invalid'],
  ])('%s', async (_, asked, code) => {
    const roster = file(turn('sato', '20261203T000000', '20261204T000000'))
    expect(await send(`${path}?${asked}`, roster)).toMatchObject({ status: 422, body: { code } })
  })
})

describe('refused', () => {
  it.each<[string, string | Uint8Array, readonly [number, string]]>([
    ['a file that breaks off', 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT', [422, 'ical.malformed']],
    ['letters that are not UTF-8', Uint8Array.from([0x83, 0x41]), [422, 'ical.malformed']],
    ['more than a megabyte', `BEGIN:VCALENDAR\r\nX-A:${'x'.repeat(1_100_000)}`, [413, 'request.too_large']],
    [
      'more days than a calendar may have',
      file(event('DTSTART;VALUE=DATE:20261126', 'RRULE:FREQ=DAILY')),
      [422, 'calendar.invalid'],
    ],
  ])('%s', async (_, raw, [status, code]) =>
    expect(await send('/v1/calendars/us/import', raw)).toMatchObject({ status, body: { code } }),
  )

  it.each([
    ['days', '/v1/calendars/us/import?', 'DTSTART;VALUE=DATE:20261126', 'calendar.invalid'],
    [
      'shifts',
      '/v1/schedules/rota/import?position=first&temporary=t&from=2026-12-01T00:00:00Z&to=2036-01-01T00:00:00Z&',
      'DTSTART:20261201T000000Z',
      'schedule.invalid',
    ],
  ])('too many %s, also in a rehearsal; and a file that repeats without measure', async (...[, path, start, code]) => {
    const daily = event('SUMMARY:sato', start, 'DURATION:P1D', 'RRULE:FREQ=DAILY')
    expect(await send(`${path}dryRun=true`, file(daily))).toMatchObject({ status: 422, body: { code } })
    const many = file(...Array.from({ length: 100 }, () => daily))
    const told = await send(`${path}dryRun=true`, many)
    expect([told.status, told.body.code, told.body.detail]).toEqual([
      422,
      'ical.malformed',
      expect.stringContaining('200000 times'),
    ])
  })

  it('another kind of body, somebody who may not, another space’s calendar', async () => {
    const path = '/v1/calendars/us/import'
    expect((await ask('POST', path, {})).status).toBe(415)
    const token = await world.tokenFor(world.spaceId, ['calendars:read', 'schedules:read'])
    expect((await send(path, holidays, { token })).status).toBe(403)
    const other = await world.tokenFor(await world.newSpace('other'))
    expect((await send(path, holidays, { token: other, host: 'other.test' })).status).toBe(404)
  })
})
