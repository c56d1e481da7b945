// Test sends and direct ones (テスト送信、直接発信) through a whole server: nothing of what is tried need be saved, nobody else is
// contacted, and each is recorded. Real mail servers take the mails, the phone simulator the rest.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type MailServer, startMailServer } from '../support/mail-server.ts'
import { createWhole, type Whole } from '../support/whole.ts'

let whole: Whole
let first: MailServer
let second: MailServer

type Problem = { code: string; errors?: readonly { field: string }[] }
type Sent = Problem & { id: string; connection: string; costs: boolean; channel: string }
const ask = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
  const response = await fetch(`${whole.url}${path}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${whole.token}`, 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  return { status: response.status, headers: response.headers, body: (await response.json()) as Sent }
}
const test = (body: object, headers?: Record<string, string>) => ask('/v1/test-sends', body, headers)
const direct = (body: object, headers?: Record<string, string>) => ask('/v1/direct-sends', body, headers)
const callout = (id: string) => whole.v1('GET', `/v1/callouts/${id}`)
const ended = async (id: string) => {
  await expect.poll(async () => (await callout(id))['outcome'], { timeout: 8_000 }).not.toBeNull()
  return callout(id)
}
const connection = (key: string, kind: string, rest: { settings: object; secrets?: object }) =>
  whole.v1('POST', '/v1/connections', { key, name: key, kind, secrets: {}, ...rest })

beforeAll(async () => {
  whole = await createWhole()
  first = await startMailServer()
  second = await startMailServer()
  for (const [key, { port }] of [
    ['mail-a', first],
    ['mail-b', second],
  ] as const)
    await connection(key, 'smtp', {
      settings: { host: '127.0.0.1', port, security: 'none', from: `${key}@example.jp` },
    })
  const { accountSid, authToken, url, numbers } = whole.simulator
  // As a real account: what goes out by it costs money.
  const settings = { accountSid, baseUrl: url, from: numbers[0], messagesPerSecond: null }
  await connection('sms', 'twilio_sms', { settings, secrets: { authToken } })
  whole.simulator.network.behave({ sms: { sentAfterMs: 0, deliveredAfterMs: 0 } })
})
afterAll(async () => {
  await whole.close()
  await first.close()
  await second.close()
})

describe('a test send', () => {
  it('X-035 X-054: a call before anything is saved, with its own words, connection, caller id and number', async () => {
    const address = '+819001249901'
    const { status, body } = await test({
      to: { channel: 'phone', address: '090-0124-9901', name: '新人' },
      connection: 'sim',
      from: whole.simulator.numbers[1],
      text: 'これは試験です',
      templateBody: { phrases: { ja: { opening: '{{name}}さん、開始の文です。', goodbye: '終了の文です。' } } },
    })
    expect([status, body]).toEqual([
      201,
      expect.objectContaining({ connection: 'sim', costs: false, channel: 'phone' }),
    ])
    const phone = whole.simulator.network.phone(address)
    await whole.until(() => phone.state() === 'ringing')
    phone.answer()
    await whole.until(() => phone.heard().join().includes('これは試験です'))
    phone.press('1')
    const { outcome, purpose, policy, attempts } = await ended(body.id)
    expect({ outcome, purpose, policy }).toEqual({ outcome: 'acknowledged', purpose: 'test', policy: 'test' })
    expect(attempts).toMatchObject([{ name: '新人', result: 'taken', key: '1', address }])
    await whole.until(() => phone.heard().join().includes('終了の文です'))
    expect(phone.heard().join()).toContain('新人さん、開始の文です。')
  })

  it('X-060 X-059: an SMS that costs money is sent only when that was said; its words are a sample', async () => {
    const to = { channel: 'sms', address: '090-1234-5678' }
    const refused = await test({ to })
    expect([refused.status, refused.body.code]).toEqual([409, 'direct.costs'])
    const { status, body } = await test({ to, acceptCost: true })
    expect([status, body.costs]).toEqual([201, true])
    expect(await ended(body.id)).toMatchObject({ outcome: 'delivered', purpose: 'test' })
    const [only, ...others] = whole.simulator.network.phone('+819012345678').inbox()
    expect([only?.body, others]).toEqual(['これはテストです。対応は必要ありません。', []])
  })

  it('goes by the chosen connection, to a saved method, word for word, and twice is once', async () => {
    const body = { to: { user: 'person-1', channel: 'mail' }, connection: 'mail-b', subject: '試験', text: '本文' }
    const key = { 'Idempotency-Key': 'test-1' }
    const [sent, again] = [await test(body, key), await test(body, key)]
    expect([again.status, again.headers.get('Idempotency-Replayed'), again.body.id]).toEqual([
      200,
      'true',
      sent.body.id,
    ])
    const { from, mail } = await second.mailTo('person-1@example.jp')
    expect([from, mail.subject, mail.text?.trim()]).toEqual(['mail-b@example.jp', '試験', '本文'])
    expect(first.received).toEqual([])
    expect((await ended(sent.body.id))['destinations']).toMatchObject([{ name: '担当1', outcome: 'delivered' }])
    expect((await test({ ...body, text: '別' }, key)).body.code).toBe('idempotency.conflict')
  })

  it('asks for an answer where that is what is tried', async () => {
    const { body } = await test({ to: { channel: 'mail', address: 'try@example.jp' }, answer: true })
    const { mail } = await first.mailTo('try@example.jp')
    const link = /\/a\/\S+/.exec(mail.text ?? '')?.[0] ?? ''
    await fetch(`${whole.url}${link}`, { method: 'POST', body: new URLSearchParams({ action: 'take' }) })
    expect(await ended(body.id)).toMatchObject({ outcome: 'acknowledged', acknowledgedBy: { via: 'mail' } })
  })
})

describe('a direct send', () => {
  it('reaches one person once, also while everything is paused, and says who sends it', async () => {
    const { id } = await whole.v1('POST', '/v1/pauses', { reason: '工事' })
    const { body } = await direct({
      to: { user: 'person-2' },
      from: whole.simulator.numbers[0],
      text: '部品が届きました',
    })
    const phone = whole.phone(2)
    await whole.until(() => phone.state() === 'ringing')
    phone.answer()
    await whole.until(() => phone.heard().join().includes('部品が届きました'))
    expect(phone.heard()[0]).toContain('担当2さん、testからのご連絡です。')
    phone.hangUp()
    expect(await ended(body.id)).toMatchObject({
      outcome: 'exhausted',
      purpose: 'direct',
      attempts: [{ result: 'no_key' }],
    })
    await whole.v1('POST', `/v1/pauses/${String(id)}/end`)
  })

  const mail = { channel: 'mail', address: 'x@example.jp' }
  it.each([
    ['nobody', { to: { user: 'nobody' } }, 'user.not_found'],
    ['no such method', { to: { user: 'person-1', channel: 'slack' } }, 'policy.method_unknown'],
    ['nothing set up', { to: { channel: 'slack', address: 'x' } }, 'policy.channel_unavailable'],
    ['a call without a number of ours', { to: { user: 'person-1' } }, 'policy.from_missing'],
    ['no number', { to: { channel: 'phone', address: '119' } }, 'number.emergency in to.address'],
    ['no address', { to: { ...mail, address: 'a b@example.jp\r\nBcc: x@y.z' } }, 'request.invalid in to.address'],
    ['no such connection', { to: mail, connection: 'nothing' }, 'connection.not_found'],
    ['a connection of another channel', { to: mail, connection: 'sim' }, 'request.invalid in connection'],
    ['a caller id for a mail', { to: mail, from: '+815012345678' }, 'request.invalid in from'],
    ['no such template', { to: mail, template: 'nothing' }, 'template.not_found'],
    ['a subject within a template', { to: mail, template: 'x', subject: 'y' }, 'request.invalid in subject'],
  ])('is refused: %s', async (_what, body, told) => {
    const { code, errors } = (await direct({ text: 'x', ...body })).body
    expect([code, ...(errors ?? []).map(({ field }) => field)].join(' in ')).toBe(told)
  })

  it('needs a permission of its own', async () => {
    const { token } = await whole.server.config.tokens.create(whole.server.spaceId, {
      name: 'x',
      scopes: ['callouts:start', 'connections:write'],
      expiresAtMs: null,
      project: null,
    })
    const refused = await direct({ to: mail, text: 'x' }, { Authorization: `Bearer ${token}` })
    expect([refused.status, refused.body.code]).toEqual([403, 'auth.scope_missing'])
  })
})

describe('the delivery log', () => {
  type Logged = {
    name: string
    channel: string
    result: string
    address: string
    key: string | null
    plannedAt: string
  }
  const log = async (query: string) => {
    const { items, next } = await whole.v1('GET', `/v1/attempts?${query}`)
    return { items: items as Logged[], next: next as string | null }
  }
  const csv = async (query = '', token = whole.token) => {
    const headers = { Authorization: `Bearer ${token}`, 'Accept-Language': 'ja' }
    const response = await fetch(`${whole.url}/v1/attempts.csv?${query}`, { headers })
    return { type: response.headers.get('Content-Type'), text: await response.text() }
  }
  const tokenOf = async (spaceId: string) => {
    const write = { name: 'log', scopes: ['callouts:read'], expiresAtMs: null, project: null } as const
    return (await whole.server.config.tokens.create(spaceId, write)).token
  }

  it('X-102 X-104: which number was contacted when, through what, which key was pressed, newest first, page by page', async () => {
    const { items } = await log('channel=phone')
    expect(items).toMatchObject([
      { name: '担当2', result: 'no_key', connection: 'sim', purpose: 'direct', policy: 'direct', startedBy: 'test' },
      { name: '新人', result: 'taken', key: '1', address: '+819001249901', user: null, purpose: 'test' },
    ])
    const all = (await log('')).items
    expect(all.map(({ plannedAt }) => plannedAt)).toEqual(
      all
        .map(({ plannedAt }) => plannedAt)
        .toSorted()
        .toReversed(),
    )
    const paged: Logged[] = []
    for (let next: string | null = ''; next !== null; ) {
      const page: Awaited<ReturnType<typeof log>> = await log(`limit=2${next === '' ? '' : `&cursor=${next}`}`)
      paged.push(...page.items)
      next = page.next
    }
    expect(paged).toEqual(all)
  })

  it('is filtered by time, person, channel, connection and result', async () => {
    const names = async (query: string) => (await log(query)).items.map(({ name }) => name)
    expect(await names('user=person-1')).toEqual(['担当1'])
    expect(await names('user=person-9')).toEqual([])
    expect(await names('result=taken&channel=phone')).toEqual(['新人'])
    expect(await names('connection=mail-b')).toEqual(['担当1'])
    expect(await names('result=under_way')).toEqual([])
    const { plannedAt } = (await log('result=no_key')).items[0]!
    expect(await names(`from=${plannedAt}`)).toEqual(['担当2'])
    expect(await names(`to=${plannedAt}&channel=phone`)).toEqual(['新人'])
    await expect(log('cursor=nonsense')).rejects.toThrow('query.cursor')
    await expect(log('user=nobody')).rejects.toThrow('user.not_found')
    await expect(log('result=nonsense')).rejects.toThrow('query.result')
    // Somebody who is gone since, or has another number, is found with the one that was called.
    await whole.v1('PATCH', '/v1/users/person-1', { contactMethods: [] })
    expect(await names('user=person-1')).toEqual(['担当1'])
  })

  it('is exported as CSV in which nothing is a formula, masked for those who see no numbers', async () => {
    const to = { channel: 'mail', address: 'formula@example.jp', name: '=1+1' }
    await ended((await direct({ to, text: 'x' })).body.id)
    const { type, text } = await csv()
    expect(type).toBe('text/csv; charset=utf-8')
    const lines = text.trimEnd().split('\r\n')
    expect(lines[0]).toMatch(/^\uFEFF?予定日時,発信日時,/)
    expect(lines).toHaveLength(1 + (await log('limit=200')).items.length)
    expect(lines[1]).toContain(",'=1+1,mail,formula@example.jp,mail-a,delivered,")
    expect(text).toContain(",'+819001249901,")
    const masked = await csv('channel=phone&lang=en', await tokenOf(whole.server.spaceId))
    expect(masked.text).toContain('planned at')
    expect(masked.text).toContain(",'+81****9901,")
  })
})

describe('the public address', () => {
  it('X-004 an address that is applied while it runs is the one the next call is answered at', async () => {
    const installation = { publicUrl: whole.url, publicUrlState: 'unset', applies: true }
    expect(await whole.v1('GET', '/v1/installation')).toMatchObject(installation)
    const publicUrl = whole.url.replace('127.0.0.1', 'localhost')
    const applied = { publicUrl, publicUrlState: 'loopback' }
    expect(await whole.v1('PUT', '/v1/installation', { publicUrl: `${publicUrl}/` })).toMatchObject(applied)
    const address = '+819001249904'
    const to = { channel: 'phone', address, name: '新人' }
    const { body } = await test({ to, connection: 'sim', from: whole.simulator.numbers[1] })
    const phone = whole.simulator.network.phone(address)
    await whole.until(() => phone.state() === 'ringing')
    const call = whole.simulator.network.calls.all.find(({ to }) => to === address)
    expect(call?.order.source).toMatchObject({ url: expect.stringContaining(`${publicUrl}/hooks/twilio/voice/`) })
    phone.answer()
    await whole.until(() => phone.heard().length > 0)
    phone.press('1')
    expect((await ended(body.id))['outcome']).toBe('acknowledged')
    await whole.v1('PUT', '/v1/installation', { publicUrl: whole.url })
  })
})

describe('what is written and not saved', () => {
  it('X-035 X-051 X-054: a button call about alerts that never were, with the settings and words of nobody saved yet', async () => {
    const { status, body } = await test({
      to: { user: 'person-2' },
      from: whole.simulator.numbers[1],
      alerts: 'sample',
      settings: { kind: 'xmon_rotation' },
      opening: '○○センターです。',
      closing: '30分以内に復旧します。',
    })
    expect(status).toBe(201)
    const phone = whole.phone(2)
    await whole.until(() => phone.state() === 'ringing')
    phone.answer()
    await whole.until(() => phone.heard().join().includes('シャープを押してください'))
    expect(phone.heard().join()).toMatch(/○○センターです。.*障害、ホスト1件/s)
    phone.press('1#')
    await whole.until(() => phone.heard().join().includes('次のホストで障害が発生しています'))
    phone.press('9#')
    expect(await ended(body.id)).toMatchObject({ outcome: 'acknowledged', purpose: 'test' })
    await whole.until(() => phone.heard().join().includes('30分以内に復旧します。'))
    expect((await whole.v1('GET', '/v1/users/person-2'))['opening']).toBeNull()
  })

  it('X-031 X-058: a simple call and an SMS of a policy that is not saved', async () => {
    const address = '+819001249902'
    const phone = whole.simulator.network.phone(address)
    const from = whole.simulator.numbers[1]
    const simple = {
      to: { channel: 'phone', address },
      from,
      alerts: 'sample',
      settings: { simpleCall: { form: 'counts' } },
    }
    const called = await test(simple)
    expect(called.status).toBe(201)
    await whole.until(() => phone.state() === 'ringing')
    phone.answer()
    await whole.until(() => phone.heard().join().includes('ホスト1件'))
    await ended(called.body.id)
    const to = { channel: 'sms', address: '090-1234-5679' }
    const settings = { smsText: { text: '障害が発生しました' } }
    await ended((await test({ to, alerts: 'sample', settings, acceptCost: true })).body.id)
    expect(
      whole.simulator.network
        .phone('+819012345679')
        .inbox()
        .map(({ body }) => body),
    ).toEqual(['障害が発生しました'])
  })

  it.each([
    ['a text and alerts', { text: 'x', alerts: 'sample' }, 'alerts'],
    ['settings of calls about alerts without them', { settings: { buttonCall: {} } }, 'settings'],
    ['words of a person for a call that does not say them', { opening: 'x' }, 'settings'],
  ])('is refused with %s', async (_what, body, field) => {
    const refused = await test({ to: { user: 'person-2' }, ...body })
    expect([refused.status, refused.body.errors?.[0]?.field]).toEqual([422, field])
  })
})

describe('a code that verifies a contact method', () => {
  type Shown = { contactMethods: { id: string; channel: string; verification: { state: string; by: string | null } }[] }
  const person = async () => (await whole.v1('GET', '/v1/users/person-3')) as unknown as Shown
  const verified = async (channel: string, read: (callout: string) => Promise<string>) => {
    const id = (await person()).contactMethods.find((one) => one.channel === channel)?.id ?? ''
    const at = `/v1/users/person-3/contact-methods/${id}`
    const { callout: carrying } = await whole.v1('POST', `${at}/code`)
    const code = await read(String(carrying))
    const explained = JSON.stringify(await whole.v1('GET', `/v1/callouts/${String(carrying)}/explanation`))
    expect(JSON.stringify(await callout(String(carrying))) + explained).not.toContain(code)
    await whole.v1('POST', `${at}/verify`, { code })
    return (await person()).contactMethods.find((one) => one.id === id)?.verification
  }
  const kana = ['ゼロ', 'イチ', 'ニー', 'サン', 'ヨン', 'ゴー', 'ロク', 'ナナ', 'ハチ', 'キュウ']

  beforeAll(async () => {
    await whole.v1('PATCH', '/v1/connections/sim', {
      settings: {
        accountSid: whole.simulator.accountSid,
        baseUrl: whole.simulator.url,
        simulated: true,
        from: whole.simulator.numbers[0],
      },
    })
    const contactMethods = [
      { channel: 'phone', address: '+819001240003' },
      { channel: 'sms', address: '090-1234-5679' },
      { channel: 'mail', address: 'person-3@example.jp' },
    ]
    await whole.v1('PATCH', '/v1/users/person-3', { contactMethods })
  })

  it('is spoken slowly, digit by digit and again by key, and no key takes anything', async () => {
    const phone = whole.phone(3)
    const standing = await verified('phone', async () => {
      await whole.until(() => phone.state() === 'ringing')
      phone.answer()
      await whole.until(() => phone.heard().join().includes('以上の6桁です'))
      phone.press('1')
      await whole.until(() => phone.heard().join().split('以上の6桁です').length > 2)
      const digits = /確認コードは、((?:[^。]+。){6})\s*以上/.exec(phone.heard().join(' '))?.[1] ?? ''
      phone.hangUp()
      return digits
        .split('。')
        .filter((one) => one.trim() !== '')
        .map((one) => kana.indexOf(one.trim()))
        .join('')
    })
    expect(standing).toMatchObject({ state: 'verified', by: 'test' })
  })

  it('is sent by SMS and by mail, each in one message', async () => {
    const sms = await verified('sms', async () => {
      const phone = whole.simulator.network.phone('+819012345679')
      const read = () => phone.inbox().flatMap(({ body }) => /\d{6}/.exec(body) ?? [])[0]
      await whole.until(() => read() !== undefined)
      return read() ?? ''
    })
    const mailed = await verified('mail', async () => {
      const { mail } = await first.mailTo('person-3@example.jp')
      expect([mail.subject, mail.text]).toEqual([
        expect.stringContaining('連絡方法の確認'),
        expect.not.stringContaining('/a/'),
      ])
      return /\d{6}/.exec(mail.text ?? '')?.[0] ?? ''
    })
    expect([sms?.state, mailed?.state]).toEqual(['verified', 'verified'])
  })
})
