// Policy groups over /v1 and in a configuration file: which policies follow one another when, and how they are refused.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createStarter } from '../../src/server/starter.ts'
import { type Answer, createV1World, furnish, startIn, type V1World } from '../support/v1.ts'

let world: V1World
const night = { key: 'night', anyOf: [{ bands: [{ from: '18:00', to: '09:00' }] }] }
const office = { key: 'office', name: '営業日', zone: 'Asia/Tokyo', conditions: [night] }
const of = (user: string) => [{ destinations: [{ user }] }]
const when = { calendar: 'office', condition: 'night' }
const policies = [{ policy: 'by-night', when }, { policy: 'day' }, { policy: 'last' }]

const noon = Date.parse('2026-11-24T12:00:00+09:00')
const evening = Date.parse('2026-11-24T18:00:00+09:00')

const create = (body: object, token?: string): Promise<Answer> =>
  world.ask('POST', '/v1/policy-groups', {
    body: { key: 'new', name: '新', policies, ...body },
    ...(token === undefined ? {} : { token }),
  })
const patch = (body: object): Promise<Answer> => world.ask('PATCH', '/v1/policy-groups/whole', { body })
const startGroup = (policyGroup: string, body: object = {}) =>
  startIn(world, { policy: undefined, policyGroup, ...body })
const startedPlans = () => world.started.at(-1)?.plans.map(({ plan }) => plan) ?? []
const followedAt = async (atMs: number) => {
  world.clock.nowMs = atMs
  await startGroup('whole')
  return startedPlans().map(({ policyKey, group }) => `${group?.place}/${group?.of} ${policyKey}`)
}

beforeAll(async () => {
  world = await createV1World()
  await furnish(world)
  await world.ask('POST', '/v1/calendars', { body: office })
  for (const [key, user] of [
    ['by-night', 'suzuki'],
    ['day', 'sato'],
    ['last', 'suzuki'],
  ] as const)
    await world.ask('POST', '/v1/policies', {
      body: { key, name: `網${key}`, steps: of(user), escalatesTo: 'night', from: '+815012345678' },
    })
  await create({ key: 'whole', name: '全社' })
})
afterAll(() => world.close())

describe('T-020 a callout for a policy group', () => {
  it('goes through the policies that apply when it begins, each escalating to the next and the last to nobody', async () => {
    expect(await followedAt(noon)).toEqual(['2/3 day', '3/3 last'])
    expect(await followedAt(evening)).toEqual(['1/3 by-night', '2/3 day', '3/3 last'])
    expect(await followedAt(evening - 1)).toEqual(['2/3 day', '3/3 last'])
    const [first, last] = world.started.at(-1)?.plans ?? []
    expect([first?.plan.escalatesTo, last?.plan.escalatesTo]).toEqual([last?.hash, null])
    expect(first?.plan.group?.passedOver).toEqual([
      { place: 1, policy: '網by-night', why: 'condition', calendar: 'office', condition: 'night' },
    ])
    expect(last?.plan.group?.passedOver).toBeUndefined()
  })

  it('by key, id or name, and shows where it is', async () => {
    const { body } = await world.ask('GET', '/v1/policy-groups/whole')
    for (const ref of ['whole', body.id, body.id.toUpperCase(), '全社']) {
      const started = await startGroup(ref)
      expect([started.status, started.body['policy']]).toEqual([201, 'day'])
      const shown = await world.ask('GET', `/v1/callouts/${started.body.id}`)
      expect(shown.body['policyGroup']).toEqual({ key: 'whole', name: '全社', place: 2, of: 3 })
    }
    const alone = await startIn(world, {})
    expect((await world.ask('GET', `/v1/callouts/${alone.body.id}`)).body['policyGroup']).toBeNull()
  })

  it('J-020 by its name over JP1’s way in, where no policy has that name', async () => {
    const choice = { policy: { name: '全社' }, template: null }
    expect(await world.config.plans.compose(world.spaceId, choice)).toMatchObject({ ok: true, policyKey: 'day' })
    const named = { policy: { name: '夜間' }, template: null }
    await create({ key: 'same', name: '夜間' })
    expect(await world.config.plans.compose(world.spaceId, named)).toMatchObject({ policyKey: 'night' })
    const byKey = { policy: { name: 'whole' }, template: null }
    expect(await world.config.plans.compose(world.spaceId, byKey)).toMatchObject({ code: 'policy.not_found' })
    await world.ask('DELETE', '/v1/policy-groups/same')
  })

  it('is repeated once with an idempotency key, and differs from one for a policy', async () => {
    const headers = { 'Idempotency-Key': 'group-1' }
    const first = await startIn(world, { policy: undefined, policyGroup: 'whole' }, headers)
    const again = await startIn(world, { policy: undefined, policyGroup: 'whole' }, headers)
    expect([first.status, again.status, again.body.id]).toEqual([201, 200, first.body.id])
    expect((await startIn(world, { policy: 'whole' }, headers)).body.code).toBe('idempotency.conflict')
  })

  it('is merged into a callout of the same group only', async () => {
    await world.ask('PATCH', '/v1/policies/day', { body: { thinning: { seconds: 60 } } })
    const alone = await startIn(world, { policy: 'day' })
    const whole = await startGroup('whole')
    expect([whole.status, whole.body.id === alone.body.id]).toEqual([201, false])
    expect((await startGroup('whole')).body.id).toBe(whole.body.id)
    await world.ask('PATCH', '/v1/policies/day', { body: { thinning: null } })
  })

  it('is refused to whoever may not start all of its policies', async () => {
    const day = await world.ask('GET', '/v1/policies/day')
    const starter = createStarter({
      ...world.config,
      engine: { start: () => Promise.reject(new Error('must not be asked')) },
      nowMs: () => world.clock.nowMs,
      digest: (text) => text,
    })
    const order = {
      spaceId: world.spaceId,
      projectId: null,
      policy: { group: 'whole' },
      template: null,
      cause: { kind: 'text' as const, text: 'x' },
      parameters: {},
      priority: null,
      createdBy: 'test',
      idempotency: null,
      allowed: [day.body.id],
    }
    expect(await starter.start(order)).toMatchObject({ ok: false, code: 'policy.forbidden', detail: 'last' })
  })

  it('passes over what was deleted and what can call nobody, and says so; all at once where no condition holds', async () => {
    await world.ask('POST', '/v1/users', { body: { key: 'silent', name: '無言' } })
    for (const key of ['gone', 'mute'])
      await world.ask('POST', '/v1/policies', {
        body: { key, name: key, steps: of(key === 'mute' ? 'silent' : 'sato') },
      })
    const night = { when }
    await create({
      key: 'holes',
      name: '穴',
      policies: [{ policy: 'gone' }, { policy: 'mute' }, { policy: 'day', ...night }, { policy: 'last', ...night }],
    })
    await world.ask('DELETE', '/v1/policies/gone')
    world.clock.nowMs = evening
    await startGroup('holes')
    const whys = () => startedPlans()[0]?.group?.passedOver?.map(({ place, why }) => `${place} ${why}`)
    expect([startedPlans().map(({ policyKey }) => policyKey), whys()]).toEqual([
      ['day', 'last'],
      ['1 gone', '2 unusable'],
    ])
    world.clock.nowMs = noon
    await startGroup('holes')
    expect([startedPlans().map(({ policyKey }) => policyKey), startedPlans()[0]?.group?.noneApplies]).toEqual([
      ['day', 'last'],
      true,
    ])
    await create({ key: 'mutes', name: '無', policies: [{ policy: 'mute' }] })
    expect((await startGroup('mutes')).body).toMatchObject({ code: 'policy.nobody_reachable', detail: 'mute' })
    await world.ask('DELETE', '/v1/policy-groups/mutes')
    await create({ key: 'void', name: '空', policies: [{ policy: 'night' }] })
    const { body } = await world.ask('GET', '/v1/policies/night')
    await world.ask('DELETE', '/v1/policies/night')
    expect((await startGroup('void')).body.code).toBe('policy_group.empty')
    expect(((await world.ask('GET', '/v1/policy-groups/void')).body['policies'] as object[])[0]).toEqual({
      policy: body.id,
    })
    await world.ask('POST', '/v1/policies', { body: { key: 'night', name: '夜間', steps: of('sato') } })
  })

  it('carries two hundred policies, in order', async () => {
    const many = Array.from({ length: 200 }, (_, index) => `n${String(index).padStart(3, '0')}`)
    const token = await world.tokenFor(await world.newSpace('big'))
    const users = [{ key: 'a', name: 'a', contactMethods: [{ channel: 'phone', address: '+819012345678' }] }]
    world.env['TOKEN'] = 'secret'
    const settings = { accountSid: `AC${'0'.repeat(32)}` }
    const connections = [{ key: 'c', name: 'c', settings, secrets: { authToken: { env: 'TOKEN' } } }]
    const document = {
      version: 1,
      users,
      connections,
      policies: many.map((key) => ({ key, name: key, steps: of('a'), from: '+815012345678' })),
      policyGroups: [{ key: 'g', name: 'g', policies: many.toReversed().map((policy) => ({ policy })) }],
    }
    const applied = await world.ask('POST', '/v1/config/apply', { token, body: { document, prune: false } })
    expect(applied.status).toBe(200)
    const body = { policyGroup: 'g', text: 'x' }
    expect((await world.ask('POST', '/v1/callouts', { token, body })).status).toBe(201)
    expect(startedPlans().map(({ policyKey }) => policyKey)).toEqual(many.toReversed())
  })
})

describe('a preview of a policy group', () => {
  const preview = async (atMs: number, ref = 'whole', token?: string) => {
    const body = { at: new Date(atMs).toISOString() }
    const answer = await world.ask('POST', `/v1/policy-groups/${ref}/preview`, {
      body,
      ...(token === undefined ? {} : { token }),
    })
    return { ...answer, keys: ((answer.body['policies'] ?? []) as { key: string }[]).map(({ key }) => key) }
  }

  it('runs through all that apply at the imagined instant, with the words of each step of the group', async () => {
    world.clock.nowMs = noon
    expect((await preview(evening)).keys).toEqual(['by-night', 'day', 'last'])
    const { keys, body } = await preview(noon)
    expect(keys).toEqual(['day', 'last'])
    const told = (body['history'] as { reason: string; text: string }[]).filter(({ reason }) =>
      reason.startsWith('group'),
    )
    expect(told.map(({ text }) => text)).toEqual([
      '連絡網グループの1番目「網by-night」は、いまはカレンダー office の night に当たらないため、飛ばします。',
      '連絡網グループ「全社」の2番目(全3)の連絡網を使います。',
      '連絡網グループ「全社」の3番目(全3)の連絡網を使います。',
    ])
    expect(body.findings.map(({ code, ...one }) => [code, one['policy']])).toEqual([
      ['policy_group.escalation_unused', 'day'],
      ['policy_group.escalation_unused', 'last'],
    ])
  })

  it('says what is passed over, and that no condition holds', async () => {
    const { body } = await preview(noon, 'holes')
    expect(body.findings.map(({ code }) => code)).toEqual([
      'policy_group.none_applies',
      'policy_group.escalation_unused',
      'policy_group.escalation_unused',
      'policy_group.policy_unknown',
      'policy_group.policy_unusable',
    ])
  })

  it('of none, and of another space’s', async () => {
    expect((await preview(noon, 'ghost')).body.code).toBe('policy_group.not_found')
    const token = await world.tokenFor(await world.newSpace('curious'))
    const { body } = await world.ask('GET', '/v1/policy-groups/whole')
    expect((await preview(noon, body.id, token)).body.code).toBe('policy_group.not_found')
  })
})

describe('policy groups as objects', () => {
  it('go out as they came in, stay when a policy is renamed, and are listed, changed and deleted', async () => {
    const { body, headers } = await world.ask('GET', '/v1/policy-groups/whole')
    expect(body['policies']).toEqual(policies)
    await world.ask('PATCH', '/v1/policies/last', { body: { key: 'final' } })
    const renamed = [policies[0], policies[1], { policy: 'final' }]
    expect((await world.ask('GET', '/v1/policy-groups/whole')).body['policies']).toEqual(renamed)
    await world.ask('PATCH', '/v1/policies/final', { body: { key: 'last' } })
    expect((await patch({ name: '全社2' })).body).toMatchObject({ name: '全社2', policies })
    const stale = await world.ask('PATCH', '/v1/policy-groups/whole', {
      body: { name: 'x' },
      headers: { 'If-Match': headers.get('etag') ?? '' },
    })
    expect(stale.body.code).toBe('config.changed_meanwhile')
    await patch({ name: '全社' })
    const { body: page } = await world.ask('GET', '/v1/policy-groups?limit=1')
    expect([page.items.map(({ key }) => key), page.next]).toEqual([['holes'], expect.stringMatching(/^holes~/)])
    expect((await world.ask('DELETE', '/v1/policy-groups/holes')).status).toBe(204)
    expect((await world.ask('GET', '/v1/policy-groups/holes')).body.code).toBe('policy_group.not_found')
  })

  it.each<[string, object, string, string | null]>([
    ['an unknown policy', { policies: [{ policy: 'ghost' }] }, 'policy_group.policy_unknown', 'policies.0.policy'],
    [
      'an unknown calendar',
      { policies: [{ policy: 'day', when: { ...when, calendar: 'ghost' } }] },
      'policy.calendar_unknown',
      'policies.0.when.calendar',
    ],
    [
      'an unknown condition',
      { policies: [{ policy: 'day' }, { policy: 'day', when: { ...when, condition: 'lunch' } }] },
      'policy.condition_unknown',
      'policies.1.when.condition',
    ],
    [
      'one twice',
      { policies: [{ policy: 'day' }, { policy: 'day' }] },
      'policy_group.policy_twice',
      'policies.1.policy',
    ],
    ['itself', { policies: [{ policy: 'whole' }] }, 'policy_group.policy_unknown', 'policies.0.policy'],
    ['nobody', { policies: [] }, 'request.invalid', 'policies'],
    ['too many', { policies: Array.from({ length: 201 }, () => ({ policy: 'day' })) }, 'request.invalid', 'policies'],
    ['a taken key', { key: 'whole' }, 'policy_group.key_taken', 'key'],
    ['a taken name', { name: '全社' }, 'policy_group.name_taken', 'name'],
    ['a name of dots', { name: '..' }, 'request.invalid', 'name'],
  ])('refuse %s', async (...[, body, code, field]) => {
    const { body: problem } = await create(body)
    expect([problem.code, problem.errors[0]?.field]).toEqual([code, field])
  })

  it.each([
    ['neither', { policy: undefined }],
    ['both', { policyGroup: 'whole' }],
  ])('a start names a policy or a group: not %s', async (...[, body]) => {
    const { body: problem } = await startIn(world, body)
    expect([problem.code, problem.errors[0]?.field]).toEqual(['request.invalid', 'policy'])
  })

  it('a start of a group that is not there says what it is about', async () => {
    const { status, body } = await startGroup('ghost')
    expect([status, body.code, body.errors[0]?.field]).toEqual([404, 'policy_group.not_found', 'policyGroup'])
  })

  it('refuse the policies of another space, and whoever may not write', async () => {
    const token = await world.tokenFor(await world.newSpace('next-door'))
    const { body } = await world.ask('GET', '/v1/policies/day')
    const refused = await create({ policies: [{ policy: body.id }] }, token)
    expect(refused.body.code).toBe('policy_group.policy_unknown')
    const reader = await world.tokenFor(world.spaceId, ['policies:read'])
    expect((await create({}, reader)).status).toBe(403)
  })

  it('stand in a configuration file and in what is exported; names may be exchanged; what is gone from it is pruned', async () => {
    const token = await world.tokenFor(await world.newSpace('by-file'))
    const users = [{ key: 'a', name: 'a', contactMethods: [{ channel: 'phone', address: '+819012345678' }] }]
    const group = (key: string, name: string, grouped: object[]) => ({ key, name, policies: grouped })
    const grouped = [{ policy: 'p', when }, { policy: 'q' }]
    const apply = (policyGroups: object[], prune = false) =>
      world.ask('POST', '/v1/config/apply', {
        token,
        body: {
          document: {
            version: 1,
            users,
            calendars: [office],
            policies: ['p', 'q'].map((key) => ({ key, name: key, steps: of('a') })),
            policyGroups,
          },
          prune,
        },
      })
    const two = [group('g', 'G', grouped), group('h', 'H', [{ policy: 'q' }])]
    expect((await apply(two)).body.changes.filter(({ action }) => action === 'create')).toHaveLength(6)
    expect((await apply(two)).body.changes.every(({ action }) => action === 'unchanged')).toBe(true)
    const exported = await world.ask('GET', '/v1/config/export', { token })
    expect(exported.body['policyGroups']).toEqual(two)
    const swapped = await apply([group('g', 'H', grouped), group('h', 'G', [{ policy: 'p' }])])
    expect(swapped.body.changes.filter(({ action }) => action === 'update')).toMatchObject([
      { kind: 'policy_group', key: 'g', fields: [{ field: 'name', before: 'G', after: 'H' }] },
      { kind: 'policy_group', key: 'h', fields: [{ field: 'name' }, { field: 'policies' }] },
    ])
    const wrong = await apply([group('g', 'H', [{ policy: 'q' }, { policy: 'zz' }])])
    expect([wrong.body.code, wrong.body.errors[0]?.field]).toEqual([
      'policy_group.policy_unknown',
      'policyGroups.0.policies.1.policy',
    ])
    const pruned = await apply([], true)
    expect(pruned.body.changes.filter(({ action }) => action === 'delete')).toHaveLength(2)
  })
})
