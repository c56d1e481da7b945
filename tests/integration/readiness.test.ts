// Who would be reached now, and why not: over /v1, for a policy, and in the weekly digest, which several servers tell once.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseNumber } from '#channels/numbers'
import { noticeMail } from '#words/notice-mails'
import { createReadiness } from '../../src/server/readiness.ts'
import { tellDigests } from '../../src/server/readiness-digest.ts'
import { type Ask, createV1World, type V1World } from '../support/v1.ts'

const DAY_MS = 86_400_000

let world: V1World
const ask: Ask = (...asked) => world.ask(...asked)
const phone = (digits: number, label = '携帯') => ({
  channel: 'phone',
  label,
  address: `+81900123${String(digits).padStart(4, '0')}`,
  default: label === '携帯',
})
const user = (key: string, contactMethods: object[], rest: object = {}) =>
  ask('POST', '/v1/users', { body: { key, name: `${key}さん`, contactMethods, ...rest } })

beforeAll(async () => {
  world = await createV1World()
  const settings = { accountSid: `AC${'0'.repeat(32)}`, baseUrl: 'http://127.0.0.1:8090', simulated: true }
  await ask('POST', '/v1/connections', {
    body: { key: 'sim', name: 'sim', settings, secrets: { authToken: 'secret' } },
  })
  await user('a-good', [phone(1)])
  await user('b-none', [])
  await user('c-mail', [{ channel: 'mail', label: 'm', address: 'c@example.jp' }])
  await user('d-quiet', [phone(4)], { quietHours: { anyOf: [{}], breaksThrough: 2 } })
  await user('e-both', [phone(5), { channel: 'mail', label: 'm', address: 'e@example.jp' }])
  await user('f-paused', [phone(6)])
  await ask('POST', '/v1/pauses', { body: { user: 'f-paused', reason: '休暇' } })
  const steps = [{ destinations: [{ user: 'a-good' }] }, { destinations: [{ user: 'e-both' }, { user: 'c-mail' }] }]
  await ask('POST', '/v1/policies', { body: { key: 'some', name: '一部', steps, from: '+815012345678' } })
  const only = [{ destinations: [{ user: 'd-quiet' }] }]
  await ask('POST', '/v1/policies', { body: { key: 'nobody', name: '全滅', steps: only, from: '+815012345678' } })
  const good = [{ destinations: [{ user: 'a-good' }] }]
  await ask('POST', '/v1/policies', { body: { key: 'fine', name: '良好', steps: good, from: '+815012345678' } })
})
afterAll(() => world.close())

type Problem = { code: string; text: string }
type Item = {
  user: { key: string }
  state: string
  problems: Problem[]
  methods: { usable: boolean; address: string; triedAt: string | null; problems: Problem[] }[]
}
const read = async (query = '') => {
  const { status, body } = await ask('GET', `/v1/readiness${query}`)
  expect(status).toBe(200)
  return { items: body.items as unknown as Item[], next: body.next }
}
const codes = (problems: readonly Problem[]) => problems.map(({ code }) => code)
const told = ({ items }: { items: readonly Item[] }) =>
  Object.fromEntries(
    items.map(({ user: { key }, state, problems, methods }) => [
      key,
      [state, ...codes(problems), ...methods.map((one) => codes(one.problems).join('+'))],
    ]),
  )
const unproven = 'unverified+not_tried'

/** An attempt that was made, and what came of it. */
const tried = async (address: string, result: string) => {
  await world.pools.engine.query(
    `insert into attempt (callout_id, ordinal, space_id, destination, channel, address, priority, nonce, state, reason, result, planned_at,
       begun_at, turn, readings, retries, cancel_wanted, possible_repeat)
     values (gen_random_uuid(), 1, $1, 0, 'phone', $2, 5, '', 'ended', 'first_attempt', $3, $4, $4, 0, 0, 0, false, false)`,
    [world.spaceId, address, result, new Date((world.clock.nowMs += 1_000))],
  )
}

describe('GET /v1/readiness', () => {
  it('says of everybody whether they would be reached, and what is wrong with each contact method', async () => {
    expect(told(await read())).toEqual({
      'a-good': ['doubtful', 'none_verified', unproven],
      'b-none': ['unreachable', 'no_method'],
      'c-mail': ['unreachable', 'none_verified', `connection_missing+${unproven}`],
      'd-quiet': ['unreachable', 'quiet_all_day', 'none_verified', unproven],
      'e-both': ['doubtful', 'none_verified', unproven, `connection_missing+${unproven}`],
      'f-paused': ['unreachable', 'user_paused', 'none_verified', unproven],
    })
  })

  it('follows what happens: a call that was answered, failures, being verified', async () => {
    const { body } = await ask('GET', '/v1/users/a-good')
    await ask('POST', `/v1/users/a-good/contact-methods/${body.contactMethods[0]?.id ?? ''}/vouch`)
    await tried('+819001230001', 'taken')
    expect((await read('?state=ready')).items).toMatchObject([
      { user: { key: 'a-good' }, problems: [], methods: [{ usable: true, triedAt: expect.any(String), problems: [] }] },
    ])
    for (let time = 0; time < 3; time += 1) await tried('+819001230001', 'failed')
    expect(told(await read('?state=doubtful'))['a-good']).toEqual(['doubtful', 'last_failed'])
    await tried('+819001230001', 'taken')
    expect(told(await read('?state=ready'))['a-good']).toEqual(['ready', ''])
    world.clock.nowMs += 91 * DAY_MS
    expect(told(await read('?problem=not_tried'))['a-good']).toEqual(['doubtful', 'not_tried'])
    await tried('+819001230001', 'taken')
  })

  it('knows when a connection does not work, and when what stands in for it does', async () => {
    const { body } = await ask('GET', '/v1/connections/sim')
    const health = (state: string) =>
      world.pools.engine.query(
        `insert into connection_health (connection_id, space_id, state, succeeded, failed, seen_at)
         values ($1, $2, $3, 0, 9, $4) on conflict (connection_id) do update set state = excluded.state`,
        [body.id, world.spaceId, state, new Date(world.clock.nowMs)],
      )
    await health('open')
    expect(told(await read('?problem=connection_failing'))).toMatchObject({
      'a-good': ['unreachable', 'connection_failing'],
    })
    await health('closed')
    expect((await read('?problem=connection_failing')).items).toEqual([])
  })

  it('of a policy: whom it contacts, by what it contacts them', async () => {
    expect(told(await read('?policy=some'))).toEqual({
      'a-good': ['ready', ''],
      'c-mail': ['unreachable', 'none_verified', `not_asked+connection_missing+${unproven}`],
      'e-both': ['doubtful', 'none_verified', unproven, `not_asked+connection_missing+${unproven}`],
    })
    expect(Object.keys(told(await read('?policy=some&state=unreachable')))).toEqual(['c-mail'])
  })

  it('is paged, and a page is full however many are passed over', async () => {
    const seen: string[] = []
    let next: string | null = null
    do {
      const page: Awaited<ReturnType<typeof read>> = await read(
        `?state=unreachable&limit=2${next === null ? '' : `&cursor=${next}`}`,
      )
      seen.push(...page.items.map((one) => one.user.key))
      next = page.next
    } while (next !== null)
    expect(seen).toEqual(['b-none', 'c-mail', 'd-quiet', 'f-paused'])
    const { items, next: second } = await read('?policy=some&limit=1')
    expect(items.map((one) => one.user.key)).toEqual(['a-good'])
    expect((await read(`?policy=some&limit=1&cursor=${second}`)).items.map((one) => one.user.key)).toEqual(['c-mail'])
  })

  it('tells those who see no numbers none, and speaks the reader’s language', async () => {
    const token = await world.tokenFor(world.spaceId, ['users:read'])
    const { page, body } = await ask('GET', '/v1/readiness', { token, headers: { 'Accept-Language': 'en' } })
    expect(page).not.toMatch(/\+819001230001/)
    expect(JSON.stringify(body.items)).toContain('no contact method')
    expect(JSON.stringify((await read()).items)).toContain('連絡方法がありません')
  })

  it.each([
    ['a state that is none', '?state=fine', 422, 'request.invalid'],
    ['a problem that is none', '?problem=bored', 422, 'request.invalid'],
    ['a policy that is none', '?policy=nothing', 404, 'policy.not_found'],
    ['a page of nothing', '?limit=0', 422, 'request.invalid'],
  ])('is refused: %s', async (...[, query, status, code]) => {
    const answer = await ask('GET', `/v1/readiness${query}`)
    expect([answer.status, answer.body.code]).toEqual([status, code])
  })
})

it('the policies in which somebody cannot be reached, and those that would reach nobody', async () => {
  const { body } = await ask('GET', '/v1/readiness/policies')
  expect(body).toMatchObject({
    checked: 3,
    items: [
      { policy: { key: 'nobody' }, nobody: true, people: [{ user: { key: 'd-quiet' } }] },
      { policy: { key: 'some' }, nobody: false, people: [{ user: { key: 'c-mail' } }] },
    ],
  })
})

describe('the weekly digest', () => {
  const wakes: number[] = []
  const server = () =>
    tellDigests({
      readiness: createReadiness({ ...world, numbers: { parse: parseNumber }, nowMs: () => world.clock.nowMs }),
      facts: world.config.readinessFacts,
      spaces: () => Promise.resolve([world.spaceId]),
      wake: () => wakes.push(1),
      clock: { nowMs: () => world.clock.nowMs, leaseMs: Date.now, wakeAt: () => () => undefined },
      log: { warn: (facts) => expect(facts).toBeNull(), error: (facts) => expect(facts).toBeNull() },
    })
  const deliveries = async () => {
    const { body } = await ask('GET', '/v1/webhooks/digest/deliveries')
    return body.items as unknown as { event: string; body: object }[]
  }

  it('is told once a week by whichever server, and not in the week in which the space is new', async () => {
    const asks = { key: 'digest', name: 'x', url: 'mailto:admin@example.jp', events: ['readiness.*'] }
    await ask('POST', '/v1/webhooks', { body: asks })
    world.clock.nowMs = Date.parse('2027-02-24T10:00:00+09:00')
    await server()
    expect(await deliveries()).toEqual([])
    world.clock.nowMs = Date.parse('2027-03-08T08:59:00+09:00')
    await Promise.all([server(), server(), server()])
    await server()
    expect(await deliveries()).toMatchObject([
      {
        event: 'readiness.digest',
        body: { data: { unreachable: 4, policies: [{ name: '全滅', nobody: true }, { people: ['c-mailさん'] }] } },
      },
    ])
    world.clock.nowMs = Date.parse('2027-03-08T09:00:00+09:00')
    await Promise.all([server(), server()])
    expect(await deliveries()).toHaveLength(2)
    expect(wakes).toHaveLength(2)
    expect(JSON.stringify(await deliveries())).not.toContain('+8190')
  })

  const data = {
    unreachable: 1,
    doubtful: 2,
    people: [{ name: '佐藤', problems: ['no_method'] }],
    policies: [
      { name: '夜間', nobody: true, people: ['佐藤'] },
      { name: '昼間', nobody: false, people: ['佐藤', '鈴木'] },
    ],
  }
  it.each([
    [
      'ja',
      '[Noroshi] 連絡できない人が1人います',
      /- 佐藤: 連絡方法がありません\n\n.*\n- 夜間: だれにも連絡できません\n- 昼間: 佐藤、鈴木\n\n.*2人/,
    ],
    [
      'en',
      '[Noroshi] 1 person cannot be reached',
      /- 佐藤: no contact method\n\n.*\n- 夜間: nobody can be reached\n- 昼間: 佐藤, 鈴木\n\nFor 2 more/,
    ],
  ] as const)('is a mail in words, in %s', (...[language, subject, text]) => {
    const mail = noticeMail('readiness.digest', { data }, language)
    expect(mail.subject).toBe(subject)
    expect(mail.text).toMatch(text)
    const calm = noticeMail(
      'readiness.digest',
      { data: { unreachable: 0, doubtful: 0, people: [], policies: [] } },
      language,
    )
    expect(calm.text.split('\n')).toHaveLength(1)
  })
})
