// Groups and projects over /v1, and the numbers that other products' APIs call users by.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nextNumber } from '#store/account/counters'
import { createV1World, furnish, startIn, type V1World } from '../support/v1.ts'

let world: V1World
beforeAll(async () => {
  world = await createV1World()
  for (const key of ['sato', 'suzuki', 'anna']) await world.ask('POST', '/v1/users', { body: { key, name: key } })
})
afterAll(() => world.close())

const keysOf = (members: unknown) => (members as { key: string }[]).map((one) => one.key)

describe('a user has an integer of the space', () => {
  it('counts up, also when many come at once, and is never given again', async () => {
    const before = (await world.ask('GET', '/v1/users/anna')).body['number']
    expect(before).toBe(3)
    const made = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        world.ask('POST', '/v1/users', { body: { key: `many-${index}`, name: 'x' } }),
      ),
    )
    expect(made.map(({ body }) => body['number']).sort((a, b) => Number(a) - Number(b))).toEqual([
      4, 5, 6, 7, 8, 9, 10, 11, 12, 13,
    ])
    await world.ask('DELETE', '/v1/users/many-9')
    await world.ask('POST', '/v1/users', { body: { key: 'many-0', name: 'refused' } })
    expect((await world.ask('POST', '/v1/users', { body: { key: 'next', name: 'x' } })).body['number']).toBe(14)
    await world.ask('PATCH', '/v1/users/next', { body: { key: 'renamed' } })
    expect((await world.ask('GET', '/v1/users/renamed')).body['number']).toBe(14)
  })

  it('each space begins with 1, each name of a counter too', async () => {
    const space = await world.newSpace('numbers')
    const token = await world.tokenFor(space)
    expect((await world.ask('POST', '/v1/users', { token, body: { key: 'a', name: 'a' } })).body['number']).toBe(1)
    const next = (count?: number) => world.pools.inSpace(space, (client) => nextNumber(client, 'incident', count))
    expect([await next(), await next(5), await next()]).toEqual([1, 2, 7])
  })
})

describe('groups', () => {
  it('hold users in an order', async () => {
    const made = await world.ask('POST', '/v1/groups', {
      body: { key: 'night', name: '夜間', members: ['suzuki', 'sato'] },
    })
    expect([made.status, keysOf(made.body['members'])]).toEqual([201, ['suzuki', 'sato']])
    const changed = await world.ask('PATCH', '/v1/groups/night', { body: { members: ['sato', 'anna', 'suzuki'] } })
    expect(keysOf(changed.body['members'])).toEqual(['sato', 'anna', 'suzuki'])
    await world.ask('PATCH', '/v1/groups/night', { body: { name: '夜勤' } })
    const read = await world.ask('GET', `/v1/groups/${made.body.id}`)
    expect([read.body.name, keysOf(read.body['members'])]).toEqual(['夜勤', ['sato', 'anna', 'suzuki']])
  })

  it('a deleted user is in none', async () => {
    await world.ask('POST', '/v1/users', { body: { key: 'leaver', name: 'x' } })
    await world.ask('POST', '/v1/groups', { body: { key: 'g', name: 'g', members: ['leaver', 'sato'] } })
    await world.ask('DELETE', '/v1/users/leaver')
    expect(keysOf((await world.ask('GET', '/v1/groups/g')).body['members'])).toEqual(['sato'])
  })

  it.each([
    ['an unknown user', { key: 'x', name: 'x', members: ['sato', 'nobody'] }, 'group.member_unknown', 'members.1'],
    ['a user twice', { key: 'x', name: 'x', members: ['sato', 'sato'] }, 'request.invalid', 'members'],
    ['a key that is taken', { key: 'night', name: 'x' }, 'group.key_taken', 'key'],
    ['no key', { name: 'x' }, 'request.invalid', 'key'],
    ['members of another type', { key: 'x', name: 'x', members: 'sato' }, 'request.invalid', 'members'],
  ])('refuse %s', async (...[, body, code, field]) => {
    const answer = await world.ask('POST', '/v1/groups', { body })
    expect([answer.body.code, answer.body.errors[0]?.field]).toEqual([code, field])
    expect((await world.ask('GET', '/v1/groups/x')).body.code).toBe('group.not_found')
  })

  it('are found by a part of the key or the name, whatever its letters, and nobody’s change is overwritten unseen', async () => {
    await world.ask('POST', '/v1/groups', { body: { key: 'seek-1', name: '100%_夜 Night' } })
    await world.ask('POST', '/v1/groups', { body: { key: 'seek-2', name: 'day' } })
    const page = async (search: string, more = '') =>
      (await world.ask('GET', `/v1/groups?search=${encodeURIComponent(search)}${more}`)).body
    const found = async (...asked: Parameters<typeof page>) => keysOf((await page(...asked)).items)
    expect(await found('SEEK')).toEqual(['seek-1', 'seek-2'])
    const { next } = await page('seek', '&limit=1')
    expect(await found('seek', `&cursor=${next}`)).toEqual(['seek-2'])
    expect(await found('夜 night')).toEqual(['seek-1'])
    expect(await found('%_')).toEqual(['seek-1'])
    expect(await found('nothing\\')).toEqual([])
    const seen = (await world.ask('GET', '/v1/groups/seek-1')).body['updatedAt']
    const change = (name: string) =>
      world.ask('PATCH', '/v1/groups/seek-1', { body: { name }, headers: { 'If-Match': `"${String(seen)}"` } })
    expect([(await change('a')).status, (await change('b')).body.code]).toEqual([200, 'config.changed_meanwhile'])
    for (const key of ['seek-1', 'seek-2']) await world.ask('DELETE', `/v1/groups/${key}`)
  })

  it('are listed by key and deleted', async () => {
    const { body } = await world.ask('GET', '/v1/groups?limit=1')
    expect(keysOf(body.items)).toEqual(['g'])
    const second = await world.ask('GET', `/v1/groups?limit=1&cursor=${body.next}`)
    expect([second.body.items.length, second.body.next]).toEqual([1, null])
    expect((await world.ask('DELETE', '/v1/groups/g')).status).toBe(204)
    expect((await world.ask('GET', '/v1/groups')).body.items).toHaveLength(1)
  })
})

describe('a policy that names a group', () => {
  const names = () => world.started.at(-1)?.plans[0]?.plan.destinations.map((one) => one.name) ?? []
  const check = async (destinations: unknown) =>
    (await world.ask('POST', '/v1/policies/check', { body: { key: 'p', name: 'p', steps: [{ destinations }] } })).body

  it('calls its members in order, as they are when it starts', async () => {
    await furnish(world)
    const starts = () => startIn(world, { policy: 'by-group' })
    const phone = (index: number) => [{ channel: 'phone', address: `+81-90-0123-000${index}` }]
    await world.ask('PATCH', '/v1/users/anna', { body: { contactMethods: phone(3) } })
    for (const [index, key] of ['sato', 'suzuki'].entries())
      await world.ask('PATCH', `/v1/users/${key}`, { body: { contactMethods: phone(index + 1) } })
    await world.ask('PATCH', '/v1/groups/night', { body: { members: ['suzuki', 'sato'] } })
    const made = await world.ask('POST', '/v1/policies', {
      body: { key: 'by-group', name: 'g', steps: [{ destinations: [{ group: 'night', inTurn: true }] }] },
    })
    expect(made.body['steps']).toEqual([{ destinations: [{ group: 'night', inTurn: true }] }])
    expect((await starts()).status).toBe(201)
    expect(names()).toEqual(['suzuki', 'sato'])
    expect(world.started.at(-1)?.plans[0]?.plan.steps.map((step) => step.destinations)).toEqual([[0], [1]])
    await world.ask('PATCH', '/v1/groups/night', { body: { key: 'late', members: ['anna', 'suzuki', 'sato'] } })
    await starts()
    expect(names()).toEqual(['anna', 'suzuki', 'sato'])
    expect((await world.ask('GET', '/v1/policies/by-group')).body['steps']).toMatchObject([
      { destinations: [{ group: 'late' }] },
    ])
    await world.ask('PATCH', '/v1/groups/late', { body: { key: 'night' } })
  })

  it('calls everybody on a project, whoever that is by then; on the default one, where nobody was put into it, everybody', async () => {
    const members = [{ user: 'sato' }, { group: 'night' }]
    await world.ask('POST', '/v1/projects', { body: { key: 'shop', name: '店', members: [{ user: 'sato' }] } })
    const made = await world.ask('POST', '/v1/policies', {
      body: { key: 'on-project', name: 'p', steps: [{ destinations: [{ project: 'shop', inTurn: true }] }] },
    })
    expect(made.body['steps']).toEqual([{ destinations: [{ project: 'shop', inTurn: true }] }])
    const called = async () => {
      expect((await startIn(world, { policy: 'on-project' })).status).toBe(201)
      return names()
    }
    expect(await called()).toEqual(['sato'])
    await world.ask('PATCH', '/v1/projects/shop', { body: { members } })
    expect((await called()).toSorted()).toEqual(['anna', 'sato', 'suzuki'])
    await world.ask('PATCH', '/v1/policies/on-project', {
      body: { steps: [{ destinations: [{ project: 'default' }] }] },
    })
    expect((await called()).length).toBeGreaterThanOrEqual(3)
    const { findings } = await check([{ user: 'anna' }, { project: 'no-such' }])
    expect(findings[0]).toMatchObject({ code: 'policy.project_unknown', destination: 2, group: 'no-such' })
    expect((await world.ask('DELETE', '/v1/projects/shop')).status).toBe(204)
  })

  it('says in its check which group is unknown, empty, or has somebody without the method', async () => {
    await world.ask('POST', '/v1/groups', { body: { key: 'empty', name: 'x' } })
    const { findings } = await check([{ user: 'anna' }, { group: 'no-such' }, { group: 'empty' }])
    expect(findings.slice(0, 2)).toMatchObject([
      { code: 'policy.group_unknown', step: 1, destination: 2, group: 'no-such' },
      { code: 'policy.group_empty', step: 1, destination: 3, group: 'empty' },
    ])
    const mail = await check([{ group: 'night', channel: 'mail' }])
    expect([mail.ok, mail.code]).toEqual([false, 'policy.nobody_reachable'])
    expect(mail.findings[0]).toMatchObject({
      code: 'policy.method_unknown',
      group: 'night',
      user: 'anna',
      channel: 'mail',
    })
  })

  it.each([
    ['an unknown group', { group: 'no-such' }, 'policy.group_unknown', 'steps.0.destinations.0.group'],
    ['an unknown project', { project: 'no-such' }, 'policy.project_unknown', 'steps.0.destinations.0.project'],
    ['a project and a group', { project: 'default', group: 'night' }, 'request.invalid', 'steps.0.destinations.0.user'],
    ['a user and a group', { user: 'anna', group: 'night' }, 'request.invalid', 'steps.0.destinations.0.user'],
    ['neither', { channel: 'phone' }, 'request.invalid', 'steps.0.destinations.0.user'],
    ['a user in turn', { user: 'anna', inTurn: true }, 'request.invalid', 'steps.0.destinations.0.inTurn'],
  ])('is refused with %s', async (...[, destination, code, field]) => {
    const { body } = await world.ask('POST', '/v1/policies', {
      body: { key: 'bad', name: 'bad', steps: [{ destinations: [destination] }] },
    })
    expect([body.code, body.errors[0]?.field]).toEqual([code, field])
  })

  it('goes on without a group that was deleted since, with a finding', async () => {
    await world.ask('POST', '/v1/groups', { body: { key: 'short', name: 'x', members: ['sato'] } })
    const steps = [{ destinations: [{ group: 'short' }, { user: 'anna' }] }]
    await world.ask('POST', '/v1/policies', { body: { key: 'left', name: 'left', steps } })
    expect((await world.ask('DELETE', '/v1/groups/short')).status).toBe(204)
    expect((await startIn(world, { policy: 'left' })).status).toBe(201)
    expect(world.started.at(-1)?.plans[0]?.plan.destinations.map((one) => one.name)).toEqual(['anna'])
  })
})

describe('projects', () => {
  it('every space has the project default, which stays', async () => {
    for (const space of [world.spaceId, await world.newSpace('fresh')]) {
      const token = await world.tokenFor(space)
      const { body } = await world.ask('GET', '/v1/projects', { token })
      expect(keysOf(body.items)).toEqual(['default'])
      expect((await world.ask('DELETE', '/v1/projects/default', { token })).body.code).toBe('project.is_default')
      const renamed = await world.ask('PATCH', '/v1/projects/default', { token, body: { key: 'other' } })
      expect(renamed.body.code).toBe('project.is_default')
      expect((await world.ask('PATCH', '/v1/projects/default', { token, body: { name: '既定' } })).body.name).toBe(
        '既定',
      )
    }
  })

  it('have users and groups as members', async () => {
    const members = [{ group: 'night' }, { user: 'anna' }]
    const made = await world.ask('POST', '/v1/projects', { body: { key: 'web', name: 'Web', members } })
    expect([made.status, made.body['members']]).toEqual([201, members])
    const wrong = await world.ask('PATCH', '/v1/projects/web', { body: { members: [{ user: 'night' }] } })
    expect([wrong.body.code, wrong.body.errors[0]?.field]).toEqual(['project.member_unknown', 'members.0'])
    const both = await world.ask('PATCH', '/v1/projects/web', { body: { members: [{ user: 'anna', group: 'night' }] } })
    expect(both.body.code).toBe('request.invalid')
    expect((await world.ask('GET', '/v1/projects/web')).body['members']).toEqual(members)
    const ids = await world.config.projects.people(world.spaceId, 'web')
    const numbers = await Promise.all(ids.map(async (id) => (await world.ask('GET', `/v1/users/${id}`)).body['number']))
    expect(numbers, 'everybody once: anna is in the group as well').toEqual([1, 2, 3])
  })

  it('a token may belong to one, and then sees and issues tokens of that one only', async () => {
    const scopes = ['tokens:read', 'tokens:write']
    const own = await world.ask('POST', '/v1/tokens', { body: { name: 'web', scopes, project: 'web' } })
    expect([own.status, own.body['project']]).toEqual([201, 'web'])
    const { token } = own.body
    const second = await world.ask('POST', '/v1/tokens', { token, body: { name: 'second', scopes } })
    expect(second.body['project']).toBe('web')
    const listed = (await world.ask('GET', '/v1/tokens', { token })).body.items
    expect(listed.map((one) => one.name).sort()).toEqual(['second', 'web'])
    const other = await world.ask('POST', '/v1/tokens', { token, body: { name: 'x', scopes, project: 'default' } })
    expect([other.status, other.body.code]).toEqual([403, 'token.project_too_wide'])
    const whole = await world.ask('POST', '/v1/tokens', { body: { name: 'whole', scopes } })
    expect(whole.body['project']).toBeNull()
    expect((await world.ask('DELETE', `/v1/tokens/${whole.body.id}`, { token })).body.code).toBe('token.not_found')
    const unknown = await world.ask('POST', '/v1/tokens', { body: { name: 'x', scopes, project: 'nothing' } })
    expect(unknown.body.code).toBe('project.not_found')
  })

  it('are deleted once no token belongs to them', async () => {
    expect((await world.ask('DELETE', '/v1/projects/web')).body.code).toBe('project.has_tokens')
    const stale = { body: { name: 'x' }, headers: { 'If-Match': '"2000-01-01T00:00:00.000Z"' } }
    expect((await world.ask('PATCH', '/v1/projects/web', stale)).body.code).toBe('config.changed_meanwhile')
    for (const one of (await world.ask('GET', '/v1/tokens')).body.items) {
      if (one['project'] === 'web') await world.ask('DELETE', `/v1/tokens/${one.id}`)
    }
    expect((await world.ask('DELETE', '/v1/projects/web')).status).toBe(204)
  })
})

describe('another space', () => {
  it('sees neither groups nor projects, and can name none of their people', async () => {
    const token = await world.tokenFor(await world.newSpace('stranger'))
    const night = await world.ask('GET', '/v1/groups/night')
    expect((await world.ask('GET', `/v1/groups/${night.body.id}`, { token })).body.code).toBe('group.not_found')
    const { id } = (await world.ask('GET', '/v1/users/sato')).body
    const group = await world.ask('POST', '/v1/groups', { token, body: { key: 'g', name: 'g', members: [id] } })
    expect(group.body.code).toBe('group.member_unknown')
    const project = await world.ask('POST', '/v1/projects', {
      token,
      body: { key: 'p', name: 'p', members: [{ group: night.body.id }] },
    })
    expect(project.body.code).toBe('project.member_unknown')
  })
})
