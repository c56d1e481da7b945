// The pages of the console, as its own table of routes tells them, so that a page of the future is looked at too.

import { readFileSync } from 'node:fs'
import type { Page, Request } from 'playwright-core'
import { expect } from 'vitest'

/** `/policies/$ref`, without the first page. */
export const consoleRoutes: readonly string[] = [
  ...readFileSync(new URL('../../console/routes.tsx', import.meta.url), 'utf8').matchAll(/\bpath: '([^']+)'/g),
]
  .map(([, path = '']) => path)
  .filter((path) => path !== '/')

type Asking = { readonly open: Set<Request>; latestMs: number }
const asking = new WeakMap<Page, Asking>()

/** What a page has asked the server for; its stream of events never ends, and is not among it. */
const askingOf = (page: Page): Asking => {
  const known = asking.get(page)
  if (known !== undefined) return known
  const its: Asking = { open: new Set(), latestMs: 0 }
  const answered = (request: Request) => {
    its.open.delete(request)
    its.latestMs = performance.now()
  }
  page.on('request', (request) => request.resourceType() === 'eventsource' || its.open.add(request))
  page.on('response', (response) => answered(response.request())).on('requestfailed', answered)
  asking.set(page, its)
  return its
}

/** Within the page, as a link would: nothing is loaded anew. It is there when it is another one that says its name, and asks for nothing more. */
export const go = async (page: Page, path: string): Promise<void> => {
  const its = askingOf(page)
  await page.evaluate((to) => {
    for (const one of document.querySelectorAll('main h1, main h2, .beacon')) one.setAttribute('data-before', '')
    history.pushState({}, '', to)
  }, `/console${path}`)
  await page.locator(':is(main h1, main h2, .beacon):not([data-before])').first().waitFor()
  await expect.poll(() => its.open.size === 0 && performance.now() - its.latestMs > 100, { interval: 25 }).toBe(true)
}
