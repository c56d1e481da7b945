// Quiet hours over /v1, in configuration files, and in what previews and sweeps say of a night.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SpaceId } from '#core/ids'
import { createV1World, furnish, type V1World } from '../support/v1.ts'

let world: V1World
beforeAll(async () => {
  world = await createV1World()
  await furnish(world)
  const steps = [{ destinations: [{ user: 'suzuki' }, { user: 'sato' }] }]
  const policy = { key: 'both', name: '二人', steps, connection: 'sim', from: '+815012345678' }
  await world.ask('POST', '/v1/policies', { body: policy })
})
afterAll(() => world.close())

const nights = { anyOf: [{ bands: [{ from: '22:00', to: '07:00' }] }] }
const whole = { zone: 'Asia/Tokyo', country: 'JP', ...nights, breaksThrough: 2 }
const set = (key: string, quietHours: unknown) => world.ask('PATCH', `/v1/users/${key}`, { body: { quietHours } })
const at = '2026-12-02T03:00:00+09:00'

describe('quiet hours', () => {
  it('are shown as they were set, with what was left out, and taken away by null', async () => {
    expect((await set('sato', nights)).body['quietHours']).toEqual(whole)
    const { body } = await world.ask('GET', '/v1/users/sato')
    expect(body['quietHours']).toEqual(whole)
    const told = await world.config.holdReader.read(world.spaceId as SpaceId)
    expect([...told.quiet].map(([id, { breaksThrough }]) => [id, breaksThrough])).toEqual([[body.id, 2]])
    const elsewhere = await world.newSpace('awake')
    expect((await world.config.holdReader.read(elsewhere as SpaceId)).quiet.size).toBe(0)
    // Another change leaves them alone.
    const renamed = await world.ask('PATCH', '/v1/users/sato', { body: { name: '佐藤' } })
    expect(renamed.body['quietHours']).toEqual(whole)
    expect((await set('sato', null)).body['quietHours']).toBeNull()
    expect((await world.config.holdReader.read(world.spaceId as SpaceId)).quiet.size).toBe(0)
    const made = { key: 'new', name: '新人', quietHours: { ...nights, zone: 'Europe/London', country: null } }
    expect((await world.ask('POST', '/v1/users', { body: made })).body['quietHours']).toMatchObject({ country: null })
    expect(await world.ask('DELETE', '/v1/users/new')).toMatchObject({ status: 204 })
  })

  it.each<[string, object, string, RegExp]>([
    ['an unknown zone', { ...nights, zone: 'Asia/Edo' }, 'user.quiet_hours_invalid', /sato: calendar\.zone_unknown/],
    [
      'a band of nothing',
      { anyOf: [{ bands: [{ from: '07:00', to: '07:00' }] }] },
      'user.quiet_hours_invalid',
      /calendar\.band_empty: anyOf\[0\]\.bands\[0\]/,
    ],
    [
      'a day that does not exist',
      { anyOf: [{ dates: [{ from: '02-30', through: '03-01' }] }] },
      'user.quiet_hours_invalid',
      /calendar\.date_malformed/,
    ],
    ['no rule', { anyOf: [] }, 'request.invalid', /./],
    ['a priority that is none', { ...nights, breaksThrough: 10 }, 'request.invalid', /./],
    ['a typo', { ...nights, breakThrough: 1 }, 'request.invalid', /./],
  ])('refuse %s', async (...[, hours, code, detail]) => {
    const { status, body } = await set('sato', hours)
    expect([status, body.code]).toEqual([422, code])
    expect(JSON.stringify(body)).toMatch(detail)
    expect((await world.ask('GET', '/v1/users/sato')).body['quietHours']).toBeNull()
  })

  it('stand in configuration files; a change is shown, and leaving them out takes them away', async () => {
    const token = await world.tokenFor(await world.newSpace('filed'))
    const document = (quietHours?: object) => ({
      version: 1,
      users: [{ key: 'sato', name: '佐藤', ...(quietHours === undefined ? {} : { quietHours }) }],
    })
    const ask = (path: string, body?: unknown) =>
      world.ask(body === undefined ? 'GET' : 'POST', path, body === undefined ? { token } : { token, body })
    expect((await ask('/v1/config/apply', { document: document(nights) })).status).toBe(200)
    const { body } = await ask('/v1/config/export')
    expect(body['users']).toMatchObject([{ quietHours: whole }])
    const planned = async (quietHours?: object) => {
      const { body: plan } = await ask('/v1/config/plan', { document: document(quietHours) })
      const [change] = plan['changes'] as unknown as { action: string; fields: object[] }[]
      return [change?.action, change?.fields]
    }
    expect(await planned(nights)).toEqual(['unchanged', []])
    const [action, fields] = await planned()
    expect([action, fields]).toMatchObject([
      'update',
      expect.arrayContaining([{ field: 'quietHours.zone', before: 'Asia/Tokyo' }]),
    ])
    const wrong = await ask('/v1/config/apply', { document: document({ ...nights, zone: 'Asia/Edo' }) })
    expect([wrong.status, wrong.body.code]).toEqual([422, 'user.quiet_hours_invalid'])
    expect((await ask('/v1/config/apply', { document: document() })).status).toBe(200)
    expect((await ask('/v1/users/sato')).body['quietHours']).toBeNull()
  })

  it('count in a preview at the imagined instant; what is urgent breaks through', async () => {
    await set('suzuki', nights)
    await set('sato', nights)
    const preview = async (body: object) => {
      const { body: shown } = await world.ask('POST', '/v1/policies/both/preview?lang=en', { body })
      const codes = (shown['findings'] as unknown as { code: string; message: string }[]).map(({ code }) => code)
      return { codes, details: (shown['attempts'] as { detail: string | null }[]).map(({ detail }) => detail), shown }
    }
    const asleep = await preview({ at })
    expect(asleep.codes).toContain('preview.step_in_quiet_hours')
    expect(new Set(asleep.details)).toEqual(new Set(['quiet_hours']))
    expect(asleep.shown['history']).toContainEqual(
      expect.objectContaining({ reason: 'quiet_hours', text: expect.stringMatching(/in quiet hours.*until.*07:00/) }),
    )
    const urgent = await preview({ at, priority: 2 })
    expect([urgent.codes, urgent.details]).not.toContain('quiet_hours')
    expect(urgent.codes).not.toContain('preview.step_in_quiet_hours')
    await set('sato', null)
    expect((await preview({ at })).codes).toContain('preview.person_in_quiet_hours')
  })

  it('are counted by a sweep', async () => {
    await set('suzuki', nights)
    await set('sato', { ...nights, anyOf: [{ bands: [{ from: '23:30', to: '06:00' }] }] })
    const sweep = async () => {
      const body = { at: '2026-12-02T12:00:00+09:00', days: 1 }
      return (await world.ask('POST', '/v1/policies/both/sweep?lang=ja', { body })).body
    }
    const span = { startsAt: '2026-12-02T14:30:00.000Z', endsAt: '2026-12-02T21:00:00.000Z' }
    const message = '段1では全員がおやすみ時間のため、だれにも連絡できません。'
    expect(await sweep()).toMatchObject({ nobody: [span], quiet: [{ ...span, policy: 'both', step: 1, message }] })
    await set('sato', null)
    expect(await sweep()).toMatchObject({ nobody: [], quiet: [] })
  })
})
