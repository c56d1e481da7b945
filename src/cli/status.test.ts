// `noroshi status`: the list, one callout with its explanation, and following one.
import { afterEach, expect, it } from 'vitest'
import { columns } from './terminal.ts'
import { callout, calloutServer, endedAs, ID, taken } from './testing/callouts.ts'
import { run } from './testing/run.ts'
import type { FakeServer } from './testing/server.ts'

let server: FakeServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})
const env = (url: string, language = 'C') => ({ LANG: language, NOROSHI_URL: `${url}/`, NOROSHI_TOKEN: 't' })

it('lists callouts as asked for', async () => {
  server = await calloutServer({ [ID]: [{ callout: taken, texts: [] }] })
  const { code, out } = await run(['status', '--running', '-p', 'night', '--limit', '5'], { env: env(server.url) })
  expect(code).toBe(0)
  expect(server.asked[0]?.path).toBe('/v1/callouts?limit=5&status=running&policy=night')
  expect(out.split('\n')[1]).toMatch(
    /\d\d:\d\d:\d\d {2}night {3}DBサーバが応答しません {2}acknowledged {2}佐藤 翔太 {2}0199/,
  )
})

it('says that there is nothing', async () => {
  server = await calloutServer({})
  expect((await run(['status'], { env: env(server.url, 'ja_JP.UTF-8') })).out).toBe('通報はありません。\n')
})

it('shows one with people and explanation; exit code 0 however it ended', async () => {
  const person = callout().destinations[0]!
  const destinations = [
    { ...person, outcome: 'unreached' as const },
    { ...person, name: 'Anna' },
  ]
  const exhausted = endedAs('exhausted', { destinations })
  server = await calloutServer({ [ID]: [{ callout: exhausted, texts: ['開始', 'だれも応答せず'] }] })
  const { code, out } = await run(['status', ID], { env: env(server.url, 'ja') })
  expect(code).toBe(0)
  expect(out).toContain('応答なし')
  expect(out).toContain(
    '  佐藤 翔太  phone  +81-90-****-0001  未到達\n  Anna       phone  +81-90-****-0001  連絡なし\n',
  )
  expect(out).toMatch(/開始\n.*だれも応答せず\n$/)
  const { out: json } = await run(['status', ID, '--json'], { env: env(server.url) })
  expect(JSON.parse(json)).toMatchObject({ id: ID, outcome: 'exhausted', explanation: [{ text: '開始' }, {}] })
})

it('--wait follows one and tells how it ended', async () => {
  server = await calloutServer({
    [ID]: [
      { callout: callout(), texts: ['開始'] },
      { callout: endedAs('exhausted'), texts: ['開始', '終了'] },
    ],
  })
  const { code, out } = await run(['status', ID, '--wait'], { env: env(server.url) })
  expect(code).toBe(1)
  expect(out).toMatch(/開始\n.*終了\nexhausted: nobody took it\n$/)
})

it('an unknown id is refused', async () => {
  server = await calloutServer({})
  expect(await run(['status', 'nothing'], { env: env(server.url) })).toMatchObject({
    code: 2,
    err: 'There is no such callout (callout.not_found)\n  Check the id.\n',
  })
})

it('colours only on a terminal that wants them', async () => {
  server = await calloutServer({ [ID]: [{ callout: taken, texts: [] }] })
  const on = (more: Record<string, string>, isTTY: boolean) =>
    run(['status', ID], { env: { ...env(server?.url ?? ''), ...more }, isTTY })
  expect((await on({}, true)).out).toContain('\u001B[32m')
  expect((await on({}, false)).out).not.toContain('\u001B')
  expect((await on({ NO_COLOR: '1' }, true)).out).not.toContain('\u001B')
})

it('columns stay straight with Japanese in them', () => {
  expect(
    columns([
      ['佐藤', 'a'],
      ['ab', 'b'],
      ['カナ', ''],
    ]),
  ).toEqual(['佐藤  a', 'ab    b', 'カナ'])
})
