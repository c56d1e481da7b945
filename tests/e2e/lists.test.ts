// Lists as a whole, in a real browser: usage by month, what is narrowed by the address, and what is taken out as a file.

import { readFileSync } from 'node:fs'
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
      expect(await taken(page)).not.toContain(`${year}-${month}`)
      expect(faults).toEqual([])
      await close()
    }
})
