// The pages of the console, as its own table of routes tells them, and what each role is shown and may do there.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { go, consoleRoutes as routes } from '../support/console-pages.ts'
import { type Demo, startDemoForConsole } from '../support/demo.ts'

let demo: Demo

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
})
afterAll(() => demo.close())

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
        await go(page, path)
        // What is to be there may be drawn a moment later than the page's name.
        if (ways.includes(`${path}/new`)) await page.locator(`main a[href$="${path}/new"]`).first().waitFor()
        for (const link of await page.locator('main a[href$="/new"]').all())
          found.add(((await link.getAttribute('href')) ?? '').replace('/console', ''))
      }
      expect([...found].toSorted()).toEqual(ways)
      expect(refused).toEqual([])
      await context.close()
    },
  )
})
