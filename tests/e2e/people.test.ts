// People in the console, in a real browser: somebody new with a phone, an invitation that is accepted, my page, and two people
// who change the same thing.

import { Secret, TOTP } from 'otpauth'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Demo, startDemoForConsole } from '../support/demo.ts'
import { look, visit, visitSignedIn } from '../support/look.ts'

let demo: Demo
beforeAll(async () => {
  demo = await startDemoForConsole()
})
afterAll(() => demo.close())

/** From one's own page: set up, signed out, and asked for at the door. */
const secondFactor = async (page: Page) => {
  const section = page.locator('section', { has: page.getByRole('heading', { name: '2段階認証' }) })
  await section.locator('[name=password]').fill('beacon on every hill')
  await section.getByRole('button', { name: '設定する' }).click()
  await section.getByRole('img').waitFor()
  await look(page, 'second-factor')
  const totp = new TOTP({ secret: Secret.fromBase32((await section.locator('code').textContent()) ?? '') })
  await section.locator('[name=code]').fill(totp.generate())
  await section.getByRole('button', { name: '有効にする' }).click()
  const recovery = (await section.locator('.codes code').first().textContent()) ?? ''
  await section.getByRole('button', { name: '保管しました' }).click()
  await section.getByText('残り 10 個').waitFor()
  await page.getByRole('button', { name: 'サインアウト' }).click()
  await page.locator('[name=account]').fill('hanako')
  await page.locator('[name=password]').fill('beacon on every hill')
  await page.getByRole('button', { name: 'サインインする' }).click()
  await page.locator('[name=code]').fill(recovery)
  await page.getByRole('button', { name: 'サインインする' }).click()
  await page.getByRole('heading', { name: '現在の通報' }).waitFor()
}

describe('people in the console', () => {
  it('J-025: somebody new is added on a phone; what is wrong is said at its field; what is not saved is not lost', async () => {
    const { page, faults, close } = await visitSignedIn(demo, { width: 390, path: '/console/people/new' })
    await page.getByLabel('名前').fill('山田 花子')
    await page.getByLabel('キー').fill('hanako')
    await page.getByRole('button', { name: '連絡方法を追加' }).click()
    await page.getByLabel('番号・宛先').fill('12')
    await page.getByRole('button', { name: '保存する' }).click()
    await page.locator('[aria-invalid=true]').waitFor()
    await look(page, 'person-wrong')
    await page.getByRole('link', { name: '現在' }).click()
    await page.getByText('まだ保存していない変更があります').waitFor()
    await page.getByRole('button', { name: '編集を続ける' }).click()
    await page.getByLabel('番号・宛先').fill('090-0123-0077')
    await page.getByRole('button', { name: '保存する' }).click()
    await page.getByRole('heading', { name: '山田 花子' }).waitFor()
    expect(await demo.api('/v1/users/hanako')).toMatchObject({
      name: '山田 花子',
      contactMethods: [{ channel: 'phone', address: '+819001230077', default: true }],
    })
    const own = page.locator('.verification')
    expect(await own.textContent()).toContain('未確認')
    await page.getByRole('button', { name: /^確認コードを送る: / }).click()
    await page.getByLabel(/届いた確認コード/).fill('12')
    await page.getByRole('button', { name: '確認する', exact: true }).click()
    await own.getByText('確認コードが違います').first().waitFor()
    await look(page, 'person-code')
    await page.getByRole('button', { name: /^保証する: / }).click()
    await own.getByText('保証済み').waitFor()
    await look(page, 'person')
    await page.getByRole('button', { name: '試しに送る' }).click()
    await page.getByRole('button', { name: '送ってみる' }).waitFor()
    await page.getByLabel('発信者番号').waitFor()
    await look(page, 'person-tried')
    expect(faults).toEqual([])
    await close()
  })

  it('who cannot be reached is said on the first page, with the way to who it is and why', async () => {
    const { page, faults, close } = await visitSignedIn(demo, { path: '/console/people' })
    await demo.api('/v1/users', { key: 'ghost', name: '連絡先 なし' })
    const steps = [{ destinations: [{ user: 'ghost' }, { user: 'hanako' }] }]
    await demo.api('/v1/policies', { key: 'half', name: '半分', steps })
    await page.getByRole('link', { name: '連絡できるかを確かめる' }).click()
    await page.getByRole('heading', { name: '連絡できるか' }).waitFor()
    await page.getByText('山田 花子').waitFor()
    await look(page, 'readiness')
    await page.getByRole('link', { name: '現在' }).click()
    // The code of the test before, which may still be on its way.
    await page.getByText('連絡方法の確認').first().waitFor()
    await page.getByRole('link', { name: 'だれか、なぜかを見る' }).click()
    const line = page.getByRole('listitem').filter({ hasText: '連絡先 なし' })
    await line.getByText('連絡方法がありません').waitFor()
    await page.setViewportSize({ width: 390, height: 844 })
    await look(page, 'readiness-narrow')
    await page.goto(`${demo.ready.url}/console/policies/half`)
    await page.getByText('いま 1 人に連絡できません: 連絡先 なし').click()
    await page.locator('.reaching').getByText('連絡方法がありません').waitFor()
    await look(page, 'policy-unreached')
    expect(faults).toEqual([])
    await close()
  })

  it('a table is looked at first, refused by line and column, then taken; a number pasted in full width is meant as it is read', async () => {
    const { page, faults, close } = await visitSignedIn(demo, { path: '/console/people/import' })
    await page.getByRole('heading', { name: 'CSV で一括登録' }).waitFor()
    const put = (table: string) =>
      page
        .locator('input[type=file]')
        .setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(table) })
    await put('氏名,キー,電話\n夜野 番,night,090-12\n')
    await page.getByText('2行目「電話」').waitFor()
    await look(page, 'people-import-wrong')
    await put('氏名,キー,電話\n夜野 番,night,０９０－０１２３－００８８\n')
    await page.getByText('追加 1、変更 0').waitFor()
    await page.getByText('変更の内容').click()
    await look(page, 'people-import')
    await page.setViewportSize({ width: 390, height: 844 })
    await look(page, 'people-import-phone')
    await page.getByRole('button', { name: 'この内容で取り込む' }).click()
    await page.getByText('取り込みました。追加 1').waitFor()
    expect(await demo.api('/v1/users/night')).toMatchObject({ contactMethods: [{ address: '+819001230088' }] })

    await page.goto(`${demo.ready.url}/console/people/night`)
    await page.getByLabel('番号・宛先').fill('')
    await page.evaluate(() => {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/plain', ' ０９０－０１２３\n－００７９\u200b ')
      document.activeElement?.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
      )
    })
    expect(await page.getByLabel('番号・宛先').inputValue()).toBe('090-0123-0079')
    expect(faults).toEqual([])
    await close()
  })

  it('two people change the same thing: the second is told, and loses nothing; nor does whoever is signed out meanwhile', async () => {
    const { page, close } = await visitSignedIn(demo, { path: '/console/people/hanako' })
    await page.getByLabel('名前').fill('山田 はなこ')
    await fetch(`${demo.ready.url}/v1/users/hanako`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${demo.ready.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ language: 'en' }),
    })
    await page.getByRole('button', { name: '保存する' }).click()
    await page.getByText('ほかの人が変更しました').waitFor()
    await page.getByText('name: 山田 花子 → 山田 はなこ').waitFor()
    await look(page, 'conflict')
    expect(await page.getByLabel('名前').inputValue()).toBe('山田 はなこ')
    await page.getByRole('button', { name: '自分が変えた項目だけを反映する' }).click()
    await page.getByText('ほかの人が変更しました').waitFor({ state: 'hidden' })
    await expect.poll(() => demo.api('/v1/users/hanako')).toMatchObject({ name: '山田 はなこ', language: 'en' })
    await expect.poll(() => page.getByLabel('言語').inputValue()).toBe('en')
    await page.getByLabel('言語').selectOption('ja')

    await page.context().clearCookies()
    await page.getByRole('button', { name: '保存する' }).click()
    const door = page.getByRole('alertdialog', { name: 'サインインの期限が切れました' })
    await door.locator('[name=password]').fill(demo.ready.password)
    await look(page, 'sign-in-again')
    await door.getByRole('button', { name: 'サインインする' }).click()
    await door.waitFor({ state: 'hidden' })
    expect(await page.getByLabel('言語').inputValue()).toBe('ja')
    await page.getByRole('button', { name: '保存する' }).click()
    await expect.poll(async () => (await demo.api('/v1/users/hanako'))['language']).toBe('ja')
    await close()
  })

  it('people are put into groups, and groups into projects, with what they may do there', async () => {
    const { page, faults, close } = await visitSignedIn(demo, { path: '/console/groups/new' })
    await page.getByRole('heading', { name: 'グループを追加' }).waitFor()
    await page.getByLabel('名前').fill('夜間チーム')
    await page.getByLabel('キー').fill('night-team')
    await page.getByLabel('加える人').selectOption('hanako')
    await page.getByRole('button', { name: '加える' }).click()
    await page.getByRole('button', { name: '保存する' }).click()
    await page.getByRole('heading', { name: '夜間チーム' }).waitFor()
    await page.getByLabel('権限', { exact: true }).selectOption('viewer')
    await page.getByRole('button', { name: 'この権限を与える' }).click()
    await page.getByRole('button', { name: /取り消す: 閲覧者/ }).waitFor()
    expect(await demo.api('/v1/groups/night-team')).toMatchObject({ members: [{ key: 'hanako' }] })
    await look(page, 'group')
    await page.setViewportSize({ width: 390, height: 844 })
    await look(page, 'group-phone')
    await page.goto(`${demo.ready.url}/console/groups?search=夜間`)
    await page.getByRole('link', { name: '夜間チーム' }).waitFor()
    await look(page, 'groups')
    await page.getByLabel('名前かキーでさがす').fill('ない名前')
    await page.getByText('見つかりません').waitFor()
    expect(new URL(page.url()).searchParams.get('search')).toBe('ない名前')

    await page.goto(`${demo.ready.url}/console/projects/new`)
    await page.getByRole('heading', { name: 'プロジェクトを追加' }).waitFor()
    await page.getByLabel('名前').fill('基幹')
    await page.getByLabel('キー').fill('core')
    await page.getByLabel('グループ', { exact: true }).selectOption('night-team')
    await page.getByRole('button', { name: '加える' }).last().click()
    await page.getByRole('button', { name: '保存する' }).click()
    await page.getByRole('heading', { name: '基幹' }).waitFor()
    expect(await demo.api('/v1/projects/core')).toMatchObject({ members: [{ group: 'night-team' }] })
    await look(page, 'project')
    expect(faults).toEqual([])
    await close()
  })

  it('an invitation leads to a page on which its holder chooses a password, and then to their own page', async () => {
    const { page: admin, close } = await visitSignedIn(demo, { path: '/console/people/hanako' })
    await admin.getByLabel('権限', { exact: true }).selectOption('operator')
    await admin.getByLabel('範囲').selectOption({ index: 1 })
    await admin.getByRole('button', { name: 'この権限を与える' }).click()
    await admin.getByRole('button', { name: /取り消す: オペレータ/ }).click()
    await admin.getByText('権限がありません').waitFor()
    await admin.getByRole('button', { name: '招待する' }).click()
    const link = (await admin.locator('.copied code').textContent()) ?? ''
    await look(admin, 'invited')
    await close()
    const { page, faults, close: leave } = await visit(demo, { path: new URL(link).pathname + new URL(link).hash })
    await page.getByText('山田 はなこ さん').waitFor()
    expect(page.url()).not.toContain('nrl_')
    await look(page, 'invitation')
    await page.locator('[name=account]').fill('hanako')
    await page.locator('[name=password]').fill('beacon on every hill')
    await page.getByRole('button', { name: '決定してサインイン' }).click()
    await page.getByRole('heading', { name: '現在の通報' }).waitFor()
    await page.getByRole('link', { name: /マイページ/ }).click()
    await page.getByLabel('番号・宛先').fill('090-0123-0078')
    await page.getByLabel('着信直後に流すメッセージ').fill('お疲れさまです、山田さん。')
    await page.getByLabel('おやすみ時間を決める').check()
    await page.getByLabel('それでも届ける優先度').selectOption('1')
    await page.getByRole('button', { name: '保存する' }).click()
    await page.getByText('保存しました').waitFor()
    await look(page, 'me')
    const saved = await demo.api('/v1/users/hanako')
    expect(JSON.stringify(saved)).toContain('+819001230078')
    expect(saved).toMatchObject({
      opening: 'お疲れさまです、山田さん。',
      closing: null,
      quietHours: { breaksThrough: 1, anyOf: [{ bands: [{ from: '22:00', to: '07:00' }] }] },
    })
    await secondFactor(page)
    expect(faults.filter((fault) => !fault.includes('401'))).toEqual([])
    await leave()
  })
})
