// What a text that would be markup could do in a browser, and whether it did: run, ask its host, break the page's own rules, or stand
// there as an element.

import type { BrowserContext, Page } from 'playwright-core'
import { HOSTILE_HOST } from './hostile.ts'

const MARKUP = [
  // A picture may say it: as an image it asks for nothing, and what stands in it is looked at by itself.
  `[src*="${HOSTILE_HOST}"]:not(img[src^="data:image/svg+xml"])`,
  '[srcdoc]',
  '[onerror]',
  '[onload]',
  '[onclick]',
  'a[href^="javascript:"]',
  'main script',
].join(', ')

export type Watch = {
  /** Each with the address of the page it happened on; nothing else is in it. */
  readonly found: readonly string[]
  /** Looks for elements of it that stand there now. */
  readonly look: (page: Page) => Promise<void>
}

/** Before anything is opened in it. */
export const watchFor = async (context: BrowserContext): Promise<Watch> => {
  const found: string[] = []
  await context.exposeFunction('brokeRule', (what: string) => void found.push(what))
  await context.addInitScript(() =>
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile, sample }) =>
      (window as unknown as { brokeRule: (what: string) => void }).brokeRule(
        `${location.pathname} broke ${violatedDirective}: ${blockedURI} ${sourceFile} ${sample}`,
      ),
    ),
  )
  await context.route(
    ({ hostname }) => hostname === HOSTILE_HOST,
    (route) => {
      found.push(`asked ${route.request().url()}`)
      return route.abort()
    },
  )
  context.on('dialog', (dialog) => {
    found.push(`ran: ${dialog.message()}`)
    void dialog.dismiss()
  })
  const look = async (page: Page) => {
    const markup = await page.evaluate(
      (selector) => [...document.querySelectorAll(selector)].map(({ outerHTML }) => outerHTML.slice(0, 200)),
      MARKUP,
    )
    for (const one of markup) found.push(`${page.url()} ${one}`)
  }
  return { found, look }
}
