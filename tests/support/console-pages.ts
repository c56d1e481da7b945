// The pages of the console, as its own table of routes tells them, so that a page of the future is looked at too.

import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'

/** `/policies/$ref`, without the first page. */
export const consoleRoutes: readonly string[] = [
  ...readFileSync(new URL('../../console/routes.tsx', import.meta.url), 'utf8').matchAll(/\bpath: '([^']+)'/g),
]
  .map(([, path = '']) => path)
  .filter((path) => path !== '/')

/** Within the page, as a link would: nothing is loaded anew. It is there when it is another one that says its name, and asks for nothing more. */
export const go = async (page: Page, path: string): Promise<void> => {
  await page.evaluate((to) => {
    for (const one of document.querySelectorAll('main h1, main h2, .beacon')) one.setAttribute('data-before', '')
    history.pushState({}, '', to)
  }, `/console${path}`)
  await page.locator(':is(main h1, main h2, .beacon):not([data-before])').first().waitFor()
  await page.waitForFunction(
    () =>
      performance.now() -
        Math.max(0, ...performance.getEntriesByType('resource').map((one) => one.startTime + one.duration)) >
      150,
  )
}
