// Messages through a whole server: what a request brings arrives word for word, and a person answers it on a page. A real mail
// server takes mails, the phone simulator SMS, a server that answers as Slack does the rest; a real client opens the links.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type MailServer, startMailServer } from '../support/mail-server.ts'
import { type Slack, startSlack } from '../support/slack.ts'
import { createWhole, type Whole } from '../support/whole.ts'

let whole: Whole
let server: MailServer
let slack: Slack
const password = 'correct horse battery'

const post = async (path: string, body: unknown, bearer: string) => {
  const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${bearer}` }
  const response = await fetch(`${whole.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  return { status: response.status, body: (await response.json()) as Record<string, string> }
}
const mailOf = (index: number) => `person-${index}@example.jp`
const byMail = (index: number) => ({ user: `person-${index}`, channel: 'mail' })

type Callout = {
  outcome: string | null
  acknowledgedBy: { name: string; via: string } | null
  attempts: { channel: string; result: string; state: string }[]
}
const callout = async (id: unknown) => (await whole.v1('GET', `/v1/callouts/${String(id)}`)) as unknown as Callout
const ended = async (id: unknown): Promise<Callout> => {
  await expect.poll(async () => (await callout(id)).outcome, { timeout: 8_000 }).not.toBeNull()
  return callout(id)
}
const explained = async (id: unknown, language: 'ja' | 'en') =>
  (
    (await whole.v1('GET', `/v1/callouts/${String(id)}/explanation?lang=${language}`))['items'] as { text: string }[]
  ).map(({ text }) => text)

type Method = { channel: string; label: string; address: string; default: boolean }
const methodsOf = async (index: number): Promise<readonly Method[]> => {
  const { contactMethods } = await whole.v1('GET', `/v1/users/person-${index}`)
  return (contactMethods as Method[]).map(({ channel, label, address, default: isDefault }) => ({
    channel,
    label,
    address,
    default: isDefault,
  }))
}

const policy = (key: string, people: readonly number[], rest: object = {}) =>
  whole.v1('POST', '/v1/policies', {
    key,
    name: key,
    steps: people.map((one) => ({ destinations: [byMail(one)] })),
    ...rest,
  })
const start = async (key: string, rest: object = { text: 'db01 が停止しました' }) =>
  (await whole.v1('POST', '/v1/callouts', { policy: key, ...rest }))['id']

const linkIn = (text: string): string => {
  const link = /https?:\/\/\S+\/a\/\S+/.exec(text)?.[0] ?? ''
  return `${whole.url}${new URL(link).pathname}`
}
const press = (link: string, action: string) =>
  fetch(link, { method: 'POST', body: new URLSearchParams({ action }), redirect: 'follow' })

beforeAll(async () => {
  whole = await createWhole()
  slack = await startSlack()
  server = await startMailServer({ user: 'noroshi', password: 'mail password' })
  await whole.v1('POST', '/v1/connections', {
    key: 'mail',
    name: 'メール',
    kind: 'smtp',
    settings: { host: '127.0.0.1', port: server.port, security: 'none', user: 'noroshi', from: 'noroshi@example.jp' },
    secrets: { password: 'mail password' },
  })
  for (const [key, botToken] of [
    ['another-profile', 'xoxb-another'],
    ['ops-profile', slack.token],
  ])
    await whole.v1('POST', '/v1/connections', {
      key,
      name: key,
      kind: 'slack',
      settings: { baseUrl: slack.url },
      secrets: { botToken },
    })
  const { accountSid, authToken, url, numbers } = whole.simulator
  await whole.v1('POST', '/v1/connections', {
    key: 'sms',
    name: 'SMS',
    kind: 'twilio_sms',
    settings: { accountSid, baseUrl: url, from: numbers[0], simulated: true, messagesPerSecond: null },
    secrets: { authToken },
  })
  whole.simulator.network.behave({ sms: { sentAfterMs: 0, deliveredAfterMs: 0 } })
})
afterAll(async () => {
  await whole.close()
  await slack.close()
  await server.close()
})

describe('messages', () => {
  it('J-006 J-022 J-023 J-024 J-026 J-048 J-051 J-053 T-008 T-012: an executed 連絡網 arrives by phone, mail and Slack, each in its words', async () => {
    const { config, spaceId } = whole.server
    const write = { user: 'person-9', account: 'ops', subaccount: '', password, mustChange: false, policies: null }
    await config.accounts.create(spaceId, write, 'everything')
    await config.grants.create(spaceId, { role: 'member', user: 'person-9', group: null, project: null }, 'everything')
    const token = (await post('/api/v1/signin', { account: 'ops', password }, 'none')).body['id_token'] ?? ''
    await whole.v1('POST', '/v1/policies', {
      key: 'blogtest',
      name: 'blogtest',
      kind: 'jp1',
      from: whole.simulator.numbers[0],
      steps: [{ destinations: [byMail(1), { user: 'person-1' }, { user: 'person-1', channel: 'slack' }] }],
    })
    await whole.v1('PATCH', '/v1/users/person-1', {
      contactMethods: [
        ...(await methodsOf(1)),
        { channel: 'slack', address: '佐藤', default: true, connection: 'ops-profile' },
      ],
    })
    const contents = {
      slack_content: 'エラーです <!here>',
      tel_content: 'エラーが発生しました',
      mail_subject: 'エラー通知',
      mail_content: 'サーバでエラーが発生しました',
    }
    const { body } = await post('/api/v1/net/blogtest/execute', contents, token)
    const { mail, from } = await server.mailTo(mailOf(1))
    expect(from).toBe('noroshi@example.jp')
    expect(mail).toMatchObject({ subject: 'エラー通知', text: 'サーバでエラーが発生しました' })
    expect(await slack.messageTo('U0SATO0001')).toMatchObject({
      channel: 'U0SATO0001',
      text: 'エラーです &lt;!here&gt;',
      blocks: [],
    })
    const phone = whole.phone(1)
    await whole.until(() => phone.state() === 'ringing')
    phone.answer()
    await whole.until(() => phone.heard().some((line) => line.includes('押してください')))
    expect(phone.heard().join()).toContain('エラーが発生しました')
    phone.press('1')
    expect(await ended(body['id'])).toMatchObject({ outcome: 'acknowledged', acknowledgedBy: { via: 'phone' } })
  })

  it('J-008: counts as handed over where that is enough, and is not sent again', async () => {
    await policy('handed-over', [2], { kind: 'jp1' })
    const { outcome, attempts } = await ended(await start('handed-over'))
    expect(outcome).toBe('delivered')
    expect(attempts).toMatchObject([{ channel: 'mail', state: 'ended', result: 'delivered' }])
  })

  it('is answered on a page: looking changes nothing, the button takes it, and a second press nothing more', async () => {
    await policy('answered', [3, 4])
    const id = await start('answered')
    const { mail } = await server.mailTo(mailOf(3))
    expect(mail.subject).toBe('【通報】answered')
    const link = linkIn(mail.text ?? '')
    const page = await (await fetch(link)).text()
    expect(page).toContain('db01 が停止しました')
    expect(page).toContain('まだだれも引き受けていません')
    expect((await callout(id)).outcome).toBeNull()
    expect((await fetch(link, { method: 'POST', body: 'action=erase' })).status).toBe(200)
    expect((await callout(id)).outcome).toBeNull()

    const done = await press(link, 'take')
    expect([done.status, done.url]).toEqual([200, link])
    expect(await done.text()).toContain('対応として記録しました')
    expect(await ended(id)).toMatchObject({ outcome: 'acknowledged', acknowledgedBy: { name: '担当3', via: 'mail' } })
    expect(await (await press(link, 'leave')).text()).not.toContain('<button')
    expect(server.received.filter(({ to }) => to.includes(mailOf(4)))).toEqual([])
    expect(await explained(id, 'ja')).toEqual(
      expect.arrayContaining([
        '担当3さんにメールを送りました(1回目。最初の連絡のため)。',
        '担当3さんへのメールを届けました。',
        '担当3さんがメールから対応を引き受けました。',
      ]),
    )
    expect(await explained(id, 'en')).toContain('The mail to 担当3 was handed over.')
  })

  it('is passed on to the next person, who is told; whoever looks later sees who has it', async () => {
    await policy('passed', [5, 6], { template: null })
    const id = await start('passed')
    const first = linkIn((await server.mailTo(mailOf(5))).mail.text ?? '')
    expect(await (await press(first, 'next')).text()).toContain('次の担当者に連絡します')
    const second = linkIn((await server.mailTo(mailOf(6))).mail.text ?? '')
    await press(second, 'take')
    expect(await ended(id)).toMatchObject({ acknowledgedBy: { name: '担当6' } })
    expect(await (await fetch(first)).text()).toContain('担当6さんが対応しています')
  })

  it('answers nobody with a link that is guessed, cut off, or another attempt’s', async () => {
    await policy('guessed', [7])
    const id = await start('guessed')
    const link = linkIn((await server.mailTo(mailOf(7))).mail.text ?? '')
    const wrong = [link.slice(0, -1), `${link}1`, `${link.slice(0, -5)}AAAA1`, `${whole.url}/a/x`, `${whole.url}/a/%00`]
    for (const one of wrong) {
      const answered = await press(one, 'take')
      expect([one, answered.status]).toEqual([one, 404])
      expect(await answered.text()).toContain('このリンクは使えません')
    }
    expect((await callout(id)).outcome).toBeNull()
    await whole.v1('POST', `/v1/callouts/${String(id)}/cancel`)
  })

  it('J-005 T-009 X-057 X-061: go by SMS to everybody at once; what was not delivered leads on, and the link takes it', async () => {
    const sms = (index: number) => `+81900127000${index}`
    for (const index of [7, 8, 9]) {
      const contactMethods = [...(await methodsOf(index)), { channel: 'sms', address: sms(index), default: true }]
      await whole.v1('PATCH', `/v1/users/person-${index}`, { contactMethods })
    }
    const bySms = (index: number) => ({ user: `person-${index}`, channel: 'sms' })
    await policy('by-sms', [], { steps: [{ destinations: [bySms(7), bySms(8)] }, { destinations: [bySms(9)] }] })
    whole.simulator.network.phone(sms(8)).behave({ sms: { result: 'undelivered' } })
    const id = await start('by-sms')
    const inbox = () => whole.simulator.network.phone(sms(7)).inbox()
    await whole.until(() => inbox().length > 0)
    const told = async () => (await callout(id)).attempts.map(({ channel, result }) => [channel, result])
    await expect.poll(told, { timeout: 8_000 }).toEqual([
      ['sms', 'delivered'],
      ['sms', 'failed'],
    ])
    expect(await explained(id, 'ja')).toContain('担当8さんへのSMSは届きませんでした(コード 30003)。')
    await press(linkIn(inbox()[0]?.body ?? ''), 'take')
    expect(await ended(id)).toMatchObject({ outcome: 'acknowledged', acknowledgedBy: { name: '担当7', via: 'sms' } })
    expect(whole.simulator.network.phone(sms(9)).inbox()).toEqual([])
  })

  it('R-013 R-047: a notice of an incident arrives on phone, email1 and email2', async () => {
    const contactMethods = [
      ...(await methodsOf(2)),
      { channel: 'mail', label: '2', address: 'second@example.jp', default: true },
      { channel: 'mail', label: '3', address: 'third@example.jp', default: false },
    ]
    await whole.v1('PATCH', '/v1/users/person-2', { contactMethods })
    await whole.v1('POST', '/v1/projects', { key: 'web', name: 'web', members: [{ user: 'person-2' }] })
    await whole.v1('PATCH', '/v1/projects/web/incident-settings', { notice: { from: whole.simulator.numbers[0] } })
    const key = await whole.server.config.tokens.create(whole.server.spaceId, {
      name: 'reactio',
      scopes: ['incidents:read', 'incidents:write'],
      expiresAtMs: null,
      project: 'web',
    })
    const response = await fetch(`${whole.url}/api/v1/incidents`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Api-Key': key.token },
      body: JSON.stringify({
        name: 'サイト閲覧不可',
        notification_text: '至急対応をお願いします',
        notification_call: true,
      }),
    })
    expect(response.status).toBe(201)
    expect((await server.mailTo('second@example.jp')).mail.text).toBe('至急対応をお願いします')
    const toFirst = () =>
      server.received.filter(({ to, mail }) => to.includes(mailOf(2)) && mail.text?.includes('至急'))
    await expect.poll(() => toFirst().length, { timeout: 8_000 }).toBe(1)
    await whole.until(() => whole.phone(2).state() === 'ringing')
    expect(server.received.some(({ to }) => to.includes('third@example.jp'))).toBe(false)
  })

  it('about alerts take what they told and no more, though a program opens their links', async () => {
    await policy('mail-alerts', [6], { loops: { max: 1 } })
    await whole.v1('POST', '/v1/sources', { key: 'ms', name: 'ms', kind: 'generic' })
    await whole.v1('POST', '/v1/rules', { key: 'ms', name: 'ms', policy: 'mail-alerts', match: { sources: ['ms'] } })
    const tell = (host: string) =>
      whole.v1('POST', '/v1/alerts', { source: 'ms', events: [{ kind: 'problem', dedupKey: host, host }] })
    const takenBy = async (host: string) => {
      const { items } = (await whole.v1('GET', '/v1/alerts?source=ms')) as {
        items: { host: string; acknowledgedBy: string | null }[]
      }
      return items.find((one) => one.host === host)?.acknowledgedBy
    }
    const about = (host: string) =>
      server.received.find(({ to, mail }) => to.includes(mailOf(6)) && mail.text?.includes(host))?.mail.text ?? ''
    const arrives = (host: string) => expect.poll(() => about(host), { timeout: 8_000 }).not.toBe('')
    await tell('mail-host-1')
    await arrives('mail-host-1')
    await tell('mail-host-2')
    const link = linkIn(about('mail-host-1'))
    expect(await (await fetch(link)).text()).toContain('mail-host-2')
    await press(link, 'take')
    await expect.poll(() => takenBy('mail-host-1'), { timeout: 8_000 }).toBe('担当6')
    await arrives('mail-host-2')
    expect(await takenBy('mail-host-2')).toBeNull()
  })

  it('connections of messages own no phone numbers', async () => {
    const headers = { Authorization: `Bearer ${whole.token}` }
    const asked = await fetch(`${whole.url}/v1/connections/mail/numbers`, { headers })
    expect(((await asked.json()) as { code: string }).code).toBe('connection.refused')
  })

  it.each([
    ['settings.host', { host: 'a b' }],
    ['settings.from', { from: 'a@example.jp\r\nBcc: b@example.jp' }],
    ['settings.fromName', { fromName: '通報\r\nBcc: b@example.jp' }],
    ['settings.replyTo', { replyTo: 'a@example.jp>, <b@example.jp' }],
    ['settings.user', { user: 'a\r\nRCPT TO:<b@example.jp>' }],
    ['settings.bouncesTo', { bouncesTo: 'a b@example.jp' }],
    ['settings.dkim.selector', { dkim: { domain: 'example.jp', selector: 'a; d=evil.example' } }],
  ])('their settings are refused where they are wrong: %s', async (field, wrong) => {
    const settings = { host: 'mail.example.jp', from: 'noroshi@example.jp', ...wrong }
    await expect(whole.v1('PATCH', '/v1/connections/mail', { settings })).rejects.toThrow(
      new RegExp(`answered 422: .*${field.replaceAll('.', '\\.')}`),
    )
  })
})
