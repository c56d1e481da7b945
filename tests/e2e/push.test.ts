// Receiving in a real browser: registered on one's own page, tried, shown by the service worker that stays, and removed. Chromium's own
// push service is out of reach here, so one of ours stands in for it: it decrypts, and the words are handed to the worker as Chromium would.

import type { CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Demo, startDemoForConsole } from '../support/demo.ts'
import { look, type Visit, visit, visitSignedIn } from '../support/look.ts'
import { type FakeBrowser, type PushService, startPushService } from '../support/push-service.ts'

let demo: Demo
let service: PushService
beforeAll(async () => {
  demo = await startDemoForConsole({ NOROSHI_WEBHOOK_NETWORKS: '127.0.0.0/8' })
  service = await startPushService()
})
afterAll(async () => {
  await demo.close()
  await service.close()
})

const own = '/console/me'
const title = 'ブラウザで受け取る(プッシュ通知)'
const sectionOf = (page: Page) => page.locator('section', { has: page.getByRole('heading', { name: title }) })

/** Subscriptions of this page lead to our push service, and stay as a browser keeps them. */
const subscribesAt = ({ endpoint, keys }: FakeBrowser) => {
  const script = (given: { endpoint: string; keys: object }) => {
    const stored = 'test.subscribed'
    const subscription = {
      endpoint: given.endpoint,
      toJSON: () => given,
      unsubscribe: () => Promise.resolve(localStorage.removeItem(stored) === undefined),
    }
    PushManager.prototype.subscribe = (() => {
      localStorage.setItem(stored, 'yes')
      return Promise.resolve(subscription)
    }) as unknown as PushManager['subscribe']
    PushManager.prototype.getSubscription = (() =>
      Promise.resolve(
        localStorage.getItem(stored) === null ? null : subscription,
      )) as unknown as PushManager['getSubscription']
  }
  return [script, { endpoint, keys }] as const
}

/** Gives the worker what was pushed, as the browser does; resolves with what it shows. */
const pushTo = async (page: Page, session: CDPSession, data: string) => {
  const registration = new Promise<string>((resolve) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [first] = registrations
      if (first !== undefined) resolve(first.registrationId)
    })
  })
  await session.send('ServiceWorker.enable')
  const registrationId = await registration
  await session.send('ServiceWorker.deliverPushMessage', { origin: demo.ready.url, registrationId, data })
  const shown = () =>
    page.evaluate(async () => {
      const found = await (await navigator.serviceWorker.getRegistration('/console/'))?.getNotifications()
      return found?.map(({ title: name, body, data: about }) => [name, body, (about as { url: string }).url]) ?? []
    })
  await expect.poll(shown, { timeout: 8_000 }).toHaveLength(1)
  return (await shown())[0]
}

const watched = (page: Page): string[] => {
  const refused: string[] = []
  page.on('console', (line) => line.text().includes('Content Security Policy') && refused.push(line.text()))
  return refused
}

const change = async (user: string, body: object): Promise<void> => {
  const headers = { authorization: `Bearer ${demo.ready.token}`, 'content-type': 'application/json' }
  const response = await fetch(`${demo.ready.url}/v1/users/${user}`, {
    method: 'PATCH',
    headers,
    body: JSON.stringify(body),
  })
  expect(response.status, await response.clone().text()).toBe(200)
}

describe('a browser that receives', () => {
  it('says that nobody has set it up, or that its push service cannot be reached, and where to go instead', async () => {
    const { page, faults, close } = await visitSignedIn(demo, { path: own })
    const section = sectionOf(page)
    await section.getByText('プッシュ通知はまだ使えません').waitFor()
    const beacon = section.getByRole('link', { name: 'この画面をパトランプにする' })
    expect(await beacon.getAttribute('href')).toBe('/console/beacon')
    await look(page, 'push-none')
    await demo.api('/v1/connections', {
      key: 'push',
      name: 'push',
      kind: 'web_push',
      settings: { contact: 'mailto:ops@example.jp' },
      secrets: {},
    })
    await page.context().grantPermissions(['notifications'])
    await page.reload()
    await section.getByRole('button', { name: 'このブラウザで受け取る' }).click()
    await section.getByText('プッシュサービスにつながりません').waitFor()
    await beacon.waitFor()
    await look(page, 'push-unreachable')
    expect(faults).toEqual([])
    await close()
  })

  it('is registered, tried, shows what arrives, and is removed; what was written elsewhere on the page keeps it', async () => {
    const { items } = (await demo.api('/v1/connections')) as { items: { kind: string }[] }
    expect(items.map(({ kind }) => kind)).toContain('web_push')
    const browser = service.browser()
    const { page, faults, close } = await visitSignedIn(demo, { width: 390 })
    const refused = watched(page)
    await page.addInitScript(...subscribesAt(browser))
    await page.goto(`${demo.ready.url}${own}`)
    const section = sectionOf(page)
    await section.getByLabel('このブラウザの呼び名').fill('当番のPC')
    await section.getByRole('button', { name: 'このブラウザで受け取る' }).click()
    await section.getByText('当番のPC').waitFor()
    await section.getByText('このブラウザ', { exact: true }).waitFor()
    await look(page, 'push-registered')

    await section.getByRole('button', { name: '試しに送る: 当番のPC' }).click()
    await section.getByText('送りました').waitFor()
    const { message } = (await browser.find(() => true), browser.received[0] ?? { message: { title: '', body: '' } })
    const session = await page.context().newCDPSession(page)
    expect(await pushTo(page, session, JSON.stringify(message))).toEqual([message.title, message.body, '/console/'])

    // What is saved of the rest leaves the browser in its place.
    const rest = page.locator('form', { has: page.getByRole('heading', { name: '連絡方法', exact: true }) })
    await rest.getByLabel('言語').selectOption('ja')
    await rest.getByRole('button', { name: '保存する' }).click()
    await page.getByText('保存しました').waitFor()
    await page.reload()
    await section.getByText('当番のPC').waitFor()
    await section.getByRole('button', { name: '解除する: 当番のPC' }).click()
    await section.getByRole('button', { name: 'このブラウザで受け取る' }).waitFor()
    expect(await page.evaluate(() => localStorage.getItem('test.subscribed'))).toBeNull()
    expect([faults, refused]).toEqual([[], []])
    await close()
  })

  it('that registers is no change of somebody else’s; what was one is shown beside mine, and neither loses anything', async () => {
    const { page, faults, close } = await visitSignedIn(demo)
    await page.addInitScript(...subscribesAt(service.browser()))
    await page.goto(`${demo.ready.url}${own}`)
    const rest = page.locator('form', { has: page.getByRole('heading', { name: '連絡方法', exact: true }) })
    const save = rest.getByRole('button', { name: '保存する' })
    await rest.getByLabel('着信直後に流すメッセージ').fill('私です。')
    const section = sectionOf(page)
    await section.getByRole('button', { name: 'このブラウザで受け取る' }).click()
    await section.getByText('このブラウザ', { exact: true }).waitFor()
    await save.click()
    await page.getByText('保存しました').waitFor()

    // An administrator writes a number of theirs while it is changed here.
    const mine = async () =>
      (await page.evaluate(async () => (await fetch('/v1/session/user')).json())) as {
        readonly key: string
        readonly closing: string
        readonly contactMethods: readonly Readonly<Record<'channel' | 'address' | 'id' | 'verification', string>>[]
      }
    const addresses = async () =>
      (await mine()).contactMethods.map(({ channel, address }) => (channel === 'push' ? channel : address))
    const written = async () => (await mine()).contactMethods.map(({ id: _id, verification: _known, ...one }) => one)
    const { key } = await mine()
    const before = await addresses()
    expect(before).toContain('push')
    const theirs = { channel: 'phone', label: '工場', address: '+81312340077' }
    await change(key, { contactMethods: [...(await written()), theirs] })
    await rest.getByLabel('通話終了時に流すメッセージ').fill('では。')
    await save.click()
    const conflict = page.getByRole('alert').filter({ hasText: 'ほかの人' })
    await conflict.getByText('closing: – → では。').waitFor()
    await conflict.getByRole('button', { name: '自分が変えた項目だけ' }).click()
    await expect.poll(async () => (await mine()).closing).toBe('では。')
    expect((await addresses()).toSorted()).toEqual([...before, theirs.address].toSorted())
    await conflict.waitFor({ state: 'hidden' })

    // And one that is changed here too: both are shown, and the browser stays.
    await rest.getByLabel('番号・宛先').first().fill('090-0123-0066')
    await change(key, { contactMethods: [...(await written()), { ...theirs, label: '自宅', address: '+81312340055' }] })
    await save.click()
    await conflict.getByText('+81312340055').waitFor()
    await conflict.getByText('090-0123-0066').waitFor()
    await look(page, 'me-conflict')
    await conflict.getByRole('button', { name: '自分が変えた項目だけ' }).click()
    await expect.poll(addresses).toEqual(expect.arrayContaining(['+819001230066', 'push']))
    await change(key, { contactMethods: [] })
    expect(faults).toEqual([])
    await close()
  })

  it.each([
    ['このブラウザでは受け取れません', () => Reflect.deleteProperty(window, 'PushManager')],
    ['https:// のアドレスで開いてください', () => Object.defineProperty(window, 'isSecureContext', { value: false })],
  ])('that cannot says so: %s', async (words, script) => {
    const { page, close }: Visit = await visitSignedIn(demo)
    await page.addInitScript(script)
    await page.goto(`${demo.ready.url}${own}`)
    const section = sectionOf(page)
    await section.getByText(words).waitFor()
    const beacon = section.getByRole('link', { name: 'この画面をパトランプにする' })
    expect(await beacon.getAttribute('href')).toBe('/console/beacon')
    await close()
  })

  it('whose person does not allow it is told where that is changed', async () => {
    const { page, close } = await visitSignedIn(demo)
    await page.addInitScript(() => {
      Notification.requestPermission = () => Promise.resolve('denied')
    })
    await page.goto(`${demo.ready.url}${own}`)
    await sectionOf(page).getByRole('button', { name: 'このブラウザで受け取る' }).click()
    await sectionOf(page).getByText('通知が許可されていません').waitFor()
    const { contactMethods } = (await (await page.request.get(`${demo.ready.url}/v1/session/user`)).json()) as {
      contactMethods: unknown[]
    }
    expect(contactMethods).toEqual([])
    await close()
  })

  it('gets its worker without anybody being signed in, and nothing that runs beside it', async () => {
    const { page, close } = await visit(demo)
    const answer = await page.request.get(`${demo.ready.url}/console/push-worker.js`)
    expect([answer.status(), answer.headers()['content-type'], answer.headers()['cache-control']]).toEqual([
      200,
      'text/javascript; charset=utf-8',
      'no-cache',
    ])
    expect(answer.headers()['content-security-policy']).toContain("default-src 'self'")
    const manifest = await page.request.get(`${demo.ready.url}/console/manifest.webmanifest`)
    expect(await manifest.json()).toMatchObject({ scope: '/console/', display: 'standalone' })
    await close()
  })
})
