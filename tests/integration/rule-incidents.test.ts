// Rules that open incidents: in the transaction that routes an alert, at most one that is not closed for each rule and scope, told of
// what recovers, and said beforehand by the dry run.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createV1World, type V1World } from '../support/v1.ts'

let world: V1World
let count = 0
let secretKey: string
beforeAll(async () => {
  world = await createV1World()
  await world.ask('POST', '/v1/users', { body: { key: 'p', name: 'p', contactMethods: [] } })
  const steps = [{ destinations: [{ user: 'p' }] }]
  await world.ask('POST', '/v1/policies', { body: { key: 'ops', name: 'ops', steps, from: '+815012345678' } })
  await world.ask('POST', '/v1/projects', { body: { key: 'web', name: 'Web' } })
})
afterAll(() => world.close())

type Json = Readonly<Record<string, unknown>>
const post = async (path: string, body: object) => {
  const answer = await world.ask('POST', path, { body })
  expect([answer.status, answer.status < 300 ? '' : answer.page]).toEqual([answer.status, ''])
  return answer.body as unknown as Json
}
const items = async (path: string): Promise<readonly Json[]> =>
  ((await world.ask('GET', path)).body as unknown as { items: readonly Json[] }).items

/** Each test has a source and a rule of its own, named alike. */
beforeEach(async () => {
  secretKey = `i-${(count += 1)}`
  await post('/v1/sources', { key: secretKey, name: secretKey, kind: 'generic' })
})
const rule = (incident: object | null, more: object = {}) =>
  post('/v1/rules', { key: secretKey, name: '夜', policy: 'ops', match: { sources: [secretKey] }, incident, ...more })
const tells = async (...events: readonly object[]): Promise<readonly string[]> => {
  world.clock.nowMs += 1_000
  return (await post('/v1/alerts', { source: secretKey, events }))['alerts'] as readonly string[]
}
const problem = (host: string, rest: object = {}) => ({
  kind: 'problem',
  dedupKey: host,
  host,
  service: 'disk',
  condition: 'CRITICAL',
  ...rest,
})
const recovered = (host: string) => ({ kind: 'recovered', dedupKey: host })
const mine = async () => {
  const all = await items('/v1/incidents?limit=200')
  return all.filter(({ number }) => Number(number) > seen).toSorted((a, b) => Number(a['number']) - Number(b['number']))
}
let seen = 0
beforeEach(async () => {
  seen = Math.max(0, ...(await items('/v1/incidents?limit=200')).map(({ number }) => Number(number)))
})
const timeline = async (number: unknown): Promise<readonly string[]> =>
  (await items(`/v1/incidents/${String(number)}/timeline?limit=200`)).map((entry) => {
    const { kind, message: html, from, to } = { ...entry, ...(entry['entry'] as object | undefined) } as Json
    return kind === 'message' ? String(html) : kind === 'status' ? `${String(from)} → ${String(to)}` : String(kind)
  })

describe('a rule that opens incidents', () => {
  it('opens one for an object, tells it of what recovers, and sets the status it was told to', async () => {
    await rule({ per: 'object', onRecovery: 'close' })
    await tells(problem('db01', { summary: '<b>98 %</b> & more' }))
    const [incident] = await mine()
    expect(incident).toMatchObject({
      name: 'db01 / disk CRITICAL <b>98 %</b> & more',
      status: 'open',
      project: 'default',
    })
    await tells(problem('db01'))
    await tells(recovered('db01'))
    expect(await mine()).toMatchObject([{ status: 'close' }])
    expect(await timeline(incident?.['number'])).toEqual([
      'created',
      '障害: db01 / disk CRITICAL &lt;b&gt;98 %&lt;/b&gt; &amp; more',
      '復旧: db01 / disk',
      'open → close',
    ])
    // What fails after that is another incident.
    await tells(problem('db01'))
    expect((await mine()).map(({ status }) => status)).toEqual(['close', 'open'])
  })

  it('joins the one that is open, which is over when all of it is, and opens again with the next problem', async () => {
    await rule({ per: 'rule', project: 'web', onRecovery: 'pend' })
    await tells(problem('a01'), problem('a02'))
    await tells(problem('a03'))
    await tells(recovered('a01'), recovered('a02'))
    expect(await mine()).toMatchObject([{ name: secretKey, project: 'web', status: 'open' }])
    await tells(recovered('a03'))
    await tells(problem('a01'))
    const [incident, ...others] = await mine()
    expect([incident?.['status'], others]).toEqual(['open', []])
    expect(await timeline(incident?.['number'])).toEqual([
      'created',
      '障害: a01 / disk CRITICAL<br>障害: a02 / disk CRITICAL',
      '障害: a03 / disk CRITICAL',
      '復旧: a01 / disk<br>復旧: a02 / disk',
      '復旧: a03 / disk',
      'open → pend',
      'pend → open',
      '障害: a01 / disk CRITICAL',
    ])
  })

  it('has one for each host, or each group the rule is about', async () => {
    await rule({ per: 'host' })
    await tells(
      problem('h1'),
      problem('h1/load', { host: 'h1', service: 'load' }),
      problem('h2', { groups: ['linux', 'db-a'] }),
    )
    expect((await mine()).map(({ name }) => name)).toEqual(['h1', 'h2'])
    await world.ask('PATCH', `/v1/rules/${secretKey}`, {
      body: { incident: { per: 'group' }, match: { sources: [secretKey], groups: ['db-*'] } },
    })
    await tells(problem('h3', { groups: ['linux', 'db-a'] }), problem('h4', { groups: ['db-a'] }))
    expect((await mine()).map(({ name }) => name)).toEqual(['h1', 'h2', 'db-a'])
  })

  it('leaves one that was closed by hand alone, until something new fails', async () => {
    await rule({ per: 'object', onRecovery: 'pend' })
    await tells(problem('db01'))
    const [incident] = await mine()
    await post(`/v1/incidents/${String(incident?.['number'])}/status`, { status: 'close' })
    await tells(problem('db01'))
    await tells(recovered('db01'))
    expect(await mine()).toMatchObject([{ status: 'close' }])
    await tells(problem('db01'))
    expect((await mine()).map(({ status }) => status)).toEqual(['close', 'open'])
  })

  it('opens none while nobody is called: acknowledged, soft, or waiting; then it does', async () => {
    await rule({ per: 'object' }, { delaySeconds: 60 })
    const [id = ''] = await tells(problem('db01'), problem('db02', { hard: false }))
    expect(await mine()).toEqual([])
    world.clock.nowMs += 60_000
    const [waiting] = await items('/v1/rules')
    const served = (rules: readonly Json[]) => rules.find(({ key }) => key === secretKey)?.['id']
    const ruleId = String(served(await items('/v1/rules')))
    expect(waiting).toBeDefined()
    await world.config.alertWaits.serve({ spaceId: world.spaceId, ruleId, alertId: id })
    expect((await mine()).map(({ name }) => name)).toEqual(['db01 / disk CRITICAL'])
  })

  it('never has more than fifty open; what comes then shares one, and a thousand alerts are one line each in a page', async () => {
    await rule({ per: 'object' })
    await tells(...Array.from({ length: 1_000 }, (_, index) => problem(`s${index}`)))
    const found = await mine()
    expect(found).toHaveLength(51)
    const shared = found.find(({ name }) => name === secretKey)
    expect((await timeline(shared?.['number']))[1]).toMatch(/ほか940件$/)
    await tells(problem('t1'))
    expect(await mine()).toHaveLength(51)
  })

  it('tells of itself what it would do, without doing it', async () => {
    await rule({ per: 'host' })
    const verdict = async (body: object) =>
      ((await post('/v1/rules/match', body))['items'] as readonly Json[]).find((one) => one['rule'] === secretKey)
    const sample = { source: secretKey, host: 'h1' }
    expect(await verdict({ sample })).toMatchObject({ verdict: 'calls', incident: { does: 'opens', number: null } })
    expect(await mine()).toEqual([])
    const [id = ''] = await tells(problem('h1'))
    const [incident] = await mine()
    const joins = { does: 'joins', number: incident?.['number'] }
    expect(await verdict({ sample })).toMatchObject({ incident: joins })
    expect(await verdict({ alert: id })).toMatchObject({ verdict: 'calls', incident: joins })
    expect(await verdict({ sample: { ...sample, source: null } })).toMatchObject({ incident: null })
  })

  it('two requests at once open one', async () => {
    await rule({ per: 'rule' })
    await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        post('/v1/alerts', { source: secretKey, events: [problem(`c${index}`)] }),
      ),
    )
    expect(await mine()).toHaveLength(1)
  })

  it('whose incident cannot be written takes nothing of the alert either', async () => {
    await rule({ per: 'rule' })
    await world.pools.owner.query('alter table incident_entry rename to elsewhere')
    const refused = await world.ask('POST', '/v1/alerts', { body: { source: secretKey, events: [problem('x')] } })
    await world.pools.owner.query('alter table elsewhere rename to incident_entry')
    expect(refused.status).toBe(500)
    expect(await items(`/v1/alerts?source=${secretKey}`)).toEqual([])
    expect(await mine()).toEqual([])
  })
})

describe('settings of incidents', () => {
  it.each([
    [{ per: 'planet' }, 'incident.per'],
    [{ onRecovery: 'open' }, 'incident.onRecovery'],
    [{ project: 'nowhere' }, 'incident.project'],
    [{ colour: 'red' }, 'incident'],
  ])('%j is refused', async (incident, field) => {
    const { status, body } = await world.ask('POST', '/v1/rules', {
      body: { key: 'wrong', name: 'x', policy: 'ops', incident },
    })
    expect([status, body.errors.map((one) => one.field)]).toEqual([422, [field]])
  })

  it('are shown by the project’s key, whatever it is called', async () => {
    const made = await rule({ project: 'web', per: 'group', onRecovery: 'pend' })
    const incident = { project: 'web', per: 'group', onRecovery: 'pend' }
    expect(made).toMatchObject({ incident })
    await world.ask('PATCH', '/v1/projects/web', { body: { key: 'site' } })
    const renamed = { ...incident, project: 'site' }
    expect((await world.ask('GET', `/v1/rules/${secretKey}`)).body).toMatchObject({ incident: renamed })
    await world.ask('PATCH', `/v1/rules/${secretKey}`, { body: { name: '昼' } })
    const off = await world.ask('PATCH', `/v1/rules/${secretKey}`, { body: { incident: null } })
    expect(off.body).toMatchObject({ incident: null })
  })

  it('stand in a file, and change nothing when it is applied again', async () => {
    const token = await world.tokenFor(await world.newSpace('filed'))
    const ask = (path: string, document: object) => world.ask('POST', path, { token, body: { document } })
    const documentWith = (incident: object) => ({
      version: 1,
      projects: [{ key: 'web', name: 'Web', members: [] }],
      users: [{ key: 'p', name: 'p', contactMethods: [] }],
      policies: [{ key: 'ops', name: 'ops', steps: [{ destinations: [{ user: 'p' }] }], from: '+815012345678' }],
      rules: [{ key: 'r', name: 'r', policy: 'ops', incident }],
    })
    const wrong = await ask('/v1/config/apply', documentWith({ project: 'nowhere' }))
    expect([wrong.status, wrong.body.code, wrong.body.errors[0]?.field]).toEqual([
      422,
      'rule.project_unknown',
      'rules.0.incident.project',
    ])
    const document = documentWith({ project: 'web', per: 'host', onRecovery: 'pend' })
    const applied = await ask('/v1/config/apply', document)
    expect([applied.status, applied.page]).toEqual([200, applied.page])
    const exported = (await world.ask('GET', '/v1/config/export', { token })).body as unknown as typeof document
    expect(exported.rules[0]?.incident).toEqual({ project: 'web', per: 'host', onRecovery: 'pend' })
    for (const same of [document, exported]) {
      const { changes } = (await ask('/v1/config/plan', same)).body
      expect(changes.find(({ key }) => key === 'r')).toMatchObject({ action: 'unchanged' })
    }
  })
})
