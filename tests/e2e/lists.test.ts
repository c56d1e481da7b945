// Lists as a whole, in a real browser: usage by month, what is narrowed by the address, and what is taken out as a file.

import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Demo, startDemoForConsole } from '../support/demo.ts'
import { look, visitSignedIn } from '../support/look.ts'

let demo: Demo
beforeAll(async () => {
  demo = await startDemoForConsole()
})
afterAll(() => demo.close())

const open = (path: string, options: { width?: number; locale?: string } = {}) =>
  visitSignedIn(demo, { path: `/console${path}`, ...options })

/** What stands in the file a page offers. */
const taken = async (page: Page): Promise<string> => {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: /CSV/ }).click()])
  return readFileSync(await file.path(), 'utf8')
}

it('usage: each month and project with what went out and what it costs, by the months in the address, and as a file', async () => {
  await demo.api('/v1/projects', { key: 'plant', name: '第一工場の設備監視と夜間対応プロジェクト' })
  const token = await demo.api('/v1/tokens', { name: '工場', scopes: ['callouts:start'], project: 'plant' })
  const start = (authorization: string) =>
    fetch(`${demo.ready.url}/v1/callouts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${authorization}` },
      body: JSON.stringify({ policy: demo.ready.policies[0]?.key, text: 'x' }),
    })
  expect([(await start(demo.ready.token)).status, (await start(String(token['token']))).status]).toEqual([201, 201])
  const now = new Date()
  const [year, month] = [now.getFullYear(), String(now.getMonth() + 1).padStart(2, '0')]
  for (const [locale, whole, none] of [
    ['ja-JP', `${year} 年 ${month} 月`, 'この期間に通報はありません'],
    ['en-US', `${year}-${month}`, 'There were no callouts'],
  ] as const)
    for (const width of [390, 1440]) {
      const { page, faults, close } = await open('/usage', { width, locale })
      await page.getByRole('row').filter({ hasText: whole }).waitFor()
      await page.getByRole('row').filter({ hasText: '第一工場' }).waitFor()
      await look(page, `usage-${locale}-${width}`)
      expect(await taken(page)).toMatch(new RegExp(`^${year}-${month},plant,第一工場`, 'm'))
      await page.goto(`${demo.ready.url}/console/usage?from=2020-01&to=2020-02`)
      await page.getByText(none).waitFor()
      // Nothing there: nothing to take.
      expect(await page.getByRole('link', { name: /CSV/ }).count()).toBe(0)
      expect(faults).toEqual([])
      await close()
    }
})

it('rules, schedules, tokens and callouts are narrowed by what stands in the address, and the file is what is seen', async () => {
  const policy = demo.ready.policies[0]?.key
  for (const [key, name] of [
    ['db', 'データベース'],
    ['web', 'ウェブサーバ'],
  ])
    await demo.api('/v1/rules', { key, name, policy })
  const { page, faults, close } = await open('/rules', { width: 390 })
  await page.getByRole('button', { name: 'データベース を下へ' }).waitFor()
  await page.getByLabel('名前かキーでさがす').fill('ウェブ')
  await page.locator('ol').getByText('データベース').waitFor({ state: 'hidden' })
  expect(new URL(page.url()).searchParams.get('search')).toBe('ウェブ')
  // Only where all of them are seen can they be put in order.
  expect(await page.getByRole('button', { name: /^ウェブサーバ を/ }).count()).toBe(0)
  const rules = await taken(page)
  expect(rules).toContain('ウェブサーバ')
  expect(rules).not.toContain('データベース')
  await look(page, 'rules-sought')
  await page.getByLabel('名前かキーでさがす').fill('どこにもない')
  await page.getByText('見つかりません').waitFor()
  await demo.api('/v1/schedules', { key: 'night', name: '夜間当番', positions: [{ key: 'first', layers: [] }] })
  await page.goto(`${demo.ready.url}/console/schedules?search=どこにもない`)
  await page.getByText('見つかりません').waitFor()
  await page.getByLabel('名前かキーでさがす').fill('')
  await page.getByRole('link', { name: 'CSV で取り出す' }).waitFor()
  expect(await taken(page)).toContain('night,夜間当番,first,,')
  await look(page, 'schedules-list')
  const old = await demo.api('/v1/tokens', { name: 'いにしえの鍵', scopes: ['callouts:read'] })
  await fetch(`${demo.ready.url}/v1/tokens/${String(old['id'])}`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${demo.ready.token}` },
  })
  await page.goto(`${demo.ready.url}/console/settings/tokens?search=いにしえ`)
  await page.getByText('いにしえの鍵').waitFor()
  await look(page, 'tokens-sought')
  await page.getByLabel('表示').selectOption('usable')
  await page.getByText('見つかりません').waitFor()
  await page.goto(`${demo.ready.url}/console/callouts?to=2020-01-01T00:00`)
  await page.getByText('この条件に合う通報はありません').waitFor()
  await page.getByLabel('ここまで').fill('')
  await page.getByRole('link', { name: 'CSV で取り出す' }).waitFor()
  await look(page, 'callouts-list')
  expect(faults).toEqual([])
  await close()
})

it('who is on call, and when somebody is, comes page by page; narrowed by the address, and as the file of what is seen', async () => {
  const layer = {
    key: 'days',
    shift: { unit: 'day', time: '00:00' },
    people: ['sato'],
    startsAt: '2026-01-01T00:00:00Z',
  }
  const named = Array.from({ length: 24 }, (_one, index) => `常番${String(index + 1).padStart(2, '0')}`)
  for (const [index, name] of named.entries())
    await demo.api('/v1/schedules', { key: `duty-${index}`, name, positions: [{ key: 'first', layers: [layer] }] })
  const { page, faults, close } = await open('/people/sato')
  const duty = page.locator('section', { has: page.getByRole('heading', { name: '当番', exact: true }) })
  const seen = () => duty.getByRole('listitem').count()
  await duty.getByRole('button', { name: 'さらに表示する' }).waitFor()
  expect(await seen()).toBe(20)
  await duty.getByRole('button', { name: 'さらに表示する' }).click()
  await expect.poll(seen).toBe(24)
  await look(page, 'duty-of-one')
  await duty.getByLabel('名前かキーでさがす').fill('常番07')
  await expect.poll(seen).toBe(1)
  expect(new URL(page.url()).searchParams.get('search')).toBe('常番07')
  expect((await taken(page)).trim().split('\r\n')).toHaveLength(2)
  await page.goto(`${demo.ready.url}/console/schedules?search=常番`)
  await page.getByRole('button', { name: 'さらに表示する' }).click()
  await page.getByRole('link', { name: '常番24' }).waitFor()
  expect((await taken(page)).trim().split('\r\n')).toHaveLength(25)
  expect(faults).toEqual([])
  await close()
})

it('somebody beyond the first two hundred who are chosen in the address is called by name where they are chosen', async () => {
  const people = Array.from({ length: 200 }, (_one, index) => `extra-${index}`)
  await Promise.all(people.map((key) => demo.api('/v1/users', { key, name: key, contactMethods: [] })))
  await demo.api('/v1/users', { key: 'zz-last', name: '渡辺 花', contactMethods: [] })
  const { page, faults, close } = await open('/log?user=zz-last')
  const chosen = page.locator('select[name=user] option:checked')
  await expect.poll(() => chosen.innerText()).toBe('渡辺 花')
  expect(faults).toEqual([])
  await close()
})

it('X-102 the log says who was not contacted, and why, in words', async () => {
  await demo.api('/v1/policies', { key: 'away', name: '休暇中', steps: [{ destinations: [{ user: 'suzuki' }] }] })
  await demo.api('/v1/pauses', { user: 'suzuki', reason: '休暇' })
  await demo.api('/v1/callouts', { policy: 'away', text: 'x' })
  const { page, faults, close } = await open('/log?user=suzuki&result=withheld', { width: 390 })
  await page.getByRole('listitem').getByText('見合わせ 本人への通報が停止中').waitFor()
  await look(page, 'log-withheld')
  await page.getByLabel('結果').selectOption('進行中')
  await page.getByText('条件に合う発信はありません').waitFor()
  expect(faults).toEqual([])
  await close()
})

const run = promisify(execFile)
/** What a shell makes of a line, as somebody would paste it. */
const pasted = async (line: string): Promise<string> => {
  const { url, token, account, password } = demo.ready
  const environment = { NOROSHI_URL: url, NOROSHI_TOKEN: token, JP1_ACCOUNT: account, JP1_PASSWORD: password }
  const noroshi = `noroshi() { '${process.execPath}' bin/noroshi.mjs "$@"; }`
  const { stdout } = await run('bash', ['-c', `${noroshi}\n${line.replace(' --wait', '')}`], {
    env: { ...process.env, ...environment },
  })
  return stdout
}

const calloutsOf = async (policy: string): Promise<readonly { readonly text: string }[]> =>
  (await demo.api(`/v1/callouts?policy=${policy}`))['items'] as { text: string }[]

it('K-011 K-016 K-017: the ready lines of a policy and of a template start it, by each way in, as they are copied', async () => {
  const steps = [{ destinations: [{ user: 'sato' }] }]
  await demo.api('/v1/policies', { key: 'spoken', name: '夜間のご案内', template: 'shougai', steps })
  const { page, faults, close } = await open('/policies/spoken')
  await page.getByText('スクリプトから始める').click()
  const lines = page.locator('.ways code')
  await lines.first().waitFor()
  const texts = await lines.allTextContents()
  expect(texts).toHaveLength(4)
  await look(page, 'policy-lines')
  for (const text of texts) await pasted(text)
  expect(await calloutsOf('spoken')).toHaveLength(4)
  const { id } = await demo.api('/v1/templates/shougai')
  await page.goto(`${demo.ready.url}/console/settings/templates/shougai`)
  await page.locator('.heading code').getByText(String(id)).waitFor()
  await page.getByText('スクリプトから始める').click()
  await page.getByLabel('どの連絡網で').selectOption('spoken')
  await expect.poll(() => lines.allTextContents()).toEqual(texts)
  await look(page, 'template-lines')
  // Of a policy that speaks by another template only Pigeon's form is left.
  await page.getByLabel('どの連絡網で').selectOption('shougai-call')
  await page.getByText('このガイダンスを使っていません').waitFor()
  const [line, ...further] = await lines.allTextContents()
  expect(further).toEqual([])
  expect(JSON.parse(await pasted(line ?? ''))).toMatchObject({ status: 'requested' })
  expect((await calloutsOf('shougai-call')).length).toBeGreaterThan(0)
  expect(faults).toEqual([])
  await close()
})
