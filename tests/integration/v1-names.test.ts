// What lists name by key they name as people call it too: as it is called now, and nothing where it is gone. One set of objects is
// looked at three times: as they were made, renamed, and deleted.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Body, createV1World, furnish, startIn, type V1World } from '../support/v1.ts'

let world: V1World

const make = async (kind: string, body: object): Promise<Body> => {
  const made = await world.ask('POST', `/v1/${kind}`, { body })
  expect(made.status, JSON.stringify(made.body)).toBeLessThan(300)
  return made.body
}

let alert: string
beforeAll(async () => {
  world = await createV1World()
  await furnish(world)
  await make('projects', { key: 'shop', name: '通販' })
  await make('sources', { key: 'zbx', name: 'Zabbix本社', kind: 'generic' })
  await make('rules', { key: 'all', name: 'すべて', policy: 'night' })
  await make('policy-groups', { key: 'whole', name: '全社', policies: [{ policy: 'night' }] })
  await make('pauses', { policy: 'night', reason: '保守', beginsAt: '2027-01-01T00:00:00Z' })
  await make('pauses', { user: 'suzuki', reason: '休暇' })
  await make('incidents', { name: '障害', project: 'shop' })
  await make('roles', { role: 'member', user: 'suzuki', project: 'shop' })
  const told = await make('alerts', { source: 'zbx', events: [{ kind: 'problem', dedupKey: 'a', host: 'db01' }] })
  alert = String((told as unknown as { alerts: readonly string[] }).alerts[0])
  await startIn(world, { policy: 'night' })
  await world.pools.engine.query(
    `insert into attempt (callout_id, ordinal, space_id, destination, channel, address, priority, nonce, state, reason, result, planned_at,
       turn, readings, retries, cancel_wanted, possible_repeat, connection_id)
     select id, 0, space_id, 0, 'phone', '+819001230001', 5, '', 'ended', 'first_attempt', 'busy', created_at, 0, 0, 0, false, false,
       (select id from connection where key = 'sim') from callout`,
  )
})
afterAll(() => world.close())

const first = async (path: string) => (await world.ask('GET', path)).body.items[0] as Record<string, unknown>
const read = async (path: string) => (await world.ask('GET', path)).body as unknown as Record<string, never[]>
const pick = (one: Record<string, unknown> | undefined, ...names: string[]) => names.map((name) => one?.[name])

/** Each key with its name, wherever lists and pages have them. */
const shown = async () => {
  const analytics = await read('/v1/analytics?from=2026-11-20T00:00:00Z&to=2026-11-30T00:00:00Z')
  const pauses = (await world.ask('GET', '/v1/pauses?state=all')).body.items as unknown as Record<string, unknown>[]
  const match = await world.ask('POST', '/v1/rules/match', { body: { alert } })
  return {
    callout: pick(await first('/v1/callouts'), 'policy', 'policyName'),
    attempt: pick(await first('/v1/attempts'), 'policy', 'policyName', 'connection', 'connectionName'),
    pauseOfPolicy: pick(
      pauses.find((one) => one['scope'] === 'policy'),
      'policy',
      'policyName',
    ),
    pauseOfPerson: pick(
      pauses.find((one) => one['scope'] === 'user'),
      'user',
      'userName',
    ),
    analytics: pick(analytics['policies']?.[0], 'policy', 'policyName'),
    alert: pick(await first('/v1/alerts'), 'source', 'sourceName'),
    calledBy: pick((await read(`/v1/alerts/${alert}`))['callouts']?.[0], 'rule', 'ruleName'),
    rule: pick(await first('/v1/rules'), 'policy', 'policyName'),
    verdict: pick((match.body as unknown as Record<string, never[]>)['items']?.[0], 'rule', 'ruleName', 'policyName'),
    group: ((await first('/v1/policy-groups')) ?? {})['policyNames'],
    incident: pick(await first('/v1/incidents'), 'project', 'projectName'),
    role: pick(await first('/v1/roles?user=suzuki'), 'project', 'projectName'),
  }
}

describe('what a list names by its key', () => {
  it('is called by its name too', async () => {
    expect(await shown()).toEqual({
      callout: ['night', '夜間'],
      attempt: ['night', '夜間', 'sim', '模擬'],
      pauseOfPolicy: ['night', '夜間'],
      pauseOfPerson: ['suzuki', 'suzukiさん'],
      analytics: ['night', '夜間'],
      alert: ['zbx', 'Zabbix本社'],
      calledBy: ['all', 'すべて'],
      rule: ['night', '夜間'],
      verdict: ['all', 'すべて', '夜間'],
      group: ['夜間'],
      incident: ['shop', '通販'],
      role: ['shop', '通販'],
    })
  })

  it('is called as it is called now', async () => {
    const rename = async (path: string, name: string) =>
      expect((await world.ask('PATCH', `/v1/${path}`, { body: { name } })).status).toBe(200)
    await rename('policies/night', '夜間当番')
    await rename('connections/sim', '練習用')
    await rename('users/suzuki', '鈴木 花子')
    await rename('sources/zbx', 'Zabbix')
    await rename('rules/all', '全部')
    await rename('projects/shop', '店')
    expect(await shown()).toEqual({
      callout: ['night', '夜間当番'],
      attempt: ['night', '夜間当番', 'sim', '練習用'],
      pauseOfPolicy: ['night', '夜間当番'],
      pauseOfPerson: ['suzuki', '鈴木 花子'],
      analytics: ['night', '夜間当番'],
      alert: ['zbx', 'Zabbix'],
      calledBy: ['all', '全部'],
      rule: ['night', '夜間当番'],
      verdict: ['all', '全部', '夜間当番'],
      group: ['夜間当番'],
      incident: ['shop', '店'],
      role: ['shop', '店'],
    })
  })

  it('has no name once it is gone, and keeps its key', async () => {
    const remove = async (path: string) =>
      expect([path, (await world.ask('DELETE', `/v1/${path}`)).status]).toEqual([path, 204])
    for (const path of ['rules/all', 'policy-groups/whole', 'policies/night', 'connections/sim', 'sources/zbx'])
      await remove(path)
    const now = await shown()
    expect(now).toMatchObject({
      callout: ['night', null],
      attempt: ['night', null, 'sim', null],
      pauseOfPolicy: ['night', null],
      analytics: ['night', null],
      alert: ['zbx', null],
      calledBy: ['all', null],
    })
  })
})
