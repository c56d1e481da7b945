// Every page of the console, as its own table of routes tells them, so that a page of the future is looked at too: texts that would like
// to be markup, whichever field they stand in; forms left empty or filled too full; and what each role is shown and may do.

import type { Page, Route } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { go, consoleRoutes as routes } from '../support/console-pages.ts'
import { type Demo, PATIENCE_MS, startDemoForConsole } from '../support/demo.ts'
import { visitSignedIn } from '../support/look.ts'

let demo: Demo
/** By the path of a page about one thing, which one. */
const things: Record<string, string> = {}

type Listed = { readonly items: readonly Record<string, string>[] }
const firstOf = async (path: string, field: string): Promise<string> =>
  ((await demo.api(path)) as Listed).items[0]?.[field] ?? ''

beforeAll(async () => {
  demo = await startDemoForConsole()
  const make = (path: string, body: object) => demo.api(`/v1/${path}`, body)
  await make('config/apply', {
    document: {
      version: 1,
      calendars: [
        {
          key: 'c',
          name: 'c',
          zone: 'Asia/Tokyo',
          country: 'JP',
          conditions: [{ key: 'n', anyOf: [{ holiday: 'yes' }] }],
        },
      ],
      groups: [{ key: 'g', name: 'g', members: ['sato'] }],
    },
  })
  await make('schedules', {
    key: 's',
    name: 's',
    zone: 'Asia/Tokyo',
    positions: [
      {
        key: 'p',
        layers: [
          {
            key: 'l',
            people: ['sato'],
            shift: { unit: 'week', every: 1, time: '09:00', weekday: 1 },
            startsAt: '2026-11-02T09:00:00+09:00',
          },
        ],
      },
    ],
  })
  await make('policy-groups', { key: 'pg', name: 'pg', policies: [{ policy: 'night' }] })
  await make('sources', { key: 'src', name: 'src' })
  await make('rules', { key: 'r', name: 'r', policy: 'managers', match: { hosts: ['none'] } })
  await make('webhooks', { key: 'w', name: 'w', url: 'http://192.0.2.1/', events: ['*'] })
  await make('pauses', { user: 'james', reason: 'p' })
  await make('incidents', { name: 'i', message: '<b>x</b><script>1</script>', topics: ['t'] })
  await make('alerts', {
    source: 'src',
    events: [{ kind: 'problem', dedupKey: 'd', host: 'h', url: 'https://example.jp/' }],
  })
  await make('callouts', { policy: 'night', text: 'x' })
  const about = [
    ['callouts', 'id'],
    ['incidents', 'id'],
    ['alerts', 'id'],
    ...['policies', 'policy-groups', 'calendars', 'schedules', 'groups', 'projects', 'sources', 'rules'].map((one) => [
      one,
      'key',
    ]),
  ]
  for (const [kind = '', field = ''] of about)
    things[`/${kind}/$${field === 'id' && kind !== 'incidents' ? 'id' : 'ref'}`] = await firstOf(`/v1/${kind}`, field)
  things['/people/$ref'] = 'sato'
  for (const kind of ['connections', 'templates', 'webhooks'])
    things[`/settings/${kind}/$ref`] = await firstOf(`/v1/${kind}`, 'key')
})
afterAll(() => demo.close())

/** Null for what there is none of in this demo. */
const addressOf = (path: string): string | null => {
  if (!path.includes('$')) return path
  const thing = things[path]
  return thing === undefined ? null : path.replace(/\$\w+$/, encodeURIComponent(thing))
}

const HOSTILE = `"'><img src=x onerror=ran()><script>ran()</script><svg onload=ran()></svg>{{7*7}}`
/** Words of the API, keys, ids, instants, addresses: what decides something, and cannot hold this. */
const WORD = /^([\w.:+/-]*|https?:.*)$/
const hostile = (value: unknown, name: string): unknown => {
  if (typeof value === 'string') {
    if (name === 'url' && value.startsWith('http')) return 'javascript:ran()'
    return WORD.test(value) && !['name', 'text', 'userName'].includes(name) ? value : `${value}${HOSTILE}`
  }
  if (Array.isArray(value)) return value.map((one) => hostile(one, name))
  // What is written in incidents is markup that the server has cleaned, or nothing is.
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, key === 'html' ? one : hostile(one, key)]))
}

const answerHostile = async (route: Route): Promise<void> => {
  if (route.request().url().includes('/v1/events')) return route.continue()
  const response = await route.fetch()
  const type = response.headers()['content-type'] ?? ''
  if (!type.includes('json')) return route.fulfill({ response })
  await route.fulfill({ response, json: hostile(await response.json(), '') })
}

/** What became markup of it. An address that would be a script is taken out by React, which leaves a word of its own. */
const markupIn = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('img[src=x], [onerror], [onload], main script, a[href*="ran()"]')].map(
      ({ outerHTML }) => outerHTML.slice(0, 200),
    ),
  )

describe('every page', () => {
  it('shows texts that would be markup as texts, whichever field of an answer they stand in', async () => {
    const { page, faults, close } = await visitSignedIn(demo, { path: '/console/me' })
    await page.route('**/v1/**', answerHostile)
    await page.reload()
    const found: Record<string, readonly string[]> = {}
    let shown = 0
    for (const path of ['/', ...routes]) {
      const address = addressOf(path)
      if (address === null) continue
      await go(page, address)
      const markup = await markupIn(page)
      if (markup.length > 0) found[path] = markup
      shown += (await page.locator('main').innerText()).split('onerror=ran()').length - 1
    }
    expect(found).toEqual({})
    expect(faults).toEqual([])
    // They were there to be seen.
    expect(shown).toBeGreaterThan(50)
    await close()
  })

  it('of something new says at its fields what is missing, and what is too long, and loses nothing', async () => {
    const { page, faults, close } = await visitSignedIn(demo, { path: '/console/me' })
    const silent: string[] = []
    // A pause of everything, for no reason and without an end, is one: it asks first.
    for (const path of routes.filter((one) => one.endsWith('/new') && one !== '/pauses/new')) {
      await page.goto(`${demo.ready.url}/console${path}`)
      const name = page.locator('main form input[name=name]')
      for (const value of ['', '長'.repeat(10_001)]) {
        await name.fill(value)
        await page.locator('main form button[type=submit]:visible').last().click()
        const said = page.locator('main form [aria-invalid=true], main [role=alert]').first()
        await said.waitFor({ timeout: PATIENCE_MS }).catch(() => silent.push(`${path} ${value.length}`))
        expect(await name.inputValue()).toBe(value)
      }
    }
    expect(silent).toEqual([])
    expect(faults).toEqual([])
    await close()
  })
})

describe('each role', () => {
  const everybody = ['現在', 'インシデント', 'アラート', '連絡網', '当番', 'ユーザ', '履歴', '設定']
  const kinds = [
    'calendars',
    'groups',
    'incidents',
    'pauses',
    'people',
    'policies',
    'policy-groups',
    'projects',
    'rules',
    'sources',
  ]
  const setsUp = kinds.map((kind) => `/${kind}/new`)
  const looks = ['connections', 'drafts', 'readings', 'templates']
  const every = routes.flatMap((one) => /^\/settings\/([\w-]+)$/.exec(one)?.[1] ?? []).toSorted()
  const setsUpAll = [
    ...setsUp,
    ...['connections', 'templates', 'webhooks'].map((one) => `/settings/${one}/new`),
  ].toSorted()

  it.each([
    ['viewer', looks, []],
    ['member', looks, ['/incidents/new']],
    ['operator', looks, ['/incidents/new', '/pauses/new']],
    ['project_manager', [...looks, 'webhooks'], setsUpAll.filter((one) => !one.includes('connections'))],
    ['space_administrator', every, setsUpAll],
    ['administrator', every, setsUpAll],
  ])(
    '%s: sees its places, no way to what it may not do, and no page of it is refused',
    async (role, settings, ways) => {
      const body = { user: role, account: role, password: 'beacon on every hill', mustChange: false }
      await demo.api('/v1/users', { key: role, name: role })
      await demo.api('/v1/accounts', body)
      await demo.api('/v1/roles', { role, user: role })
      const context = await demo.browser.newContext({ locale: 'ja-JP' })
      const { url } = demo.ready
      const { account, password } = body
      await context.request.post(`${url}/v1/session`, { data: { account, password }, headers: { origin: url } })
      const page = await context.newPage()
      const refused: string[] = []
      page.on('response', (response) => {
        if (response.status() === 403) refused.push(response.url())
      })
      await page.goto(`${url}/console/me`)
      await page.locator('nav .place').first().waitFor()
      const names = await page.locator('nav .place:not(.rest)').allInnerTexts()
      expect(names.map((one) => one.replace(/^\S+\s+/, ''))).toEqual(everybody)
      const found = new Set<string>()
      await go(page, '/settings')
      const links = page.locator('main a[href^="/console/settings/"]')
      const parts = (await links.evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''))).map((one) =>
        one.replace('/console', ''),
      )
      expect(parts.toSorted()).toEqual(settings.map((one) => `/settings/${one}`))
      const own = routes.filter((one) => !/\$|\/new$|import$|^\/settings\/|^\/start$/.test(one))
      for (const path of ['/', ...own, ...parts]) {
        const address = addressOf(path)
        if (address === null) continue
        await go(page, address)
        for (const link of await page.locator('main a[href$="/new"]').all())
          found.add(((await link.getAttribute('href')) ?? '').replace('/console', ''))
      }
      expect([...found].toSorted()).toEqual(ways)
      expect(refused).toEqual([])
      await context.close()
    },
  )
})
