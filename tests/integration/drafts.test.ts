// X-018 approval: who may only make changes of how people are called leaves drafts; nothing of them is live until somebody who may
// approve has seen what they change. No way in goes round it.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createPerson, type Person } from '../support/people.ts'
import { type Answer, type Body, createV1World, furnish, type V1World } from '../support/v1.ts'

let world: V1World
let admin: Person
let other: Person
let maker: Person
let member: Person
const require = (required: boolean) => admin.ask('PUT', '/v1/approval', { body: { required } })
beforeAll(async () => {
  world = await createV1World()
  await furnish(world)
  admin = await createPerson(world, 'admin', { role: 'administrator' })
  other = await createPerson(world, 'other', { role: 'space_administrator' })
  maker = await createPerson(world, 'maker', { role: 'project_manager' })
  member = await createPerson(world, 'member', { role: 'member' })
})
afterAll(() => world.close())
beforeEach(async () => {
  const { page } = await require(true)
  if (page !== '{"required":true}') throw new Error(page)
})

const nameOf = async (path: string): Promise<string> => (await world.ask('GET', path)).body.name
const approve = (id: string, person = admin, headers = {}) =>
  person.ask('POST', `/v1/drafts/${id}/approve`, { headers })
const read = async (id: string): Promise<Body> => (await admin.ask('GET', `/v1/drafts/${id}`)).body
const kept = (answer: Answer): string => {
  expect([answer.status, answer.headers.get('noroshi-draft')]).toEqual([202, answer.body.id])
  return answer.body.id
}
const rename = (person: Person, name: string, headers = {}) =>
  person.ask('PATCH', '/v1/policies/night', { body: { name }, headers })

describe('X-018 while the space does not ask for approval', () => {
  it('whoever may change something changes it', async () => {
    await require(false)
    expect((await maker.ask('GET', '/v1/approval')).body).toEqual({ required: false })
    expect((await rename(maker, '夜間')).status).toBe(200)
  })
})

describe('X-018 作成 by somebody who may not approve', () => {
  it('leaves a draft, and what is live as it was; 作成と承認 makes the change', async () => {
    const id = kept(await rename(maker, '下書きの夜間'))
    expect(await nameOf('/v1/policies/night')).toBe('夜間')
    expect(await read(id)).toMatchObject({
      state: 'open',
      kind: 'policy',
      name: 'night',
      author: { kind: 'session', id: maker.userId },
      changes: [
        { action: 'changed', kind: 'policy', changes: [{ field: 'name', before: '夜間', after: '下書きの夜間' }] },
      ],
      meanwhile: [],
    })
    expect((await approve(id)).body).toMatchObject({ state: 'approved', decidedBy: { id: admin.userId } })
    expect(await nameOf('/v1/policies/night')).toBe('下書きの夜間')
    expect((await rename(admin, '夜間')).status).toBe(200)
  })

  it.each([
    ['POST', '/v1/policies', { key: 'p', name: 'p', steps: [{ destinations: [{ user: 'sato' }] }] }, 'policy'],
    ['DELETE', '/v1/policies/night', undefined, 'policy'],
    ['POST', '/v1/policy-groups', { key: 'g', name: 'g', policies: [{ policy: 'night' }] }, 'policy_group'],
    ['POST', '/v1/templates', { key: 't', name: 't', message: '{{server}}が停止しました' }, 'template'],
    [
      'POST',
      '/v1/schedules',
      { key: 's', name: 's', zone: 'Asia/Tokyo', positions: [{ key: 'first', layers: [] }] },
      'schedule',
    ],
    ['POST', '/v1/rules', { key: 'r', name: 'r', policy: 'night' }, 'rule'],
    ['PATCH', '/v1/users/sato', { opening: '落ち着いて聞いてください' }, 'user'],
    ['POST', '/v1/users', { key: 'tanaka', name: '田中', closing: 'お疲れさまでした' }, 'user'],
  ])('%s %s is one, of %o', async (...[method, path, body, kind]) => {
    const answer = await maker.ask(method, path, body === undefined ? {} : { body })
    expect((await read(kept(answer)))['kind']).toBe(kind)
  })

  it('of what a person hears, also on their own page: approved, it is theirs and not the approver’s', async () => {
    const id = kept(await member.ask('PATCH', '/v1/session/user', { body: { opening: 'わたしの言葉' } }))
    expect((await approve(id)).status).toBe(200)
    expect((await world.ask('GET', '/v1/users/member')).body['opening']).toBe('わたしの言葉')
    expect((await world.ask('GET', '/v1/users/admin')).body['opening']).toBeNull()
  })

  it('X-109 not of readings, nor of names, numbers, overrides or what runs', async () => {
    expect(
      (await maker.ask('POST', '/v1/readings', { body: { language: 'ja', word: 'web01', reading: 'ウェブ' } })).status,
    ).toBe(201)
    expect((await maker.ask('PATCH', '/v1/users/sato', { body: { name: '佐藤' } })).status).toBe(200)
    expect((await member.ask('PATCH', '/v1/session/user', { body: { language: 'en' } })).status).toBe(200)
    expect((await maker.ask('POST', '/v1/pauses', { body: {} })).status).toBe(201)
  })

  it('is refused at once where the change itself would be', async () => {
    const steps = [{ destinations: [{ user: 'nobody' }] }]
    expect((await maker.ask('PATCH', '/v1/policies/night', { body: { steps } })).body.code).toBe('policy.user_unknown')
    expect((await member.ask('PATCH', '/v1/policies/night', { body: { name: 'x' } })).body.code).toBe(
      'auth.scope_missing',
    )
  })

  it('asked for twice is one draft', async () => {
    const [one, again] = [kept(await rename(maker, '二度')), kept(await rename(maker, '二度'))]
    expect(again).toBe(one)
    expect(kept(await rename(maker, '三度'))).not.toBe(one)
  })
})

describe('X-018 no way goes round it', () => {
  const document = (name: string) => ({
    version: 1,
    users: [{ key: 'filed', name: 'Filed' }],
    templates: [{ key: 'filed', name }],
  })

  it('neither a token without the right nor a file: a file is one draft, applied whole or not at all', async () => {
    const token = await world.tokenFor(world.spaceId, ['config:read', 'config:write', 'numbers:read', 'policies:write'])
    expect((await world.ask('PATCH', '/v1/policies/night', { token, body: { name: 'x' } })).status).toBe(202)
    const id = kept(await world.ask('POST', '/v1/config/apply', { token, body: { document: document('One') } }))
    for (const path of ['/v1/users/filed', '/v1/templates/filed'])
      expect((await world.ask('GET', path)).status).toBe(404)
    expect((await world.ask('GET', `/v1/drafts/${id}`, { token })).body).toMatchObject({ mine: true, total: 2 })
    expect((await approve(id)).status).toBe(200)
    for (const path of ['/v1/users/filed', '/v1/templates/filed'])
      expect((await world.ask('GET', path)).status).toBe(200)
    // To look is no change.
    const plan = await world.ask('POST', '/v1/config/plan', { token, body: { document: document('Two') } })
    expect(plan.status).toBe(200)
  })

  it('a token with it goes on as before; asked to, it leaves a draft all the same', async () => {
    expect((await world.ask('PATCH', '/v1/policies/night', { body: { name: '夜間' } })).status).toBe(200)
    const headers = { 'Noroshi-Draft': 'ask' }
    kept(await world.ask('PATCH', '/v1/policies/night', { body: { name: '相談' }, headers }))
    expect(await nameOf('/v1/policies/night')).toBe('夜間')
  })

  it('nobody without the right switches it off', async () => {
    expect((await maker.ask('PUT', '/v1/approval', { body: { required: false } })).body.code).toBe('auth.scope_missing')
  })

  it('a roster out of a file of a calendar program waits too', async () => {
    const positions = [{ key: 'first', layers: [] }]
    await admin.ask('POST', '/v1/schedules', { body: { key: 'duty', name: 'duty', zone: 'Asia/Tokyo', positions } })
    const event =
      'BEGIN:VEVENT\r\nUID:1\r\nSUMMARY:sato\r\nDTSTART:20261201T000000Z\r\nDTEND:20261201T080000Z\r\nEND:VEVENT'
    const raw = `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n${event}\r\nEND:VCALENDAR\r\n`
    const path =
      '/v1/schedules/duty/import?position=first&temporary=roster&from=2026-12-01T00:00:00Z&to=2026-12-02T00:00:00Z'
    const headers = { 'Content-Type': 'text/calendar' }
    const id = kept(await maker.ask('POST', path, { raw, headers }))
    expect((await world.ask('GET', '/v1/schedules/duty')).body['temporaries']).toEqual([])
    expect((await approve(id)).status).toBe(200)
    expect((await world.ask('GET', '/v1/schedules/duty')).body['temporaries']).toHaveLength(1)
  })
})

describe('X-018 the standard texts of the space', () => {
  const settings = (token: string, body: object) => world.ask('PATCH', '/v1/settings', { token, body })

  it('wait as well, an SMS among them; its other settings do not', async () => {
    const token = await world.tokenFor(world.spaceId, ['config:read', 'config:write'])
    expect((await settings(token, { incoming: { message: 'x' } })).status).toBe(200)
    kept(await settings(token, { texts: { sms: { body: '障害です' } } }))
    expect((await settings(token, { incoming: { message: 'y' } })).status).toBe(200)
  })
})

describe('X-018 what changed meanwhile', () => {
  it('is shown, refuses the approval, and the draft can be shown anew', async () => {
    const body = { steps: [{ destinations: [{ user: 'suzuki' }] }] }
    const id = kept(await maker.ask('PATCH', '/v1/policies/night', { body }))
    await rename(admin, '変更後')
    expect((await read(id))['meanwhile']).toMatchObject([{ kind: 'policy', name: 'night', by: { user: admin.userId } }])
    const refused = await approve(id)
    expect([refused.status, refused.body.code, refused.body.detail]).toEqual([
      412,
      'draft.changed_meanwhile',
      'policy night',
    ])
    const anew = await maker.ask('POST', `/v1/drafts/${id}/rebase`)
    expect(anew.body).toMatchObject({ state: 'open', meanwhile: [] })
    expect((await approve(id)).status).toBe(200)
    expect((await world.ask('GET', '/v1/policies/night')).body).toMatchObject({ name: '変更後', ...body })
  })

  it('also where only a number behind its mask differs', async () => {
    const from = (number: string) => ({ body: { from: number } })
    await admin.ask('PATCH', '/v1/policies/night', from('+815011110000'))
    const id = kept(await maker.ask('PATCH', '/v1/policies/night', from('+815033330000')))
    await admin.ask('PATCH', '/v1/policies/night', from('+815022220000'))
    expect((await approve(id)).body.code).toBe('draft.changed_meanwhile')
  })

  it('what it would change is what was shown: not what a rebase by somebody else made of it', async () => {
    const id = kept(await rename(maker, '見たもの'))
    const etag = (await admin.ask('GET', `/v1/drafts/${id}`)).headers.get('etag') ?? ''
    world.clock.nowMs += 1_000
    await rename(other, '間に')
    await maker.ask('POST', `/v1/drafts/${id}/rebase`)
    expect((await approve(id, admin, { 'If-Match': etag })).body.code).toBe('draft.changed_meanwhile')
    expect(await nameOf('/v1/policies/night')).toBe('間に')
  })

  it('nor what others have made of the rest of it: a file that would do something else now', async () => {
    const token = await world.tokenFor(world.spaceId, ['config:write'])
    const user = { key: 'half', name: 'Half' }
    const document = { version: 1, users: [user], templates: [{ key: 'half', name: 'Half' }] }
    const id = kept(await world.ask('POST', '/v1/config/apply', { token, body: { document } }))
    await admin.ask('POST', '/v1/config/apply', { body: { document: { version: 1, users: [user] } } })
    expect((await read(id))['meanwhile']).toEqual([])
    expect((await approve(id)).body.code).toBe('draft.changed_meanwhile')
    expect((await world.ask('GET', '/v1/templates/half')).status).toBe(404)
  })

  it('a draft that others made obsolete says so; one of something deleted says that', async () => {
    const same = kept(await rename(maker, '同じ'))
    await rename(admin, '同じ')
    expect((await maker.ask('POST', `/v1/drafts/${same}/rebase`)).body.code).toBe('draft.empty')
    await admin.ask('POST', '/v1/templates', { body: { key: 'gone', name: 'gone' } })
    const gone = kept(await maker.ask('PATCH', '/v1/templates/gone', { body: { name: 'x' } }))
    await admin.ask('DELETE', '/v1/templates/gone')
    expect((await approve(gone)).body.code).toBe('template.not_found')
    expect((await read(gone))['state']).toBe('open')
  })

  it('of two who approve at once one does', async () => {
    const id = kept(await rename(maker, '一度だけ'))
    const answers = await Promise.all([approve(id), approve(id, other)])
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409])
  })
})

describe('X-018 decisions', () => {
  it('rejecting needs a reason, which whoever made it reads; a decided draft is decided', async () => {
    const id = kept(await rename(maker, '却下'))
    const reject = (body: object) => admin.ask('POST', `/v1/drafts/${id}/reject`, { body })
    for (const wrong of [{}, { reason: ' ' }, { reason: 'x'.repeat(1_001) }, { reason: 3 }])
      expect((await reject(wrong)).body.errors[0]?.field).toBe('reason')
    expect((await reject({ reason: '夜は二人で' })).status).toBe(200)
    expect((await maker.ask('GET', `/v1/drafts/${id}`)).body).toMatchObject({ state: 'rejected', reason: '夜は二人で' })
    for (const path of ['approve', 'rebase'])
      expect((await admin.ask('POST', `/v1/drafts/${id}/${path}`)).body.code).toBe('draft.closed')
  })

  it('nobody but who may approve approves or rejects; nobody else sees or withdraws somebody’s', async () => {
    const id = kept(await rename(maker, '取り下げ'))
    expect((await approve(id, maker)).body.code).toBe('auth.scope_missing')
    for (const [method, path] of [
      ['GET', ''],
      ['POST', '/withdraw'],
      ['POST', '/rebase'],
    ] as const)
      expect((await member.ask(method, `/v1/drafts/${id}${path}`)).body.code).toBe('draft.not_found')
    expect((await member.ask('GET', '/v1/drafts?state=open')).body.items.filter((one) => one.id === id)).toEqual([])
    expect((await admin.ask('GET', '/v1/drafts?state=open')).body.items.map((one) => one.id)).toContain(id)
    expect((await admin.ask('POST', `/v1/drafts/${id}/withdraw`)).body.code).toBe('auth.scope_missing')
    expect((await maker.ask('POST', `/v1/drafts/${id}/withdraw`)).body['state']).toBe('withdrawn')
  })

  it('nobody approves their own, but for the only one who may', async () => {
    const headers = { 'Noroshi-Draft': 'ask' }
    const id = kept(await rename(admin, '自分の', headers))
    expect((await approve(id)).body.code).toBe('draft.own')
    await world.ask('PATCH', `/v1/accounts/${other.accountId}`, { body: { disabled: true } })
    expect((await approve(id)).status).toBe(200)
    await world.ask('PATCH', `/v1/accounts/${other.accountId}`, { body: { disabled: false } })
  })

  it('who approves must be allowed to make the change', async () => {
    const token = await world.tokenFor(world.spaceId, ['drafts:approve'])
    const id = kept(await rename(maker, '権限'))
    expect((await world.ask('POST', `/v1/drafts/${id}/approve`, { token })).body.code).toBe('auth.scope_missing')
  })

  it('each step stands in the audit log; a secret stands nowhere, and is there when it is approved', async () => {
    world.clock.nowMs += 1_000
    const settings = { accountSid: `AC${'1'.repeat(32)}`, baseUrl: 'http://127.0.0.1:8090', simulated: true }
    const token = await world.tokenFor(world.spaceId, ['connections:write'])
    const body = { key: 'second', name: 'Second', settings, secrets: { authToken: 'very-secret-token' } }
    const id = kept(await world.ask('POST', '/v1/connections', { token, body }))
    expect((await admin.ask('GET', `/v1/drafts/${id}`)).page).not.toContain('very-secret')
    const { rows } = await world.pools.engine.query<{ row: string }>('select row_to_json(d)::text as row from draft d')
    expect(rows.map(({ row }) => row).join()).not.toMatch(/very-secret|819012345678/)
    world.clock.nowMs += 1_000
    await approve(id)
    expect((await world.ask('GET', '/v1/connections/second')).body['secrets']).toEqual({ authToken: true })
    const { body: log } = await world.ask('GET', `/v1/audit?object=${id}`)
    expect(log.items.map((one) => [one['action'], (one['by'] as Body)['kind']])).toEqual([
      ['changed', 'session'],
      ['created', 'token'],
    ])
    const { rows: left } = await world.pools.engine.query(
      'select from draft where id = $1 and request_secret is null',
      [id],
    )
    expect(left).toHaveLength(1)
  })
})
