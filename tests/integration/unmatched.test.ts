// Alerts that no rule is about call nobody: whoever asked for it is told of that, with the alert and not too often.

import { afterAll, beforeAll, expect, it } from 'vitest'
import { noticeMail } from '#words/notice-mails'
import { createV1World, type V1World } from '../support/v1.ts'

let world: V1World
beforeAll(async () => {
  world = await createV1World()
  await world.ask('POST', '/v1/users', { body: { key: 'p', name: 'p', contactMethods: [] } })
  const steps = [{ destinations: [{ user: 'p' }] }]
  await world.ask('POST', '/v1/policies', { body: { key: 'ops', name: 'ops', steps, from: '+815012345678' } })
  await world.ask('POST', '/v1/sources', { body: { key: 's', name: 's', kind: 'generic' } })
  const match = { hosts: ['db*'] }
  await world.ask('POST', '/v1/rules', { body: { key: 'db', name: 'db', policy: 'ops', match } })
  const asks = { key: 'asks', name: 'x', url: 'mailto:admin@example.jp', events: ['alert.unmatched'] }
  await world.ask('POST', '/v1/webhooks', { body: asks })
  await world.ask('POST', '/v1/webhooks', { body: { ...asks, key: 'other', events: ['callout.*'] } })
})
afterAll(() => world.close())

const tells = async (...events: readonly object[]): Promise<void> => {
  world.clock.nowMs += 1_000
  expect((await world.ask('POST', '/v1/alerts', { body: { source: 's', events } })).status).toBe(202)
}
const problem = (host: string, rest: object = {}) => ({ kind: 'problem', dedupKey: host, host, ...rest })
const deliveries = async (webhook: string): Promise<readonly { body: { data: { count: number } } }[]> => {
  const { body } = await world.ask('GET', `/v1/webhooks/${webhook}/deliveries`)
  return body['items'] as unknown as { body: { data: { count: number } } }[]
}
const told = async () => (await deliveries('asks')).map(({ body }) => body.data).toSorted((a, b) => b.count - a.count)

it('what a rule is about, has recovered or is told again is no reason to say anything', async () => {
  await tells(problem('db01'), { kind: 'recovered', dedupKey: 'web00', host: 'web00' })
  expect(await told()).toEqual([])
})

it('is told once an hour, with the first ten, to whoever asked for it', async () => {
  const hosts = Array.from({ length: 12 }, (_, index) => problem(`web${index}`, { condition: 'DOWN' }))
  await tells(problem('db02'), ...hosts)
  await tells(problem('mail01'))
  await tells(problem('web1'))
  expect(await told()).toMatchObject([
    { source: 's', count: 12, alerts: { length: 10, 0: { host: 'web0', condition: 'DOWN' } } },
  ])
  expect(await deliveries('other')).toEqual([])
  world.clock.nowMs += 3_600_000
  // What was told of already is not told again for being told again by its source.
  await tells(problem('web1'))
  expect(await told()).toHaveLength(1)
  await tells(problem('mail02'))
  expect(await told()).toMatchObject([{ count: 12 }, { count: 1, alerts: [{ host: 'mail02' }] }])
})

it.each([
  ['ja', '[Noroshi] どの通報ルールにも当てはまらないアラートが2件あり、だれにも通報していません'],
  ['en', '[Noroshi] Nobody was called: no rule matches 2 alerts'],
] as const)('is a mail in words, in %s', (language, subject) => {
  const alerts = [
    { host: 'web1', service: 'HTTP', condition: 'CRITICAL', summary: '500' },
    { host: 'web2', service: null, condition: 'DOWN', summary: '' },
  ]
  const mail = noticeMail('alert.unmatched', { data: { source: 's', count: 2, alerts } }, language)
  expect(mail.subject).toBe(subject)
  expect(mail.text).toContain('s\nweb1 HTTP CRITICAL 500\nweb2 DOWN\n\n')
})
