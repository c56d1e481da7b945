// `noroshi log` against a real HTTP server: what is asked, and how it is shown or written.
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { run } from './testing/run.ts'
import { type FakeServer, startFakeServer } from './testing/server.ts'

let server: FakeServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})
const env = (language = 'C') => ({ LANG: language, NOROSHI_URL: server?.url ?? '', NOROSHI_TOKEN: 't' })
const one = {
  plannedAt: '2026-11-01T03:00:00.000Z',
  begunAt: null,
  policy: 'night',
  name: '佐藤',
  channel: 'phone',
  address: '+81****0001',
  state: 'ended',
  result: 'taken',
  key: '1',
  detail: null,
}

it('X-102 X-104 shows attempts as a table, filtered', async () => {
  server = await startFakeServer(() => ({
    body: { items: [one, { ...one, result: null, state: 'ringing', key: null }] },
  }))
  const words = ['log', '-u', 'sato', '--result', 'taken', '--from', '2026-11-01T00:00:00Z', '-n', '5']
  const { code, out } = await run(words, { env: env() })
  expect(code).toBe(0)
  expect(server.asked[0]?.path).toBe('/v1/attempts?from=2026-11-01T00%3A00%3A00.000Z&user=sato&result=taken&limit=5')
  expect(out).toMatch(/night {2}佐藤 {2}phone {2}\+81\*{4}0001 {2}taken {4}1\n/)
  expect(out).toContain('ringing')
  expect((await run(['log', '--json'], { env: env() })).out).toContain('"items"')
})

it('says that nothing was sent', async () => {
  server = await startFakeServer(() => ({ body: { items: [] } }))
  expect(await run(['log'], { env: env() })).toMatchObject({ code: 0, err: 'Nothing was sent.\n' })
})

it('writes CSV to standard output, or into a file that spreadsheets read', async () => {
  server = await startFakeServer(() => ({ body: '\uFEFFa,b\r\n' }))
  const file = join(mkdtempSync(join(tmpdir(), 'noroshi-log-')), 'log.csv')
  expect((await run(['log', '--csv'], { env: env('ja') })).out).toContain('a,b\r\n')
  expect(server.asked[0]?.path).toBe('/v1/attempts.csv?lang=ja')
  expect((await run(['log', '--csv', '-o', file], { env: env() })).code).toBe(0)
  expect(readFileSync(file, 'utf8')).toBe('\uFEFFa,b\r\n')
})

it.each([
  [['log', '--from', 'yesterday'], '--from takes a day or an instant'],
  [['log', '-o', 'x.csv'], '--output goes with --csv'],
  [['log', '-n', '0'], '--limit takes a whole number'],
])('refuses %j', async (words, said) => {
  const { code, err } = await run(words, { env: { LANG: 'C', NOROSHI_TOKEN: 't' } })
  expect([code, err]).toEqual([2, expect.stringContaining(said)])
})
