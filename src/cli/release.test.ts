// `noroshi release` and `resolve` against a real HTTP server: what is asked, and what is said of it.
import { afterEach, expect, it } from 'vitest'
import { callout, endedAs, ID } from './testing/callouts.ts'
import { run } from './testing/run.ts'
import { type FakeServer, problem, startFakeServer } from './testing/server.ts'

let server: FakeServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})
const env = (url: string, language = 'C') => ({ LANG: language, NOROSHI_URL: url, NOROSHI_TOKEN: 't' })

it('lets a callout begin', async () => {
  server = await startFakeServer(() => ({ body: callout() }))
  expect(await run(['release', ID], { env: env(server.url) })).toMatchObject({ code: 0, out: 'It begins now.\n' })
  expect(server.asked[0]).toMatchObject({ method: 'POST', path: `/v1/callouts/${ID}/release` })
  const { out } = await run(['release', ID, '--json'], { env: env(server.url) })
  expect(JSON.parse(out)).toMatchObject({ id: ID })
})

it('says that a pause holds it back', async () => {
  server = await startFakeServer(() => ({ body: endedAs('suppressed') }))
  const { code, out } = await run(['release', ID], { env: env(server.url, 'ja') })
  expect([code, out]).toEqual([0, '通報が停止中のため、だれにも連絡しません。\n'])
})

it('is exit code 2 where nothing waits, and without an id', async () => {
  server = await startFakeServer(() => problem(409, 'callout.not_waiting'))
  expect(await run(['release', ID], { env: env(server.url) })).toMatchObject({ code: 2 })
  expect((await run(['release'], { env: env(server.url) })).err).toContain('the id of a callout is missing')
})

it('says that a callout is resolved, once it is named', async () => {
  server = await startFakeServer(() => ({ body: endedAs('acknowledged') }))
  expect(await run(['resolve', ID], { env: env(server.url, 'ja') })).toMatchObject({
    code: 0,
    out: '解決としました。\n',
  })
  expect(server.asked[0]).toMatchObject({ method: 'POST', path: `/v1/callouts/${ID}/resolve` })
  expect(JSON.parse((await run(['resolve', ID, '--json'], { env: env(server.url) })).out)).toMatchObject({ id: ID })
  expect((await run(['resolve'], { env: env(server.url) })).err).toContain('the id of a callout is missing')
})
