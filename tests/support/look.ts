// The console as people meet it: signed in, at a width and in a language; and what axe has to say about a page.

import { join } from 'node:path'
import axe from 'axe-core'
import type { BrowserContext, Page } from 'playwright-core'
import { expect } from 'vitest'
import { type Demo, PATIENCE_MS } from './demo.ts'

/** What depends on colours alone; all else is the same in the dark. */
const ofColours = ['color-contrast', 'link-in-text-block']

/** What axe finds in the page it was put into; null asks all it knows. */
const problemsOf = async (page: Page, rules: readonly string[] | null): Promise<unknown> => {
  const options = { resultTypes: ['violations'], ...(rules === null ? {} : { runOnly: [...rules] }) }
  const { violations } = await page.evaluate(
    (asked) => (window as unknown as { axe: typeof axe }).axe.run(document, asked as axe.RunOptions),
    options,
  )
  return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 120))])
}

/** Colours change at once: what they become is looked at. */
const AT_ONCE = '*, *::before, *::after { transition-duration: 0s !important; animation-duration: 0s !important }'

/** Looks at a page in both colour schemes; where a folder is named, keeps pictures. */
export const look = async (page: Page, name: string): Promise<void> => {
  await page.addStyleTag({ content: AT_ONCE })
  await page.evaluate(axe.source)
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor({ state: 'attached' })
    const folder = process.env['NOROSHI_TEST_PICTURES']
    if (folder !== undefined)
      await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`), fullPage: true })
    expect(await problemsOf(page, colorScheme === 'light' ? null : ofColours), `${name}, ${colorScheme}`).toEqual([])
  }
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} fits`).toBe(true)
}

type Looking = { readonly locale?: string; readonly width?: number; readonly path?: string }

export type Visit = { readonly page: Page; readonly faults: readonly string[]; readonly close: () => Promise<void> }

const arrive = async (page: Page, address: string, close: Visit['close']): Promise<Visit> => {
  const faults: string[] = []
  page.on('pageerror', ({ message }) => faults.push(message))
  await page.goto(address)
  return { page, faults, close }
}

/** A browser of its own, at the door. */
export const visit = async (
  { browser, ready }: Demo,
  { locale = 'ja-JP', width = 1280, path = '/' }: Looking = {},
): Promise<Visit> => {
  const context = await browser.newContext({ locale, viewport: { width, height: 844 } })
  context.setDefaultTimeout(PATIENCE_MS)
  return arrive(await context.newPage(), `${ready.url}${path}`, () => context.close())
}

/** Of each demo and language one browser whose administrator is signed in: what it has loaded once it has. */
const signedInBefore = new WeakMap<Demo, Map<string, Promise<BrowserContext>>>()

const signIn = async ({ browser, ready }: Demo, locale: string): Promise<BrowserContext> => {
  const context = await browser.newContext({ locale })
  context.setDefaultTimeout(PATIENCE_MS)
  const { url, account, password } = ready
  const answer = await context.request.post(`${url}/v1/session`, {
    data: { account, password },
    headers: { origin: url },
  })
  expect(answer.status(), await answer.text()).toBe(201)
  return context
}

/** A page of the administrator's, for tests that are not about the door. */
export const visitSignedIn = async (
  demo: Demo,
  { locale = 'ja-JP', width = 1280, path = '/' }: Looking = {},
): Promise<Visit> => {
  const known = signedInBefore.get(demo) ?? new Map<string, Promise<BrowserContext>>()
  signedInBefore.set(demo, known)
  const signedIn = known.get(locale) ?? signIn(demo, locale)
  known.set(locale, signedIn)
  const page = await (await signedIn).newPage()
  await page.setViewportSize({ width, height: 844 })
  return arrive(page, `${demo.ready.url}${path}`, () => page.close())
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
