// Mail through a whole server: what a request brings arrives word for word, and a person answers it on a page. A real mail server
// takes it, a real client opens the link.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type MailServer, startMailServer } from '../support/mail-server.ts'
import { createWhole, type Whole } from '../support/whole.ts'

let whole: Whole
let server: MailServer
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
  server = await startMailServer({ user: 'noroshi', password: 'mail password' })
  await whole.v1('POST', '/v1/connections', {
    key: 'mail',
    name: 'メール',
    kind: 'smtp',
    settings: { host: '127.0.0.1', port: server.port, security: 'none', user: 'noroshi', from: 'noroshi@example.jp' },
    secrets: { password: 'mail password' },
  })
})
afterAll(async () => {
  await whole.close()
  await server.close()
})

describe('mail', () => {
  it('J-046 J-047 J-053 T-008: an executed 連絡網 sends mail_subject and mail_content as they are, and calls beside it', async () => {
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
      steps: [{ destinations: [byMail(1), { user: 'person-1' }] }],
    })
    const contents = {
      tel_content: 'エラーが発生しました',
      mail_subject: 'エラー通知',
      mail_content: 'サーバでエラーが発生しました',
    }
    const { body } = await post('/api/v1/net/blogtest/execute', contents, token)
    const { mail, from } = await server.mailTo(mailOf(1))
    expect(from).toBe('noroshi@example.jp')
    expect(mail).toMatchObject({ subject: 'エラー通知', text: 'サーバでエラーが発生しました' })
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
    expect(page).toContain('まだ誰も引き受けていません')
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
})
