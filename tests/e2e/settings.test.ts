// The settings in the console, in a real browser: connections, readings, tokens, webhooks, and the log of what went out.

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { defaultAccountSid, defaultAuthToken } from '../../simulator/index.ts'
import { type Demo, startDemoForConsole } from '../support/demo.ts'
import { look, visitSignedIn } from '../support/look.ts'

let demo: Demo
beforeAll(async () => {
  demo = await startDemoForConsole()
})
afterAll(() => demo.close())

const open = async (path: string, options: { width?: number; locale?: string } = {}) => {
  const visited = await visitSignedIn(demo, { path: `/console${path}`, ...options })
  return visited
}

const reloaded = async (page: Page, path: string) => {
  await page.goto(`${demo.ready.url}/console${path}`)
  await page.getByRole('heading', { level: 1 }).waitFor()
}

it('X-005 X-025 X-035 X-036 X-054: a connection shows what it owns and sends a test, after its cost is accepted where it costs; its secrets are never shown again', async () => {
  const { page, faults, close } = await open('/settings', { width: 390 })
  await page.getByRole('link', { name: '接続先' }).waitFor()
  await look(page, 'settings')
  await reloaded(page, '/settings/connections')
  await look(page, 'connections')
  await page.getByRole('link', { name: 'シミュレータ' }).first().click()
  await page.getByRole('heading', { name: '持っている電話番号' }).waitFor()
  await page.getByText('+8150').first().waitFor()
  await look(page, 'connection')
  await page.getByText('TwiML Bin に貼り付ける内容').click()
  await page.getByText('{{message}}').waitFor()
  await page.getByLabel('だれに').selectOption({ label: '佐藤 翔太' })
  await page.getByRole('button', { name: '送ってみる' }).click()
  await page.getByRole('link', { name: '経過を見る' }).waitFor()
  await demo.api('/v1/connections', {
    key: 'real',
    name: '本番',
    settings: { accountSid: defaultAccountSid, baseUrl: demo.ready.simulator },
    secrets: { authToken: defaultAuthToken },
  })
  await reloaded(page, '/settings/connections/real')
  await page.getByLabel('だれに').selectOption({ label: '佐藤 翔太' })
  await page.getByRole('button', { name: '送ってみる' }).click()
  await page.getByText('この接続先で送ると、料金がかかります。送りますか。').waitFor()
  await page.getByRole('button', { name: 'やめる' }).click()
  const { accountSid, baseUrl } = { accountSid: defaultAccountSid, baseUrl: demo.ready.simulator }
  await demo.api('/v1/connections', {
    key: 'abroad',
    name: '国外SMS',
    kind: 'twilio_sms',
    settings: { accountSid, baseUrl, simulated: true, from: '+815012340001', replies: true },
    secrets: { authToken: defaultAuthToken },
  })
  await reloaded(page, '/settings/connections/abroad')
  await page.getByText('/hooks/sms/in/').waitFor()
  await look(page, 'connection-sms')
  await reloaded(page, '/settings/connections/new')
  await page.getByLabel('種類').selectOption('smtp')
  await page.getByLabel('名前', { exact: true }).fill('社内メール')
  await page.getByLabel('キー', { exact: true }).fill('office')
  await page.getByLabel('ホスト名・アドレス').fill('smtp.example.jp')
  await page.getByLabel('パスワード').fill('正しい馬の電池')
  await page.getByRole('button', { name: '保存する' }).click()
  // The sender is missing: said beside its field, and nothing typed is lost.
  await page.locator('[name="settings.from"][aria-invalid=true]').waitFor()
  await page.getByLabel('差出人・発信者').fill('noroshi@example.jp')
  await page.getByRole('button', { name: '保存する' }).click()
  await page.getByRole('heading', { name: '社内メール' }).waitFor()
  expect(await page.getByLabel('パスワード').inputValue()).toBe('')
  await page.getByText('登録済みです').waitFor()
  const saved = await demo.api('/v1/connections/office')
  expect(saved).toMatchObject({ settings: { from: 'noroshi@example.jp' }, secrets: { password: true } })
  expect(faults).toEqual([])
  await close()
})

it('X-037 X-043: a word is given a reading, heard in a sentence at once, and lists are taken after what they change is seen', async () => {
  const { page, faults, close } = await open('/settings/readings')
  await page.getByLabel('文', { exact: true }).fill('[CRITICAL] db_server-01')
  await page.getByRole('button', { name: '読み方を見る' }).click()
  await page.getByText('クリティカル').first().waitFor()
  await page.getByLabel('言葉', { exact: true }).fill('db_server')
  await page.getByLabel('読み', { exact: true }).fill('データベースサーバ')
  await page.getByRole('button', { name: '登録する' }).click()
  await page.getByRole('listitem').filter({ hasText: 'データベースサーバ' }).first().waitFor()
  await page
    .getByText(/データベースサーバ\s?[0０]/)
    .first()
    .waitFor()
  await look(page, 'readings')
  const list = { name: 'list.csv', mimeType: 'text/csv', buffer: Buffer.from('TRAFFIC,トラフィック\n') }
  await page.locator('input[type=file]').setInputFiles(list)
  await page.getByText('新しく 1 件').waitFor()
  await page.getByRole('button', { name: '取り込む' }).click()
  await page.getByText('1 件を取り込みました').waitFor()
  const bad = { name: 'bad.csv', mimeType: 'text/csv', buffer: Buffer.from('カンマなし\n') }
  await page.locator('input[type=file]').setInputFiles(bad)
  await page.getByText('半角カンマがありません').waitFor()
  expect(await demo.api('/v1/readings?language=ja')).toMatchObject({ items: { length: 2 } })
  expect(faults).toEqual([])
  await close()
})

it('K-012: a token is made, shown once, works, and is revoked after asking', async () => {
  const { page, faults, close } = await open('/settings/tokens', { locale: 'en-US' })
  await page.getByRole('button', { name: 'Make a token' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Zabbix')
  await look(page, 'token')
  await page.getByRole('button', { name: 'Make', exact: true }).click()
  const token = await page.getByRole('status').locator('code').innerText()
  const asked = () => fetch(`${demo.ready.url}/v1/callouts`, { headers: { authorization: `Bearer ${token}` } })
  expect((await asked()).status).toBe(200)
  await page.getByRole('button', { name: 'Revoke “Zabbix”' }).click()
  await page.getByText('refused at once').waitFor()
  await page.getByRole('button', { name: 'Revoke', exact: true }).click()
  await page.getByText(/^revoked /).waitFor()
  expect((await asked()).status).toBe(401)
  await look(page, 'tokens')
  expect(faults).toEqual([])
  await close()
})

it('X-102 X-103 X-104: the log tells who was tried by what, explains itself, and keeps its filters in the address', async () => {
  const { page, faults, close } = await open('/log?channel=phone', { width: 390 })
  await page.getByRole('listitem').filter({ hasText: '佐藤 翔太' }).first().waitFor()
  await page.keyboard.press('?')
  await page.getByText('人がキーを押すなどして応答した').waitFor()
  await look(page, 'log')
  await page.getByLabel('結果').selectOption('busy')
  await page.getByText('条件に合う発信はありません').waitFor()
  expect(new URL(page.url()).search).toContain('result=busy')
  await reloaded(page, '/settings/webhooks/new')
  await page.getByLabel('名前', { exact: true }).fill('記録')
  await page.getByLabel('キー', { exact: true }).fill('records')
  await page.getByLabel('アドレス').fill('ftp://example.jp')
  await page.getByRole('button', { name: '保存する' }).click()
  await page.locator('[name=url][aria-invalid=true]').waitFor()
  await page.getByLabel('アドレス').fill('http://127.0.0.1:9/')
  await page.getByRole('button', { name: '保存する' }).click()
  await page.getByRole('button', { name: '試しに送る' }).click()
  await page.getByRole('listitem').filter({ hasText: 'ping' }).waitFor()
  await look(page, 'webhook')
  expect(faults).toEqual([])
  await close()
})

it('K-017 X-060: a template shows its id; what is heard of it stands beside it before it is saved; words are given back', async () => {
  const { page, faults, close } = await open('/settings/templates/new', { width: 1440 })
  await page.getByLabel('名前', { exact: true }).fill('夜の言葉')
  await page.getByLabel('キー', { exact: true }).first().fill('night-words')
  const heard = page.locator('.preview')
  await heard.getByText('web01 が応答しません').first().waitFor()
  await page.getByLabel('伝える内容').fill('こちらは監視センターです。{{text}}')
  await heard.getByText('こちらは監視センターです。').first().waitFor()
  await page.getByRole('button', { name: 'キーを追加' }).click()
  await page.getByLabel('すること').selectOption('next')
  await heard.getByText('⚠').first().waitFor()
  await page.getByRole('button', { name: '保存する' }).click()
  await page.locator('form').getByRole('alert').first().waitFor()
  await page.getByLabel('すること').selectOption('take')
  await page.getByRole('button', { name: '保存する' }).click()
  await page.getByRole('heading', { name: '夜の言葉' }).waitFor()
  const { id, reactions } = await demo.api('/v1/templates/night-words')
  await page.getByText(String(id)).waitFor()
  expect(reactions).toEqual({ 1: { action: 'take' } })
  await look(page, 'template')
  await page.getByRole('button', { name: '試しに送る' }).click()
  await page.getByLabel('手段').selectOption('sms')
  await page.locator('[name=text]').fill('障'.repeat(71))
  await page.getByText('SMS 2 通分(71 文字。あと 63 文字入ります)').waitFor()
  await look(page, 'template-tried')
  await page.getByLabel('どんな通話か').selectOption('button')
  await heard.getByText('3#', { exact: false }).first().waitFor()
  await page.getByLabel('伝える内容').fill('')
  await page.getByRole('button', { name: '保存する' }).click()
  await expect.poll(async () => (await demo.api('/v1/templates/night-words'))['message']).toBeUndefined()
  expect(faults).toEqual([])
  await close()
})

it('how long things are kept: each field says what it would delete, and what would is asked for once more', async () => {
  const { page, faults, close } = await open('/settings/retention', { width: 390 })
  const callouts = page.getByLabel('終わった通報')
  await callouts.fill('5')
  await page.getByRole('button', { name: '保存する' }).click()
  await page.locator('[name="retention.callouts"][aria-invalid=true]').waitFor()
  await callouts.fill('365')
  await page.getByText('いま削除されるものはありません').first().waitFor()
  await look(page, 'retention')
  await page.getByRole('button', { name: '保存する' }).click()
  await page.getByText('保存しました').waitFor()
  expect(await demo.api('/v1/settings')).toMatchObject({ retention: { callouts: 365, alerts: null, deliveries: 30 } })
  expect(faults).toEqual([])
  await close()
})

it('how people are contacted: what is wrong is said at its field, and what is saved counts', async () => {
  const { page, faults, close } = await open('/settings/contacting')
  await page.getByLabel('未確認の連絡方法').selectOption('skip')
  await page.getByLabel('同じ人への連絡の上限').fill('1')
  await page.getByRole('button', { name: '保存する' }).click()
  await page.locator('[name="contactMethods.flood.attempts"][aria-invalid=true]').waitFor()
  await look(page, 'contacting')
  await page.getByLabel('同じ人への連絡の上限').fill('12')
  await page.getByLabel('未確認の連絡方法').selectOption('contact')
  await page.getByLabel('終わりのない停止を知らせるまでの時間').fill('4')
  await page.getByRole('button', { name: '保存する' }).click()
  await page.getByText('保存しました').waitFor()
  expect(await demo.api('/v1/settings')).toMatchObject({
    contactMethods: { unverified: 'contact', flood: { attempts: 12, minutes: 10 } },
    pauses: { toldAfterHours: 4 },
  })
  expect(faults).toEqual([])
  await close()
})

it('the space’s own settings: words for calls that come in, Pigeon’s API, standard texts; what is wrong stands beside its field', async () => {
  const { page, faults, close } = await open('/settings', { width: 390 })
  await page.getByRole('link', { name: 'スペースの設定' }).click()
  await page.getByLabel('知らない番号に話す言葉').fill('こちらは通報専用の番号です。')
  await page.getByLabel('ガイダンスの値が足りないとき').selectOption('say_nothing')
  await page.getByLabel('発信元の番号').fill('119')
  await page.locator('a.back').click()
  await page.getByRole('alertdialog', { name: /保存/ }).getByRole('button').first().click()
  await page.getByRole('button', { name: '保存する' }).click()
  await page.locator('[name="pigeon.from"][aria-invalid=true]').waitFor()
  expect(await page.getByLabel('知らない番号に話す言葉').inputValue()).toBe('こちらは通報専用の番号です。')
  await page.getByLabel('発信元の番号').fill('')
  await look(page, 'space-settings')
  await page.getByRole('button', { name: '保存する' }).click()
  await page.getByText('保存しました').waitFor()
  const kept = await demo.api('/v1/settings')
  expect(kept).toMatchObject({
    incoming: { message: 'こちらは通報専用の番号です。', language: 'ja' },
    pigeon: { missingParameters: 'say_nothing' },
  })
  await reloaded(page, '/settings/texts')
  await page.getByLabel('SMSの文面').fill('障'.repeat(661))
  await page.getByRole('button', { name: '保存する' }).click()
  await page.locator('[name="texts.sms.body"][aria-invalid=true]').waitFor()
  await page.getByLabel('SMSの文面').fill('障害です')
  await page.getByLabel('件名').fill('障害のお知らせ')
  await page.getByLabel('メールの文面').fill('ご確認ください')
  await look(page, 'standard-texts')
  await page.getByRole('button', { name: '保存する' }).click()
  await page.getByText('保存しました').waitFor()
  expect(await demo.api('/v1/settings')).toEqual({
    ...kept,
    updatedAt: expect.any(String) as string,
    texts: { sms: { body: '障害です' }, mail: { subject: '障害のお知らせ', body: 'ご確認ください' } },
  })
  expect(faults).toEqual([])
  await close()
})

it('a project’s settings of incidents: its own fields stand on the page of a new incident, in their order', async () => {
  await demo.api('/v1/projects', { key: 'shop', name: '店舗' })
  const { page, faults, close } = await open('/projects/shop', { width: 390 })
  await page.getByRole('link', { name: /^インシデントの設定/ }).click()
  for (const [name, key] of [
    ['検知方法', 'detection'],
    ['影響範囲', 'scope'],
  ]) {
    await page.getByRole('button', { name: '項目を追加' }).click()
    await page
      .getByLabel('項目の名前')
      .last()
      .fill(name ?? '')
    await page
      .getByLabel('キー')
      .last()
      .fill(key ?? '')
  }
  await page.getByLabel('入力のしかた').first().selectOption('radio')
  await page.getByRole('button', { name: '保存する' }).click()
  await page.locator('[name="options.0.choices"][aria-invalid=true]').waitFor()
  await page.getByLabel('選択肢').fill('msp=監視会社\nuser=利用者からの連絡\n電話')
  await page.getByRole('button', { name: '影響範囲 を上へ' }).click()
  await page.getByLabel('最初に知らせるまで(分)').fill('0')
  await page.getByRole('button', { name: '保存する' }).click()
  await page.locator('[name="forgotten.firstMinutes"][aria-invalid=true]').waitFor()
  await page.getByLabel('最初に知らせるまで(分)').fill('15')
  await look(page, 'incident-settings')
  await page.getByRole('button', { name: '保存する' }).click()
  await page.getByText('保存しました').waitFor()
  expect(await demo.api('/v1/projects/shop/incident-settings')).toMatchObject({
    options: [
      { key: 'scope', label: '影響範囲', kind: 'text', choices: [] },
      {
        key: 'detection',
        label: '検知方法',
        kind: 'radio',
        choices: [
          { value: 'msp', label: '監視会社' },
          { value: 'user', label: '利用者からの連絡' },
          { value: '電話', label: '電話' },
        ],
      },
    ],
    forgotten: { firstMinutes: 15 },
  })
  await reloaded(page, '/incidents/new')
  await page.getByLabel('プロジェクト').selectOption('shop')
  await page.getByLabel('検知方法').selectOption({ label: '利用者からの連絡' })
  expect(faults).toEqual([])
  await close()
})

/** Asks as somebody else does. */
const patch = async (path: string, body: object): Promise<void> => {
  const headers = { authorization: `Bearer ${demo.ready.token}`, 'content-type': 'application/json' }
  const response = await fetch(`${demo.ready.url}${path}`, { method: 'PATCH', headers, body: JSON.stringify(body) })
  expect(response.status, await response.clone().text()).toBe(200)
}

it('settings that somebody else changed meanwhile: both are shown, mine stays in the form, and what I did not touch stays theirs', async () => {
  await demo.api('/v1/projects', { key: 'meanwhile', name: '同時' })
  const ofProject = '/v1/projects/meanwhile/incident-settings'
  const { page, faults, close } = await open('/settings')
  for (const { at, name, mine, path = '/v1/settings', theirs, kept } of [
    {
      at: '/settings/space',
      name: 'incoming.message',
      mine: 'わたしの言葉',
      theirs: { incoming: { message: 'ほかの人の言葉' }, signIn: { secondFactor: 'optional' } },
      kept: { incoming: { message: 'わたしの言葉' }, signIn: { secondFactor: 'optional' } },
    },
    {
      at: '/settings/texts',
      name: 'texts.phone.body',
      mine: 'わたしの文面',
      theirs: { texts: { phone: { body: 'ほかの人の文面' } } },
      kept: { texts: { phone: { body: 'わたしの文面' } } },
    },
    {
      at: '/settings/retention',
      name: 'retention.alerts',
      mine: '777',
      theirs: { retention: { alerts: 888 }, incoming: { message: 'ほかの人の言葉' } },
      kept: { retention: { alerts: 777 }, incoming: { message: 'ほかの人の言葉' } },
    },
    {
      at: '/settings/contacting',
      name: 'pauses.toldAfterHours',
      mine: '7',
      theirs: { pauses: { toldAfterHours: 8 } },
      kept: { pauses: { toldAfterHours: 7 } },
    },
    {
      at: '/projects/meanwhile/incidents',
      path: ofProject,
      name: 'forgotten.firstMinutes',
      mine: '7',
      theirs: { forgotten: { firstMinutes: 8 }, reactio: { listStatus: 'open' } },
      kept: { forgotten: { firstMinutes: 7 }, reactio: { listStatus: 'open' } },
    },
  ]) {
    await reloaded(page, at)
    const field = page.locator(`[name="${name}"]`)
    await field.fill(mine)
    await patch(path, theirs)
    await page.getByRole('button', { name: '保存する', exact: true }).click()
    const conflict = page.getByRole('alert').filter({ hasText: 'ほかの人' })
    await conflict.waitFor()
    await conflict.getByText(mine).first().waitFor()
    expect(await field.inputValue()).toBe(mine)
    expect(await demo.api(path)).toMatchObject(theirs)
    await conflict.getByRole('button', { name: '自分が変えた項目だけ' }).click()
    await expect.poll(() => demo.api(path)).toMatchObject(kept)
  }
  expect(faults).toEqual([])
  await close()
})

it('what the company’s own sign-in gives is shown, and nothing of it where there is none', async () => {
  const { page, faults, close } = await open('/settings/sign-in', { width: 390 })
  await page.getByText('プロバイダによるサインインは使われていません').waitFor()
  const items = [
    { group: 'it-admins', role: 'administrator', project: null },
    { group: '/工場/設備監視の当番', role: 'operator', project: 'plant' },
  ]
  await page.route('**/v1/sign-in/roles', (route) =>
    route.fulfill({ json: { provider: '社内 SSO', claim: 'realm_access.roles', items } }),
  )
  await reloaded(page, '/settings/sign-in')
  const line = page.getByRole('listitem').filter({ hasText: '/工場/設備監視の当番' })
  expect(await line.innerText()).toMatch(/オペレータ[^]*plant/)
  expect(await page.getByRole('listitem').filter({ hasText: 'it-admins' }).innerText()).toContain('スペース全体')
  await look(page, 'sign-in-roles')
  expect(faults).toEqual([])
  await close()
})
