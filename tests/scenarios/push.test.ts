// Receiving in a browser, through a whole server: somebody registers theirs, is called on it, answers, loses it, and is told so.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startMailServer } from '../support/mail-server.ts'
import { type AtBrowser, atBrowser } from '../support/push-person.ts'
import { type PushService, startPushService } from '../support/push-service.ts'
import { reactioClient } from '../support/reactio.ts'
import { createWhole, type Whole } from '../support/whole.ts'

let whole: Whole
let service: PushService
const people: AtBrowser[] = []

type Method = { id: string; channel: string; label: string; address: string; default: boolean; goneAt?: string }
type Callout = {
  outcome: string | null
  acknowledgedBy: { name: string; via: string } | null
  attempts: { result: string; detail: string | null }[]
}
const ended = async (id: unknown): Promise<Callout> => {
  const read = async () => (await whole.v1('GET', `/v1/callouts/${String(id)}`)) as unknown as Callout
  await expect.poll(async () => (await read()).outcome, { timeout: 8_000 }).not.toBeNull()
  return read()
}
const at = (index: number): AtBrowser => people[index] as AtBrowser
const methods = async (index: number) =>
  ((await at(index).ask('GET', '/v1/session/user')).body as unknown as { contactMethods: Method[] }).contactMethods
const browsersOf = async (index: number) => (await methods(index)).filter(({ channel }) => channel === 'push')
const start = async (policy: string, text = 'db01 が停止しました') =>
  (await whole.v1('POST', '/v1/callouts', { policy, text }))['id']
const explained = async (id: unknown) =>
  ((await whole.v1('GET', `/v1/callouts/${String(id)}/explanation?lang=ja`))['items'] as { text: string }[]).map(
    ({ text }) => text,
  )

beforeAll(async () => {
  whole = await createWhole({ NOROSHI_WEBHOOK_NETWORKS: '127.0.0.0/8' })
  service = await startPushService()
  for (const index of [1, 2, 3, 4]) people[index] = await atBrowser(whole, `person-${index}`)
  for (const index of [1, 2, 3, 4])
    await whole.v1('POST', '/v1/policies', {
      key: `browser-${index}`,
      name: `ブラウザ${index}`,
      steps: [{ destinations: [{ user: `person-${index}`, channel: 'push' }] }],
      loops: { max: 1 },
    })
})
afterAll(async () => {
  await whole.close()
  await service.close()
})

describe('a connection to browsers', () => {
  it('makes its keys itself, shows only the public one, and keeps both whatever is changed', async () => {
    const settings = { contact: 'mailto:ops@example.jp' }
    expect((await at(4).ask('GET', '/v1/session/user/push')).body).toEqual({ items: [] })
    const made = await whole.v1('POST', '/v1/connections', {
      key: 'push',
      name: 'push',
      kind: 'web_push',
      settings,
      secrets: {},
    })
    expect(made).toMatchObject({ kind: 'web_push', settings })
    const keys = async () => (await at(4).ask('GET', '/v1/session/user/push')).body as unknown as { items: object[] }
    const before = await keys()
    expect(before.items).toEqual([
      { connection: 'push', name: 'push', publicKey: expect.stringMatching(/^B[\w-]{86}$/) },
    ])
    await whole.v1('PATCH', '/v1/connections/push', { settings: { ...settings, keepSeconds: 60 } })
    expect(await keys()).toEqual(before)
    await expect(whole.v1('PATCH', '/v1/connections/push', { secrets: { privateKey: 'x' } })).rejects.toThrow('422')
    const file = await whole.v1('GET', '/v1/config/export')
    expect(JSON.stringify(file)).not.toMatch(/privateKey|publicKey/)
  })
})

describe('somebody who receives in a browser', () => {
  it('registers it, tries it, is called on it, and answers on the page it opens', async () => {
    const browser = await at(1).receive(service)
    const [method] = await browsersOf(1)
    expect(method).toMatchObject({ label: 'Chrome (Windows)', default: true, connection: 'push' })
    expect(JSON.stringify(await whole.v1('GET', '/v1/users/person-1'))).not.toContain(browser.endpoint)

    expect((await at(1).ask('POST', `/v1/session/user/push/${method?.id}/test`)).status).toBe(201)
    expect((await browser.find(({ title }) => title !== 'ブラウザ1')).url).toBeUndefined()

    expect((await at(1).ask('POST', `/v1/session/user/contact-methods/${method?.id}/code`)).status).toBe(202)
    const { body: words } = await browser.find(({ body }) => /\d{6}/.test(body))
    const code = /\d{6}/.exec(words)?.[0]
    const verified = await at(1).ask('POST', `/v1/session/user/contact-methods/${method?.id}/verify`, { code })
    expect(verified.status).toBe(200)

    const id = await start('browser-1')
    const { title, body, url = '', action } = await browser.find((one) => one.title === 'ブラウザ1')
    expect([title, body, action]).toEqual(['ブラウザ1', expect.stringContaining('db01 が停止しました'), '対応する'])
    // Looking at the page answers nothing.
    const page = `${whole.url}${new URL(url).pathname}`
    expect((await fetch(page)).status).toBe(200)
    expect((await whole.v1('GET', `/v1/callouts/${String(id)}`))['outcome']).toBeNull()
    await fetch(page, { method: 'POST', body: new URLSearchParams({ action: 'take' }) })
    expect(await ended(id)).toMatchObject({ outcome: 'acknowledged', acknowledgedBy: { name: '担当1', via: 'push' } })
    expect(await explained(id)).toContain('担当1さんがプッシュ通知から対応を引き受けました。')
    expect((await whole.v1('GET', '/v1/attempts?channel=push'))['items']).toContainEqual(
      expect.objectContaining({ channel: 'push' }),
    )
  })

  it('tries it also where they may start some policies only', async () => {
    const bound = await atBrowser(whole, 'person-8', ['browser-1'])
    const browser = await bound.receive(service)
    const { contactMethods } = (await bound.ask('GET', '/v1/session/user')).body as unknown as {
      contactMethods: Method[]
    }
    const id = contactMethods.find(({ channel }) => channel === 'push')?.id
    expect((await bound.ask('POST', `/v1/session/user/push/${id}/test`)).status).toBe(201)
    await browser.find(() => true)
  })

  it('may call it otherwise, and has more than one of the same name', async () => {
    const [first] = [await at(2).receive(service), await at(2).receive(service)]
    const labels = async () => (await browsersOf(2)).map(({ label }) => label)
    expect(await labels()).toEqual(['Chrome (Windows)', 'Chrome (Windows) 2'])
    const renamed = (await methods(2)).map(
      ({ id: _id, verification: _how, ...rest }: Method & { verification?: unknown }) =>
        rest.label === 'Chrome (Windows)' ? { ...rest, label: '自宅' } : rest,
    )
    expect((await at(2).ask('PATCH', '/v1/session/user', { contactMethods: renamed })).status).toBe(200)
    await whole.v1('POST', '/v1/policies', {
      key: 'home',
      name: '自宅だけ',
      steps: [{ destinations: [{ user: 'person-2', channel: 'push', methodLabel: '自宅' }] }],
      deliveredIsEnough: true,
    })
    const id = await start('home')
    expect((await first.find(({ title }) => title === '自宅だけ')).body).toContain('db01')
    expect((await ended(id)).outcome).toBe('delivered')
    expect(await explained(id)).toContain(
      '担当2さんへのプッシュ通知を送信先が受け取りました。本人に届いたかどうかは知らされません。',
    )
  })

  it('whose browser is gone is told so, and no more is sent there; registered anew it receives again', async () => {
    const browser = await at(3).receive(service)
    service.forget(browser)
    const id = await start('browser-3')
    expect((await ended(id)).attempts).toMatchObject([{ result: 'refused', detail: 'push.gone' }])
    expect(await explained(id)).toContain(
      '担当3さんの登録したブラウザは、もうプッシュ通知を受け取れません。マイページで登録し直す必要があります。',
    )
    expect((await browsersOf(3))[0]?.goneAt).toMatch(/^20/)
    const readiness = async () => JSON.stringify(await whole.v1('GET', '/v1/readiness?policy=browser-3'))
    expect(await readiness()).toContain('subscription_gone')
    const before = service.requests()
    await ended(await start('browser-3'))
    expect(service.requests()).toBe(before)

    const again = await at(3).receive(service)
    expect((await browsersOf(3)).map(({ label, goneAt }) => [label, goneAt])).toEqual([['Chrome (Windows)', undefined]])
    expect(await readiness()).not.toContain('subscription_gone')
    const second = await start('browser-3')
    await again.find(({ title }) => title === 'ブラウザ3')
    await whole.v1('POST', `/v1/callouts/${String(second)}/cancel`)
  })

  it('who removes it receives nothing any more, nor does anybody else by what is left of it', async () => {
    const browser = await at(4).receive(service)
    const [method] = await browsersOf(4)
    expect((await at(1).ask('DELETE', `/v1/session/user/push/${method?.id}`)).status).toBe(404)
    const { endpoint, keys } = browser
    const same = { connection: 'push', endpoint, keys, label: 'x' }
    const taken = await at(1).ask('POST', '/v1/session/user/push', same)
    expect([taken.status, taken.body['code']]).toEqual([409, 'push.of_another'])
    expect((await at(4).ask('DELETE', `/v1/session/user/push/${method?.id}`)).status).toBe(204)
    await whole.v1('PATCH', '/v1/users/person-4', {
      contactMethods: [{ channel: 'push', address: method?.address, default: true, connection: 'push' }],
    })
    const { attempts } = await ended(await start('browser-4'))
    expect(attempts).toMatchObject([{ result: 'refused', detail: 'push.unregistered' }])
    expect(browser.received).toEqual([])
  })

  it.each([
    ['endpoint', { endpoint: 'http://push.example/1' }],
    ['endpoint', { endpoint: 'javascript:alert(1)' }],
    ['keys.p256dh', { keys: { p256dh: 'short', auth: 'a'.repeat(22) } }],
    ['label', { label: ' ' }],
    ['connection', { connection: 'A b' }],
  ])('is told what is wrong with a registration: %s %j', async (field, wrong) => {
    const { endpoint, keys } = service.browser()
    const answer = await at(1).ask('POST', '/v1/session/user/push', {
      connection: 'push',
      endpoint,
      keys,
      label: 'x',
      ...wrong,
    })
    expect(answer.status).toBe(422)
    expect(JSON.stringify(answer.body)).toContain(`"${field}"`)
  })
})

const mail = (address: string) => ({ channel: 'mail', label: address, address, default: true })
const phone = (index: number) => ({
  channel: 'phone',
  address: `+8190012400${String(index).padStart(2, '0')}`,
  default: true,
})
const reachedBy = (index: number, contactMethods: readonly object[]) =>
  whole.v1('PATCH', `/v1/users/person-${index}`, { contactMethods })
const hears = async (index: number, words: string) => {
  const ringing = whole.phone(index)
  await whole.until(() => ringing.state() === 'ringing')
  ringing.answer()
  await whole.until(() => ringing.heard().some((line) => line.includes(words)))
  return ringing
}

describe('Reactio, as its document has it', () => {
  it('R-013 R-047: the notice of the example arrives by phone, email1, email2 and imkayac, and the answer says to whom', async () => {
    const mails = await startMailServer()
    const settings = { host: '127.0.0.1', port: mails.port, security: 'none', from: 'noroshi@example.jp' }
    await whole.v1('POST', '/v1/connections', { key: 'smtp', name: 'smtp', kind: 'smtp', settings, secrets: {} })
    await reachedBy(5, [phone(5), mail('one@example.jp'), mail('one-more@example.jp')])
    await reachedBy(6, [mail('two@example.jp'), mail('two-more@example.jp')])
    await reachedBy(7, [phone(7), mail('three@example.jp')])
    const browser = await (await atBrowser(whole, 'person-5')).receive(service)
    const numbers = [5, 6, 7].map(async (index) => (await whole.v1('GET', `/v1/users/person-${index}`))['number'])
    // Users 1, 2 and 3 of the document.
    const [one, two, three] = (await Promise.all(numbers)).map(String)
    const members = [5, 6, 7].map((index) => ({ user: `person-${index}` }))
    await whole.v1('POST', '/v1/projects', { key: 'web', name: 'Web', members })
    await whole.v1('PATCH', '/v1/projects/web/incident-settings', { notice: { from: whole.simulator.numbers[0] } })
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
    for (const index of [5, 7]) (await hears(index, 'ウェブサーバで障害が発生')).press('1')
    await mails.close()
  })
})
