// (u) the policy editor with 500 destinations, in Chromium: from a key or a click until the browser has drawn what came of it, as the browser
// itself tells (Event Timing). What a person does there: types a name and a number, chooses somebody else, moves, removes and adds a step.

import { chromium, type Page } from 'playwright-core'
import { must } from '../tests/support/http-client.ts'
import { addConnection, addUsers } from '../tests/support/staff.ts'
import { chromiumPath } from './browser.ts'
import { atMost, figure, percentile, type Row } from './figures.ts'
import type { Size } from './starts.ts'
import { openYard, pause, type Yard } from './yard.ts'

/** 500 destinations: as many steps as a policy may have are 200. */
const STEPS = 125
const EACH = 4
const PEOPLE = 300
const GOAL_MS = 100
/** A preview is asked for between: people pause. */
const BETWEEN_MS = 700
const ACCOUNT = { account: 'editor', password: 'correct horse battery' }

const prepare = async ({ client, provider }: Yard): Promise<void> => {
  await addConnection(client, provider, {})
  await addUsers(client, PEOPLE)
  const { items } = (await must(client.ask('GET', '/v1/users?limit=200'))).json<{ items: { key: string }[] }>()
  const keys = items.map(({ key }) => key)
  const steps = Array.from({ length: STEPS }, (_one, index) => ({
    destinations: Array.from({ length: EACH }, (_place, place) => ({
      user: keys[(index * EACH + place) % keys.length],
    })),
    waitSeconds: 60,
  }))
  await must(client.ask('POST', '/v1/policies', { body: { key: 'long', name: 'Long', steps, loops: { max: 1 } } }))
  const [user] = keys
  await must(client.ask('POST', '/v1/accounts', { body: { user, ...ACCOUNT, mustChange: false } }))
  await must(client.ask('POST', '/v1/roles', { body: { role: 'administrator', user } }))
}

/** Runs in the page. Each interaction is told with the longest of its events. */
const observe = (): void => {
  const taken: number[] = []
  Object.assign(globalThis, { taken })
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & { interactionId?: number })[])
      if ((entry.interactionId ?? 0) > 0) taken.push(entry.duration)
  }).observe({ type: 'event', durationThreshold: 16, buffered: false } as PerformanceObserverInit)
}

const slowest = async (page: Page, act: () => Promise<unknown>): Promise<number> => {
  await page.evaluate(() => {
    ;(globalThis as unknown as { taken: number[] }).taken.length = 0
  })
  await act()
  await pause(BETWEEN_MS)
  const taken = await page.evaluate(() => (globalThis as unknown as { taken: number[] }).taken)
  return Math.max(0, ...taken)
}

type Act = (round: number) => Promise<unknown>

const acts = (page: Page): readonly (readonly [what: string, act: Act])[] => {
  /** What is far away is drawn when it is scrolled to; scrolling is no interaction that is measured. */
  const step = async (number: number) => {
    const found = page.locator('ol.steps > .step').nth(number - 1)
    await found.scrollIntoViewIfNeeded()
    await found.locator('.moving').waitFor()
    return found
  }
  return [
    ['a letter of the name', () => page.locator('[name=name]').press('x')],
    ['a digit of a wait', async () => (await step(3)).locator('input.word').press('5')],
    [
      'another person',
      async (round) =>
        (await step(2))
          .locator('select.word')
          .first()
          .press(round % 2 === 0 ? 'ArrowDown' : 'ArrowUp'),
    ],
    ['a step moved down', async () => (await step(1)).locator('.moving button').nth(1).click()],
    ['a step removed', async () => (await step(2)).locator('.moving button').nth(2).click()],
    ['a person added', () => page.locator('.palette .chip').first().click()],
  ]
}

const signedIn = async (page: Page, url: string): Promise<void> => {
  const { status } = await page.evaluate(
    async (body) => {
      const response = await fetch('/v1/session', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-Requested-With': 'noroshi' },
        body: JSON.stringify(body),
      })
      return { status: response.status }
    },
    { ...ACCOUNT },
  )
  if (status !== 201) throw new Error(`signing in at ${url} was answered with ${status}`)
}

const measure = async (page: Page, url: string, rounds: number): Promise<readonly Row[]> => {
  await page.goto(url)
  await signedIn(page, url)
  await page.goto(`${url}/console/policies/long`)
  await page
    .locator('.step')
    .nth(STEPS - 1)
    .waitFor({ state: 'attached' })
  await page.locator('.palette .chip').first().waitFor()
  await pause(3_000)
  await page.evaluate(observe)
  const rows: Row[] = []
  for (const [what, act] of acts(page)) {
    const tookMs: number[] = []
    for (let round = 0; round < rounds; round += 1) tookMs.push(await slowest(page, () => act(round)))
    // The first warms what was never run before.
    rows.push(
      atMost(
        figure('u', `${what}, ${STEPS * EACH} destinations`, [percentile(tookMs.slice(1), 0.95), 'ms p95']),
        GOAL_MS,
      ),
    )
  }
  return rows
}

export const editor = async ({ quick }: Size): Promise<readonly Row[]> => {
  const executablePath = chromiumPath()
  if (executablePath === null) return []
  const yard = await openYard()
  try {
    await prepare(yard)
    const browser = await chromium.launch({ executablePath, args: ['--headless', '--no-sandbox', '--disable-gpu'] })
    const page = await browser.newPage({ viewport: { width: 1280, height: 844 } })
    page.setDefaultTimeout(60_000)
    const rows = await measure(page, yard.server().url, quick ? 4 : 12)
    await browser.close()
    return rows
  } finally {
    await yard.close()
  }
}
