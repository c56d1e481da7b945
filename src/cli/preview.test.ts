// `noroshi preview` against a real HTTP server: what is asked, what is shown, and what a script gets as exit code.
import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { Preview } from '#contract/previews'
import { behaviourOf, personOf } from './behaviour.ts'
import { UsageError } from './failure.ts'
import { run } from './testing/run.ts'
import { type Answer, type Asked, type FakeServer, problem, startFakeServer } from './testing/server.ts'

let server: FakeServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

const AT = '2027-01-01T03:00:00.000+09:00'
const finding = {
  code: 'preview.step_never_reached',
  message: 'Step 3 is never reached.',
  policy: null,
  step: 3,
  destination: null,
  user: null,
  group: null,
  channel: null,
}

const shown = (rest: Partial<Preview> = {}): Preview => ({
  at: AT,
  waitedSeconds: 0,
  reached: true,
  outcome: 'acknowledged',
  acknowledgedBy: '佐藤 翔太',
  endedAt: AT,
  durationSeconds: 18,
  stopped: null,
  policies: [{ key: 'night', name: 'Night', startedAt: AT, endedAt: AT, outcome: 'acknowledged' }],
  attempts: [
    {
      policy: 'night',
      ordinal: 1,
      loop: 1,
      step: 1,
      destination: 0,
      name: '佐藤 翔太',
      user: null,
      channel: 'phone',
      address: '+81****0001',
      reason: 'first_attempt',
      result: 'taken',
      detail: null,
      key: '1',
      plannedAt: AT,
      begunAt: AT,
      ringingAt: AT,
      answeredAt: AT,
      endedAt: AT,
      said: [{ at: AT, key: null, lines: ['Hello', 'db01 is down'] }],
    },
  ],
  history: [
    { at: AT, policy: 'night', text: 'The callout began.', reason: 'started', attempt: null },
    { at: AT, policy: 'night', text: '佐藤 翔太 answered.\u001b[31m', reason: 'answered', attempt: 1 },
  ],
  findings: [],
  cost: {
    calls: 1,
    answered: 1,
    minutes: 1,
    messages: 0,
    costs: [{ currency: 'JPY', micros: 20_500_000 }],
    unpriced: 0,
  },
  textsLeftOut: false,
  ...rest,
})

const serve = async (answer: (asked: Asked) => Answer) => {
  server = await startFakeServer(answer)
  return server
}
const preview = (url: string, ...rest: string[]) =>
  run(['preview', '--url', url, '--token', 'secret', ...rest], { env: { LANG: 'C' } })

describe('one policy', () => {
  it('asks for instant, people, text and target, and tells the timeline with what is heard', async () => {
    const { url, asked } = await serve(() => ({ body: shown() }))
    const options = [
      '--at',
      AT,
      '--person',
      'sato=busy,answers:12:81:3',
      '--others',
      'hangs-up:5:2',
      '--target',
      '600',
      '--seed',
      '7',
      '--text',
      'x',
    ]
    const { code, out } = await preview(url, '-p', 'night/1', ...options)
    expect(code).toBe(0)
    expect(asked[0]).toMatchObject({
      method: 'POST',
      path: '/v1/policies/night%2F1/preview?lang=en',
      body: {
        at: AT,
        people: [
          {
            user: 'sato',
            behaviours: [{ does: 'busy' }, { does: 'answers', afterSeconds: 12, keys: '81', pressAfterSeconds: 3 }],
          },
        ],
        others: { does: 'hangs_up', afterSeconds: 5, talkSeconds: 2 },
        targetSeconds: 600,
        seed: 7,
        text: 'x',
      },
    })
    for (const text of [
      'The callout began.',
      '「Hello db01 is down」',
      'acknowledged (佐藤 翔太)',
      '1 calls, 1 answered, 18 s · 20.50 JPY',
    ])
      expect(out).toContain(text)
    expect(out).not.toContain('\u001b')
  })

  it('about alerts as a rule sets it off: what was waited for is told, and every cost', async () => {
    const cost = {
      ...shown().cost,
      messages: 2,
      costs: [
        { currency: 'EUR', micros: 70_000 },
        { currency: 'JPY', micros: 20_500_000 },
      ],
      unpriced: 1,
    }
    const { url, asked } = await serve(() => ({ body: shown({ waitedSeconds: 300, cost }) }))
    const { out } = await preview(url, '-p', 'night', '--rule', 'db', '--alerts', 'current')
    expect(asked[0]?.body).toEqual({ rule: 'db', alerts: 'current' })
    expect(out).toContain(
      '1 calls, 1 answered, 2 messages, 18 s (after 300 s of waiting) · 0.07 EUR · 20.50 JPY · 1 without a price',
    )
  })

  it('T-020 of a policy group, and of nothing else then', async () => {
    const { url, asked } = await serve(() => ({ body: shown() }))
    expect((await preview(url, '--policy-group', 'whole')).code).toBe(0)
    expect(asked[0]?.path).toBe('/v1/policy-groups/whole/preview?lang=en')
    for (const more of [['-p', 'night'], ['--all'], ['--sweep', '7d']])
      expect((await preview(url, '--policy-group', 'whole', ...more)).code).toBe(2)
  })

  it('exit code 1 when nobody is reached, and says what was found', async () => {
    const { url } = await serve(() => ({
      body: shown({ reached: false, outcome: 'exhausted', acknowledgedBy: null, findings: [finding] }),
    }))
    const { code, out } = await preview(url, '-p', 'night')
    expect(code).toBe(1)
    expect(out).toContain('! Step 3 is never reached.')
  })

  it('with --json the answer alone, and 2 when it is refused', async () => {
    const { url } = await serve(({ path }) =>
      path.includes('nowhere') ? problem(404, 'policy.not_found') : { body: shown() },
    )
    const { out, err } = await preview(url, '-p', 'night', '--json')
    expect(JSON.parse(out)).toMatchObject({ reached: true })
    expect(err).toBe('')
    expect(await preview(url, '-p', 'nowhere')).toMatchObject({ code: 2 })
  })

  it('writes the picture of the same preview to a file', async () => {
    const { url, asked } = await serve(({ path }) =>
      path.includes('format=svg') ? { body: '<svg/>' } : { body: shown() },
    )
    const file = join(await mkdtemp(join(tmpdir(), 'noroshi-')), 'night.svg')
    expect(await preview(url, '-p', 'night', '--svg', file)).toMatchObject({ code: 0 })
    expect(await readFile(file, 'utf8')).toBe('<svg/>')
    expect(asked[1]?.body).toEqual(asked[0]?.body)
    expect(await preview(url, '-p', 'night', '--svg', '/nowhere/night.svg')).toMatchObject({ code: 2 })
  })
})

describe('every policy', () => {
  const policies = (asked: Asked): Answer | null => {
    if (asked.path.endsWith('cursor=c')) return { body: { items: [{ key: 'broken' }], next: null } }
    if (asked.path.startsWith('/v1/policies?'))
      return { body: { items: [{ key: 'night' }, { key: 'day' }], next: 'c' } }
    if (asked.path.includes('/broken/')) return problem(422, 'policy.nobody_reachable', { detail: 'broken' })
    return null
  }

  it('page by page, with what was found or why it could not start', async () => {
    const { url } = await serve(
      (asked) => policies(asked) ?? { body: shown({ findings: asked.path.includes('/day/') ? [finding] : [] }) },
    )
    const { code, out } = await preview(url, '--all')
    expect(code).toBe(1)
    expect(out.split('\n')).toEqual([
      'ok  night',
      '!!  day',
      '! Step 3 is never reached.',
      '!!  broken',
      '! title of policy.nobody_reachable (broken)',
      '',
    ])
    expect(JSON.parse((await preview(url, '--all', '--json')).out)).toMatchObject([
      { ok: true },
      { ok: false },
      { code: 'policy.nobody_reachable' },
    ])
  })

  it('a refusal that is not about a policy ends it', async () => {
    const { url } = await serve((asked) =>
      asked.path.startsWith('/v1/policies?')
        ? { body: { items: [{ key: 'night' }], next: null } }
        : problem(403, 'auth.scope_missing'),
    )
    expect(await preview(url, '--all')).toMatchObject({ code: 2, out: '' })
  })
})

describe('the hours with nobody to call', () => {
  const span = { startsAt: AT, endsAt: '2027-01-01T04:00:00.000+09:00' }
  const gap = { ...span, policy: 'night', step: 1, schedule: 'S', position: null, name: null, message: 'Nobody is.' }
  const swept = (policy: string, rest: object = {}) => ({
    body: { policy, ...span, everyMinutes: 15, nobody: [], gaps: [], quiet: [], ...rest },
  })

  it('of one policy, from an instant on', async () => {
    const quiet = { ...span, policy: 'day', step: 2, message: 'Everybody is asleep.' }
    const { url, asked } = await serve(() => swept('night', { nobody: [span], gaps: [gap], quiet: [quiet] }))
    const { code, out } = await preview(url, '-p', 'night', '--sweep', '2d', '--at', AT)
    expect(code).toBe(1)
    expect(out).toMatch(
      /^!! {2}night\n! .* – .* {2}nobody is called\n! .* – .* {2}Nobody is\.\n! .* – .* {2}day: Everybody is asleep\.\n$/,
    )
    expect(asked[0]).toMatchObject({ path: '/v1/policies/night/sweep?lang=en', body: { at: AT, days: 2 } })
  })

  it('of every policy, and says how far it is', async () => {
    const items = Array.from({ length: 25 }, (_, index) => ({ key: `p${index}` }))
    const { url } = await serve(({ path }) => {
      if (path.startsWith('/v1/policies?')) return { body: { items, next: null } }
      return path.includes('/p7/') ? problem(422, 'policy.nobody_reachable') : swept('p')
    })
    const { code, out, err } = await preview(url, '--sweep', '7d')
    expect(code).toBe(1)
    expect(out).toContain('!!  p7\n! title of policy.nobody_reachable')
    expect(err.split('\n')[0]).toBe('3/25 policies looked at')
    expect(JSON.parse((await preview(url, '--sweep', '7d', '--json')).out)).toHaveLength(25)
  })

  it('a policy that was asked for and is not there is refused', async () => {
    const { url } = await serve(() => problem(404, 'policy.not_found'))
    expect(await preview(url, '-p', 'nowhere', '--sweep', '7d')).toMatchObject({ code: 2 })
  })
})

describe('bad usage', () => {
  it.each([
    [['preview'], '--policy is missing'],
    [['preview', '--all', '-p', 'night'], '--all goes without'],
    [['preview', '-p', 'night', '--at', 'tonight'], '--at takes an instant'],
    [['preview', '-p', 'night', '--alerts', 'all'], '--alerts takes sample or current'],
    [['preview', '-p', 'night', '--alerts', 'sample', '--text', 'x'], '--text goes without'],
    [['preview', '--all', '--rule', 'db'], '--all goes without'],
    [['preview', '--sweep', '7d', '--rule', 'db'], '--sweep goes without --rule'],
    [['preview', '--sweep', '32d'], '--sweep takes days'],
    [['preview', '--sweep', '0d'], '--sweep takes days'],
    [['preview', '--sweep', 'week'], '--sweep takes days'],
    [['preview', '--sweep', '7d', '--text', 'x'], '--sweep goes without --text'],
    [['preview', '-p', 'night', '--person', 'sato'], '--person takes NAME=behaviour'],
    [['preview', '-p', 'night', '--others', 'sleeps'], '"sleeps" is nothing a person can do'],
  ])('%j', async (argv, told) => {
    const { code, err } = await run(argv, { env: { LANG: 'C', NOROSHI_TOKEN: 'x' } })
    expect(code).toBe(2)
    expect(err).toContain(told)
  })

  it.each(['busy:1', 'answers:x', 'answers:1:1:1:1', 'constructor', 'voicemail:-1'])('%s', (text) => {
    expect(() => behaviourOf(text)).toThrow(UsageError)
  })
  it('names may hold what they like', () => {
    expect(personOf('佐藤 翔太=voicemail:1.5')).toEqual({
      user: '佐藤 翔太',
      behaviours: [{ does: 'voicemail', afterSeconds: 1.5 }],
    })
  })
})
