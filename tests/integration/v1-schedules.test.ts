// Calendars, duty schedules and overrides over /v1 and in files; who is on call now, at an instant, over a range, and next.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createV1World, type V1World } from '../support/v1.ts'

let world: V1World
beforeAll(async () => {
  world = await createV1World()
  // Wednesday, 2026-11-25, noon in Japan.
  world.clock.nowMs = Date.parse('2026-11-25T12:00:00+09:00')
  for (const key of ['anna', 'ben', 'chie']) await ask('POST', '/v1/users', { key, name: key.toUpperCase() })
})
afterAll(() => world.close())

const ask = (method: string, path: string, body?: unknown) =>
  world.ask(method, path, body === undefined ? {} : { body })

const office = {
  key: 'office',
  name: '営業日',
  added: [{ from: '12-29', through: '01-03', name: '年末年始' }],
  conditions: [
    { key: 'night', anyOf: [{ bands: [{ from: '18:00', to: '09:00' }] }] },
    { key: 'weekend', anyOf: [{ weekdays: [5], bands: [{ from: '18:00', to: '09:00', toWeekday: 1 }] }] },
  ],
}
const weekly = {
  key: 'week',
  shift: { unit: 'week', time: '09:00', weekday: 1 },
  people: ['anna', 'ben'],
  startsAt: '2026-11-23T09:00:00+09:00',
}
const holidays = { ...weekly, key: 'days-off', people: ['chie'], only: { anyOf: [{ holiday: 'yes' }] } }
const rota = (key: string, more = {}) => ({
  key,
  name: '夜間当番',
  calendar: 'office',
  positions: [
    { key: 'first', layers: [holidays, weekly] },
    { key: 'second', layers: [] },
  ],
  ...more,
})

type Duties = { position: string; people: { user: { key: string }; because: string; of: string }[] }[]
const onCall = async (schedule: string, at: string): Promise<Record<string, string[]>> => {
  const { body } = await ask('GET', `/v1/on-call?schedule=${schedule}&at=${encodeURIComponent(at)}`)
  const [found] = body['schedules'] as { positions: Duties }[]
  return Object.fromEntries(
    (found?.positions ?? []).map(({ position, people }) => [position, people.map(({ user }) => user.key)]),
  )
}

describe('calendars', () => {
  it('J-013 have holidays, company days and conditions that switch by weekday and time of day', async () => {
    const made = await ask('POST', '/v1/calendars', office)
    expect([made.status, made.body['zone'], made.body['country']]).toEqual([201, 'Asia/Tokyo', 'JP'])
    const { body } = await ask('GET', '/v1/calendars/office/holidays?year=2026')
    const named = Object.fromEntries(body.items.map(({ date, kind }) => [date, kind]))
    expect(named).toMatchObject({ '2026-01-01': 'national', '2026-09-22': 'sandwiched', '2026-12-30': 'company' })
    const at = await ask('GET', '/v1/calendars/office/conditions?at=2026-11-28T03:00:00%2B09:00')
    expect(at.body['conditions']).toEqual([
      { key: 'night', holds: true, changesAt: '2026-11-28T00:00:00.000Z' },
      { key: 'weekend', holds: true, changesAt: '2026-11-30T00:00:00.000Z' },
    ])
  })

  it.each([
    ['an unknown zone', { zone: 'Asia/Edo' }, /zone_unknown/],
    ['an offset for a zone', { zone: '+09:00' }, /zone_unknown/],
    ['a date there is not', { added: [{ from: '02-30', through: '02-30', name: 'x' }] }, /date_malformed/],
    ['days that end before they begin', { removed: [{ from: '2026-02-02', through: '2026-02-01' }] }, /end_before/],
    [
      'an empty band',
      { conditions: [{ key: 'c', anyOf: [{ bands: [{ from: '09:00', to: '09:00' }] }] }] },
      /band_empty/,
    ],
    ['no rule', { conditions: [{ key: 'c', anyOf: [] }] }, /./],
    ['an eighth weekday', { conditions: [{ key: 'c', anyOf: [{ weekdays: [8] }] }] }, /./],
    ['another type', { zone: 9 }, /./],
    ['another country', { country: 'FR' }, /./],
  ])('are refused with %s, and nothing is written', async (_name, change, detail) => {
    const { body, ...answer } = await ask('POST', '/v1/calendars', { key: 'wrong', name: 'x', ...change })
    expect([answer.status, detail.test(body.detail ?? '')]).toEqual([422, true])
    expect((await ask('GET', '/v1/calendars/wrong')).status).toBe(404)
  })

  it('change field by field, and a year or instant beyond what is known is refused', async () => {
    await ask('POST', '/v1/calendars', { key: 'plain', name: 'x', added: office.added })
    const changed = await ask('PATCH', '/v1/calendars/plain', { country: null })
    expect(changed.body).toMatchObject({ country: null, added: office.added })
    expect((await ask('GET', '/v1/calendars/plain/holidays?year=2200')).status).toBe(422)
    expect((await ask('GET', '/v1/calendars/office/conditions?at=2200-01-01T00:00:00Z')).body.code).toBe(
      'calendar.invalid',
    )
    expect((await ask('POST', '/v1/calendars', { key: 'plain', name: 'y' })).body.code).toBe('calendar.key_taken')
  })
})

describe('duty schedules', () => {
  it('J-015 T-017 say who is on call by rotation, holidays first', async () => {
    const made = await ask('POST', '/v1/schedules', rota('night'))
    expect([made.status, made.body['calendar']]).toEqual([201, 'office'])
    expect(await onCall('night', '2026-11-25T12:00:00+09:00')).toEqual({ first: ['anna'], second: [] })
    expect(await onCall('night', '2026-12-02T12:00:00+09:00')).toEqual({ first: ['ben'], second: [] })
    expect(await onCall('night', '2026-12-30T12:00:00+09:00')).toEqual({ first: ['chie'], second: [] })
    const { body } = await ask('GET', '/v1/on-call?schedule=night')
    const [now] = body['schedules'] as { nextHandOffAt: string; positions: Duties }[]
    expect(now?.nextHandOffAt).toBe('2026-11-30T00:00:00.000Z')
    expect(now?.positions[0]?.people[0]).toMatchObject({ because: 'rotation', of: 'week', user: { name: 'ANNA' } })
  })

  it('show the final schedule of a range with gaps and overlaps', async () => {
    await ask(
      'POST',
      '/v1/schedules',
      rota('short', { positions: [{ key: 'first', layers: [{ ...weekly, endsAt: '2026-12-01T09:00:00+09:00' }] }] }),
    )
    await ask('POST', '/v1/schedules/short/overrides', {
      kind: 'add',
      user: 'chie',
      startsAt: '2026-11-26T00:00:00+09:00',
      endsAt: '2026-11-27T00:00:00+09:00',
    })
    const path = '/v1/schedules/short/final?from=2026-11-25T00:00:00%2B09:00&to=2026-12-03T00:00:00%2B09:00'
    const [first] = (await ask('GET', path)).body['positions'] as Record<string, object[]>[]
    expect(first?.['segments']).toHaveLength(4)
    expect(first?.['overlaps']).toEqual([{ startsAt: '2026-11-25T15:00:00.000Z', endsAt: '2026-11-26T15:00:00.000Z' }])
    expect(first?.['gaps']).toEqual([{ startsAt: '2026-12-01T00:00:00.000Z', endsAt: '2026-12-02T15:00:00.000Z' }])
    expect((await ask('GET', path.replace('2026-12-03', '2027-12-03'))).body.code).toBe('schedule.range_invalid')
    expect((await ask('GET', path.replace('2026-12-03', '2026-11-24'))).body.code).toBe('schedule.range_invalid')
  })

  it('overrides hold at once, apply once, and can be taken back', async () => {
    await ask('POST', '/v1/schedules', rota('swap'))
    const ends = { endsAt: '2026-12-07T09:00:00+09:00' }
    const one = await ask('POST', '/v1/schedules/swap/overrides', {
      kind: 'replace',
      user: 'anna',
      by: 'ben',
      note: '休暇',
      ...ends,
    })
    await ask('POST', '/v1/schedules/swap/overrides', { kind: 'replace', user: 'ben', by: 'anna', ...ends })
    expect(one.body).toMatchObject({
      user: { key: 'anna' },
      by: { key: 'ben' },
      note: '休暇',
      createdBy: expect.any(String),
    })
    expect((await onCall('swap', '2026-11-25T12:00:01+09:00'))['first']).toEqual(['ben'])
    expect((await onCall('swap', '2026-12-02T12:00:00+09:00'))['first']).toEqual(['anna'])
    expect((await ask('GET', '/v1/schedules/swap/overrides')).body.items).toHaveLength(2)
    expect((await ask('DELETE', `/v1/schedules/swap/overrides/${one.body.id}`)).status).toBe(204)
    expect((await onCall('swap', '2026-11-25T12:00:01+09:00'))['first']).toEqual(['anna'])
    expect((await ask('DELETE', `/v1/schedules/swap/overrides/${one.body.id}`)).body.code).toBe('override.not_found')
  })

  it('say when somebody is on call next', async () => {
    await ask('POST', '/v1/schedules', rota('next'))
    const stints = async (user: string) => {
      const { body } = await ask('GET', `/v1/users/${user}/on-call`)
      return (body['stints'] as { schedule: { key: string }; startsAt: string; now: boolean }[]).find(
        ({ schedule }) => schedule.key === 'next',
      )
    }
    expect(await stints('anna')).toMatchObject({
      now: true,
      positions: ['first'],
      // After a holiday, which is another's.
      startsAt: '2026-11-23T15:00:00.000Z',
      endsAt: '2026-11-30T00:00:00.000Z',
    })
    expect(await stints('ben')).toMatchObject({ now: false, startsAt: '2026-11-30T00:00:00.000Z' })
    expect((await ask('GET', '/v1/users/nobody/on-call')).body.code).toBe('user.not_found')
  })

  it('whoever is deleted leaves a gap, and the schedule can still be changed', async () => {
    await ask('POST', '/v1/users', { key: 'leaver', name: 'x' })
    await ask(
      'POST',
      '/v1/schedules',
      rota('left', { positions: [{ key: 'first', layers: [{ ...weekly, people: ['leaver'] }] }] }),
    )
    expect((await onCall('left', '2026-11-25T12:00:00+09:00'))['first']).toEqual(['leaver'])
    await ask('DELETE', '/v1/users/leaver')
    expect((await onCall('left', '2026-11-25T12:00:00+09:00'))['first']).toEqual([])
    expect((await ask('PATCH', '/v1/schedules/left', { name: 'still here' })).status).toBe(200)
  })

  it('keep the holidays of a calendar that was deleted', async () => {
    await ask('POST', '/v1/calendars', { ...office, key: 'gone' })
    await ask('POST', '/v1/schedules', rota('orphan', { calendar: 'gone' }))
    await ask('DELETE', '/v1/calendars/gone')
    expect((await onCall('orphan', '2026-12-30T12:00:00+09:00'))['first']).toEqual(['chie'])
    expect((await ask('PATCH', '/v1/schedules/orphan', { zone: 'Asia/Seoul' })).status).toBe(200)
  })

  const layer = (change: object) => ({ positions: [{ key: 'first', layers: [{ ...weekly, ...change }] }] })
  it.each([
    ['an unknown person', layer({ people: ['anna', 'zoe'] }), 'schedule.user_unknown'],
    ['an unknown calendar', { calendar: 'none' }, 'schedule.calendar_unknown'],
    ['an empty rotation', layer({ people: [] }), 'request.invalid'],
    ['a shift of no length', layer({ shift: { ...weekly.shift, every: 0 } }), 'request.invalid'],
    ['a shift of another kind', layer({ shift: { unit: 'year', time: '09:00' } }), 'request.invalid'],
    ['an end before the start', layer({ endsAt: '2026-11-01T00:00:00Z' }), 'schedule.invalid'],
    ['a year out of range', layer({ startsAt: '2150-01-01T00:00:00Z' }), 'schedule.invalid'],
    ['a layer that stands twice', { positions: [{ key: 'first', layers: [weekly, weekly] }] }, 'schedule.invalid'],
    ['no position', { positions: [] }, 'request.invalid'],
    ['an instant without a zone', layer({ startsAt: '2026-11-01T00:00:00' }), 'request.invalid'],
    ['another type', { positions: 'first' }, 'request.invalid'],
  ])('are refused with %s, and nothing is written', async (_name, change, code) => {
    expect((await ask('POST', '/v1/schedules', rota('wrong', change))).body.code).toBe(code)
    expect((await ask('GET', '/v1/schedules/wrong')).status).toBe(404)
  })

  it('name the place of an unknown person', async () => {
    const { body } = await ask('POST', '/v1/schedules', rota('wrong', layer({ people: ['anna', 'zoe'] })))
    expect(body.errors[0]?.field).toBe('positions.0.layers.0.people.1')
  })

  it.each([
    [
      'that end before they begin',
      { kind: 'remove', user: 'anna', startsAt: '2026-12-02T00:00:00Z', endsAt: '2026-12-01T00:00:00Z' },
      'request.invalid',
    ],
    [
      'of the past',
      { kind: 'remove', user: 'anna', startsAt: '2025-12-02T00:00:00Z', endsAt: '2025-12-03T00:00:00Z' },
      'request.invalid',
    ],
    ['without a person', { kind: 'add', endsAt: '2026-12-01T00:00:00Z' }, 'request.invalid'],
    ['that replace by nobody', { kind: 'replace', user: 'anna', endsAt: '2026-12-01T00:00:00Z' }, 'request.invalid'],
    ['of an unknown person', { kind: 'add', user: 'zoe', endsAt: '2026-12-01T00:00:00Z' }, 'schedule.user_unknown'],
    [
      'of an unknown position',
      { kind: 'add', user: 'anna', position: 'third', endsAt: '2026-12-01T00:00:00Z' },
      'schedule.invalid',
    ],
    ['of a year out of range', { kind: 'add', user: 'anna', endsAt: '2150-12-01T00:00:00Z' }, 'schedule.invalid'],
  ])('overrides %s are refused', async (_name, override, code) => {
    await ask('POST', '/v1/schedules', rota('strict'))
    expect((await ask('POST', '/v1/schedules/strict/overrides', override)).body.code).toBe(code)
    expect((await ask('GET', '/v1/schedules/strict/overrides')).body.items).toEqual([])
  })

  it('belong to one space, and need their permission', async () => {
    const token = await world.tokenFor(await world.newSpace('elsewhere'))
    for (const path of ['/v1/schedules/night', '/v1/calendars/office', '/v1/on-call?schedule=night'])
      expect((await world.ask('GET', path, { token })).status, path).toBe(404)
    const reader = await world.tokenFor(world.spaceId, ['schedules:read'])
    const ends = { kind: 'add', user: 'anna', endsAt: '2026-12-01T00:00:00Z' }
    expect((await world.ask('POST', '/v1/schedules/night/overrides', { token: reader, body: ends })).status).toBe(403)
    expect((await world.ask('GET', '/v1/on-call', { token: reader })).status).toBe(200)
  })
})

describe('in a configuration file', () => {
  it('are applied, compared and exported like everything else', async () => {
    const token = await world.tokenFor(await world.newSpace('filed'))
    const send = (document: object) => world.ask('POST', '/v1/config/apply', { token, body: { document, prune: true } })
    const document = {
      version: 1,
      users: ['anna', 'ben', 'chie'].map((key) => ({ key, name: key })),
      calendars: [office],
      schedules: [rota('night')],
    }
    const acts = ({ body }: Awaited<ReturnType<typeof send>>) =>
      body.changes
        .filter(({ kind }) => kind === 'calendar' || kind === 'schedule')
        .map((one) => `${String(one['action'])} ${one.key}`)
    expect(acts(await send(document))).toEqual(['create office', 'create night'])
    expect(acts(await send(document))).toEqual(['unchanged office', 'unchanged night'])
    const exported = await world.ask('GET', '/v1/config/export', { token })
    expect(acts(await send(exported.body))).toEqual(['unchanged office', 'unchanged night'])
    const wrong = {
      ...document,
      schedules: [rota('night', { positions: [{ key: 'first', layers: [{ ...weekly, people: ['zoe'] }] }] })],
    }
    expect((await send(wrong)).body.errors[0]?.field).toBe('schedules.0.positions.0.layers.0.people.0')
    expect(acts(await send({ version: 1 }))).toEqual(['delete night', 'delete office'])
  })
})
