// (v) what Lighthouse says of the console's sign-in page, its Now page and the page of a policy: accessibility, and performance as on a desktop,
// where people work with it, and as on a phone. Lighthouse is no dependency (docs/decisions/0105): where it is not installed, this is skipped.

import { chromium } from 'playwright-core'
import { must } from '../tests/support/http-client.ts'
import { freePort } from '../tests/support/server-process.ts'
import { addConnection, addPolicy, addUsers, each } from '../tests/support/staff.ts'
import { chromiumPath } from './browser.ts'
import { atLeast, figure, median, type Row } from './figures.ts'
import type { Size } from './starts.ts'
import { openYard, type Yard } from './yard.ts'

const RUNS = 5
/** A run that could not be recorded says nothing of the page: it is made again. */
const TRIES = 3
const ACCESSIBILITY = 100
const PERFORMANCE = 95
const PEOPLE = 12
const RUNNING = 3
const ACCOUNT = { account: 'lighthouse', password: 'correct horse battery' }

/** Of what Lighthouse answers, what is read. Scores are 0 to 1; null where something was not measured. */
type Audit = {
  readonly score: number | null
  readonly numericValue?: number
  readonly details?: { readonly items?: readonly { readonly url?: string; readonly statusCode?: number }[] }
}
type Category = {
  readonly score: number | null
  readonly auditRefs: readonly { readonly id: string; readonly weight: number }[]
}
type Report = {
  readonly runtimeError?: { readonly message: string }
  readonly audits: Readonly<Record<string, Audit>>
  readonly categories: Readonly<Record<'accessibility' | 'performance', Category>>
}
type Flags = {
  readonly port: number
  readonly logLevel: 'error'
  readonly onlyCategories: readonly string[]
  readonly extraHeaders: Readonly<Record<string, string>>
}
type Lighthouse = {
  readonly default: (url: string, flags: Flags, config?: object) => Promise<{ readonly lhr: Report } | undefined>
  readonly desktopConfig: object
}

/** Not written where it is imported: then it would be looked for when this is compiled. */
const PACKAGE = 'lighthouse'

const installed = async (): Promise<Lighthouse | null> => {
  try {
    return (await import(PACKAGE)) as Lighthouse
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') return null
    throw error
  }
}

/** Some callouts that nobody answers, so that Now has something to show. */
const prepare = async ({ client, provider }: Yard): Promise<void> => {
  await addConnection(client, provider, {})
  await addUsers(client, PEOPLE)
  const steps = Array.from({ length: PEOPLE / 2 }, (_step, step) => [step * 2, step * 2 + 1])
  // As a house that is set up: without a caller id nobody would be reached, and each page would say so at length.
  const [from] = provider.numbers
  await addPolicy(client, { key: 'night', steps, from, ringSeconds: 180, loops: { max: 10 } })
  await each(RUNNING, () =>
    must(client.ask('POST', '/v1/callouts', { body: { policy: 'night', text: 'db01 が停止しました' } })),
  )
  const user = 'user-0'
  await must(client.ask('POST', '/v1/accounts', { body: { user, ...ACCOUNT, mustChange: false } }))
  await must(client.ask('POST', '/v1/roles', { body: { role: 'administrator', user } }))
}

const cookieOf = async (url: string): Promise<string> => {
  const response = await fetch(`${url}/v1/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Requested-With': 'noroshi' },
    body: JSON.stringify(ACCOUNT),
  })
  const [cookie] = response.headers.getSetCookie()
  if (response.status !== 201 || cookie === undefined)
    throw new Error(`signing in at ${url} was answered with ${response.status}`)
  return cookie.split(';')[0] ?? ''
}

type Place = { readonly name: string; readonly url: string; readonly cookie: string | null }

/** By what the server said of the session: else another page was looked at than the one that was meant. */
const insist = (report: Report, { name, cookie }: Place): Report => {
  if (report.runtimeError !== undefined) throw new Error(`${name}: ${report.runtimeError.message}`)
  const requests = report.audits['network-requests']?.details?.items ?? []
  const session = requests.find(({ url }) => url?.endsWith('/v1/session') === true)?.statusCode
  if (session !== (cookie === null ? 401 : 200)) throw new Error(`${name}: the session was answered with ${session}`)
  return report
}

const worst = (reports: readonly Report[], of: 'accessibility' | 'performance'): number =>
  Math.min(...reports.map(({ categories }) => (categories[of].score ?? Number.NaN) * 100))

const performanceOf = (reports: readonly Report[]): number =>
  median(reports.map(({ categories }) => (categories.performance.score ?? Number.NaN) * 100))

/** The rules of accessibility that a page broke in any of its runs. */
const brokenIn = (reports: readonly Report[]): readonly string[] => {
  const broken = reports.flatMap(({ audits, categories }) =>
    categories.accessibility.auditRefs
      .filter(({ id, weight }) => weight > 0 && audits[id]?.score === 0)
      .map(({ id }) => id),
  )
  return [...new Set(broken)]
}

const timesOf = (reports: readonly Report[]): string => {
  const medianOf = (id: string): number => median(reports.map(({ audits }) => audits[id]?.numericValue ?? Number.NaN))
  const [largest, blocked] = ['largest-contentful-paint', 'total-blocking-time'].map((id) => Math.round(medianOf(id)))
  return `LCP ${largest} ms, TBT ${blocked} ms, CLS ${medianOf('cumulative-layout-shift').toFixed(3)}`
}

type Tools = { readonly runs: number; readonly desktop: object }

const measure = async (ask: (config?: object) => Promise<Report>, place: Place, tools: Tools): Promise<Row[]> => {
  const of = async (runs: number, config?: object): Promise<readonly Report[]> => {
    const reports: Report[] = []
    for (let run = 0; run < runs; run += 1) reports.push(insist(await ask(config), place))
    return reports
  }
  const desktop = await of(tools.runs, tools.desktop)
  // It has no goal: once is enough to see where it stands.
  const phone = await of(1)
  const broken = brokenIn([...desktop, ...phone])
  const rules = broken.length === 0 ? '' : ` (${broken.join(', ')})`
  const accessible = Math.min(worst(desktop, 'accessibility'), worst(phone, 'accessibility'))
  return [
    atLeast(figure('v', `${place.name}: accessibility${rules}`, [accessible, '']), ACCESSIBILITY),
    atLeast(figure('v', `${place.name}: desktop, ${timesOf(desktop)}`, [performanceOf(desktop), '']), PERFORMANCE),
    figure('v', `${place.name}: phone, ${timesOf(phone)}`, [performanceOf(phone), '']),
  ]
}

const measureAll = async (yard: Yard, { default: run, desktopConfig }: Lighthouse, runs: number): Promise<Row[]> => {
  const { url } = yard.server()
  const cookie = await cookieOf(url)
  const places: readonly Place[] = [
    { name: 'sign-in', url: `${url}/console/`, cookie: null },
    { name: 'Now', url: `${url}/console/`, cookie },
    { name: 'a policy', url: `${url}/console/policies/night`, cookie },
  ]
  const port = await freePort()
  const executablePath = chromiumPath() ?? ''
  const args = [`--remote-debugging-port=${port}`, '--no-sandbox', '--accept-lang=ja-JP']
  const browser = await chromium.launch({ executablePath, args })
  try {
    const rows: Row[] = []
    for (const place of places) {
      const flags: Flags = {
        port,
        logLevel: 'error',
        onlyCategories: ['accessibility', 'performance'],
        extraHeaders: place.cookie === null ? {} : { Cookie: place.cookie },
      }
      const ask = async (config?: object): Promise<Report> => {
        for (let tries = 1; ; tries += 1) {
          const answer = await run(place.url, flags, config)
          if (answer === undefined) throw new Error(`${place.name}: no report`)
          if (answer.lhr.runtimeError === undefined || tries === TRIES) return answer.lhr
        }
      }
      rows.push(...(await measure(ask, place, { runs, desktop: desktopConfig })))
    }
    return rows
  } finally {
    await browser.close()
  }
}

export const lighthouse = async ({ quick }: Size): Promise<readonly Row[]> => {
  if (chromiumPath() === null) return []
  const found = await installed()
  if (found === null) {
    console.log(`  (v) skipped: npm install --no-save ${PACKAGE}`)
    return []
  }
  const yard = await openYard()
  try {
    await prepare(yard)
    return await measureAll(yard, found, quick ? 1 : RUNS)
  } finally {
    await yard.close()
  }
}
