// `noroshi retention` against a real HTTP server: what is asked, how it is shown, and that it never deletes.
import { afterEach, expect, it } from 'vitest'
import { run } from './testing/run.ts'
import { type FakeServer, startFakeServer } from './testing/server.ts'

let server: FakeServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})
const env = (lang = 'C') => ({ LANG: lang, NOROSHI_URL: server?.url ?? '', NOROSHI_TOKEN: 't' })
const items = [
  {
    kind: 'callouts',
    days: 365,
    before: '2025-11-29T00:00:00.000Z',
    deletes: 12,
    oldest: '2024-01-05T03:00:00.000Z',
    keeps: 2,
  },
  { kind: 'audit', days: null, before: null, deletes: 0, oldest: null, keeps: 0 },
]

it('shows what would go, with the days that are tried', async () => {
  server = await startFakeServer(() => ({ body: { items } }))
  const { code, out } = await run(['retention', '--dry-run', '--callouts', '365', '--audit', '30'], { env: env() })
  expect(code).toBe(0)
  expect(server.asked[0]).toMatchObject({ method: 'GET', path: '/v1/retention?callouts=365&audit=30' })
  expect(out).toMatch(/callouts +kept for 365 days +12 to delete +since 2024-01-05 +2 not over, kept\n/)
  expect(out).toMatch(/audit log +kept for ever/)
  const japanese = await run(['retention', '--dry-run'], { env: env('ja_JP.UTF-8') })
  expect(japanese.out).toMatch(/通報 +365日間保存 +12件を削除 +2024-01-05以降 +2件は終わっていないため残す\n/)
  expect((await run(['retention', '--dry-run', '--json'], { env: env() })).out).toContain('"items"')
})

it('is about looking alone, and knows how long things can be kept', async () => {
  const without = await run(['retention'], { env: env() })
  expect([without.code, without.err]).toEqual([2, expect.stringContaining('the server deletes by itself')])
  expect((await run(['retention', '--dry-run', '--alerts', '6'], { env: env() })).code).toBe(2)
})
