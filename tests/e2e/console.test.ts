// The console in a real browser against the demo: the door, what runs now, one callout, the history. In both languages, in
// light and dark, on a phone and on a desk.

import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Demo, PATIENCE_MS, startDemoForConsole } from '../support/demo.ts'
import { enter, look, visit, visitSignedIn } from '../support/look.ts'

let demo: Demo
beforeAll(async () => {
  demo = await startDemoForConsole()
})
afterAll(() => demo.close())

/** What the tests before have left running. */
beforeEach(async () => {
  const { items } = (await demo.api('/v1/callouts?status=running')) as unknown as { items: { id: string }[] }
  for (const { id } of items) await demo.api(`/v1/callouts/${id}/cancel`, {})
})

const start = async (text: string): Promise<string> => {
  const { id } = await demo.api('/v1/callouts', { policy: 'night', text })
  return String(id)
}

const words = {
  ja: {
    locale: 'ja-JP',
    calm: '実行中の通報はありません',
    take: '認知する',
    taken: '認知済み',
    out: 'サインアウト',
    told: '経過と理由',
    by: '画面から',
    next: '次の段、鈴木 美咲に発信',
  },
  en: {
    locale: 'en-US',
    calm: 'No callout is running',
    take: 'Acknowledge',
    taken: 'Acknowledged',
    out: 'Sign out',
    told: 'What happened, and why',
    by: 'in the console',
    next: 'next step: 鈴木 美咲',
  },
} as const

describe('the console', () => {
  it.each([
    ['ja', 390],
    ['en', 1280],
  ] as const)('in %s, %i pixels wide: from the door to a callout that is taken, live', async (language, width) => {
    const { locale, calm, take, taken, out, told, by, next } = words[language]
    const { page, faults, close } = await visit(demo, { locale, width })
    await enter(page, { ...demo.ready, password: 'not this one' })
    await page.getByRole('alert').waitFor()
    await look(page, `door-${language}`)
    await enter(page, demo.ready)
    await page.getByText(calm).first().waitFor()
    await look(page, `calm-${language}`)
    const id = await start(`<b>web</b> ${language} に応答がありません`)
    const living = page.locator('.living')
    await living.getByText(next).waitFor()
    await look(page, `living-${language}`)
    await living.getByRole('link').click()
    await page.getByRole('button', { name: take }).click()
    await page.getByText(`✓ ${taken}`).first().waitFor()
    expect((await demo.api(`/v1/callouts/${id}`))['outcome']).toBe('acknowledged')
    await page.getByRole('heading', { name: told }).waitFor()
    await page.locator('.told').getByText(by).waitFor()
    await page.waitForFunction(() => (document.querySelector('.picture img') as HTMLImageElement | null)?.naturalWidth)
    await look(page, `callout-${language}`)
    if (width < 768) await page.locator('.rest').click()
    await page.getByRole('button', { name: out }).click()
    await page.locator('[name=password]').waitFor()
    expect(faults).toEqual([])
    await close()
  })

  it('ending a callout asks once more and says what it means; who changes their mind goes on', async () => {
    const { page, close } = await visitSignedIn(demo)
    const id = await start('取り消しの練習')
    await page.getByRole('button', { name: '取り消す' }).click()
    await page.getByText('この通報を終わらせます').waitFor()
    await page.getByRole('button', { name: '続ける' }).click()
    expect((await demo.api(`/v1/callouts/${id}`))['status']).toBe('running')
    await page.getByRole('button', { name: '取り消す' }).click()
    await page.getByRole('button', { name: '取り消して終わらせる' }).click()
    await expect
      .poll(async () => (await demo.api(`/v1/callouts/${id}`))['outcome'], { timeout: PATIENCE_MS })
      .toBe('cancelled')
    await page.getByText('– 取り消し').first().waitFor()
    await close()
  })

  it('what is not urgent waits, and begins at once when somebody says so', async () => {
    const steps = [{ destinations: [{ user: 'sato' }] }]
    await demo.api('/v1/policies', {
      key: 'calm',
      name: '急がない',
      steps,
      later: [{ fromPriority: 5, seconds: 3_600 }],
    })
    const { id } = await demo.api('/v1/callouts', { policy: 'calm', text: '証明書が来月切れます' })
    const { page, faults, close } = await visitSignedIn(demo)
    await page.getByText('(急がない通報)').first().waitFor()
    await page.getByRole('button', { name: '今すぐ始める' }).click()
    await page.getByRole('button', { name: '今すぐ始める' }).waitFor({ state: 'detached' })
    await expect
      .poll(async () => JSON.stringify(await demo.api(`/v1/callouts/${String(id)}`)), { timeout: PATIENCE_MS })
      .toContain('"ringing"')
    expect(faults).toEqual([])
    await close()
  })

  it('a callout is started by hand, after saying who will be called', async () => {
    const { page, faults, close } = await visitSignedIn(demo, { width: 390 })
    await page.getByRole('link', { name: '通報を始める' }).click()
    await page.getByLabel('連絡網').selectOption('night')
    await page.getByText('佐藤 翔太、鈴木 美咲').waitFor()
    await page.getByRole('button', { name: '確認へ進む' }).click()
    await page.getByRole('button', { name: '通報を始める' }).click()
    await page.locator('[aria-invalid=true]').waitFor()
    await page.getByLabel('伝える内容').fill('手動の通報')
    await page.getByRole('button', { name: '確認へ進む' }).click()
    await look(page, 'start')
    await page.getByRole('button', { name: '通報を始める' }).click()
    await page.getByRole('heading', { name: '手動の通報' }).waitFor()
    const { items } = (await demo.api('/v1/callouts?status=running')) as unknown as { items: unknown[] }
    expect(items).toMatchObject([{ text: '手動の通報', policy: 'night', createdBy: 'admin' }])
    expect(faults).toEqual([])
    await close()
  })

  it('a password for one use is changed first; a weak one is refused in words', async () => {
    const made = await demo.api('/v1/accounts', { user: 'suzuki', account: 'suzuki' })
    const password = String(made['oneTimePassword'])
    const { page, close } = await visit(demo)
    await enter(page, { account: 'suzuki', password })
    await page.getByRole('heading', { name: 'パスワードの変更' }).waitFor()
    await look(page, 'password')
    const change = async (chosen: string) => {
      await page.locator('[name=current]').fill(password)
      await page.locator('[name=password]').fill(chosen)
      await page.getByRole('button', { name: '変更する' }).click()
    }
    await change('suzuki')
    await page.locator('[name=password][aria-invalid=true]').waitFor()
    expect(await page.getByText('パスワードが規則に合いません').count()).toBe(1)
    await change('watch the hills at night')
    await page.getByRole('heading', { name: '現在の通報' }).waitFor()
    await close()
  })

  it('the door offers the company’s own provider where there is one, and says why it led nowhere', async () => {
    const { page, faults, close } = await visit(demo, { width: 390, path: '/console/' })
    await page.route('**/v1/sign-in', (route) => route.fulfill({ json: { oidc: { name: '社内SSO' } } }))
    await page.goto(`${demo.ready.url}/console/?oidc=ambiguous`)
    const way = page.getByRole('link', { name: '社内SSO でサインイン' })
    expect(await way.getAttribute('href')).toBe('/oidc/start?to=%2Fconsole%2F')
    await page.getByText('そのメールアドレスを持つユーザが複数います').waitFor()
    await look(page, 'door')
    expect(faults).toEqual([])
    await close()
  })

  it('X-004 X-005 X-107: the history is filtered by its address; ? explains each page; a yellow banner while no public URL is set, and a button that applies it', async () => {
    await start('履歴に残る通報')
    const { page, faults, close } = await visitSignedIn(demo, { width: 768, path: '/console/callouts?status=ended' })
    await page.getByText('この条件に合う通報はありません').or(page.locator('.lines li').first()).waitFor()
    await page.getByLabel('状態').selectOption('running')
    await page.getByRole('link', { name: '履歴に残る通報' }).waitFor()
    expect(page.url()).toContain('status=running')
    await page.getByText('公開 URL は登録されていません').click()
    const url = page.getByLabel('公開 URL', { exact: true })
    expect(await url.inputValue()).toBe(demo.ready.url)
    await url.blur()
    await page.keyboard.press('?')
    await page.getByText('結果の意味').waitFor()
    await look(page, 'callouts')
    await page.getByRole('button', { name: '設定を反映' }).click()
    await page.getByText('公開 URL がこのマシンだけを指しています').waitFor()
    expect(faults).toEqual([])
    await close()
  })

  it('the morning after: how soon callouts were taken and who was tried, as figures, bars and a file', async () => {
    const { page, faults, close } = await visitSignedIn(demo, { width: 390, path: '/console/analytics?to=2098-12-31' })
    await page.getByText('この期間に通報はありません').waitFor()
    await page.getByLabel('この日まで').fill('')
    await page.getByRole('heading', { name: '連絡網ごと' }).waitFor()
    await page.getByRole('heading', { name: '人ごと' }).waitFor()
    await look(page, 'analytics')
    // Of one policy, by the address: of one nothing began by there is nothing.
    await page.getByLabel('連絡網', { exact: true }).selectOption('managers')
    await page.getByText('この期間に通報はありません').waitFor()
    expect(new URL(page.url()).searchParams.get('policy')).toBe('managers')
    await page.getByLabel('連絡網', { exact: true }).selectOption('')
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('section', { hasText: '人ごと' }).getByRole('link', { name: 'CSV' }).last().click(),
    ])
    expect(readFileSync(await file.path(), 'utf8')).toContain('佐藤 翔太')
    expect(faults).toEqual([])
    await close()
  })

  it('T-011: a screen becomes a signal light: it lights up while a callout runs, is answered on it, and tells when it is out of touch', async () => {
    const { page, faults, close } = await visitSignedIn(demo, { path: '/console/beacon' })
    await page.getByRole('heading', { name: '異常はありません' }).waitFor()
    await look(page, 'beacon-calm')
    await page.getByRole('button', { name: '音を出す' }).click()
    await start('db01 が応答しません')
    await page.getByRole('heading', { name: '1 件の通報を実行中です' }).waitFor()
    expect(await page.title()).toContain('▲')
    await look(page, 'beacon-alarm')
    await page.getByRole('button', { name: words.ja.take }).click()
    await page.getByRole('heading', { name: '異常はありません' }).waitFor()
    await page.context().setOffline(true)
    await page.getByRole('heading', { name: 'サーバとつながっていません' }).waitFor()
    await look(page, 'beacon-lost')
    await page.context().setOffline(false)
    await page.getByRole('heading', { name: '異常はありません' }).waitFor()
    await page.getByRole('link', { name: 'ふだんの画面に戻る' }).click()
    await page.getByRole('heading', { name: '現在の通報' }).waitFor()
    expect(faults).toEqual([])
    await close()
  })

  it('gives its pages out with no script but its own, and says that an old script is gone; as gzip to whoever takes it', async () => {
    const { url } = demo.ready
    const page = await fetch(`${url}/console/callouts/x`)
    const rules = page.headers.get('content-security-policy') ?? ''
    expect(rules).toContain("default-src 'self'")
    expect(rules).not.toMatch(/script-src[^;]*unsafe-inline/)
    expect((await fetch(`${url}/console/assets/../../package.json`)).status).toBe(404)
    expect((await fetch(`${url}/console/assets/old.js`)).status).toBe(404)
    const script = /\/console\/assets\/main-[^"]+\.js/.exec(await page.text())?.[0]
    const encodings = ['gzip', 'identity'].map(async (taken) => {
      const { headers } = await fetch(`${url}${script}`, { headers: { 'Accept-Encoding': taken } })
      return [headers.get('content-encoding'), headers.get('content-type'), headers.get('vary')]
    })
    const type = 'text/javascript; charset=utf-8'
    expect(await Promise.all(encodings)).toEqual([
      ['gzip', type, 'Accept-Encoding'],
      [null, type, null],
    ])
    const link = await fetch(`${url}/invitation`, { redirect: 'manual' })
    expect([link.status, link.headers.get('location')]).toEqual([302, '/console/invitation'])
  })
})
