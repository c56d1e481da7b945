// Who is on call in the console, in a real browser: seen at a glance, and somebody put in for a time.

import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Demo, startDemoForConsole } from '../support/demo.ts'
import { look, visitSignedIn } from '../support/look.ts'

let demo: Demo
/** As a date in Japan. */
const dayFrom = (days: number): string =>
  new Date(Date.now() + days * 86_400_000).toLocaleDateString('sv-SE', { timeZone: 'Asia/Tokyo' })

beforeAll(async () => {
  demo = await startDemoForConsole()
  const layer = {
    key: 'weeks',
    shift: { unit: 'week', every: 1, time: '09:00', weekday: 1 },
    people: ['sato'],
    startsAt: '2026-01-05T09:00:00+09:00',
  }
  const positions = [{ key: 'first', layers: [layer] }]
  await demo.api('/v1/schedules', { key: 'night', name: '夜間当番', positions })
  // Turns of twenty days, the first of which began three days ago.
  const turns = {
    ...layer,
    shift: { unit: 'day', every: 20, time: '09:00' },
    people: ['sato', 'suzuki'],
    startsAt: `${dayFrom(-3)}T09:00:00+09:00`,
  }
  await demo.api('/v1/schedules', { key: 'turns', name: '二十日番', positions: [{ key: 'first', layers: [turns] }] })
})
afterAll(() => demo.close())

it('J-013: who is on call is seen, somebody is put in for them from now on, and is taken out again after asking', async () => {
  const { page, faults, close } = await visitSignedIn(demo, { width: 390, path: '/console/schedules' })
  const line = page.getByRole('listitem').filter({ hasText: '夜間当番' })
  await line.getByText('佐藤 翔太').waitFor()
  await look(page, 'schedules')
  await line.getByRole('link').click()
  await page.getByRole('heading', { name: '夜間当番' }).waitFor()
  await page.getByLabel('代わりの人').selectOption({ label: '鈴木 美咲' })
  await page.getByLabel('いつまで').fill('2098-12-31T09:00')
  await look(page, 'schedule')
  await page.getByRole('button', { name: '入れる' }).click()
  const override = page.getByRole('listitem').filter({ hasText: '代わり' })
  await override.getByText('鈴木 美咲(当番の人の代わり)').waitFor()
  const onCall = async () => JSON.stringify(await demo.api('/v1/on-call'))
  await expect.poll(onCall).toContain('鈴木 美咲')
  await override.getByRole('button', { name: '削除' }).click()
  await override.getByText('元の当番に戻ります').waitFor()
  await override.getByRole('group').getByRole('button').first().click()
  await override.waitFor({ state: 'detached' })
  expect(await onCall()).toContain('佐藤 翔太')
  const [startsAt, endsAt] = ['2098-12-30T09:00:00Z', '2098-12-31T09:00:00Z']
  await demo.api('/v1/schedules/night/overrides', { kind: 'replace', user: 'sato', by: 'suzuki', startsAt, endsAt })
  await page.reload()
  await override.getByText('鈴木 美咲(佐藤 翔太の代わり)').waitFor()
  await page.getByLabel('当番になる人に知らせる').check()
  await page.getByLabel('交代の何分前に知らせるか').fill('30')
  await page.getByLabel('当番が終わる人にも知らせる').check()
  await page.getByRole('button', { name: '保存する' }).click()
  const notices = async () => ((await demo.api('/v1/schedules/night')) as { notices: object }).notices
  await expect.poll(notices).toEqual({ minutesAhead: 30, leaving: true })
  expect(faults).toEqual([])
  await close()
})

it('J-013: whoever is on duty is shown from when they began, until others come, and what goes on beyond has no end', async () => {
  const { page, faults, close } = await visitSignedIn(demo, { path: '/console/schedules/turns' })
  const rows = page.locator('section', { has: page.getByRole('heading', { name: 'first' }) }).getByRole('listitem')
  const shown = await page.evaluate(
    (days) =>
      days.map((day) =>
        new Intl.DateTimeFormat('ja', { month: 'numeric', day: 'numeric' }).format(new Date(`${day}T09:00:00+09:00`)),
      ),
    [dayFrom(-3), dayFrom(17)],
  )
  await expect
    .poll(() => rows.allInnerTexts())
    .toEqual([expect.stringMatching(new RegExp(`^${shown[0]}.* – ${shown[1]}.*佐藤 翔太`, 's'))])
  await page.goto(`${demo.ready.url}/console/schedules/night`)
  await expect.poll(() => rows.allInnerTexts()).toEqual([expect.stringMatching(/^… – ….*佐藤 翔太/s)])
  await page.goto(`${demo.ready.url}/console/people/sato`)
  await page
    .getByRole('listitem')
    .filter({ hasText: '二十日番' })
    .filter({ hasText: `${shown[0]} ` })
    .waitFor()
  expect(faults).toEqual([])
  await close()
})

it('a shift of one’s own is asked of somebody, waits for an answer on both pages, and is taken back', async () => {
  const { items } = await demo.api('/v1/accounts')
  const accounts = items as { account: string; user: string }[]
  const own = accounts.find(({ account }) => account === demo.ready.account)?.user ?? ''
  const startsAt = new Date(Date.now() + 86_400_000).toISOString()
  const layer = { key: 'week', shift: { unit: 'week', time: '09:00', weekday: 1 }, people: [own, 'sato'], startsAt }
  await demo.api('/v1/schedules', { key: 'mine', name: '昼の当番', positions: [{ key: 'first', layers: [layer] }] })
  const { page, faults, close } = await visitSignedIn(demo, { width: 390, path: '/console/me' })
  await page.getByRole('button', { name: '代わってもらう' }).click()
  await page.getByLabel('だれに頼むか').selectOption({ label: '鈴木 美咲' })
  await page.getByLabel('メモ').fill('通院のため')
  await page.getByRole('button', { name: '交代を頼む' }).click()
  await page.getByRole('listitem').filter({ hasText: '返事待ち' }).filter({ hasText: '鈴木 美咲' }).waitFor()
  await look(page, 'swap')
  await page.goto(`${demo.ready.url}/console/schedules/mine`)
  await page.getByRole('listitem').filter({ hasText: '返事待ち' }).getByRole('button', { name: '取り下げる' }).click()
  // The word exactly: the button that was pressed has it too.
  const withdrawn = page.getByRole('listitem').filter({ has: page.getByText('取り下げ', { exact: true }) })
  await withdrawn.filter({ hasText: '通院のため' }).waitFor()
  expect(await demo.api('/v1/schedules/mine/swaps')).toMatchObject({ items: [{ state: 'withdrawn' }] })
  expect(faults).toEqual([])
  await close()
})

it('where two are on duty at once that is said beside their names', async () => {
  const ends = { startsAt: `${dayFrom(1)}T09:00:00+09:00`, endsAt: `${dayFrom(2)}T09:00:00+09:00` }
  await demo.api('/v1/schedules/night/overrides', { kind: 'add', user: 'suzuki', ...ends })
  const { page, faults, close } = await visitSignedIn(demo, { path: '/console/schedules/night' })
  const rows = page.locator('section', { has: page.getByRole('heading', { name: 'first' }) }).getByRole('listitem')
  await expect
    .poll(async () => (await rows.allInnerTexts()).filter((text) => text.includes('同時に2人')))
    .toEqual([expect.stringMatching(/佐藤 翔太.*鈴木/s)])
  expect(faults).toEqual([])
  await close()
})
