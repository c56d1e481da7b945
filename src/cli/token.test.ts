// `noroshi token`: what is asked of the server, and that a new token stands alone on stdout.
import { afterEach, describe, expect, it } from 'vitest'
import { run, START_MS } from './testing/run.ts'
import { type Answer, type FakeServer, startFakeServer } from './testing/server.ts'

let server: FakeServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})
const serverWith = async (answer: Answer) => {
  server = await startFakeServer(() => answer)
  return server
}
const token = {
  id: '0199c2a4-7d1e-7f3a-9a55-3d1c6f0a2b11',
  name: 'zabbix',
  scopes: ['callouts:start'],
  project: null,
  createdAt: '2026-11-22T03:00:00.000Z',
  expiresAt: null,
  revokedAt: null,
  lastUsedAt: null,
}
const env = (url: string) => ({ LANG: 'C', NOROSHI_URL: url, NOROSHI_TOKEN: 'admin' })

describe('create', () => {
  it('writes the token alone to stdout, what is said about it to stderr', async () => {
    const { url, asked } = await serverWith({ status: 201, body: { ...token, token: 'nrs_1234' } })
    const argv = ['token', 'create', '--name', 'zabbix', '--scope', 'callouts:start,callouts:read', '-s', 'users:read']
    const { code, out, err } = await run(argv, { env: env(url) })
    expect({ code, out }).toEqual({ code: 0, out: 'nrs_1234\n' })
    expect(err).toContain('without expiry')
    const scopes = ['callouts:start', 'callouts:read', 'users:read']
    expect(asked).toMatchObject([{ method: 'POST', path: '/v1/tokens', body: { name: 'zabbix', scopes } }])
  })

  it('of a project', async () => {
    const { url, asked } = await serverWith({ status: 201, body: { ...token, project: 'web', token: 'x' } })
    await run(['token', 'create', '-n', 'x', '-s', 'incidents:write', '--project', 'web'], { env: env(url) })
    expect(asked[0]?.body).toEqual({ name: 'x', scopes: ['incidents:write'], project: 'web' })
  })

  it.each([
    ['90d', START_MS + 90 * 86_400_000],
    ['12h', START_MS + 12 * 3_600_000],
    ['4w', START_MS + 28 * 86_400_000],
    ['2027-03-31', new Date(2027, 2, 31, 23, 59, 59, 999).getTime()],
    ['2027-03-31T09:00:00Z', Date.parse('2027-03-31T09:00:00Z')],
  ])('--expires %s', async (text, atMs) => {
    const { url, asked } = await serverWith({ status: 201, body: { ...token, token: 'x' } })
    await run(['token', 'create', '-n', 'x', '-s', 'callouts:start', '--expires', text], { env: env(url) })
    expect(asked[0]?.body).toMatchObject({ expiresAt: new Date(atMs).toISOString() })
  })

  it.each([
    [['-s', 'callouts:start'], '--name is missing'],
    [['-n', 'x'], '--scope is missing'],
    [['-n', 'x', '-s', 'callout:start'], 'Did you mean "callouts:start"?'],
    [['-n', 'x', '-s', 'nonsense'], 'Known: users:read'],
    [['-n', 'x', '-s', 'callouts:start', '--expires', 'soon'], '--expires takes a time to come'],
    [['-n', 'x', '-s', 'callouts:start', '--expires', '2020-01-01'], '--expires takes a time to come'],
  ])('refuses %j', async (argv, message) => {
    const { code, err } = await run(['token', 'create', ...argv], { env: { LANG: 'C' } })
    expect(code).toBe(2)
    expect(err).toContain(message)
  })
})

it('list shows state, expiry and scopes', async () => {
  const items = [
    token,
    { ...token, name: '古いもの', expiresAt: '2026-01-01T00:00:00.000Z' },
    { ...token, name: 'lost', revokedAt: '2026-01-01T00:00:00.000Z' },
  ]
  const { url } = await serverWith({ body: { items } })
  const { code, out } = await run(['token', 'list'], { env: env(url) })
  expect(code).toBe(0)
  expect(out.split('\n').map((line) => line.split(/ {2,}/).slice(0, 2))).toEqual([
    ['name', 'state'],
    ['zabbix', 'valid'],
    ['古いもの', 'expired'],
    ['lost', 'revoked'],
    [''],
  ])
})

it('revoke', async () => {
  const { url, asked } = await serverWith({ status: 204 })
  const { code } = await run(['token', 'revoke', token.id], { env: env(url) })
  expect(code).toBe(0)
  expect(asked).toMatchObject([{ method: 'DELETE', path: `/v1/tokens/${token.id}` }])
})
