// Alerts over /v1: sources with keys shown once, states, routing and its dry run, and everything that is wrong.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createV1World, furnish, type V1World } from '../support/v1.ts'

let world: V1World
const secrets: Record<string, string> = {}
beforeAll(async () => {
  world = await createV1World()
  await furnish(world)
  for (const kind of ['generic', 'alertmanager', 'events_v2']) {
    const { body } = await world.ask('POST', '/v1/sources', { body: { key: kind, name: kind, kind } })
    secrets[kind] = String(body['secret'])
  }
})
afterAll(() => world.close())

const events = (list: readonly object[], source = 'generic') =>
  world.ask('POST', '/v1/alerts', { body: { source, events: list } })
const problem = (dedupKey: string, rest: object = {}) => ({ kind: 'problem', dedupKey, host: 'db01', ...rest })
const idOf = async (dedupKey: string): Promise<string> => {
  const { body } = await events([{ kind: 'unacknowledged', dedupKey }])
  return String((body as unknown as { alerts: (string | null)[] }).alerts[0])
}
const stored = async (dedupKey: string) => (await world.ask('GET', `/v1/alerts/${await idOf(dedupKey)}`)).body
const runs = async () => {
  const { rows } = await world.pools.inSpace(world.spaceId, (client) =>
    client.query(
      `select u.key as rule, r.state, count(m.*)::int as members from alert_run r join alert_rule u on u.id = r.rule_id
       left join alert_run_member m on m.run_id = r.id group by u.key, r.id, r.state order by u.key, r.id`,
    ),
  )
  return rows as { rule: string; state: string; members: number }[]
}

describe('a source', () => {
  it('shows its key once, and where it sends to', async () => {
    const { status, body, headers } = await world.ask('POST', '/v1/sources', {
      body: { key: 'am', name: '監視', kind: 'alertmanager' },
    })
    expect([status, headers.get('location'), body['path']]).toEqual([
      201,
      `/v1/sources/${body.id}`,
      '/hooks/alertmanager',
    ])
    expect(body['secret']).toMatch(/^[0-9a-f]{32}$/)
    const seen = [await world.ask('GET', '/v1/sources'), await world.ask('GET', '/v1/sources/am')]
    const inside = await world.pools.inSpace(world.spaceId, (client) => client.query('select hash from alert_source'))
    for (const text of [...seen.map(({ page }) => page), JSON.stringify(inside.rows)])
      expect(text).not.toContain(String(body['secret']))
  })

  it('gets a new key, and the old one is worth nothing', async () => {
    const send = (key: string) =>
      world.ask('POST', '/hooks/alertmanager', {
        body: { alerts: [] },
        token: null,
        headers: { Authorization: `Bearer ${key}` },
      })
    const { body } = await world.ask('POST', '/v1/sources', {
      body: { key: 'renewed', name: 'r', kind: 'alertmanager' },
    })
    expect((await send(String(body['secret']))).status).toBe(200)
    const renewed = await world.ask('POST', '/v1/sources/renewed/renew')
    expect((await send(String(body['secret']))).status).toBe(401)
    expect((await send(String(renewed.body['secret']))).status).toBe(200)
    await world.ask('PATCH', '/v1/sources/renewed', { body: { enabled: false } })
    expect((await send(String(renewed.body['secret']))).status).toBe(401)
    expect((await events([problem('x')], 'renewed')).body.code).toBe('source.disabled')
    expect((await world.ask('DELETE', '/v1/sources/renewed')).status).toBe(204)
    expect((await world.ask('GET', '/v1/sources/renewed')).body.code).toBe('source.not_found')
  })

  it('is refused with a key that is taken, a kind there is none of, and to those who may not', async () => {
    expect((await world.ask('POST', '/v1/sources', { body: { key: 'am', name: 'x' } })).body.code).toBe(
      'source.key_taken',
    )
    expect((await world.ask('POST', '/v1/sources', { body: { key: 'y', name: 'x', kind: 'fax' } })).status).toBe(422)
    const reader = await world.tokenFor(world.spaceId, ['sources:read'])
    expect((await world.ask('POST', '/v1/sources/am/renew', { token: reader })).status).toBe(403)
  })
})

describe('an event', () => {
  it('is the state of its object, which is listed, the latest change first', async () => {
    const { status, body } = await events([
      problem('a', { service: 'disk', condition: 'CRITICAL', groups: ['db'] }),
      problem('b'),
    ])
    expect([status, body['taken'], body['ignored']]).toEqual([202, 2, 0])
    expect(await stored('a')).toMatchObject({
      source: 'generic',
      dedupKey: 'a',
      state: 'problem',
      host: 'db01',
      service: 'disk',
      severity: 'critical',
      notifications: 1,
      acknowledgedBy: null,
      flapping: false,
      matched: false,
      callouts: [],
    })
    world.clock.nowMs += 1_000
    await events([{ kind: 'recovered', dedupKey: 'a' }])
    const newest = await world.ask('GET', '/v1/alerts?limit=1')
    expect(newest.body.items).toMatchObject([{ dedupKey: 'a', state: 'recovered', service: 'disk' }])
    const rest = await world.ask('GET', `/v1/alerts?limit=1&cursor=${newest.body.next}`)
    expect(rest.body.items).toMatchObject([{ dedupKey: 'b', state: 'problem' }])
    expect((await world.ask('GET', '/v1/alerts?state=problem&unmatched=true&source=generic')).body.items).toMatchObject(
      [{ dedupKey: 'b' }],
    )
  })

  it('X-088: older than what is known changes nothing, and of many in one request the last counts', async () => {
    const at = (seconds: number) => new Date(world.clock.nowMs - 60_000 + seconds * 1_000).toISOString()
    await events([problem('c', { at: at(0) }), { kind: 'recovered', dedupKey: 'c', at: at(20) }])
    expect((await events([problem('c', { at: at(10) })])).body).toMatchObject({ taken: 0, ignored: 1 })
    expect(await stored('c')).toMatchObject({ state: 'recovered' })
    await events([{ kind: 'recovered', dedupKey: 'c', at: at(30) }, problem('c', { at: at(40) })])
    expect(await stored('c')).toMatchObject({ state: 'problem' })
  })

  it('is acknowledged by its source or by a person here', async () => {
    await events([problem('d'), { kind: 'acknowledged', dedupKey: 'd', by: 'user_a' }])
    expect(await stored('d')).toMatchObject({ acknowledgedBy: null })
    await events([{ kind: 'acknowledged', dedupKey: 'd', by: 'user_a' }])
    const { body } = await world.ask('GET', '/v1/alerts?state=problem')
    const id = body.items.find((one) => one['dedupKey'] === 'd')?.id ?? ''
    expect((await world.ask('GET', `/v1/alerts/${id}`)).body['acknowledgedBy']).toBe('user_a')
    const other = (await world.ask('GET', '/v1/alerts?state=problem')).body.items.find((one) => one['dedupKey'] === 'b')
    const taken = await world.ask('POST', `/v1/alerts/${other?.id}/acknowledge`)
    expect(taken.body).toMatchObject({ acknowledgedBy: 'test' })
    const recovered = (await world.ask('GET', '/v1/alerts?state=recovered')).body.items[0]
    expect((await world.ask('POST', `/v1/alerts/${recovered?.id}/acknowledge`)).body.code).toBe('alert.recovered')
  })

  it('may hold whatever a monitoring system writes', async () => {
    const nasty = {
      host: `<b>\u0000\ud800${'長'.repeat(400)}`,
      summary: 'a\r\nb',
      groups: ['\u0001', 'g'],
      url: 'http://x/\ud800',
    }
    expect((await events([problem('nasty', nasty)])).status).toBe(202)
    const { host, summary, groups, url } = (await stored('nasty')) as unknown as Record<string, string>
    expect([Array.from(String(host)).length, summary, groups, url]).toEqual([300, 'a b', ['g'], null])
  })

  it.each<[string, object]>([
    ['no key', { kind: 'problem' }],
    ['a key with NUL', problem('a\u0000')],
    ['a key too long', problem('a'.repeat(256))],
    ['a kind there is none of', { kind: 'gone', dedupKey: 'a' }],
    ['a severity there is none of', problem('a', { severity: 'awful' })],
    ['a time that is none', problem('a', { at: 'yesterday' })],
    ['a typo', problem('a', { hots: 'x' })],
    ['a downtime without its end', { kind: 'downtime', dedupKey: 'a' }],
  ])('with %s is refused, with all beside it', async (...[, event]) => {
    expect((await events([problem('beside'), event])).status).toBe(422)
    expect(await idOf('beside')).toBe('null')
  })

  it('of another space’s source is one nobody knows', async () => {
    const token = await world.tokenFor(await world.newSpace('curious'))
    const ask = (method: string, path: string, body?: object) => world.ask(method, path, { token, body })
    expect((await ask('POST', '/v1/alerts', { source: 'generic', events: [problem('a')] })).body.code).toBe(
      'source.not_found',
    )
    expect((await ask('GET', `/v1/alerts/${await idOf('a')}`)).body.code).toBe('alert.not_found')
    expect((await ask('GET', '/v1/alerts')).body.items).toEqual([])
    const key = secrets['alertmanager'] ?? ''
    const headers = { Authorization: `Bearer ${key}`, 'X-Forwarded-Host': 'curious.test' }
    expect(
      (await world.ask('POST', '/hooks/alertmanager', { body: { alerts: [] }, token: null, headers })).status,
    ).toBe(401)
  })
})

describe('a rule', () => {
  const rule = (key: string, rest: object = {}) =>
    world.ask('POST', '/v1/rules', { body: { key, name: key, policy: 'night', ...rest } })
  const match = (fields: object) => ({ match: fields })

  it('is kept in order, and changed field by field', async () => {
    await rule('second', { position: 2, ...match({ hosts: ['web*'] }) })
    const { status, body } = await rule('first', { position: 1, ...match({ groups: ['storage'] }) })
    expect([status, body]).toMatchObject([
      201,
      { policy: 'night', enabled: true, from: 1, count: null, delaySeconds: 0 },
    ])
    const { body: changed } = await world.ask('PATCH', '/v1/rules/second', { body: { from: 2 } })
    expect(changed).toMatchObject({ from: 2, position: 2, match: { hosts: ['web*'], groups: [] } })
    expect((await world.ask('GET', '/v1/rules')).body.items.map(({ key }) => key)).toEqual(['first', 'second'])
  })

  it.each<[string, object, string]>([
    ['a policy there is none of', { policy: 'ghost' }, 'rule.policy_unknown'],
    ['a key that is taken', { key: 'first' }, 'rule.key_taken'],
    ['a count of nothing', { count: 0 }, 'request.invalid'],
    ['a pattern of nothing', match({ hosts: [''] }), 'request.invalid'],
    ['a typo', match({ host: ['a'] }), 'request.invalid'],
  ])('with %s is refused', async (...[, rest, code]) => {
    expect((await rule('bad', rest)).body.code).toBe(code)
  })

  it('X-065, X-096, X-098: several may match; each policy has one callout, which later alerts join', async () => {
    const steps = [{ destinations: [{ user: 'suzuki' }] }]
    await world.ask('POST', '/v1/policies', { body: { key: 'day', name: '日中', steps, from: '+815012345678' } })
    await rule('storage', { position: 3, policy: 'day', ...match({ groups: ['stor*'] }) })
    await rule('critical', { position: 4, ...match({ groups: ['storage'], severities: ['critical'] }) })
    await events([problem('s1', { groups: ['storage'] })])
    await events([problem('s1', { groups: ['storage'] }), problem('s2', { groups: ['storage'], severity: 'warning' })])
    expect(await runs()).toEqual([
      { rule: 'first', state: 'wanted', members: 2 },
      { rule: 'storage', state: 'wanted', members: 2 },
    ])
    expect(await stored('s2')).toMatchObject({ matched: true, callouts: [{ state: 'wanted' }, { state: 'wanted' }] })
  })

  it('says beforehand what it would do', async () => {
    const alert = await idOf('s2')
    const { body } = await world.ask('POST', '/v1/rules/match', { body: { alert } })
    expect(body.items).toEqual([
      { rule: 'first', ruleName: 'first', policy: 'night', policyName: '夜間', verdict: 'calls', incident: null },
      {
        rule: 'second',
        ruleName: 'second',
        policy: 'night',
        policyName: '夜間',
        verdict: 'not_matched',
        incident: null,
      },
      { rule: 'storage', ruleName: 'storage', policy: 'day', policyName: '日中', verdict: 'calls', incident: null },
      {
        rule: 'critical',
        ruleName: 'critical',
        policy: 'night',
        policyName: '夜間',
        verdict: 'not_matched',
        incident: null,
      },
    ])
  })

  it('that calls later keeps a wait, which ends with the problem', async () => {
    await rule('late', { position: 5, delaySeconds: 60, ...match({ hosts: ['late*'] }) })
    const waits = async () =>
      (await world.pools.inSpace(world.spaceId, (client) => client.query('select due_at from alert_wait'))).rows
    await events([problem('l1', { host: 'late1' }), problem('l2', { host: 'late2' })])
    expect(await waits()).toMatchObject([{ due_at: world.clock.nowMs + 60_000 }, {}])
    await events([{ kind: 'recovered', dedupKey: 'l1' }])
    expect(await waits()).toHaveLength(1)
  })

  it('goes, and its key is free again', async () => {
    expect((await world.ask('DELETE', '/v1/rules/second')).status).toBe(204)
    expect((await rule('second', match({ hosts: ['nothing'] }))).status).toBe(201)
    expect((await world.ask('DELETE', '/v1/rules/ghost')).body.code).toBe('rule.not_found')
  })
})

it('two requests of one new object at once are one alert and one callout', async () => {
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_one, index) =>
      events([problem('race', { groups: ['storage'] }), problem(`race${index % 3}`)]),
    ),
  )
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]))
  expect(await stored('race')).toMatchObject({ notifications: 12 })
  expect((await runs()).filter(({ rule }) => rule === 'first')).toHaveLength(1)
})
