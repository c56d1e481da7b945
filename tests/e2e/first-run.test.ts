// The first hour of somebody with nothing but a fresh server and a browser: through the door, along what is missing, to a phone
// that rings, is answered and taken; and the morning after. In both languages, every word as the catalogues have it.

import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import en from '../../console/words/en.json' with { type: 'json' }
import ja from '../../console/words/ja.json' with { type: 'json' }
import { defaultAccountSid, defaultAuthToken, defaultNumbers } from '../../simulator/index.ts'
import { flags, PATIENCE_MS } from '../support/demo.ts'
import { enter, look } from '../support/look.ts'
import { testDatabase } from '../support/postgres.ts'
import { freePort, type ServerProcess, startServerProcess } from '../support/server-process.ts'

const tongues = {
  ja: { words: ja, locale: 'ja-JP', answer: /^応答/, one: /^1 を押す/, width: 1280 },
  en: { words: en, locale: 'en-US', answer: /answer/i, one: /press 1/i, width: 390 },
} as const
const password = 'beacon on every hill'

let browser: Browser
beforeAll(async () => {
  const executablePath = process.env['NOROSHI_TEST_CHROMIUM'] ?? '/usr/bin/chromium'
  browser = await chromium.launch({ executablePath, args: flags })
})
afterAll(() => browser.close())

type Fresh = { readonly server: ServerProcess; readonly oneTimePassword: string }

const startFresh = async (): Promise<Fresh> => {
  const database = await testDatabase()
  const dataDir = mkdtempSync(join(tmpdir(), 'noroshi-first-'))
  const env = { DATABASE_URL: database.url, NOROSHI_SECRET_KEY: randomBytes(32).toString('base64') }
  const server = startServerProcess({ port: await freePort(), dataDir, env })
  onTestFinished(async () => {
    await server.kill('SIGTERM')
    await database.drop()
    rmSync(dataDir, { recursive: true, force: true })
  })
  const told = await server.says('the first administrator was made')
  await server.ready()
  return { server, oneTimePassword: String(told['oneTimePassword']) }
}

/** As `npm run simulator` starts it: its page is there once it is built. */
const startSimulator = async (): Promise<string> => {
  const port = await freePort()
  const env = { ...process.env, NOROSHI_SIMULATOR_PORT: String(port) }
  const simulator = spawn(process.execPath, ['dist/simulator/main.js'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void simulator.kill('SIGTERM'))
  await new Promise((resolve) => createInterface({ input: simulator.stdout }).once('line', resolve))
  return `http://127.0.0.1:${port}`
}

type Tongue = (typeof tongues)[keyof typeof tongues]
type Place = { readonly page: Page; readonly words: Tongue['words'] }

const throughTheDoor = async ({ page, words }: Place, oneTimePassword: string) => {
  await enter(page, { account: 'admin', password: oneTimePassword })
  await page.locator('[name=current]').fill(oneTimePassword)
  await page.locator('[name=password]').fill(password)
  await page.getByRole('button', { name: words.password.submit }).click()
  await page.getByRole('heading', { name: words.preparation.title }).waitFor()
}

const goToNow = async ({ page, words }: Place) => {
  await page.getByRole('link', { name: words.shell.now, exact: true }).click()
  await page.getByRole('heading', { name: words.now.title }).waitFor()
}

const save = ({ page, words }: Place) => page.getByRole('button', { name: words.form.save, exact: true }).click()

const addConnection = async (place: Place, url: string) => {
  const { page, words } = place
  // What comes later is not offered before what it stands on is there.
  expect(await page.getByRole('link', { name: words.preparationDo.policies }).count()).toBe(0)
  await page.getByRole('link', { name: words.preparationDo.connections }).click()
  await page.getByLabel(words.connection.name, { exact: true }).fill('Twilio')
  await page.getByLabel(words.form.key, { exact: true }).fill('twilio')
  await page.getByLabel(words.setting.accountSid).fill(defaultAccountSid)
  await page.getByLabel(words.setting.baseUrl).fill(url)
  await page.getByLabel(words.setting.simulated).check()
  await page.getByLabel(words.secret.authToken, { exact: true }).fill(defaultAuthToken)
  await save(place)
  const [number = ''] = defaultNumbers
  await page.getByRole('button', { name: words.connection.callFrom.replace('{number}', number) }).click()
  await page.getByRole('listitem').getByText(words.connection.callerId, { exact: true }).waitFor()
}

const addPerson = async (place: Place) => {
  const { page, words } = place
  await page.getByRole('link', { name: words.preparationDo.people }).click()
  await page.getByRole('link', { name: words.people.add }).click()
  await page.getByLabel(words.person.name, { exact: true }).fill('佐藤 翔太')
  await page.getByLabel(words.form.key, { exact: true }).fill('sato')
  await page.getByRole('button', { name: words.person.addMethod }).click()
  await page.getByLabel(words.person.address).fill('090-0123-0001')
  await save(place)
  await page.getByRole('heading', { name: '佐藤 翔太' }).waitFor()
}

const addPolicy = async (place: Place) => {
  const { page, words } = place
  await page.getByRole('link', { name: words.preparationDo.policies }).click()
  await page.getByLabel(words.policy.name, { exact: true }).fill('夜間当番')
  await page.getByLabel(words.form.key, { exact: true }).fill('night')
  await page.getByRole('button', { name: words.policy.addStep.replace('{name}', '佐藤 翔太') }).click()
  await page.getByRole('img', { name: words.policy.picture }).waitFor()
  await save(place)
  await page.getByRole('heading', { name: '夜間当番' }).waitFor()
}

const callOut = async ({ page, words }: Place) => {
  await page.getByRole('link', { name: words.now.start, exact: true }).click()
  await page.getByLabel(words.start.text).fill('db01')
  await page.getByRole('button', { name: words.start.submit }).click()
  await page.getByRole('button', { name: words.start.yes }).click()
  await page.getByRole('heading', { name: 'db01' }).waitFor()
}

const takeByPhone = async (page: Page, url: string, { answer, one }: Tongue) => {
  await page.goto(url)
  await page.getByRole('button', { name: answer }).click()
  // The voice takes its time, and more of it where much else runs.
  await page
    .getByText('db01')
    .filter({ visible: true })
    .first()
    .waitFor({ timeout: 3 * PATIENCE_MS })
  await page.getByRole('button', { name: one }).click()
}

it.each(Object.values(tongues))(
  'J-018 T-014 X-006 X-020 from nothing to a phone that is answered, and its explanation, in the browser alone ($locale)',
  async (tongue) => {
    const [{ server, oneTimePassword }, simulatorUrl] = await Promise.all([startFresh(), startSimulator()])
    const { locale, words, width } = tongue
    const context = await browser.newContext({ locale, viewport: { width, height: 844 } })
    onTestFinished(() => context.close())
    context.setDefaultTimeout(PATIENCE_MS)
    const page = await context.newPage()
    const faults: string[] = []
    page.on('pageerror', ({ message }) => faults.push(message))
    const place = { page, words }
    await page.goto(server.url)
    await throughTheDoor(place, oneTimePassword)
    await look(page, `first-run-${locale}`)
    await addConnection(place, simulatorUrl)
    await goToNow(place)
    await addPerson(place)
    await goToNow(place)
    await addPolicy(place)
    await goToNow(place)
    await page.getByText(words.now.calm).waitFor()
    await page.getByRole('heading', { name: words.preparation.title }).waitFor({ state: 'hidden' })
    await callOut(place)
    await takeByPhone(await context.newPage(), simulatorUrl, tongue)
    await page.getByText(words.callout.acknowledgedBy.replace('{name}', '佐藤 翔太')).first().waitFor()
    await page.getByRole('heading', { name: words.callout.words }).waitFor()
    await page.goto(`${server.url}/console/analytics`)
    await page.getByRole('heading', { name: words.analytics.people }).waitFor()
    await page.getByText('佐藤 翔太').first().waitFor()
    expect(faults).toEqual([])
  },
  // Two processes, and twenty pages on a busy machine.
  180_000,
)
