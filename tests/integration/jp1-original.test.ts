// The two curl lines of the public description of JP1 CS 通報管理, as curl sends them, byte by byte. Printed there they are no
// JSON (a smart quote, a stray backslash); repaired they must work as they stand, `Authorization:Bearer` without a space included.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { addAccount, password } from '../support/jp1.ts'
import { sendRaw } from '../support/raw-http.ts'
import { createV1World, furnish, type V1World } from '../support/v1.ts'

let world: V1World
beforeAll(async () => {
  world = await createV1World()
  await furnish(world)
  const steps = [{ destinations: [{ user: 'sato' }] }]
  await world.ask('POST', '/v1/policies', { body: { key: 'net-1', name: 'blogtest', steps } })
  await addAccount(world, { spaceId: world.spaceId, account: 'アカウント名' })
})
afterAll(() => world.close())

/** What curl adds by itself. */
const curl = (path: string) => [
  `POST ${path} HTTP/1.1`,
  'Host: notify-saas-xxxxx.hitachi-solutions.co.jp',
  'User-Agent: curl/7.88.1',
  'Accept: */*',
]

it('J-030 J-033 J-044 J-054 J-056 sign in, then execute', async () => {
  const signIn = `{"account":"アカウント名", "password":"${password}"}`
  const signed = await sendRaw(world.url, [...curl('/api/v1/signin'), 'Content-Type: application/json'], signIn)
  expect([signed.status, signed.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8'])
  const { id_token: token } = JSON.parse(signed.text) as { id_token: string }
  const contents =
    '{ "tel_content": "エラーが発生しました", "mail_subject": "エラーが発生しました(メール)", ' +
    '"mail_content": "エラーが発生しました", "slack_content": "エラーが発生しました(slack)"}'
  const head = [
    ...curl('/api/v1/net/blogtest/execute'),
    'Content-Type: application/json',
    `Authorization:Bearer ${token}`,
  ]
  const executed = await sendRaw(world.url, head, contents)
  expect(executed.status).toBe(200)
  expect(JSON.parse(executed.text)).toMatchObject({ net: 'blogtest', status: 'accepted' })
  expect(world.started.at(-1)?.cause).toEqual({
    kind: 'text',
    text: 'エラーが発生しました',
    contents: {
      phone: { body: 'エラーが発生しました' },
      mail: { subject: 'エラーが発生しました(メール)', body: 'エラーが発生しました' },
      slack: { body: 'エラーが発生しました(slack)' },
    },
  })
})

it('as they are printed they are refused with a message, not with silence', async () => {
  const printed = '{"account":”アカウント名", "password":"パスワード\\"}'
  const { status, text } = await sendRaw(
    world.url,
    [...curl('/api/v1/signin'), 'Content-Type: application/json'],
    printed,
  )
  expect([status, JSON.parse(text)]).toEqual([400, { message: 'Bad Request' }])
})
