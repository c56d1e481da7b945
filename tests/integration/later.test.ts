// What is not urgent begins later: the rules of a policy over /v1 and in files, what a start makes of them, and letting one begin.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createV1World, furnish, startIn, type V1World } from '../support/v1.ts'

let world: V1World
const until = { calendar: 'office', condition: 'working' }
const later = [
  { fromPriority: 7, until },
  { fromPriority: 4, seconds: 600 },
]
const of = (user: string) => [{ destinations: [{ user }] }]
const working = { key: 'working', anyOf: [{ bands: [{ from: '09:00', to: '17:30' }] }] }
const office = { key: 'office', name: '営業日', zone: 'Asia/Tokyo', conditions: [working] }
const day = { name: '日中', when: until, steps: of('suzuki'), priority: 9 }
const night = Date.parse('2026-11-25T03:00:00+09:00')
const nine = '2026-11-25T00:00:00.000Z'

beforeAll(async () => {
  world = await createV1World()
  await furnish(world)
  await world.ask('POST', '/v1/calendars', { body: office })
  const body = { key: 'calm', name: '静か', steps: of('sato'), connection: 'sim', from: '+815012345678', later }
  await world.ask('POST', '/v1/policies', { body: { ...body, variants: [day] } })
  world.clock.nowMs = night
})
afterAll(() => world.close())

const start = async (priority?: number) => {
  const { status, body } = await startIn(world, { policy: 'calm', ...(priority === undefined ? {} : { priority }) })
  const { later: told, plans, priority: kept } = world.started.at(-1) as (typeof world.started)[number]
  return { status, body, told, kept, who: plans[0]?.plan.destinations.map(({ name }) => name).join() }
}

describe('what is not urgent begins later', () => {
  it('is answered like any start, and says when it begins', async () => {
    const { status, body, told, kept } = await start()
    expect([status, body['outcome'], kept]).toEqual([201, null, 5])
    expect(told).toEqual({ why: 'begins_delayed', untilMs: night + 600_000 })
    const { body: shown } = await world.ask('GET', `/v1/callouts/${body.id}`)
    expect(shown['next']).toEqual({ at: new Date(night + 600_000).toISOString(), kind: 'begin', names: ['satoさん'] })
  })

  it('in working hours, by the variant that applies then; its priority stays what it was', async () => {
    const { told, who, kept } = await start(8)
    expect(told).toMatchObject({ why: 'waits_for_hours', untilMs: Date.parse(nine), calendar: 'office' })
    expect([who, kept]).toEqual(['suzukiさん', 8])
  })

  it('is urgent, or a test: at once', async () => {
    expect((await start(3)).told).toBeUndefined()
    world.clock.nowMs = night + 7 * 3_600_000
    expect((await start(7)).told).toBeUndefined()
    world.clock.nowMs = night
  })

  it('is let begin at once; what does not wait is refused', async () => {
    const { body } = await start()
    const release = () => world.ask('POST', `/v1/callouts/${body.id}/release`)
    expect((await release()).status).toBe(200)
    expect(await release()).toMatchObject({ status: 409, body: { code: 'callout.not_waiting' } })
    await world.ask('POST', `/v1/callouts/${body.id}/cancel`)
    expect(await release()).toMatchObject({ status: 409, body: { code: 'callout.ended' } })
    const nobodys = '/v1/callouts/01890000-0000-7000-8000-000000000000/release'
    expect(await world.ask('POST', nobodys)).toMatchObject({ status: 404, body: { code: 'callout.not_found' } })
    const token = await world.tokenFor(world.spaceId, ['callouts:read'])
    expect(await world.ask('POST', `/v1/callouts/${body.id}/release`, { token })).toMatchObject({ status: 403 })
  })

  it('is shown by a preview, of what is saved and of what is not', async () => {
    const asked = { at: new Date(night).toISOString(), priority: 8 }
    const seen = async (path: string, body: object) => {
      const { body: shown } = await world.ask('POST', `${path}?lang=en`, { body })
      const [first] = shown['attempts'] as unknown as { begunAt: string; name: string }[]
      return [first?.begunAt, first?.name, (shown['history'] as unknown as { text: string }[])[2]?.text]
    }
    const told = [nine, 'suzukiさん', expect.stringContaining('It is held until working (calendar office)')]
    expect(await seen('/v1/policies/calm/preview', asked)).toEqual(told)
    const { body: saved } = await world.ask('GET', '/v1/policies/calm')
    const policy = {
      key: 'new',
      name: '新',
      steps: of('sato'),
      later: saved['later'],
      variants: [day],
      connection: 'sim',
    }
    const unsaved = await seen('/v1/policies/preview', { ...asked, policy: { ...policy, from: '+815012345678' } })
    expect(unsaved).toEqual(told)
  })

  it('stands in configuration files, by keys', async () => {
    const { body: saved } = await world.ask('GET', '/v1/policies/calm')
    expect(saved['later']).toEqual(later)
    world.env['NOROSHI_SIM_AUTH_TOKEN'] = 'secret'
    const { body: exported } = await world.ask('GET', '/v1/config/export')
    expect((exported['policies'] as unknown as { key: string }[]).find(({ key }) => key === 'calm')).toMatchObject({
      later,
    })
    const token = await world.tokenFor(await world.newSpace('copied'))
    const file = { token, body: { document: exported } }
    expect(await world.ask('POST', '/v1/config/apply', file)).toMatchObject({ status: 200 })
    expect((await world.ask('GET', '/v1/policies/calm', { token })).body['later']).toEqual(later)
    const { body: plan } = await world.ask('POST', '/v1/config/plan', file)
    const actions = (plan['changes'] as unknown as { action: string }[]).map(({ action }) => action)
    expect(new Set(actions)).toEqual(new Set(['unchanged']))
  })

  it.each<[string, unknown, string]>([
    ['both at once', [{ seconds: 60, until }], 'request.invalid'],
    ['neither', [{ fromPriority: 3 }], 'request.invalid'],
    ['more than 14 days', [{ seconds: 14 * 86_400 + 1 }], 'request.invalid'],
    ['no time', [{ seconds: 0 }], 'request.invalid'],
    ['a priority that is none', [{ fromPriority: 10, seconds: 1 }], 'request.invalid'],
    ['too many rules', Array.from({ length: 11 }, () => ({ seconds: 1 })), 'request.invalid'],
    ['an unknown calendar', [{ until: { ...until, calendar: 'ghost' } }], 'policy.calendar_unknown'],
    ['an unknown condition', [{ until: { ...until, condition: 'lunch' } }], 'policy.condition_unknown'],
  ])('refuses %s', async (...[, rules, code]) => {
    const { status, body } = await world.ask('PATCH', '/v1/policies/calm', { body: { later: rules } })
    expect([status, body.code]).toEqual([422, code])
  })

  it('at once where its condition was taken away, which is found', async () => {
    await world.ask('PATCH', '/v1/calendars/office', { body: { conditions: [{ ...working, key: 'hours' }] } })
    expect((await start(8)).told).toBeUndefined()
    const { body: shown } = await world.ask('POST', '/v1/policies/calm/preview', { body: { at: nine } })
    const codes = (shown['findings'] as unknown as { code: string }[]).map(({ code }) => code)
    expect(codes).toContain('policy.condition_unknown')
  })
})
