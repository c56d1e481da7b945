// How policies switch, in a real browser: a variant by a calendar, what is said of alerts, a group of policies with its preview.

import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Demo, startDemoForConsole } from '../support/demo.ts'
import { look, visitSignedIn } from '../support/look.ts'

let demo: Demo
beforeAll(async () => {
  demo = await startDemoForConsole()
  const conditions = [{ key: 'night', anyOf: [{ bands: [{ from: '18:00', to: '09:00' }] }] }]
  await demo.api('/v1/calendars', { key: 'office', name: '営業日', conditions })
  const texts = { mail: { body: '障害です' } }
  await demo.api('/v1/policies', {
    key: 'db',
    name: 'DB障害',
    texts,
    steps: [{ destinations: [{ user: 'sato' }] }],
  })
})
afterAll(() => demo.close())

it('J-015 X-034 X-041 X-050 X-110: a policy calls others at night and says of alerts what was chosen; a copy of it has everything', async () => {
  const { page, faults, close } = await visitSignedIn(demo, { width: 390, path: '/console/policies/db' })
  await page.getByText('9# で終えます').waitFor()
  await page.getByRole('link', { name: '読み方の置き換えを編集する' }).waitFor()
  await page.getByLabel('電話', { exact: true }).selectOption('fixed')
  await page.getByText('TwiML Bin の URL が要ります').waitFor()
  await page.getByLabel('決まった文').fill('監視センターから障害のお知らせです')
  await page.getByRole('button', { name: '切替を追加' }).click()
  await page.getByLabel('切替の名前').fill('夜間')
  await page.getByLabel('カレンダー', { exact: true }).selectOption('office')
  await page.getByLabel('条件', { exact: true }).selectOption('night')
  await page.getByRole('button', { name: '発信の順序を変える' }).click()
  await page.getByLabel('段に追加', { exact: true }).selectOption({ label: '鈴木 美咲' })
  await look(page, 'policy-variant')
  // Copied before the page has read what was just saved.
  let letGo = (): void => undefined
  const held = new Promise<void>((resolve) => (letGo = resolve))
  await page.route('**/v1/policies/db', async (route) => {
    if (route.request().method() === 'GET') await held
    await route.continue()
  })
  const saved = page.waitForResponse((response) => response.request().method() === 'PATCH')
  await page.getByRole('button', { name: '保存する' }).click()
  await saved
  await expect
    .poll(() => demo.api('/v1/policies/db'))
    .toMatchObject({
      simpleCall: { text: '監視センターから障害のお知らせです' },
      variants: [{ name: '夜間', when: { calendar: 'office', condition: 'night' }, steps: { length: 2 } }],
    })
  await page.getByRole('button', { name: '複製する' }).click()
  await page.getByRole('heading', { name: '連絡網を作る' }).waitFor()
  letGo()
  await page.getByRole('button', { name: '保存する' }).click()
  await page.getByRole('heading', { name: 'DB障害 の写し' }).waitFor()
  expect(await demo.api('/v1/policies/db-2')).toMatchObject({
    texts: { mail: { body: '障害です' } },
    variants: { length: 1 },
  })
  expect(faults).toEqual([])
  await close()
})

it('what is not urgent begins later, and what is taken and forgotten comes back until it is resolved', async () => {
  await demo.api('/v1/policies', { key: 'calm', name: 'Calm', steps: [{ destinations: [{ user: 'sato' }] }] })
  const { page, faults, close } = await visitSignedIn(demo, {
    locale: 'en-US',
    width: 1440,
    path: '/console/policies/calm',
  })
  await page.getByRole('heading', { name: 'Calm' }).waitFor()
  await page.getByRole('button', { name: 'Add a rule' }).click()
  const rule = page.getByRole('group', { name: 'Rule 1' })
  await rule.getByLabel('When it begins').selectOption('until')
  await rule.getByLabel('Calendar').selectOption('office')
  await rule.getByLabel('Condition').selectOption('night')
  await page.getByRole('button', { name: 'Add a rule' }).click()
  await page.getByRole('group', { name: 'Rule 2' }).getByLabel('Minutes to wait').fill('5')
  await page.getByLabel('Call again unless it is resolved').check()
  await page.getByLabel('How often it calls again').fill('0')
  await look(page, 'policy-timing')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.locator('[name="reminder.times"][aria-invalid=true]').waitFor()
  await page.getByLabel('How often it calls again').fill('2')
  // An emptied number is not none: it is missing, or what it is where nobody says.
  await page.getByLabel('Calls again', { exact: true }).fill('5')
  await page.getByLabel('Calls again', { exact: true }).fill('')
  await page.getByLabel('Minutes until it calls again').fill('')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.locator('[name="reminder.afterMinutes"][aria-invalid=true]').waitFor()
  expect(await page.getByLabel('Minutes until it calls again').inputValue()).toBe('')
  await page.getByLabel('Minutes until it calls again').fill('30')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect
    .poll(() => demo.api('/v1/policies/calm'))
    .toMatchObject({
      later: [
        { fromPriority: 6, until: { calendar: 'office', condition: 'night' } },
        { fromPriority: 6, seconds: 300 },
      ],
      reminder: { afterMinutes: 30, times: 2, acknowledgerFirst: true },
    })
  expect(await demo.api('/v1/policies/calm')).not.toHaveProperty('redial.max')
  await page.getByLabel('Seconds to ring').fill('45')
  await page.getByLabel('Seconds to ring').fill('')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('alert').getByText('is missing').waitFor()
  await page.getByLabel('Seconds to ring').fill('45')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect.poll(() => demo.api('/v1/policies/calm')).toMatchObject({ ringSeconds: 45 })
  const { id } = await demo.api('/v1/callouts', { policy: 'calm', text: 'disk is full', priority: 1 })
  await demo.api(`/v1/callouts/${String(id)}/acknowledge`, {})
  await page.goto(`${demo.ready.url}/console/callouts?status=unresolved`)
  await page.getByText('unresolved, back at').waitFor()
  await look(page, 'callouts-unresolved')
  await page.getByRole('link', { name: 'disk is full' }).click()
  await page.getByRole('button', { name: 'Mark as resolved' }).waitFor()
  await look(page, 'callout-unresolved')
  await page.getByRole('button', { name: 'Mark as resolved' }).click()
  await page.getByText('Resolved by').first().waitFor()
  await page.getByRole('button', { name: 'Mark as resolved' }).waitFor({ state: 'detached' })
  expect(faults).toEqual([])
  await close()
})

it('a policy group is made, put in order, previewed as it is saved, and deleted', async () => {
  const { page, faults, close } = await visitSignedIn(demo, { locale: 'en-US', path: '/console/policies' })
  await page.getByRole('link', { name: 'Policy groups' }).click()
  await page.getByText('There are no policy groups yet').waitFor()
  await page.getByRole('link', { name: 'New policy group' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Whole')
  await page.getByLabel('Key').fill('whole')
  await page.getByRole('button', { name: 'Add a policy' }).click()
  await page.getByLabel('Policy', { exact: true }).selectOption('managers')
  await page.getByRole('button', { name: 'Add a policy' }).click()
  const second = page.getByRole('group', { name: 'Number 2' })
  await second.getByLabel('Policy', { exact: true }).selectOption('night')
  await second.getByLabel('Calendar').selectOption('office')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.locator('[name="policies.1.when.condition"][aria-invalid=true]').waitFor()
  await second.getByLabel('Condition').selectOption('night')
  await page.getByRole('button', { name: 'Move number 2 up' }).click()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('heading', { name: 'Whole' }).waitFor()
  expect((await demo.api('/v1/policy-groups/whole'))['policies']).toEqual([
    { policy: 'night', when: { calendar: 'office', condition: 'night' } },
    { policy: 'managers' },
  ])
  await page.locator('.picture img').waitFor()
  await look(page, 'policy-group')
  await page.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('button', { name: 'Delete' }).click()
  await page.getByText('There are no policy groups yet').waitFor()
  expect(faults).toEqual([])
  await close()
})
