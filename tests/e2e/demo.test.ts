// The demo as a new user meets it: one command, the phones page in a real browser, a phone that rings, a key, the outcome.
// Runs against the build, which npm test makes first.

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Demo, PATIENCE_MS, startDemo } from '../support/demo.ts'

let demo: Demo
const api: Demo['api'] = (path, body) => demo.api(path, body)

beforeAll(async () => {
  demo = await startDemo()
})
afterAll(() => demo.close())

const open = async (locale: string): Promise<Page> => {
  const context = await demo.browser.newContext({ locale, viewport: { width: 390, height: 844 } })
  context.setDefaultTimeout(PATIENCE_MS)
  const page = await context.newPage()
  await page.goto(demo.ready.simulator)
  return page
}

const button = (page: Page, name: RegExp) => page.getByRole('button', { name })

describe('the demo', () => {
  it('J-002 J-016 X-104: one request makes a phone ring in the browser; a key takes it; the explanation says so', async () => {
    expect(demo.ready.policies.map(({ key }) => key)).toEqual(expect.arrayContaining(['everyone', 'managers', 'night']))
    const page = await open('ja-JP')
    const { id } = await api('/v1/callouts', { policy: 'night', text: 'db01 のディスクが一杯です' })
    await button(page, /^応答.*佐藤/).click()
    await page.getByText('db01 のディスクが一杯です').first().waitFor()
    await button(page, /^1 を押す.*佐藤/).click()
    await expect
      .poll(async () => (await api(`/v1/callouts/${String(id)}`))['outcome'], { timeout: PATIENCE_MS })
      .toBe('acknowledged')
    const told = JSON.stringify(await api(`/v1/callouts/${String(id)}/explanation?lang=ja`))
    expect(told).toContain('佐藤 翔太さんがキー「1」を押し')
    expect(told).not.toContain('0123-0001')
  })

  it('its administrator signs in, with nothing to change first', async () => {
    const response = await fetch(`${demo.ready.url}/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ account: demo.ready.account, password: demo.ready.password }),
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

  it('a phone that was declined calls back by its button, hears the callout, and takes it', async () => {
    const page = await open('ja-JP')
    const { id } = await api('/v1/callouts', { policy: 'night', text: 'web01 が応答しません' })
    await button(page, /^拒否.*佐藤/).click()
    await button(page, /^折り返す.*佐藤/).click()
    await page.getByText('web01 が応答しません').first().waitFor()
    await button(page, /^1 を押す.*佐藤/).click()
    await expect
      .poll(async () => (await api(`/v1/callouts/${String(id)}`))['outcome'], { timeout: PATIENCE_MS })
      .toBe('acknowledged')
    // The thanks are spoken to their end: a phone that is still talking is busy for whoever calls next.
    await button(page, /^切る.*佐藤/).waitFor({ state: 'hidden' })
  })

  it('K-010 K-035: Pigeon’s request makes a phone speak its parameters; who asks to be connected is called back and joined', async () => {
    const page = await open('ja-JP')
    const { token, ...ids } = demo.ready.pigeon
    const ask = async (path: string, body?: object) => {
      const headers = { 'X-Authorization': `Token ${token}` }
      const sent = body === undefined ? { headers } : { headers, method: 'POST', body: JSON.stringify(body) }
      return (await (await fetch(`${demo.ready.url}/api/apps/pigeon${path}`, sent)).json()) as Record<string, unknown>
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
    const response = await fetch(`${demo.ready.url}/api/v1/incidents`, {
      method: 'POST',
      headers: { 'X-Api-Key': demo.ready.reactio.apiKey },
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
