// `noroshi call` against a real HTTP server: what is sent, what is shown, and what a script gets as exit code.
import { afterEach, describe, expect, it } from 'vitest'
import { CHILD, callout, calloutServer, endedAs, ID, type Stage, taken } from './testing/callouts.ts'
import { run } from './testing/run.ts'
import { type FakeServer, problem } from './testing/server.ts'

let server: FakeServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

const en = { LANG: 'C' }
const call = (url: string, ...rest: string[]) => [
  'call',
  '--url',
  url,
  '--token',
  'secret',
  '--policy',
  'night',
  ...rest,
]
const ends = (last: Stage): Stage[] => [{ callout: callout(), texts: ['started'] }, last]

describe('J-016 T-003 one command starts a callout', () => {
  it('sends policy, text, parameters, priority and the token, and says the id', async () => {
    server = await calloutServer({})
    const options = ['--text', 'disk full', '--param', 'server=web01', '--param', 'note=a=b', '--priority', '2']
    const { code, out } = await run(call(server.url, ...options), { env: en })
    expect({ code, out }).toEqual({ code: 0, out: `Callout started: ${ID}\n` })
    const [asked] = server.asked
    expect(asked).toMatchObject({
      method: 'POST',
      path: '/v1/callouts',
      body: { policy: 'night', text: 'disk full', parameters: { server: 'web01', note: 'a=b' }, priority: 2 },
      headers: { authorization: 'Bearer secret', 'content-type': 'application/json' },
    })
  })

  it('T-020 names a policy group in the place of a policy, and not both', async () => {
    server = await calloutServer({})
    const start = ['call', '--url', server.url, '--token', 'secret', '--policy-group', '全社', 'x']
    expect((await run(start, { env: en })).code).toBe(0)
    expect(server.asked[0]?.body).toEqual({ policyGroup: '全社', text: 'x' })
    const both = await run([...start, '-p', 'night'], { env: en })
    expect([both.code, both.err]).toEqual([2, expect.stringContaining('goes without --policy')])
  })

  it('J-020 hands the text of an event over as it is, also on standard input', async () => {
    server = await calloutServer({})
    await run(call(server.url, '-'), { stdin: ['障害が', '発生\n2行目\n'] })
    await run(call(server.url, '--text', '-'), { stdin: '007' })
    await run(call(server.url, '--text', '007'))
    await run(call(server.url, '--text', '-5 degrees in the server room'))
    await run(call(server.url, '--', '--help'))
    const texts = server.asked.map(({ body }) => (body as { text: string }).text)
    expect(texts).toEqual(['障害が発生\n2行目', '007', '007', '-5 degrees in the server room', '--help'])
  })

  it('J-017 takes server and token from the environment, so that any program can use it', async () => {
    server = await calloutServer({})
    const env = { NOROSHI_URL: server.url, NOROSHI_TOKEN: 'from-env', LANG: 'C' }
    expect(await run(['call', '-p', 'night', 'disk full'], { env })).toMatchObject({ code: 0 })
    expect(server.asked[0]?.headers.authorization).toBe('Bearer from-env')
  })

  it('with --json writes the answer alone', async () => {
    server = await calloutServer({})
    const { out, err } = await run(call(server.url, 'x', '--json'))
    expect(JSON.parse(out)).toMatchObject({ id: ID })
    expect(err).toBe('')
  })
})

describe('a start is safe to repeat', () => {
  it('repeats a lost one with the same idempotency key', async () => {
    server = await calloutServer({}, ({ method }, turn) => (method === 'POST' && turn === 1 ? { hangUp: true } : null))
    expect(await run(call(server.url, 'x'))).toMatchObject({ code: 0, slept: [500] })
    const keys = server.asked.map(({ headers }) => headers['idempotency-key'])
    expect(keys).toHaveLength(2)
    expect(keys[0]).toMatch(/^cli-[0-9a-f-]{36}$/)
    expect(keys[1]).toBe(keys[0])
  })

  it('waits as Retry-After says when the server has no database', async () => {
    const busy = { ...problem(503, 'server.unavailable'), headers: { 'retry-after': '3' } }
    server = await calloutServer({}, (_asked, turn) => (turn === 1 ? busy : null))
    expect(await run(call(server.url, 'x'))).toMatchObject({ code: 0, slept: [3_000] })
  })

  it('takes a key of the caller’s, and makes a new one for each start', async () => {
    server = await calloutServer({})
    await run(call(server.url, 'x', '--idempotency-key', '0042'))
    await run(call(server.url, 'x'))
    await run(call(server.url, 'x'))
    const keys = server.asked.map(({ headers }) => headers['idempotency-key'])
    expect(keys[0]).toBe('0042')
    expect(new Set(keys).size).toBe(3)
  })
})

describe('--wait', () => {
  it('J-016 shows each line of the explanation once, and who took it', async () => {
    server = await calloutServer({
      [ID]: [
        { callout: callout(), texts: ['開始', '佐藤さんに発信'] },
        { callout: callout(), texts: ['開始', '佐藤さんに発信'] },
        { callout: taken, texts: ['開始', '佐藤さんに発信', '12:00:07 佐藤さんが1を押した'] },
      ],
    })
    const { code, out, slept } = await run(call(server.url, 'x', '--wait', '--lang', 'ja'))
    const lines = out.trim().split('\n')
    expect(code).toBe(0)
    expect(lines.map((line) => line.replace(/^\S*\s?\S*\d:\d\d {2}/, ''))).toEqual([
      `通報を開始しました: ${ID}`,
      '開始',
      '佐藤さんに発信',
      '佐藤さんが1を押した',
      '認知済み（佐藤 翔太）',
    ])
    expect(slept).toEqual([500, 750])
  })

  it('asks less often while nothing happens, never less than every two seconds', async () => {
    const still = { callout: callout(), texts: ['started'] }
    server = await calloutServer({
      [ID]: [...Array.from({ length: 8 }, () => still), { callout: taken, texts: ['started'] }],
    })
    const { slept } = await run(call(server.url, 'x', '--wait'))
    expect(slept.slice(0, 4)).toEqual([500, 750, 1_125, 1_687.5])
    expect(Math.max(...slept)).toBe(2_000)
  })

  it.each([
    ['acknowledged', 0],
    ['delivered', 0],
    ['recovered', 0],
    ['escalated', 1],
    ['exhausted', 1],
    ['cancelled', 1],
    ['suppressed', 1],
    ['defect', 1],
  ] as const)('T-003 %s: exit code %d', async (outcome, code) => {
    server = await calloutServer({ [ID]: ends({ callout: endedAs(outcome), texts: ['started'] }) })
    expect((await run(call(server.url, 'x', '--wait'))).code).toBe(code)
  })

  it('follows an escalation into the next policy', async () => {
    server = await calloutServer({
      [ID]: ends({ callout: endedAs('escalated'), texts: ['started', 'escalated'] }),
      [CHILD]: ends({ callout: { ...taken, id: CHILD, escalatedFrom: ID }, texts: ['started', 'key 1'] }),
    })
    const { code, out } = await run(call(server.url, 'x', '--wait'), { env: en })
    expect(code).toBe(0)
    expect(out).toContain(`→ goes on as ${CHILD}\n`)
    expect(out).toMatch(/key 1\nacknowledged by 佐藤 翔太\n$/)
  })

  it('stops waiting after --timeout without ending the callout', async () => {
    server = await calloutServer({ [ID]: [{ callout: callout(), texts: [] }] })
    const { code, err, slept } = await run(call(server.url, 'x', '--wait', '--timeout', '5'), { env: en })
    expect(code).toBe(1)
    expect(err).toContain('Time is up; the callout goes on')
    expect(slept.reduce((sum, ms) => sum + ms, 0)).toBe(5_000)
  })

  it('outlives a restart of the server', async () => {
    server = await calloutServer({ [ID]: ends({ callout: taken, texts: ['started'] }) }, ({ path, method }, turn) =>
      method === 'GET' && path === `/v1/callouts/${ID}` && turn <= 6 ? { hangUp: true } : null,
    )
    const { code, err } = await run(call(server.url, 'x', '--wait'), { env: en })
    expect(code).toBe(0)
    expect(err.match(/the callout itself goes on/g)).toHaveLength(1)
  })

  it('with --json writes the callout as it ended, and nothing else', async () => {
    server = await calloutServer({ [ID]: ends({ callout: taken, texts: ['started'] }) })
    const { out, err } = await run(call(server.url, 'x', '--wait', '--json'))
    expect(JSON.parse(out)).toEqual(taken)
    expect(err).toBe('')
  })
})

describe('refused: exit code 2, with title, cure and field', () => {
  it.each([
    ['no policy', ['call', 'x'], '--policy is missing'],
    ['no text', ['call', '-p', 'night'], 'There is no text'],
    ['two texts', ['call', '-p', 'night', '--text', 'x', 'y'], 'The text is given twice'],
    ['a parameter without a value', ['call', '-p', 'night', 'x', '--param', 'server'], '--param takes NAME=VALUE'],
    ['a parameter twice', ['call', '-p', 'night', 'x', '--param', 'a=1', '--param', 'a=2'], '--param a is given twice'],
    ['a priority out of bounds', ['call', '-p', 'night', 'x', '--priority', '10'], 'a whole number from 0 to 9'],
    ['a policy twice', ['call', '-p', 'night', '-p', 'day', 'x'], '--policy is given more than once'],
    ['another kind of address', ['call', '-p', 'night', 'x', '--url', 'ftp://x'], 'is not an http or https address'],
    ['an unreadable token', ['call', '-p', 'night', 'x', '--token', 'a\nb'], 'characters that no token has'],
  ])('%s', async (...[, argv, message]) => {
    const { code, err } = await run(argv, { env: en })
    expect(code).toBe(2)
    expect(err).toContain(message)
  })

  it('says what the server says, in the language of the terminal', async () => {
    server = await calloutServer({}, () =>
      problem(422, 'request.invalid', { errors: [{ field: 'text', message: 'must not be empty' }] }),
    )
    const { code, err } = await run(call(server.url, ''), { env: { LANG: 'ja_JP.UTF-8' } })
    expect(code).toBe(2)
    expect(err).toBe(
      'リクエストの形式が正しくありません (request.invalid)\n  text: must not be empty\n  示された項目を直してください。\n',
    )
  })

  it('with --json gives the problem to the script, and the words to the person', async () => {
    server = await calloutServer({}, () => problem(404, 'policy.not_found'))
    const { code, out, err } = await run(call(server.url, 'x', '--json'), { env: en })
    expect(code).toBe(2)
    expect(JSON.parse(out)).toMatchObject({ status: 404, code: 'policy.not_found' })
    expect(err).toContain('There is no such policy')
  })

  it('knows where its own token comes from', async () => {
    server = await calloutServer({}, () => problem(401, 'auth.missing'))
    const { code, err } = await run(['call', '-p', 'night', 'x', '--url', server.url], { env: en })
    expect(code).toBe(2)
    expect(err).toContain('NOROSHI_TOKEN_FILE')
  })

  it('shows an error of a newer server as it comes, without obeying what is in it', async () => {
    server = await calloutServer({}, () =>
      problem(409, 'policy.brand_new', { title: 'New\u001B[2J thing', detail: 'x' }),
    )
    const { code, err } = await run(call(server.url, 'x'), { env: en })
    expect(code).toBe(2)
    expect(err).toBe('New\uFFFD[2J thing (policy.brand_new)\n  x\n  a cure\n')
  })
})

describe('not reachable: exit code 3', () => {
  it('nobody listens', async () => {
    const { code, err, slept } = await run(call('http://127.0.0.1:9', 'x'), { env: en })
    expect(code).toBe(3)
    expect(err).toMatch(/There is no Noroshi server at http:\/\/127\.0\.0\.1:9 \(.+\)\n {2}Check that the server runs/)
    expect(slept).toEqual([500, 1_000, 2_000])
  })

  it.each([
    ['another server’s page', { status: 404, body: '<html>', headers: { 'content-type': 'text/html' } }],
    [
      'a proxy without a server behind it',
      { status: 502, body: 'Bad Gateway', headers: { 'content-type': 'text/plain' } },
    ],
    ['a redirect', { status: 307, headers: { location: '/elsewhere' } }],
    ['a server whose database is away', problem(503, 'server.unavailable')],
  ])('%s', async (_name, answer) => {
    server = await calloutServer({}, () => answer)
    expect((await run(call(server.url, 'x'))).code).toBe(3)
  })

  it('a fault inside the server is exit code 1, with the number to report', async () => {
    server = await calloutServer({}, () => problem(500, 'server.internal', { instance: 'urn:noroshi:request:42' }))
    const { code, err } = await run(call(server.url, 'x'))
    expect(code).toBe(1)
    expect(err).toContain('urn:noroshi:request:42')
  })
})
