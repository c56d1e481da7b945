// The console as people meet it: signed in, at a width and in a language; and what axe has to say about a page.

import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { type Demo, PATIENCE_MS } from './demo.ts'

/** What depends on colours alone; all else is the same in the dark. */
const ofColours = ['color-contrast', 'link-in-text-block']

const problemsOf = async (page: Page, rules: readonly string[] | null): Promise<unknown> => {
  // No frames of other sites stand in our pages: what is for those opens a page of its own each time.
  const axe = new AxeBuilder({ page }).setLegacyMode()
  const { violations } = await (rules === null ? axe : axe.withRules([...rules])).analyze()
  return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 120))])
}

/** Looks at a page in both colour schemes; where a folder is named, keeps pictures. */
export const look = async (page: Page, name: string): Promise<void> => {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    const folder = process.env['NOROSHI_TEST_PICTURES']
    if (folder !== undefined)
      await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`), fullPage: true })
    expect(await problemsOf(page, colorScheme === 'light' ? null : ofColours), `${name}, ${colorScheme}`).toEqual([])
  }
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} fits`).toBe(true)
}

export type Visit = { readonly page: Page; readonly faults: readonly string[]; readonly close: () => Promise<void> }

/** A browser of its own, at the door. */
export const visit = async (
  { browser, ready }: Demo,
  { locale = 'ja-JP', width = 1280, path = '/' }: { locale?: string; width?: number; path?: string } = {},
): Promise<Visit> => {
  const context = await browser.newContext({ locale, viewport: { width, height: 844 } })
  context.setDefaultTimeout(PATIENCE_MS)
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', ({ message }) => faults.push(message))
  await page.goto(`${ready.url}${path}`)
  return { page, faults, close: () => context.close() }
}

/** Through the door. */
export const enter = async (
  page: Page,
  { account, password }: { account: string; password: string },
): Promise<void> => {
  await page.locator('[name=account]').fill(account)
  await page.locator('[name=password]').fill(password)
  await page.keyboard.press('Enter')
}
