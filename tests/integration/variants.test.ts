// Variants of a policy over /v1 and in a configuration file: which one is followed when, also by a plan that is kept in memory.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, createV1World, furnish, startIn, type V1World } from '../support/v1.ts'

let world: V1World
const night = { key: 'night', anyOf: [{ bands: [{ from: '18:00', to: '09:00' }] }] }
const office = { key: 'office', name: '営業日', zone: 'Asia/Tokyo', conditions: [night] }
const of = (user: string) => [{ destinations: [{ user }] }]
const when = { calendar: 'office', condition: 'night' }
const variants = [{ name: '夜間', when, steps: of('suzuki'), priority: 1 }]

beforeAll(async () => {
  world = await createV1World()
  await furnish(world)
  await world.ask('POST', '/v1/calendars', { body: office })
  await world.ask('POST', '/v1/policies', { body: { key: 'day', name: '昼夜', steps: of('sato'), variants } })
})
afterAll(() => world.close())

const noon = Date.parse('2026-11-24T12:00:00+09:00')
const evening = Date.parse('2026-11-24T18:00:00+09:00')
const startAt = async (atMs: number) => {
  world.clock.nowMs = atMs
  await startIn(world, { policy: 'day' })
  const { plans, priority } = world.started.at(-1) as (typeof world.started)[number]
  const plan = plans[0]?.plan
  return [plan?.destinations.map(({ name }) => name).join(), plan?.variant?.name ?? null, priority]
}
const create = (body: object): Promise<Answer> =>
  world.ask('POST', '/v1/policies', { body: { key: 'new', name: '新', steps: of('sato'), ...body } })
const patch = (body: object): Promise<Answer> => world.ask('PATCH', '/v1/policies/day', { body })

describe('J-013 J-015 a policy is switched by the calendar', () => {
  it('at the instant a callout begins, to the millisecond, both ways', async () => {
    const byDay = ['satoさん', null, 5]
    const byNight = ['suzukiさん', '夜間', 1]
    expect(await startAt(noon)).toEqual(byDay)
    expect(await startAt(evening - 1)).toEqual(byDay)
    expect(await startAt(evening)).toEqual(byNight)
    expect(await startAt(evening + 14 * 3_600_000)).toEqual(byNight)
    expect(await startAt(evening + 15 * 3_600_000)).toEqual(byDay)
    // A clock that is set back.
    expect(await startAt(evening)).toEqual(byNight)
  })

  it('and where it escalates to, by variants of its own', async () => {
    const body = { key: 'first', name: '一次', steps: of('sato'), escalatesTo: 'day' }
    await world.ask('POST', '/v1/policies', { body })
    for (const [atMs, name] of [
      [evening, '夜間'],
      [noon, undefined],
    ] as const) {
      world.clock.nowMs = atMs
      await startIn(world, { policy: 'first' })
      expect(world.started.at(-1)?.plans.map(({ plan }) => plan.variant?.name)).toEqual([undefined, name])
    }
  })

  it('T-017 a change of the calendar counts for the next callout', async () => {
    const { body } = await world.ask('PATCH', '/v1/calendars/office', {
      body: { conditions: [{ key: 'night', anyOf: [{ bands: [{ from: '20:00', to: '06:00' }] }] }] },
    })
    expect(body.key).toBe('office')
    expect(await startAt(evening)).toEqual(['satoさん', null, 5])
    await world.ask('PATCH', '/v1/calendars/office', { body: { conditions: [night] } })
    expect(await startAt(evening)).toEqual(['suzukiさん', '夜間', 1])
  })

  it('a variant by which nobody can be called gives way to the policy, and the check says so', async () => {
    await world.ask('POST', '/v1/users', { body: { key: 'silent', name: '無言' } })
    const unusable = [{ ...variants[0], steps: of('silent') }]
    const draft = { key: 'c', name: 'c', steps: of('sato'), variants: unusable }
    const { body } = await world.ask('POST', '/v1/policies/check', { body: draft })
    expect(body).toMatchObject({ ok: true, code: null })
    expect(body.findings.map(({ code, variant }) => [code, variant])).toContainEqual([
      'policy.variant_unusable',
      '夜間',
    ])
    await create({ key: 'weak', name: '弱', variants: unusable })
    world.clock.nowMs = evening
    await startIn(world, { policy: 'weak' })
    expect(world.started.at(-1)?.plans[0]?.plan.variant).toMatchObject({ name: '夜間', unusable: true })
  })

  it('a preview shows what applies at the imagined instant', async () => {
    const at = async (instant: number, path: string, more: object = {}) => {
      const { body } = await world.ask('POST', path, { body: { at: new Date(instant).toISOString(), ...more } })
      const [attempt] = body['attempts'] as { name: string }[]
      const found = (body['history'] as { reason: string; text: string }[]).find(({ reason }) =>
        reason.includes('variant'),
      )
      return [found?.text, attempt?.name]
    }
    world.clock.nowMs = noon
    const told = '切替「夜間」(カレンダー office の night)が適用されます。'
    expect(await at(evening, '/v1/policies/day/preview')).toEqual([told, 'suzukiさん'])
    expect(await at(noon, '/v1/policies/day/preview')).toEqual([expect.stringContaining('本来の内容'), 'satoさん'])
    const draft = { key: 'd', name: 'd', steps: of('sato'), variants }
    expect(await at(evening, '/v1/policies/preview', { policy: draft })).toEqual([told, 'suzukiさん'])
  })

  it('goes out as it came in, keeps its people when they are renamed, and is taken away by an empty list', async () => {
    const { body } = await world.ask('GET', '/v1/policies/day')
    expect(body['variants']).toEqual(variants)
    expect((await patch({ name: '昼夜2' })).body['variants']).toEqual(variants)
    expect((await patch({ variants: [] })).body['variants']).toEqual([])
    expect(await startAt(evening)).toEqual(['satoさん', null, 5])
    await patch({ variants })
  })

  it.each<[string, object, string, string | null]>([
    [
      'an unknown calendar',
      { when: { calendar: 'ghost', condition: 'night' } },
      'policy.calendar_unknown',
      'when.calendar',
    ],
    ['an unknown condition', { when: { ...when, condition: 'lunch' } }, 'policy.condition_unknown', 'when.condition'],
    ['an unknown user', { steps: of('ghost') }, 'policy.user_unknown', 'steps.0.destinations.0.user'],
    ['an unknown template', { template: 'ghost' }, 'policy.template_unknown', 'template'],
    ['no steps', { steps: [] }, 'request.invalid', null],
    ['steps without anybody', { steps: [{ destinations: [] }] }, 'policy.empty', null],
    ['where it escalates to', { escalatesTo: 'night' }, 'request.invalid', null],
    ['no condition', { when: { calendar: 'office' } }, 'request.invalid', null],
  ])('refuses %s', async (...[, change, code, field]) => {
    const { status, body } = await create({ variants: [{ ...variants[0], ...change }] })
    expect([status, body.code]).toEqual([422, code])
    if (field !== null) expect(body.errors[0]?.field).toBe(`variants.0.${field}`)
  })

  it('refuses two of one name, and more than fifty', async () => {
    expect((await create({ variants: [...variants, ...variants] })).body.code).toBe('request.invalid')
    const many = Array.from({ length: 51 }, (_, index) => ({ ...variants[0], name: `n${index}` }))
    expect((await create({ variants: many })).body.code).toBe('request.invalid')
  })

  it('refuses the calendar and the people of another space', async () => {
    const token = await world.tokenFor(await world.newSpace('next-door'))
    const calendar = await world.ask('GET', '/v1/calendars/office')
    const body = { key: 'p', name: 'p', steps: [{ destinations: [{ user: 'a' }] }] }
    const user = { key: 'a', name: 'a', contactMethods: [{ channel: 'phone', address: '+819012345678' }] }
    await world.ask('POST', '/v1/users', { token, body: user })
    const own = [{ name: 'n', when: { ...when, calendar: calendar.body.id } }]
    const refused = await world.ask('POST', '/v1/policies', { token, body: { ...body, variants: own } })
    expect(refused.body.code).toBe('policy.calendar_unknown')
  })

  it('stands in a configuration file, calendar and policy together, and in what is exported', async () => {
    const token = await world.tokenFor(await world.newSpace('by-file'))
    const policy = { key: 'p', name: 'p', steps: of('a'), variants: [{ name: 'n', when, stop: 'all' }] }
    const users = [{ key: 'a', name: 'a', contactMethods: [{ channel: 'phone', address: '+819012345678' }] }]
    const apply = (policies: object[]) =>
      world.ask('POST', '/v1/config/apply', {
        token,
        body: { document: { version: 1, users, calendars: [office], policies }, prune: false },
      })
    expect((await apply([policy])).status).toBe(200)
    const changed = await apply([{ ...policy, variants: [{ name: 'n', when, stop: 'none' }] }])
    expect(changed.body.changes.find(({ key }) => key === 'p')).toMatchObject({ action: 'update' })
    const { body } = await world.ask('GET', '/v1/config/export', { token })
    expect(body['policies']).toMatchObject([{ variants: [{ name: 'n', when, stop: 'none' }] }])
    const wrong = await apply([{ ...policy, variants: [{ name: 'n', when: { ...when, condition: 'x' } }] }])
    expect([wrong.body.code, wrong.body.errors[0]?.field]).toEqual([
      'policy.condition_unknown',
      'policies.0.variants.0.when.condition',
    ])
  })
})
