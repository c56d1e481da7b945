// Previews about alerts over /v1: given ones, samples and the problems of now, and what a routing rule makes of them.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createV1World, furnish, type V1World } from '../support/v1.ts'

let world: V1World
beforeAll(async () => {
  world = await createV1World()
  await furnish(world)
})
afterAll(() => world.close())

type Shown = {
  readonly outcome: string
  readonly acknowledgedBy: string | null
  readonly waitedSeconds: number
  readonly attempts: readonly { readonly begunAt: string; readonly said: readonly { readonly lines: string[] }[] }[]
  readonly findings: readonly { readonly code: string }[]
}
const at = '2027-01-01T03:00:00+09:00'
const ask = async (body: object, path: string, options: object = {}) => {
  const answer = await world.ask('POST', path, { body, ...options })
  return { ...answer, shown: answer.body as unknown as Shown }
}

describe('a preview about alerts', () => {
  const path = '/v1/policies/buttons/preview?lang=ja'
  const others = { does: 'answers' }
  const db = { host: 'db01', condition: 'DOWN' }
  const web = { host: 'web01', service: 'HTTP', condition: 'CRITICAL', severity: 'warning' }
  beforeAll(async () => {
    const steps = [{ destinations: [{ user: 'sato' }] }]
    const policy = {
      key: 'buttons',
      name: '監視',
      kind: 'noroshi',
      buttonCall: {},
      steps,
      connection: 'sim',
      from: '+815012345678',
    }
    await world.ask('POST', '/v1/policies', { body: policy })
    const match = { hosts: ['db*'], severities: ['critical'] }
    const rule = { key: 'db', name: 'DB', policy: 'buttons', match, from: 3, delaySeconds: 300 }
    await world.ask('POST', '/v1/rules', { body: rule })
    const off = { ...rule, key: 'off', enabled: false, delaySeconds: 0 }
    await world.ask('POST', '/v1/rules', { body: off })
  })
  const heard = ({ attempts }: Shown): string =>
    attempts.flatMap(({ said }) => said.flatMap(({ lines }) => lines)).join('\n')

  it('X-083: a button call counts them, reads them and is taken, as the real one would be', async () => {
    const { status, shown } = await ask({ at, others, alerts: [db, web, { host: 'mail01', recovered: true }] }, path)
    expect([status, shown.outcome, shown.acknowledgedBy]).toEqual([200, 'acknowledged', 'satoさん'])
    for (const text of [
      '障害、ホスト1件。',
      '障害、サービス1件。',
      '復旧、ホスト1件。',
      'db01、DOWN。',
      'web01、HTTP、CRITICAL。',
    ])
      expect(heard(shown)).toContain(text)
  })

  it('by a rule: after its delay, and of what it is about alone', async () => {
    const { shown } = await ask({ at, others, alerts: [db, web], rule: 'db', targetSeconds: 301 }, path)
    expect(shown).toMatchObject({ at: '2026-12-31T18:05:00.000Z', waitedSeconds: 300 })
    expect(shown.attempts[0]?.begunAt).toBe('2026-12-31T18:05:00.000Z')
    expect(heard(shown)).toContain('db01')
    expect(heard(shown)).not.toContain('web01')
    expect(shown.findings.map(({ code }) => code)).toContain('preview.beyond_target')
  })

  it('by a rule alone: about samples', async () => {
    const { shown } = await ask({ at, others, rule: 'db' }, path)
    expect(shown).toMatchObject({ outcome: 'acknowledged', waitedSeconds: 300 })
    expect(heard(shown)).toContain('復旧、ホスト1件。')
  })

  it('about the problems there are now: none, as nothing failed', async () => {
    const { shown } = await ask({ at, others, alerts: 'current' }, path)
    expect(heard(shown)).toContain('お伝えする障害はありません。')
  })

  it.each<[string, object, string, number, string, RegExp]>([
    ['a rule that is not there', { rule: 'none' }, path, 404, 'rule.not_found', /none/],
    ['a rule that is off', { rule: 'off' }, path, 422, 'rule.calls_nobody', /disabled/],
    ['alerts a rule is not about', { rule: 'db', alerts: [web] }, path, 422, 'rule.calls_nobody', /not_matched/],
    ['a rule by another policy', { rule: 'db' }, '/v1/policies/night/preview', 422, 'rule.calls_nobody', /buttons/],
    ['no problems now', { rule: 'db', alerts: 'current' }, path, 422, 'rule.calls_nobody', /not_matched/],
    ['a text beside them', { text: 'x', alerts: 'sample' }, path, 422, 'request.invalid', /./],
    ['no alerts', { alerts: [] }, path, 422, 'request.invalid', /./],
    ['too many', { alerts: Array.from({ length: 201 }, () => db) }, path, 422, 'request.invalid', /./],
    ['another word', { alerts: 'all' }, path, 422, 'request.invalid', /./],
  ])('refused: %s', async (...[, body, where, status, code, detail]) => {
    const { status: got, body: told } = await ask({ at, ...body }, where)
    expect([got, told.code]).toEqual([status, code])
    expect(told.detail ?? JSON.stringify(told.errors)).toMatch(detail)
  })

  it('rules and alerts are for those who may read them', async () => {
    const token = await world.tokenFor(world.spaceId, ['policies:read'])
    for (const [body, scope] of [
      [{ rule: 'db' }, 'rules:read'],
      [{ alerts: 'current' }, 'alerts:read'],
    ] as const) {
      const told = await ask({ at, ...body }, path, { token })
      expect([told.status, told.body.code, told.body.detail]).toEqual([403, 'auth.scope_missing', scope])
    }
    expect((await ask({ at, alerts: 'sample' }, path, { token })).status).toBe(200)
  })
})
