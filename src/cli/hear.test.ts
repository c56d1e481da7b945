// `noroshi hear` against a real HTTP server: what is asked, and how it is shown.
import { afterEach, expect, it } from 'vitest'
import { run } from './testing/run.ts'
import { type FakeServer, startFakeServer } from './testing/server.ts'

let server: FakeServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})
const env = () => ({ LANG: 'C', NOROSHI_URL: server?.url ?? '', NOROSHI_TOKEN: 't' })
const scenes = [
  { key: null, lines: ['障害、ホスト1件。', 'DB'], spoken: ['障害、ホスト1件。', 'データベース'], listens: true },
  { key: '', lines: [], spoken: [], listens: false },
]

it('asks for what is given, and shows what is heard after each key', async () => {
  server = await startFakeServer(() => ({ body: { call: 'button', language: 'ja', scenes, sms: '' } }))
  const words = ['hear', 'night', '--kind', 'xmon_rotation', '--user', 'sato', '--current', '--keys', '1#,3#']
  const { code, out, err } = await run(words, { env: env() })
  expect([code, out, err]).toEqual([0, '障害、ホスト1件。\nDB\n▸ nothing\n', 'The call ends.\n'])
  expect(server.asked[0]).toMatchObject({
    path: '/v1/templates/preview',
    body: { policy: 'night', settings: { kind: 'xmon_rotation' }, user: 'sato', alerts: 'current', keys: ['1#', '3#'] },
  })
})

it('shows how it is read aloud, and the answer as it came', async () => {
  server = await startFakeServer(() => ({ body: { call: 'button', language: 'ja', scenes, sms: '' } }))
  expect((await run(['hear', '--text', 'x', '--spoken'], { env: env() })).out).toContain('データベース')
  expect(server.asked[0]?.body).toEqual({ text: 'x' })
  expect(JSON.parse((await run(['hear', '--json'], { env: env() })).out)).toMatchObject({ scenes })
})
