// Calendars and pauses in the console, in a real browser: days off, conditions with names, and what is held back.

import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Demo, startDemoForConsole } from '../support/demo.ts'
import { look, visitSignedIn } from '../support/look.ts'

let demo: Demo
beforeAll(async () => {
  demo = await startDemoForConsole()
})
afterAll(() => demo.close())

const ics = [
  'BEGIN:VCALENDAR',
  'VERSION:2.0',
  'PRODID:-//example//EN',
  'BEGIN:VEVENT',
  'UID:1@example',
  'DTSTART;VALUE=DATE:20270704',
  'DTEND;VALUE=DATE:20270705',
  'SUMMARY:Independence Day',
  'END:VEVENT',
  'BEGIN:VEVENT',
  'UID:2@example',
  'DTSTART:20270704T100000Z',
  'SUMMARY:Parade',
  'END:VEVENT',
  'END:VCALENDAR',
].join('\r\n')

it('J-015: a calendar with company days, a holiday that is worked, a condition, and the holidays of another country', async () => {
  const { page, faults, close } = await visitSignedIn(demo, { width: 390, path: '/console/calendars' })
  await page.getByText('まだカレンダーはありません').waitFor()
  await page.getByRole('link', { name: 'カレンダーを作る' }).click()
  await page.getByLabel('名前', { exact: true }).first().fill('営業日')
  await page.getByLabel('キー', { exact: true }).fill('office')
  await page.getByRole('button', { name: '会社の休みを追加' }).click()
  const own = page.getByRole('group', { name: '会社の休み' })
  await own.getByLabel('日・始まり').fill('13-45')
  await own.getByLabel('名前').fill('年末年始')
  await page.getByRole('button', { name: '条件を追加' }).click()
  await page.getByLabel('条件の名前').fill('夜間')
  await page.getByRole('button', { name: '時間帯を追加' }).click()
  await page.getByLabel('時刻まで').fill('18:00')
  await page.getByRole('button', { name: '保存する' }).click()
  await page.getByText('この日はありません').waitFor()
  await own.getByLabel('日・始まり').fill('12-29')
  await own.getByLabel('終わり').fill('01-03')
  await page.getByRole('button', { name: '保存する' }).click()
  await page.getByText('時間帯の始まりと終わりが同じです').waitFor()
  await page.getByLabel('時刻まで').fill('09:00')
  await page.getByRole('button', { name: '保存する' }).click()
  await page.getByRole('heading', { name: '営業日' }).waitFor()
  const { url, token } = demo.ready
  await fetch(`${url}/v1/calendars/office`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: '本社' }),
  })
  await page
    .getByRole('button', { name: /を出勤日にする/ })
    .first()
    .click()
  await page.getByRole('button', { name: '保存する' }).click()
  await page.getByText('ほかの人が変更しました').waitFor()
  let read = (): void => undefined
  const mayRead = new Promise<void>((resolve) => {
    read = resolve
  })
  await page.route('**/v1/calendars/office', async (route) => {
    if (route.request().method() === 'GET') await mayRead
    await route.continue()
  })
  await page.getByRole('button', { name: '自分が変えた項目だけを反映する' }).click()
  // Until theirs is read, nothing can be typed or chosen that would be lost.
  await page.locator('.page[inert]').waitFor()
  read()
  await page.locator('.page[inert]').waitFor({ state: 'detached' })
  // Theirs is taken over where nothing was changed here.
  await page.getByRole('heading', { name: '本社' }).waitFor()
  await page.getByText('カレンダーファイルから取り込む').waitFor()
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'us.ics', mimeType: 'text/calendar', buffer: Buffer.from(ics) })
  await page.getByText('Independence Day').first().waitFor()
  await page.getByText('Parade:').waitFor()
  await look(page, 'calendar-import')
  await page.getByRole('button', { name: '取り込む' }).click()
  await expect
    .poll(async () => (await demo.api('/v1/calendars/office'))['added'])
    .toEqual([
      { from: '12-29', through: '01-03', name: '年末年始' },
      { from: '2027-07-04', through: '2027-07-04', name: 'Independence Day' },
    ])
  const { removed, conditions } = await demo.api('/v1/calendars/office')
  expect([removed, conditions]).toMatchObject([
    { length: 1 },
    [{ key: '夜間', anyOf: [{ bands: [{ from: '18:00' }] }] }],
  ])
  await expect.poll(() => page.getByLabel('名前', { exact: true }).last().inputValue()).toBe('Independence Day')
  expect(faults).toEqual([])
  await close()
})

it('J-014: a policy is paused for a reason and a time, said on every screen, and resumed', async () => {
  const { page, faults, close } = await visitSignedIn(demo, { locale: 'en-US', path: '/console/pauses' })
  await page.getByText('Nothing is paused').waitFor()
  await page.getByRole('link', { name: 'Pause', exact: true }).click()
  await page.getByLabel('What to pause').selectOption('policy')
  await page.getByLabel('A policy').selectOption('night')
  await page.getByLabel('Reason').fill('network maintenance')
  await page.getByLabel('Until').fill('2020-01-01T00:00')
  await page.getByText('Repeating, and by text').click()
  await page.getByLabel('Repeats by this calendar').selectOption('office')
  await page.getByLabel('Condition').selectOption('夜間')
  await page.getByLabel('Repeats by this calendar').selectOption('')
  await look(page, 'pause-new')
  await page.getByRole('button', { name: 'Review' }).click()
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  await page.locator('[name=endsAt][aria-invalid=true]').waitFor()
  await page.getByLabel('Until').fill('')
  await page.getByRole('button', { name: 'Review' }).click()
  await page.getByText('contacts nobody').waitFor()
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  await page.getByRole('link', { name: '1 paused' }).waitFor()
  const { outcome } = await demo.api('/v1/callouts', { policy: 'night', text: 'held back' })
  expect(outcome).toBe('suppressed')
  await page.setViewportSize({ width: 390, height: 844 })
  await page.getByRole('link', { name: '1 paused' }).waitFor()
  await look(page, 'pauses')
  await page.getByText('policy 夜間当番', { exact: true }).and(page.locator('[title=night]')).waitFor()
  await page.getByRole('button', { name: 'Resume: policy 夜間当番' }).click()
  await page.getByRole('button', { name: 'Resume', exact: true }).click()
  await page.getByText('Nothing is paused').waitFor()
  await page.getByLabel('Show').selectOption('all')
  await page.getByText('resumed by admin').waitFor()
  expect(page.url()).toContain('state=all')
  expect(faults).toEqual([])
  await close()
})
