// Texts that would like to be markup, scripts, formulas or addresses, stored through every field of /v1 that takes a text; then
// everything that shows them is opened: the console, the phones, answer pages, mails, pictures, files. Nothing runs, nothing is asked
// of their host, nothing of them is an element.

import { parse } from 'csv-parse/sync'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defaultAccountSid, defaultAuthToken } from '../../simulator/index.ts'
import { consoleRoutes, go } from '../support/console-pages.ts'
import { PATIENCE_MS } from '../support/demo.ts'
import { hostileName, hostileText, type Verdicts } from '../support/hostile.ts'
import { createHostileWorld, type HostileWorld } from '../support/hostile-world.ts'
import { visitSignedIn } from '../support/look.ts'
import { type Watch, watchFor } from '../support/trespass.ts'

let world: HostileWorld
let verdicts: Verdicts
const api = (path: string, body?: unknown) => world.demo.api(path, body)

beforeAll(async () => {
  world = await createHostileWorld()
  verdicts = await world.storeEverywhere()
})
afterAll(() => world.close())

const whichAre = (wanted: string): string[] => [...verdicts].flatMap(([field, one]) => (one === wanted ? [field] : []))

type Items = { readonly items: readonly Readonly<Record<string, unknown>>[] }
const listOf = async (path: string): Promise<Items['items']> => ((await api(path)) as Items).items

/** By the route of a page about one thing, all there are. */
const thingsOf = async (route: string): Promise<readonly string[]> => {
  const path = route.replace(/^\/settings/, '').replace(/\/\$.*$/, '')
  const kind = path === '/people' ? '/users' : path
  const field = ['/callouts', '/alerts', '/drafts'].includes(kind) ? 'id' : kind === '/incidents' ? 'number' : 'key'
  const things = await listOf(`/v1${kind}?limit=100`)
  // Of many that were stored the same way, the first ones are enough.
  return things.slice(0, 3).map((one) => encodeURIComponent(String(one[field])))
}

/** One of each kind after another: two in a row are never of the same page, which would be hard to tell apart. */
const everyAddress = async (): Promise<readonly string[]> => {
  const found: string[][] = []
  for (const route of ['/', ...consoleRoutes]) {
    const things = route.includes('$') ? await thingsOf(route) : ['']
    for (const [round, one] of things.entries()) (found[round] ??= []).push(route.replace(/\$\w+/, one))
  }
  return found.flat()
}

/** At which of these widths something reaches beyond the window. */
const tooWide = async (page: Page): Promise<readonly string[]> => {
  const found: string[] = []
  for (const width of [390, 768, 1440]) {
    await page.setViewportSize({ width, height: 844 })
    if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth))
      found.push(`${page.url()} ${width}`)
  }
  return found
}

const anonymous = async (): Promise<{ context: BrowserContext; page: Page; watch: Watch }> => {
  const context = await world.demo.browser.newContext({ locale: 'ja-JP' })
  context.setDefaultTimeout(PATIENCE_MS)
  const watch = await watchFor(context)
  return { context, page: await context.newPage(), watch }
}

describe('hostile texts', () => {
  it('are kept or refused by the name of the field, whichever field they are put in', () => {
    const odd = [...verdicts].filter(([, verdict]) => verdict !== 'kept' && verdict !== 'refused')
    expect(odd).toEqual([])
    expect(whichAre('kept').length).toBeGreaterThan(500)
    expect(whichAre('refused')).toContain('POST /v1/users key')
    expect(whichAre('kept')).toEqual(expect.arrayContaining(['PATCH /v1/users/{ref} name', 'POST /v1/callouts text']))
  })

  it('are in no name where they would turn its reading direction', async () => {
    const kinds =
      'users groups policies policy-groups connections templates calendars schedules sources rules webhooks projects'
    const all = await Promise.all(kinds.split(' ').map((kind) => listOf(`/v1/${kind}?limit=200`)))
    const names = all.flat().map(({ name }) => String(name))
    expect(names.filter((name) => name.includes('gpj.exe'))).toEqual([])
    expect(names.filter((name) => name.includes('onerror=alert(1)')).length).toBeGreaterThan(kinds.split(' ').length)
  })

  it('do nothing on any page of the console, nor break it, however long they are', async () => {
    const { page, faults, close } = await visitSignedIn(world.demo, { path: '/console/me' })
    const { found, look } = await watchFor(page.context())
    await page.reload()
    const broken: string[] = []
    let shown = 0
    for (const address of await everyAddress()) {
      await go(page, address)
      await look(page)
      broken.push(...(await tooWide(page)))
      shown += (await page.locator('main').innerText()).split('onerror=alert(1)').length - 1
    }
    expect(found).toEqual([])
    expect(broken).toEqual([])
    expect(faults).toEqual([])
    // They were there to be seen.
    expect(shown).toBeGreaterThan(400)
    await close()
  })

  it('do nothing in the mails that bring them, nor on the pages these lead to', async () => {
    const { context, page, watch } = await anonymous()
    const { received } = world.mails
    expect(received.length).toBeGreaterThan(3)
    expect(received.some(({ mail }) => mail.html?.includes('&lt;img src=//') === true)).toBe(true)
    const links = new Set<string>()
    for (const { mail } of received) {
      await page.setContent(mail.html ?? '')
      await watch.look(page)
      for (const [link] of (mail.text ?? '').matchAll(/http\S+\/a\/\S+/g)) links.add(link)
    }
    expect(links.size).toBeGreaterThan(3)
    for (const link of links) {
      await page.goto(link)
      await watch.look(page)
    }
    expect(await page.locator('body').innerText()).toContain('onerror=alert(1)')
    expect(watch.found).toEqual([])
    await context.close()
  })

  it('do nothing on the phones, said or written', async () => {
    const { accountSid, authToken } = { accountSid: defaultAccountSid, authToken: defaultAuthToken }
    await api('/v1/connections', {
      key: 'sms',
      name: 'sms',
      kind: 'twilio_sms',
      settings: { accountSid, baseUrl: world.demo.ready.simulator, simulated: true, from: '+815012340001' },
      secrets: { authToken },
    })
    const { context, page, watch } = await anonymous()
    // Sources are not what a browser runs: the built scripts.
    await page.route('**/page/*.js', (route) =>
      route.fulfill({
        path: `dist/simulator${new URL(route.request().url()).pathname}`,
        contentType: 'text/javascript',
      }),
    )
    await page.goto(world.demo.ready.simulator)
    for (const [channel, text] of [
      ['sms', hostileText(600)],
      ['phone', hostileText(1_000)],
    ] as const)
      await api('/v1/direct-sends', {
        to: { channel, address: '+819001230099', name: hostileName(200) },
        connection: channel === 'sms' ? 'sms' : 'simulator',
        text,
      })
    await page.getByText('onerror=alert(1)').first().waitFor()
    await page.getByRole('button', { name: /^応答/ }).first().click()
    await page.getByText('onerror=alert(1)').nth(1).waitFor()
    await watch.look(page)
    expect(watch.found).toEqual([])
    await context.close()
  })

  it('do nothing in pictures and in the page about the API', async () => {
    const { context, page, watch } = await anonymous()
    await context.setExtraHTTPHeaders({ authorization: `Bearer ${world.demo.ready.token}` })
    const { url } = world.demo.ready
    const callouts = (await listOf('/v1/callouts?limit=100')).slice(0, 6)
    for (const { id } of callouts) {
      await page.goto(`${url}/v1/callouts/${String(id)}/picture.svg?lang=ja`)
      await watch.look(page)
    }
    await page.goto(`${url}/v1/docs?x=${encodeURIComponent(hostileText(300))}#${encodeURIComponent(hostileText(300))}`)
    await page.getByText('/v1/callouts').first().waitFor()
    await watch.look(page)
    expect(watch.found).toEqual([])
    await context.close()
  })

  it('are no formulas in any file', async () => {
    const { paths } = (await api('/v1/openapi.json')) as { paths: Record<string, { get?: object }> }
    // A token has no session, and nothing of its own.
    const files = Object.keys(paths).filter(
      (path) => path.endsWith('.csv') && paths[path]?.get !== undefined && !path.startsWith('/v1/session/'),
    )
    const { url, token } = world.demo.ready
    const formulas: string[] = []
    let lines = 0
    for (const path of files) {
      const address = path.replace(/\{\w+\}/, world.refs[path.split('/')[2] ?? ''] ?? '')
      const response = await fetch(`${url}${address}${address === '/v1/analytics.csv' ? '?table=policies' : ''}`, {
        headers: { authorization: `Bearer ${token}` },
      })
      expect(response.status, address).toBe(200)
      const rows = parse(await response.text(), { bom: true, relax_column_count: true }) as string[][]
      for (const cell of rows.flat()) if (/^[=@\t\r-]|^\+(?!\d+$)/.test(cell)) formulas.push(`${path} ${cell}`)
      lines += rows.length
    }
    expect(formulas).toEqual([])
    expect(files.length).toBeGreaterThan(10)
    expect(lines).toBeGreaterThan(50)
  })
})
