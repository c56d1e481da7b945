// The server's own mails, the whole way to a mail server: links that let people in, and webhooks that are mail addresses.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type MailServer, startMailServer } from '../support/mail-server.ts'
import { createWhole, type Whole } from '../support/whole.ts'

let whole: Whole
let server: MailServer
const password = 'correct horse battery'
const another = 'another horse battery'
const refuse = (address: string) => (address.startsWith('gone') ? { code: 550, text: 'no such user' } : null)

type Asked = { readonly body?: unknown; readonly bearer?: string }

const ask = async (method: string, path: string, { body, bearer }: Asked = {}) => {
  const headers = {
    'Content-Type': 'application/json',
    'X-Requested-With': 'test',
    ...(bearer === undefined ? {} : { Authorization: `Bearer ${bearer}` }),
  }
  const response = await fetch(`${whole.url}${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> }
}
const byAdministrator = (method: string, path: string, body?: unknown) =>
  ask(method, path, { body, bearer: whole.token })

const person = async (key: string, mail: string | null, language: 'ja' | 'en' = 'ja') => {
  const contactMethods = mail === null ? [] : [{ channel: 'mail', address: mail }]
  await whole.v1('POST', '/v1/users', { key, name: key, language, contactMethods })
}
const account = async (key: string): Promise<string> => {
  const body = { user: key, account: key, password, mustChange: false }
  return String((await whole.v1('POST', '/v1/accounts', body))['id'])
}
const secretIn = (text = ''): string => /\/invitation#(\S+)/.exec(text)?.[1] ?? ''
const signIn = async (name: string, given: string) =>
  (await ask('POST', '/v1/session', { body: { account: name, password: given } })).status
const forgot = (name: string) => ask('POST', '/v1/session/forgotten', { body: { account: name } })
const accept = (secret: string) => ask('POST', '/v1/invitations/accept', { body: { secret, password: another } })

beforeAll(async () => {
  whole = await createWhole()
  server = await startMailServer({ refuse })
  await whole.v1('POST', '/v1/connections', {
    key: 'mail',
    name: 'メール',
    kind: 'smtp',
    settings: { host: '127.0.0.1', port: server.port, security: 'none', from: 'noroshi@example.jp' },
    secrets: {},
  })
})
afterAll(async () => {
  await whole.close()
  await server.close()
})

describe('a forgotten password', () => {
  it('is set anew by a link that is mailed, in the language of the person', async () => {
    await person('anna', 'anna@example.jp', 'en')
    await account('anna')
    expect(await forgot('ANNA')).toEqual({ status: 204, body: {} })
    const { mail } = await server.mailTo('anna@example.jp')
    expect([mail.subject, mail.text]).toEqual([
      expect.stringContaining('A new password'),
      expect.stringContaining('anna'),
    ])
    expect((await accept(secretIn(mail.text))).status).toBe(201)
    expect([await signIn('anna', password), await signIn('anna', another)]).toEqual([401, 201])
    expect((await accept(secretIn(mail.text))).body['code']).toBe('link.unknown')
  })

  it('of nobody, of a disabled account and of somebody without a mail address is answered the same, and nothing is sent', async () => {
    await person('disabled', 'disabled@example.jp')
    await byAdministrator('PATCH', `/v1/accounts/${await account('disabled')}`, { disabled: true })
    await person('mailless', null)
    await account('mailless')
    await person('last', 'last@example.jp')
    await account('last')
    for (const name of ['nobody', 'disabled', 'mailless', 'last'])
      expect(await forgot(name)).toEqual({ status: 204, body: {} })
    await server.mailTo('last@example.jp')
    expect(server.received.flatMap(({ to }) => to)).not.toContain('disabled@example.jp')
    expect((await whole.v1('GET', '/v1/invitations'))['items']).toMatchObject([{ kind: 'reset', user: 'last' }])
  })

  it('is asked for twice a minute at most', async () => {
    await forgot('eager')
    await forgot('eager')
    expect((await forgot('eager')).body['code']).toBe('auth.too_many_sign_ins')
  })
})

describe('an administrator', () => {
  it('has a link mailed, and never sees it', async () => {
    await person('sato', 'sato@example.jp')
    const id = await account('sato')
    const reset = await byAdministrator('POST', `/v1/accounts/${id}/reset`, { by: 'mail' })
    expect(reset).toMatchObject({
      status: 200,
      body: { link: null, oneTimePassword: null, mailedTo: 'sato@example.jp' },
    })
    const { mail } = await server.mailTo('sato@example.jp')
    expect(mail.subject).toContain('パスワードの再設定')
    expect((await accept(secretIn(mail.text))).status).toBe(201)
  })

  it('invites by mail', async () => {
    await person('guest', 'guest@example.jp')
    const made = await byAdministrator('POST', '/v1/invitations', { user: 'guest', account: 'guest', mail: true })
    expect(made).toMatchObject({ status: 201, body: { link: null, mailedTo: 'guest@example.jp' } })
    const { mail } = await server.mailTo('guest@example.jp')
    expect(mail.subject).toContain('招待')
    expect((await accept(secretIn(mail.text))).status).toBe(201)
  })

  it.each([
    ['somebody without a mail address', 'no-mail', null, [409, 'account.no_mail']],
    ['an address that the mail server refuses', 'gone', 'gone@example.jp', [502, 'mail.not_sent']],
  ])('is told of %s, and no link is left behind', async (...[, key, address, answer]) => {
    await person(key, address)
    const { status, body } = await byAdministrator('POST', '/v1/invitations', { user: key, mail: true })
    expect([status, body['code']]).toEqual(answer)
    const open = (await whole.v1('GET', '/v1/invitations'))['items'] as { user: string }[]
    expect(open.map(({ user }) => user)).not.toContain(key)
  })
})

describe('a webhook that is a mail address', () => {
  const webhook = (key: string, rest: object = {}) =>
    byAdministrator('POST', '/v1/webhooks', { key, name: key, url: `mailto:${key}@example.jp`, ...rest })
  const deliveries = async (key: string) =>
    (await whole.v1('GET', `/v1/webhooks/${key}/deliveries`))['items'] as Record<string, unknown>[]
  const mailed = async (address: string, subject: string) => {
    const found = () => server.received.find(({ to, mail }) => to.includes(address) && mail.subject === subject)
    await expect.poll(found, { timeout: 8_000 }).toBeDefined()
    return found()?.mail.text ?? ''
  }

  it('is told how Pigeon’s run went: who took it, and by which key', async () => {
    await webhook('runs', { shape: 'pigeon', events: ['callout.*'] })
    await whole.v1('POST', '/v1/policies', {
      key: 'flow',
      name: '障害コール',
      from: whole.simulator.numbers[0],
      steps: [{ destinations: [{ user: 'person-1' }] }],
    })
    const guidance = {
      messageTemplate: 'db01 です',
      reactions: { '1': { behavior: 'terminate', messageTemplate: '了解' } },
    }
    const body = { params: { callflowId: 'flow', guidance } }
    const response = await fetch(`${whole.url}/api/apps/pigeon/chain/invoke`, {
      method: 'POST',
      headers: { 'X-Authorization': `Token ${whole.token}` },
      body: JSON.stringify(body),
    })
    expect(response.status).toBe(200)
    const phone = whole.phone(1)
    await whole.until(() => phone.state() === 'ringing')
    phone.answer()
    await whole.until(() => phone.heard().some((line) => line.includes('db01')))
    phone.press('1')
    expect(await mailed('runs@example.jp', '[Pigeon] 障害コール: 完了')).toMatch(/対応者: 担当1\n押されたキー: 1\n/)
    await mailed('runs@example.jp', '[Pigeon] 障害コール: 開始')
    for (const { raw } of server.received) expect(raw).not.toContain('+81900124')
  })

  it('is told of a callout in words', async () => {
    await webhook('ops', { events: ['callout.cancelled'] })
    await whole.v1('POST', '/v1/policies', {
      key: 'night',
      name: '夜間',
      from: whole.simulator.numbers[0],
      steps: [{ destinations: [{ user: 'person-2' }] }],
    })
    const { id } = await whole.v1('POST', '/v1/callouts', { policy: 'night', text: 'db02 が停止' })
    await whole.v1('POST', `/v1/callouts/${String(id)}/cancel`, {})
    const text = await mailed('ops@example.jp', '[Noroshi] 夜間: 取り消し')
    expect(text).toContain('連絡網: 夜間')
    expect(text).toContain('db02 が停止')
  })

  it('that the mail server refuses for good is tried once', async () => {
    await webhook('gone')
    await whole.v1('POST', '/v1/webhooks/gone/ping', {})
    await expect
      .poll(() => deliveries('gone'), { timeout: 8_000 })
      .toMatchObject([{ state: 'failed', attempts: 1, error: 'smtp.550' }])
  })

  it.each(['mailto:', 'mailto:nobody', 'mailto:a@example.jp,b@example.jp', 'mailto:a@example.jp?bcc=b@example.jp'])(
    '%s is none',
    async (url) => {
      const { status, body } = await webhook('bad', { url })
      expect([status, body['code']]).toEqual([422, 'request.invalid'])
    },
  )
})
