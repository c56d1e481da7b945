// Calendar feeds: secret addresses, made and taken back over /v1, read by nothing but the address.
import ICAL from 'ical.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createV1World, type V1World } from '../support/v1.ts'

let world: V1World
beforeAll(async () => {
  world = await createV1World()
  world.clock.nowMs = Date.parse('2026-11-25T12:00:00+09:00')
  await ask('POST', '/v1/users', { key: 'anna', name: '佐藤; 花子, "A"' })
  await ask('POST', '/v1/users', { key: 'ben', name: 'Ben' })
  await ask('POST', '/v1/schedules', {
    key: 'rota',
    name: '夜間当番\nBEGIN:VEVENT'.replace('\n', ' '),
    positions: [{ key: 'first', layers: [weekly] }],
  })
})
afterAll(() => world.close())

const weekly = {
  key: 'week',
  shift: { unit: 'week', time: '09:00', weekday: 1 },
  people: ['anna', 'ben'],
  startsAt: '2026-11-23T09:00:00+09:00',
}
const ask = (method: string, path: string, body?: unknown) =>
  world.ask(method, path, body === undefined ? {} : { body })

const make = async (path: string, body: object = {}): Promise<string> => {
  const made = await ask('POST', path, body)
  expect(made.status).toBe(201)
  return new URL(String(made.body['url'])).pathname
}
const read = (path: string, options: object = {}) => world.ask('GET', path, { token: null, ...options })
const eventsOf = (page: string) =>
  new ICAL.Component(ICAL.parse(page)).getAllSubcomponents('vevent').map((one) => {
    const { summary, startDate, endDate } = new ICAL.Event(one)
    return [summary, startDate.toJSDate().toISOString(), endDate.toJSDate().toISOString()]
  })

describe('a calendar feed', () => {
  it('of a user: their turns, read by the address alone', async () => {
    const path = await make('/v1/users/anna/feed')
    const { status, headers, page } = await read(path)
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('text/calendar; charset=utf-8')
    expect(page.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true)
    const events = eventsOf(page)
    expect(events[0]).toEqual([
      '当番: 夜間当番 BEGIN:VEVENT (first)',
      '2026-11-23T00:00:00.000Z',
      '2026-11-30T00:00:00.000Z',
    ])
    expect(events[1]?.[1]).toBe('2026-12-07T00:00:00.000Z')
  })

  it('of a schedule: everybody’s turns, whatever their names are made of; in the language asked for', async () => {
    const path = await make('/v1/schedules/rota/feed', { language: 'en' })
    const { page } = await read(path)
    expect(
      eventsOf(page)
        .slice(0, 2)
        .map(([summary]) => summary),
    ).toEqual(['佐藤; 花子, "A" (夜間当番 BEGIN:VEVENT, first)', 'Ben (夜間当番 BEGIN:VEVENT, first)'])
    expect(page).toContain('X-WR-CALNAME:On call')
  })

  it('made anew, the old one ends; taken back, it ends; it says when it was last read, and never the address', async () => {
    const first = await make('/v1/users/ben/feed')
    const second = await make('/v1/users/ben/feed')
    expect((await read(first)).status).toBe(404)
    expect((await ask('GET', '/v1/users/ben/feed')).body).toMatchObject({ readAt: null, createdBy: expect.any(String) })
    expect((await read(second)).status).toBe(200)
    const { body, page } = await ask('GET', '/v1/users/ben/feed')
    expect(body['readAt']).toBe('2026-11-25T03:00:00.000Z')
    expect(page).not.toContain('nrf_')
    expect((await ask('DELETE', '/v1/users/ben/feed')).status).toBe(204)
    expect(await read(second)).toMatchObject({ status: 404, body: { code: 'feed.not_found' } })
    expect(await ask('GET', '/v1/users/ben/feed')).toMatchObject({ status: 404, body: { code: 'feed.not_found' } })
    expect((await ask('DELETE', '/v1/users/ben/feed')).status).toBe(404)
  })

  it('is nothing in another space, nor to those who may not change schedules, nor under a guessed address', async () => {
    const path = await make('/v1/users/anna/feed')
    await world.newSpace('other')
    expect((await read(path, { host: 'other.test' })).status).toBe(404)
    expect((await read(`/ical/nrf_${'A'.repeat(54)}.ics`)).status).toBe(404)
    expect((await read('/ical/x.ics')).status).toBe(404)
    const token = await world.tokenFor(world.spaceId, ['schedules:read'])
    expect((await world.ask('POST', '/v1/users/anna/feed', { body: {}, token })).status).toBe(403)
    expect((await ask('POST', '/v1/users/nobody/feed', {})).status).toBe(404)
    expect((await ask('POST', '/v1/users/anna/feed', { language: 'fr' })).status).toBe(422)
  })

  it('ends with the user', async () => {
    await ask('POST', '/v1/users', { key: 'dan', name: 'Dan' })
    const path = await make('/v1/users/dan/feed')
    expect(eventsOf((await read(path)).page)).toEqual([])
    expect((await ask('DELETE', '/v1/users/dan')).status).toBe(204)
    expect((await read(path)).status).toBe(404)
  })
})
