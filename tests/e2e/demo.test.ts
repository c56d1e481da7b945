// The demo as a new user meets it: one command, the phones page in a real browser, a phone that rings, a key, the outcome.
// Runs against the build, which npm test makes first.

import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../support/server-process.ts'

type Ready = {
  readonly url: string
  readonly simulator: string
  readonly token: string
  readonly account: string
  readonly password: string
  readonly policies: readonly { key: string }[]
  readonly reactio: { readonly apiKey: string }
  readonly pigeon: { readonly token: string; readonly callflowId: string; readonly guidanceId: string }
}

const PATIENCE_MS = 15_000
const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

let demo: ChildProcess
let folder: string
let ready: Ready
let browser: Browser

const readyLine = (child: ChildProcess): Promise<Ready> =>
  new Promise((resolve, reject) => {
    const said: string[] = []
    child.once('exit', (code) => reject(new Error(`the demo ended with ${code}: ${said.join('\n')}`)))
    child.stderr?.on('data', (text: Buffer) => said.push(text.toString()))
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      if (line.startsWith('READY ')) resolve(JSON.parse(line.slice('READY '.length)) as Ready)
    })
  })

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'noroshi-demo-'))
  // As root the database runs as another account, which has to pass this folder.
  chmodSync(folder, 0o755)
  demo = spawn(process.execPath, ['dist/demo/main.js'], {
    env: {
      ...process.env,
      NOROSHI_PORT: String(await freePort()),
      NOROSHI_SIMULATOR_PORT: String(await freePort()),
      NOROSHI_DATA_DIR: join(folder, 'data'),
    },
  })
  ready = await readyLine(demo)
  const executablePath = process.env['NOROSHI_TEST_CHROMIUM'] ?? '/usr/bin/chromium'
  browser = await chromium.launch({ executablePath, args: flags })
})

afterAll(async () => {
  await browser.close()
  const ended = new Promise((resolve) => demo.once('exit', resolve))
  demo.kill('SIGTERM')
  await ended
  rmSync(folder, { recursive: true, force: true })
})

const open = async (locale: string): Promise<Page> => {
  const context = await browser.newContext({ locale, viewport: { width: 390, height: 844 } })
  context.setDefaultTimeout(PATIENCE_MS)
  const page = await context.newPage()
  await page.goto(ready.simulator)
  return page
}

const api = async (path: string, body?: unknown): Promise<Record<string, unknown>> => {
  const response = await fetch(`${ready.url}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${ready.token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  expect(response.ok, await response.clone().text()).toBe(true)
  return (await response.json()) as Record<string, unknown>
}

const button = (page: Page, name: RegExp) => page.getByRole('button', { name })

describe('the demo', () => {
  it('J-002 J-016 X-104: one request makes a phone ring in the browser; a key takes it; the explanation says so', async () => {
    expect(ready.policies.map(({ key }) => key)).toEqual(expect.arrayContaining(['everyone', 'managers', 'night']))
    const page = await open('ja-JP')
    const { id } = await api('/v1/callouts', { policy: 'night', text: 'db01 のディスクが一杯です' })
    await button(page, /^応答.*佐藤/).click()
    await page.getByText('db01 のディスクが一杯です').first().waitFor()
    await button(page, /^1 を押す.*佐藤/).click()
    await expect
      .poll(async () => (await api(`/v1/callouts/${String(id)}`))['outcome'], { timeout: PATIENCE_MS })
      .toBe('acknowledged')
    const told = JSON.stringify(await api(`/v1/callouts/${String(id)}/explanation?lang=ja`))
    expect(told).toContain('佐藤 翔太さんがボタン「1」を押し')
    expect(told).not.toContain('0123-0001')
  })

  it('its administrator signs in, with nothing to change first', async () => {
    const response = await fetch(`${ready.url}/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ account: ready.account, password: ready.password }),
    })
    expect([response.status, await response.json()]).toMatchObject([
      201,
      { account: 'admin', mustChangePassword: false, permissions: expect.arrayContaining(['accounts:write']) },
    ])
  })

  it('the page starts a callout by its button, in English, and the phone falls silent when it is taken elsewhere', async () => {
    const page = await open('en-US')
    await page.getByLabel('Policy').selectOption({ label: '夜間当番' })
    await page.getByRole('button', { name: 'Start the callout' }).click()
    const answer = button(page, /answer.*佐藤/i)
    await answer.waitFor()
    const { items } = (await api('/v1/callouts?status=running')) as unknown as { items: { id: string }[] }
    expect(items).toHaveLength(1)
    await api(`/v1/callouts/${items[0]?.id}/acknowledge`, {})
    await answer.waitFor({ state: 'hidden' })
    expect((await api(`/v1/callouts/${items[0]?.id}`))['outcome']).toBe('acknowledged')
  })

  it('K-010 K-035: Pigeon’s request makes a phone speak its parameters; who asks to be connected is called back and joined', async () => {
    const page = await open('ja-JP')
    const { token, ...ids } = ready.pigeon
    const ask = async (path: string, body?: object) => {
      const headers = { 'X-Authorization': `Token ${token}` }
      const sent = body === undefined ? { headers } : { headers, method: 'POST', body: JSON.stringify(body) }
      return (await (await fetch(`${ready.url}/api/apps/pigeon${path}`, sent)).json()) as Record<string, unknown>
    }
    const parameters = { server: 'テスト用サーバー', incident: '軽度の障害' }
    const { resultId } = await ask('/chain/invoke', { params: { ...ids, parameters } })
    await button(page, /^応答.*佐藤/).click()
    await page.getByText('テスト用サーバーに軽度の障害を検出しました。').first().waitFor()
    await button(page, /^9 を押す.*佐藤/).click()
    await button(page, /^応答.*佐藤/).click()
    await button(page, /^応答.*高橋/).click()
    await page.getByText('⇄ +81-90-0123-0004').first().waitFor()
    await page.getByText('⇄ +81-90-0123-0001').first().waitFor()
    const result = await ask(`/results/${String(resultId)}`)
    expect(result).toMatchObject({
      status: 'succeeded',
      isActive: false,
      keyInput: '9',
      receivedContactName: '佐藤 翔太',
    })
    await button(page, /^切る.*高橋/).click()
  })

  it('R-002 R-013 R-014: Reactio’s curl line rings the phones of the demo’s project', async () => {
    const page = await open('ja-JP')
    const response = await fetch(`${ready.url}/api/v1/incidents`, {
      method: 'POST',
      headers: { 'X-Api-Key': ready.reactio.apiKey },
      body: '{"name":"サイト閲覧不可","notification_text":"至急対応をお願い致します。","notification_call":true}',
    })
    const { id } = (await response.json()) as { id: number }
    await button(page, /^応答.*鈴木/).click()
    await page.getByText('至急対応をお願い致します。').first().waitFor()
    await button(page, /^1 を押す.*鈴木/).click()
    const kinds = async (): Promise<readonly unknown[]> => {
      const { items } = (await api(`/v1/incidents/${id}/timeline`)) as unknown as { items: { kind: string }[] }
      return items.map((one) => one.kind)
    }
    await expect
      .poll(kinds, { timeout: PATIENCE_MS })
      .toEqual(expect.arrayContaining(['notice', 'callout', 'response']))
  })
})

/** What the tests before have left running. */
const endAll = async (): Promise<void> => {
  const { items } = (await api('/v1/callouts?status=running')) as unknown as { items: { id: string }[] }
  for (const { id } of items) await api(`/v1/callouts/${id}/cancel`, {})
}

const problemsOf = async (page: Page): Promise<unknown> => {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 120))])
}

/** Looks in both colour schemes. */
const look = async (page: Page, name: string): Promise<void> => {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    const folder = process.env['NOROSHI_TEST_PICTURES']
    if (folder !== undefined)
      await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`), fullPage: true })
    expect(await problemsOf(page), `${name}, ${colorScheme}`).toEqual([])
  }
}

const words = {
  ja: {
    locale: 'ja-JP',
    enter: 'サインインする',
    calm: '実行中の通報はありません',
    take: '認知する',
    taken: '認知済み',
    out: 'サインアウト',
    told: '経過と理由',
  },
  en: {
    locale: 'en-US',
    enter: 'Sign in',
    calm: 'No callout is running',
    take: 'Acknowledge',
    taken: 'Acknowledged',
    out: 'Sign out',
    told: 'What happened, and why',
  },
} as const

describe('the console', () => {
  it.each([
    ['ja', 390],
    ['en', 1280],
  ] as const)('in %s, %i pixels wide: from the door to a callout that is taken, live', async (language, width) => {
    const { locale, enter, calm, take, taken, out, told } = words[language]
    const context = await browser.newContext({ locale, viewport: { width, height: 844 } })
    context.setDefaultTimeout(PATIENCE_MS)
    const page = await context.newPage()
    const faults: string[] = []
    page.on('pageerror', ({ message }) => faults.push(message))
    await endAll()
    await page.goto(`${ready.url}/`)
    await page.locator('[name=account]').fill(ready.account)
    await page.locator('[name=password]').fill('not this one')
    await page.getByRole('button', { name: enter }).click()
    await page.getByRole('alert').waitFor()
    await look(page, `door-${language}`)
    await page.locator('[name=password]').fill(ready.password)
    await page.keyboard.press('Enter')
    await page.getByText(calm).first().waitFor()
    await look(page, `calm-${language}`)
    const { id } = await api('/v1/callouts', { policy: 'night', text: `<b>web</b> ${language} に応答がありません` })
    const living = page.locator('.living')
    await living.getByText('佐藤').first().waitFor()
    await look(page, `living-${language}`)
    await living.getByRole('link').click()
    await page.getByRole('button', { name: take }).click()
    await page.getByText(`✓ ${taken}`).first().waitFor()
    expect((await api(`/v1/callouts/${String(id)}`))['outcome']).toBe('acknowledged')
    await page.getByRole('heading', { name: told }).waitFor()
    await expect.poll(() => page.locator('.told li').count()).toBeGreaterThan(2)
    await page.waitForFunction(() => (document.querySelector('.picture img') as HTMLImageElement | null)?.naturalWidth)
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
    await look(page, `callout-${language}`)
    await page.getByRole('button', { name: out }).click()
    await page.locator('[name=password]').waitFor()
    expect(faults).toEqual([])
    await context.close()
  })

  it('gives its pages out with no script but its own, and says that an old script is gone', async () => {
    const page = await fetch(`${ready.url}/console/callouts/x`)
    const rules = page.headers.get('content-security-policy') ?? ''
    expect(rules).toContain("default-src 'self'")
    expect(rules).not.toMatch(/script-src[^;]*unsafe-inline/)
    expect((await fetch(`${ready.url}/console/assets/../../package.json`)).status).toBe(404)
    expect((await fetch(`${ready.url}/console/assets/old.js`)).status).toBe(404)
  })
})
