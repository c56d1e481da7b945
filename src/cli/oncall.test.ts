// `noroshi oncall` against a real HTTP server: what is asked, what is shown, and how a script learns of a gap.
import { afterEach, expect, it } from 'vitest'
import { run } from './testing/run.ts'
import { type FakeServer, problem, startFakeServer } from './testing/server.ts'

let server: FakeServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})
const env = (url: string, language = 'C') => ({ LANG: language, NOROSHI_URL: url, NOROSHI_TOKEN: 't' })

const AT = '2027-01-01T03:00:00.000+09:00'
const schedule = { id: '1', key: 'night', name: '夜間' }
const sato = { user: { id: '2', key: 'sato', name: '佐藤 翔太' }, because: 'rotation', of: 'week' }
const answered = (second: readonly object[]) => ({
  at: AT,
  schedules: [
    {
      schedule,
      positions: [
        { position: 'first', people: [sato] },
        { position: 'second', people: second },
      ],
      nextHandOffAt: '2027-01-04T00:00:00.000Z',
    },
  ],
})

it('shows who is on call; a gap is exit code 1', async () => {
  server = await startFakeServer(() => ({ body: answered([]) }))
  const { code, out } = await run(['oncall', '-s', 'night', '--at', AT], { env: env(server.url, 'ja') })
  expect(code).toBe(1)
  expect(server.asked[0]?.path).toBe('/v1/on-call?at=2026-12-31T18%3A00%3A00.000Z&schedule=night')
  expect(out).toContain('night  first   佐藤 翔太  → 2027-01-04')
  expect(out).toContain('night  second  当番なし')
})

it('asks for all of them now, and is exit code 0 when nobody is missing', async () => {
  server = await startFakeServer(() => ({ body: answered([sato]) }))
  const { code, out } = await run(['oncall', '--json'], { env: env(server.url) })
  expect([code, server.asked[0]?.path]).toEqual([0, '/v1/on-call'])
  expect(JSON.parse(out)).toMatchObject({ schedules: [{ schedule: { key: 'night' } }] })
})

it('reads every page of the same instant: the gap may be on the last', async () => {
  server = await startFakeServer(({ path }) => ({
    body: path.includes('cursor') ? { ...answered([]), next: null } : { ...answered([sato]), next: 'night~1' },
  }))
  const { code, out } = await run(['oncall'], { env: env(server.url, 'ja') })
  expect([code, server.asked[1]?.path]).toEqual([1, `/v1/on-call?at=${encodeURIComponent(AT)}&cursor=night%7E1`])
  expect(out.split('\n').filter((line) => line.startsWith('night  first'))).toHaveLength(2)
})

it('says that there are none', async () => {
  server = await startFakeServer(() => ({ body: { at: AT, schedules: [] } }))
  expect(await run(['oncall'], { env: env(server.url) })).toMatchObject({ code: 0, err: 'There are no schedules.\n' })
})

it('shows when a user is on call', async () => {
  const stint = { schedule, positions: ['first'], startsAt: AT, endsAt: null, now: false }
  server = await startFakeServer((_asked, turn) => ({
    body: {
      at: AT,
      user: sato.user,
      stints: turn === 1 ? [stint, { ...stint, now: true, endsAt: AT }, { ...stint, startsAt: null }] : [],
    },
  }))
  const both = await run(['oncall', '--user', 'sato', '--at', AT], { env: env(server.url) })
  expect(both.code).toBe(0)
  const day = '(2027-01-01|2026-12-31) \\d\\d:\\d\\d:\\d\\d'
  expect(both.out.split('\n').slice(0, 3)).toEqual([
    expect.stringMatching(new RegExp(`^night  first {7}${day} – …$`)),
    expect.stringMatching(new RegExp(`^night  first  now  ${day} – ${day}$`)),
    expect.stringMatching(/^night {2}first {7}… – …$/),
  ])
  const none = await run(['oncall', '--user', 'sato', '--at', AT], { env: env(server.url) })
  expect(none).toMatchObject({ code: 1, err: 'Never, as far as can be seen.\n' })
})

it('refuses what it cannot understand', async () => {
  server = await startFakeServer(() => problem(404, 'schedule.not_found'))
  expect((await run(['oncall', '--at', 'tomorrow'], { env: env(server.url) })).code).toBe(2)
  expect((await run(['oncall', '-s', 'a', '-u', 'b'], { env: env(server.url) })).code).toBe(2)
  expect((await run(['oncall', '-s', 'none'], { env: env(server.url) })).code).toBe(2)
})
