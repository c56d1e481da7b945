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
