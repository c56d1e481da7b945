// `noroshi audit` against a real HTTP server: what is asked, and how it is shown or written.
import { afterEach, expect, it } from 'vitest'
import { run } from './testing/run.ts'
import { type FakeServer, startFakeServer } from './testing/server.ts'

let server: FakeServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})
const env = () => ({ LANG: 'C', NOROSHI_URL: server?.url ?? '', NOROSHI_TOKEN: 't' })
const one = {
  at: '2026-11-01T03:00:00.000Z',
  by: { kind: 'session', id: null, user: null, name: '佐藤' },
  address: '192.0.2.1',
  action: 'changed',
  kind: 'policy',
  name: 'night',
  changes: [{ field: 'name', before: 'a', after: 'b' }, { field: 'steps' }],
}

it('shows who did what as a table, filtered', async () => {
  const failed = { ...one, by: { ...one.by, kind: 'nobody', name: '' }, address: null, changes: [] }
  server = await startFakeServer(() => ({ body: { items: [one, failed] } }))
  const words = [
    'audit',
    '--by',
    'sato',
    '--kind',
    'policy',
    '--action',
    'changed',
    '--to',
    '2026-11-02T00:00:00Z',
    '-n',
    '5',
  ]
  const { code, out } = await run(words, { env: env() })
  expect(code).toBe(0)
  expect(server.asked[0]?.path).toBe(
    '/v1/audit?to=2026-11-02T00%3A00%3A00.000Z&by=sato&kind=policy&action=changed&limit=5',
  )
  expect(out).toMatch(/佐藤 {4}192\.0\.2\.1 {2}changed {2}policy {2}night {2}name steps\n/)
  expect(out).toMatch(/nobody +changed/)
  expect((await run(['audit', '--json'], { env: env() })).out).toContain('"items"')
})

it('says that nothing was changed, and writes CSV', async () => {
  server = await startFakeServer(({ path }) => ({ body: path.includes('csv') ? 'a,b\r\n' : { items: [] } }))
  expect(await run(['audit'], { env: env() })).toMatchObject({ code: 0, err: 'Nothing was changed.\n' })
  expect((await run(['audit', '--csv'], { env: env() })).out).toBe('a,b\r\n')
  expect(server.asked.at(-1)?.path).toBe('/v1/audit.csv?lang=en')
})

it('refuses a file without CSV', async () => {
  const { code, err } = await run(['audit', '-o', 'x.csv'], { env: { LANG: 'C', NOROSHI_TOKEN: 't' } })
  expect([code, err]).toEqual([2, expect.stringContaining('--output goes with --csv')])
})
