// The seeds' own requests, word for word, with every channel they name set up: each word arrives where its document says it does.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type MailServer, startMailServer } from '../support/mail-server.ts'
import { atBrowser } from '../support/push-person.ts'
import { type FakeBrowser, type PushService, startPushService } from '../support/push-service.ts'
import { reactioClient } from '../support/reactio.ts'
import { type Slack, startSlack } from '../support/slack.ts'
import { createWhole, type Whole } from '../support/whole.ts'

let whole: Whole
let mails: MailServer
let slack: Slack
let service: PushService
let browser: FakeBrowser

const connect = (kind: string, settings: object, secrets: object) =>
  whole.v1('POST', '/v1/connections', { key: kind, name: kind, kind, settings, secrets })
const outcome = async (id: unknown) => {
  const read = async () => (await whole.v1('GET', `/v1/callouts/${String(id)}`))['outcome']
  await expect.poll(read, { timeout: 8_000 }).not.toBeNull()
  return read()
}
const hears = async (index: number, words: string) => {
  const phone = whole.phone(index)
  await whole.until(() => phone.state() === 'ringing')
  phone.answer()
  await whole.until(() => phone.heard().some((line) => line.includes(words)))
  return phone
}
const mail = (address: string) => ({ channel: 'mail', label: address, address, default: true })
const phone = (index: number) => ({
  channel: 'phone',
  address: `+8190012400${String(index).padStart(2, '0')}`,
  default: true,
})
const reachedBy = (index: number, contactMethods: readonly object[]) =>
  whole.v1('PATCH', `/v1/users/person-${index}`, { contactMethods })

beforeAll(async () => {
  whole = await createWhole({ NOROSHI_WEBHOOK_NETWORKS: '127.0.0.0/8' })
  mails = await startMailServer()
  slack = await startSlack()
  service = await startPushService()
  await connect('smtp', { host: '127.0.0.1', port: mails.port, security: 'none', from: 'noroshi@example.jp' }, {})
  await connect('slack', { baseUrl: slack.url }, { botToken: slack.token })
  await connect('web_push', { contact: 'mailto:ops@example.jp' }, {})
})
afterAll(async () => {
  await whole.close()
  await mails.close()
  await slack.close()
  await service.close()
})

describe('JP1 execute, as its document has it', () => {
  it('J-004 J-029: tel_content is heard, mail_content is read, slack_content is posted: all three arrive', async () => {
    await reachedBy(4, [phone(4), mail('net@example.jp'), { channel: 'slack', address: '#jp1', default: true }])
    await whole.v1('POST', '/v1/policies', {
      key: 'net',
      name: 'システム障害連絡網',
      kind: 'jp1',
      from: whole.simulator.numbers[0],
      steps: [{ destinations: ['phone', 'mail', 'slack'].map((channel) => ({ user: 'person-4', channel })) }],
    })
    const password = 'correct horse battery'
    await whole.v1('POST', '/v1/accounts', { user: 'person-9', account: 'ops', password, mustChange: false })
    await whole.v1('POST', '/v1/roles', { role: 'member', user: 'person-9' })
    const post = async (path: string, body: object, token = 'none') => {
      const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` }
      const answer = await fetch(`${whole.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
      return { status: answer.status, body: (await answer.json()) as Record<string, string> }
    }
    const { body: signedIn } = await post('/api/v1/signin', { account: 'ops', password })
    const { status, body } = await post(
      `/api/v1/net/${encodeURIComponent('システム障害連絡網')}/execute`,
      {
        tel_content: 'エラーが発生しました',
        mail_subject: 'エラーが発生しました(メール)',
        mail_content: 'エラーが発生しました',
        slack_content: 'エラーが発生しました(slack)',
      },
      signedIn['id_token'],
    )
    expect([status, body['status']]).toEqual([200, 'accepted'])
    const heard = await hears(4, 'エラーが発生しました')
    const { mail: letter } = await mails.mailTo('net@example.jp')
    expect([letter.subject, letter.text?.trim()]).toEqual(['エラーが発生しました(メール)', 'エラーが発生しました'])
    expect((await slack.messageTo('#jp1')).text).toBe('エラーが発生しました(slack)')
    heard.press('1')
    expect(await outcome(body['id'])).toBe('acknowledged')
  })
})

describe('Reactio, as its document has it', () => {
  it('R-013 R-047: the notice of the example arrives by phone, email1, email2 and imkayac, and the answer says to whom', async () => {
    await reachedBy(1, [phone(1), mail('one@example.jp'), mail('one-more@example.jp')])
    await reachedBy(2, [mail('two@example.jp'), mail('two-more@example.jp')])
    await reachedBy(3, [phone(3), mail('three@example.jp')])
    browser = await (await atBrowser(whole, 'person-1')).receive(service)
    const numbers = [1, 2, 3].map(async (index) => (await whole.v1('GET', `/v1/users/person-${index}`))['number'])
    // Users 1, 2 and 3 of the document.
    const [one, two, three] = (await Promise.all(numbers)).map(String)
    const members = [1, 2, 3].map((index) => ({ user: `person-${index}` }))
    await whole.v1('POST', '/v1/projects', { key: 'web', name: 'Web', members })
    const { server } = whole
    const scopes = ['incidents:read', 'incidents:write'] as const
    const made = await server.config.tokens.create(server.spaceId, {
      name: 'x',
      scopes,
      expiresAtMs: null,
      project: 'web',
    })
    const text = 'Webサーバで障害が発生。至急対応をお願い致します。'
    const { status, json } = await reactioClient(whole.url, made.token)('POST', '/api/v1/incidents', {
      body: {
        name: 'サイト閲覧不可',
        status: 'open',
        parameters: { foo: 'bar', baz: 'qux' },
        detection: 'msp',
        cause: 'over-capacity',
        cause_supplement: 'Webサーバがアクセス過多でダウン',
        point: 'middleware',
        scale: 'whole',
        pend_text: 'Webサーバの再起動を行う',
        close_text: 'Webサーバのスケールアウトを検討',
        topics: ['原因調査', '復旧作業'],
        notification_text: text,
        notification_call: true,
        message: '至急原因調査を実施!',
      },
    })
    expect([status, json.notifications.notificated_for]).toEqual([
      201,
      { phone: [one, three], email1: [one, two, three], email2: [one, two], imkayac: [one] },
    ])
    for (const address of ['one', 'one-more', 'two', 'two-more', 'three'])
      expect((await mails.mailTo(`${address}@example.jp`)).mail.text).toContain(text)
    expect((await browser.find(() => true)).body).toContain(text)
    for (const index of [1, 3]) (await hears(index, 'ウェブサーバで障害が発生')).press('1')
  })
})
