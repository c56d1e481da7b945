// Incidents in the console, in a real browser: made with a notice to everybody, worked on together, its timeline live.

import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Demo, startDemoForConsole } from '../support/demo.ts'
import { look, visitSignedIn } from '../support/look.ts'

let demo: Demo
beforeAll(async () => {
  demo = await startDemoForConsole()
  const choices = [
    { label: '監視', value: 'monitor' },
    { label: 'お客様', value: 'customer' },
  ]
  const options = [
    { key: 'detection', label: '検知', kind: 'list', choices },
    { key: 'scope', label: '範囲', kind: 'checkbox', choices },
    { key: 'cause', label: '原因', kind: 'text' },
  ]
  const { url, token } = demo.ready
  const answer = await fetch(`${url}/v1/projects/ops/incident-settings`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ options, notice: { from: '+815012340001' } }),
  })
  if (!answer.ok) throw new Error(await answer.text())
})
afterAll(() => demo.close())

type Detail = { number: number; notices: { notified: { phone: { name: string }[] } }[]; parameters: unknown }
const incident = async (number: number) => (await demo.api(`/v1/incidents/${number}`)) as unknown as Detail

it('R-013 R-014: an incident is made with a notice to everybody, their default devices ticked from the beginning', async () => {
  const { page, faults, close } = await visitSignedIn(demo, { width: 390, path: '/console/incidents' })
  await page.getByText('まだインシデントはありません').waitFor()
  await look(page, 'incidents-none')
  await page.getByRole('link', { name: 'インシデントを作る' }).click()
  // The list behind it has a choice of projects too.
  await page.getByRole('heading', { name: 'インシデントを作る' }).waitFor()
  await page.getByLabel('プロジェクト').selectOption('ops')
  await page.getByRole('button', { name: '作る' }).click()
  await page.locator('[name=name][aria-invalid=true]').waitFor()
  await page.getByLabel('名前', { exact: true }).fill('決済画面が<b>表示されない')
  await page.getByLabel('検知').selectOption('customer')
  await page.getByLabel('トピック').fill('原因調査、復旧作業')
  await page.getByLabel('最初のメッセージ').fill('<i>至急</i>お願いします')
  await page.getByLabel('メンバー全員に知らせる').check()
  await page.getByText('だれにも届きません').waitFor()
  await page.getByLabel('電話も鳴らす').check()
  await page.getByText('佐藤 翔太、鈴木 美咲、Anna Weberに届きます').waitFor()
  await page.getByText('送り先を見る・選ぶ').click()
  expect(await page.getByRole('listitem').getByRole('checkbox', { checked: true }).count()).toBe(3)
  await page.getByRole('listitem').filter({ hasText: 'Anna Weber' }).getByRole('checkbox').uncheck()
  await look(page, 'incident-new')
  await page.getByRole('button', { name: '確認へ進む' }).click()
  await page.getByText('2 人にすぐ知らせます').waitFor()
  await page.getByRole('button', { name: '作って知らせる' }).click()
  await page.getByRole('heading', { name: '#1 決済画面が<b>表示されない' }).waitFor()
  const { notices, parameters } = await incident(1)
  expect(notices[0]?.notified.phone.map(({ name }) => name)).toEqual(['佐藤 翔太', '鈴木 美咲'])
  expect(parameters).toEqual({ detection: 'customer' })
  expect(faults).toEqual([])
  await close()
})

it('R-012 R-035 R-036: who opens it commands it; its timeline is live; nothing written in it can run', async () => {
  const { page, faults, close } = await visitSignedIn(demo, { path: '/console/incidents', locale: 'en-US' })
  await page.getByRole('link', { name: '#1' }).click()
  const timeline = page.getByRole('list', { name: 'Timeline' })
  await timeline.getByText('<i>至急</i>お願いします').waitFor()
  await timeline.getByText('admin is commander').waitFor()
  await timeline.getByRole('link', { name: 'a callout began' }).waitFor()
  await demo.api('/v1/incidents/1/messages', {
    message: '<b>db01</b><br><a href="https://example.jp/x">手順</a><img src="https://example.jp/a.png" alt="図">',
    topic: null,
  })
  await timeline.getByRole('link', { name: '手順' }).waitFor()
  expect(await timeline.getByRole('link', { name: '[図]' }).getAttribute('href')).toBe('https://example.jp/a.png')
  expect(await timeline.locator('img').count()).toBe(0)
  await page.getByLabel('Message').fill('2 < 3\nand so on')
  await page.getByRole('combobox', { name: 'Topic' }).selectOption({ label: '原因調査' })
  await page.getByRole('button', { name: 'Post' }).click()
  await timeline.getByText('2 < 3').waitFor()
  await page.getByRole('button', { name: 'I have it' }).click()
  await page.getByText('has it (').waitFor()
  await page.getByRole('button', { name: 'Provisional fix' }).click()
  await timeline.getByText('set it to “Provisional fix”').waitFor()
  await look(page, 'incident')
  expect(faults).toEqual([])
  await close()
})

it('what is changed begins with what is there, however late its fields are known', async () => {
  const { page, close } = await visitSignedIn(demo, { path: '/console/incidents' })
  let letGo = (): void => undefined
  const held = new Promise<void>((resolve) => (letGo = resolve))
  await page.route('**/incident-settings', async (route) => {
    await held
    await route.continue()
  })
  await page.getByRole('link', { name: '#1' }).click()
  const edit = page.getByRole('button', { name: '内容を直す' })
  await edit.waitFor()
  expect(await edit.isDisabled()).toBe(true)
  letGo()
  await edit.click()
  expect(await page.getByLabel('検知').inputValue()).toBe('customer')
  await close()
})

it('says that its fields could not be read, and leaves what they say alone', async () => {
  const { page, close } = await visitSignedIn(demo, { path: '/console/incidents' })
  await page.route('**/incident-settings', (route) => route.abort())
  const { parameters } = await incident(1)
  await page.getByRole('link', { name: '#1' }).click()
  await page.getByRole('button', { name: '内容を直す' }).click()
  await page.getByText('オプション項目を読み込めなかったため').waitFor()
  await look(page, 'incident-options-unread')
  const about = page.locator('section', { has: page.getByRole('heading', { name: '内容', exact: true }) })
  await about.getByLabel('名前').fill('決済画面が<b>出ない')
  await about.getByRole('button', { name: '保存する' }).click()
  await page.getByRole('heading', { name: '決済画面が<b>出ない' }).waitFor()
  expect((await incident(1)).parameters).toEqual(parameters)
  await close()
})

it('R-072 R-073: fields, topics, people and files; what somebody else changed meanwhile stays', async () => {
  const { page, faults, close } = await visitSignedIn(demo, { width: 390, path: '/console/incidents/1' })
  await page.getByRole('button', { name: '内容を直す' }).click()
  await page.getByLabel('原因', { exact: true }).fill('証明書の期限切れ')
  await page.getByRole('group', { name: '範囲' }).getByLabel('監視').check()
  const { url, token } = demo.ready
  await fetch(`${url}/v1/incidents/1`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ parameters: { detection: 'monitor' } }),
  })
  await page.getByText('検知: お客様 → 監視').first().waitFor()
  await page.getByRole('button', { name: '保存する' }).click()
  await page.getByText('証明書の期限切れ').first().waitFor()
  expect((await incident(1)).parameters).toEqual({
    detection: 'monitor',
    scope: ['monitor'],
    cause: '証明書の期限切れ',
  })
  await page.getByRole('button', { name: '原因調査 を完了にする' }).click()
  await page.getByText('トピック「原因調査」を完了').waitFor()
  await page.getByLabel('だれ').selectOption({ label: '高橋 健一' })
  await page.getByRole('button', { name: '加える' }).click()
  await page.getByRole('button', { name: '高橋 健一 を外す' }).waitFor()
  await page.locator('input[type=file]').setInputFiles({ name: '悪い.exe', mimeType: 'x/y', buffer: Buffer.from('x') })
  await page.getByRole('alert').waitFor()
  await page.locator('input[type=file]').setInputFiles({ name: '記録.log', mimeType: 'x/y', buffer: Buffer.from('x') })
  const file = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: '記録.log' }) })
  await file.waitFor()
  await look(page, 'incident-narrow')
  await file.getByRole('button', { name: '削除する' }).click()
  await page.getByText('元には戻せません').waitFor()
  await page.getByRole('button', { name: '削除する' }).click()
  await page.getByText('「記録.log」を削除').waitFor()
  await page.getByRole('button', { name: '一斉通知する' }).click()
  await page.getByLabel('電話も鳴らす').check()
  await page.getByRole('button', { name: '確認へ進む' }).click()
  await page.getByRole('button', { name: '知らせる', exact: true }).click()
  await expect.poll(async () => (await incident(1)).notices.length).toBe(2)
  await page.goto(`${demo.ready.url}/console/incidents?status=pend&text=%231`)
  await page.getByRole('link', { name: '#1' }).waitFor()
  await page.getByLabel('状態').selectOption('close')
  await page.getByText('この条件に合うインシデントはありません').waitFor()
  expect(page.url()).toContain('status=close')
  await look(page, 'incidents')
  expect(faults).toEqual([])
  await close()
})

it('a name that turns the reading direction turns nothing that stands beside it', async () => {
  const name = '\u202Egpj.exe'
  const { number } = await demo.api('/v1/incidents', { name, project: 'ops', topics: [name] })
  const { page, close } = await visitSignedIn(demo, { path: `/console/incidents/${String(number)}`, locale: 'en-US' })
  await page.getByRole('button', { name: 'Close \u202E' }).click()
  const topic = page.locator('.topic').filter({ hasText: '– done' })
  const note = await topic.getByText('– done').boundingBox()
  const named = await topic.locator('bdi').boundingBox()
  expect(note?.x).toBeGreaterThanOrEqual((named?.x ?? 0) + (named?.width ?? 0))
  await page.getByText(`closed the topic “\u2068${name}\u2069”`).waitFor()
  await close()
})
