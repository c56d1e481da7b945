// Every form of the console, filled in as people do when they err: empty, too long, with what is no number, no address and no time, and
// with what is there already. It says so at the field, in words; nothing typed is lost, nothing is written, nothing fails.

import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Demo, startDemoForConsole } from '../support/demo.ts'
import { enter, type Visit, visit, visitSignedIn } from '../support/look.ts'
import { FIELDS, fill, pastedBadly, sentBadly, type Typed } from '../support/wrong-input.ts'

type Form = {
  /** A word in braces stands for something made before. */
  readonly path: string
  /** A field of it, where there are others on the page, */
  readonly has?: string
  /** and one that others have. */
  readonly without?: string
  /** Buttons that lead to it. */
  readonly open?: readonly string[]
  /** A choice whose every value asks for other fields. */
  readonly kinds?: string
  /** What is asked once more. */
  readonly sure?: string
  /** What is there already, or is not right, by the field that names it. */
  readonly taken?: Readonly<Record<string, string>>
  /** Left empty it says the same as before, or something: it is not tried. */
  readonly mayBeEmpty?: boolean
  /** Marked before it is sent. */
  readonly tick?: string
  /** Before anybody signs in, or with a password for one use. */
  readonly door?: 'shut' | 'once'
}

const named = { key: 'there' }
const GOOD = 'watch the hills at night'
const forms: readonly Form[] = [
  { path: '/', door: 'shut', taken: { account: 'nobody', password: 'not this one' } },
  { path: '/', door: 'once', taken: { current: 'not this one', password: GOOD } },
  { path: '/invitation{invitation}', door: 'shut', taken: { account: 'admin', password: GOOD } },
  { path: '/people/new', taken: named },
  { path: '/people/coded', has: 'code', mayBeEmpty: true, taken: { code: '000000' } },
  { path: '/groups/new', taken: named },
  { path: '/projects/new', taken: named },
  { path: '/policies/new', taken: { name: '夜間当番', key: 'fresh' } },
  { path: '/policy-groups/new', taken: named },
  { path: '/calendars/new', taken: named },
  { path: '/settings/templates/new', taken: { key: 'on-call' } },
  { path: '/settings/webhooks/new', taken: named },
  { path: '/settings/connections/new', kinds: 'kind', taken: { key: 'simulator' } },
  { path: '/settings/connections/simulator', has: 'to.address' },
  { path: '/settings/drafts/{draft}', open: ['却下する'] },
  { path: '/sources/new', kinds: 'kind', taken: named },
  { path: '/rules/new', taken: named },
  { path: '/incidents/new' },
  { path: '/incidents/1', open: ['内容を直す'], has: 'occurredAt' },
  { path: '/incidents/1', has: 'name' },
  { path: '/incidents/1', open: ['調査 を改名'], has: 'name' },
  { path: '/incidents/1', has: 'message' },
  { path: '/incidents/1', has: 'guest' },
  { path: '/incidents/1', open: ['一斉通知する'], has: 'text', sure: '知らせる' },
  { path: '/pauses/new', mayBeEmpty: true, sure: '停止する' },
  { path: '/start', sure: '通報を始める' },
  { path: '/schedules/there', has: 'note' },
  { path: '/schedules/there', has: 'notices.minutesAhead', tick: '当番になる人に知らせる' },
  { path: '/settings/tokens', open: ['トークンを作る'], tick: 'callouts:read' },
  { path: '/settings/readings', has: 'word', taken: { word: '既出' } },
  { path: '/settings/readings', open: ['「既出」の読みを変える'], has: 'reading', without: 'word' },
  { path: '/settings', has: 'publicUrl' },
  { path: '/settings/space', mayBeEmpty: true },
  { path: '/settings/texts', mayBeEmpty: true },
  { path: '/settings/retention', mayBeEmpty: true },
  { path: '/settings/contacting' },
  { path: '/projects/there/incidents', has: 'forgotten.firstMinutes' },
  { path: '/me', has: 'opening', mayBeEmpty: true },
  { path: '/me', has: 'current', taken: { current: 'not this one', password: GOOD } },
  { path: '/me', has: 'password', without: 'current', mayBeEmpty: true, taken: { password: 'not this one' } },
  { path: '/me', open: ['代わってもらう'], has: 'note' },
]

let demo: Demo
const made: Record<string, string> = {}

const make = (kind: string, body: object): Promise<Record<string, unknown>> => demo.api(`/v1/${kind}`, body)

/** What is there already. */
const makeThere = async (): Promise<void> => {
  const there = { key: 'there', name: 'すでにある' }
  for (const kind of ['users', 'groups', 'projects', 'calendars', 'sources']) await make(kind, there)
  await make('schedules', { ...there, positions: [{ key: 'p', layers: [] }] })
  await make('policy-groups', { ...there, policies: [{ policy: 'night' }] })
  await make('webhooks', { ...there, url: 'http://192.0.2.1/', events: ['readiness.digest'] })
  await make('rules', { ...there, policy: 'night', match: { hosts: ['none'] } })
  await make('readings', { language: 'ja', word: '既出', reading: 'きしゅつ' })
  await make('incidents', { name: '障害', project: 'ops', topics: ['調査'] })
}

/** What forms are about that are there for a while only. */
const makePassing = async (): Promise<void> => {
  const { link } = await make('invitations', { user: 'there' })
  made['invitation'] = new URL(String(link)).hash
  const { oneTimePassword } = await make('accounts', { user: 'there', account: 'once' })
  made['once'] = String(oneTimePassword)
  const method = { channel: 'phone', label: '携帯', address: '+819001230009', default: true }
  const coded = await make('users', { key: 'coded', name: '確認', contactMethods: [method] })
  const [{ id }] = coded['contactMethods'] as [{ id: string }]
  await make(`users/coded/contact-methods/${id}/code`, {})
  const { items } = await demo.api('/v1/accounts')
  const own = (items as { account: string; user: string }[]).find(({ account }) => account === demo.ready.account)
  const startsAt = new Date(Date.now() + 86_400_000).toISOString()
  const shift = { unit: 'week', time: '09:00', weekday: 1 }
  const layers = [{ key: 'week', shift, people: [own?.user, 'sato'], startsAt }]
  await make('schedules', { key: 'mine', name: '昼の当番', positions: [{ key: 'first', layers }] })
  const response = await fetch(`${demo.ready.url}/v1/policies`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${demo.ready.token}`,
      'content-type': 'application/json',
      'noroshi-draft': 'ask',
    },
    body: JSON.stringify({ key: 'drafted', name: '下書き', steps: [{ destinations: [{ user: 'sato' }] }] }),
  })
  made['draft'] = response.headers.get('noroshi-draft') ?? ''
}

beforeAll(async () => {
  demo = await startDemoForConsole()
  await makeThere()
  await makePassing()
  going = await visitSignedIn(demo, { path: '/console/groups' })
  going.page.setDefaultTimeout(4_000)
})
afterAll(() => demo.close())

const wrong: Readonly<Record<string, string>> = {
  number: '-1',
  tel: 'でんわ',
  url: 'ftp://x y',
  email: 'だれか',
  'datetime-local': '99999-01-01T00:00',
}
/** Longer than anything may be. */
const long: Readonly<Record<string, string>> = {
  number: '1000000000',
  'datetime-local': '',
  textarea: '長'.repeat(10_001),
}
const LONG = '長'.repeat(2_001)

const FORMS = 'main form.form:not(details.banner form)'

/** Of whoever is signed in, and goes from page to page. */
let going: Visit

const arrive = async ({ path, door }: Form): Promise<Visit> => {
  const at = `/console${path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => made[name] ?? '')}`
  if (door !== undefined) {
    const visiting = await visit(demo, { path: at })
    if (door === 'once') await enter(visiting.page, { account: 'once', password: made['once'] ?? '' })
    return visiting
  }
  const { page } = going
  const go = (to: string) => page.evaluate((next) => history.pushState({}, '', next), to)
  // Left without asking, so that whatever was opened before is shut.
  await go('/console/groups')
  await page.locator(FORMS).first().waitFor({ state: 'detached' })
  await go(at)
  return { ...going, close: () => Promise.resolve() }
}

const formIn = async (page: Page, { has, without, open = [], tick, door }: Form): Promise<Locator> => {
  for (const name of open) await page.getByRole('button', { name }).first().click()
  if (tick !== undefined) await page.getByLabel(tick).check()
  const field = has ?? (door === 'once' ? 'current' : undefined)
  const of = field === undefined ? '' : `:has([name="${field}"])`
  const not = without === undefined ? '' : `:not(:has([name="${without}"]))`
  const form = page.locator(`${FORMS}${of}${not}`).first()
  await form.locator(FIELDS).first().waitFor()
  return form
}

const kindsOf = (form: Locator, { kinds }: Form): Promise<readonly string[]> =>
  kinds === undefined
    ? Promise.resolve([''])
    : form
        .locator(`select[name=${kinds}] option`)
        .evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value))

/** What is tried of each kind; the rest is the same for all of them. */
const tries = ({ mayBeEmpty = false, taken }: Form, isFirst: boolean): readonly (readonly [string, Typed])[] => [
  ...(mayBeEmpty || !isFirst ? [] : [['left empty', () => ''] as const]),
  ['too long', (kind) => long[kind] ?? LONG],
  ...(isFirst ? [['of the wrong kind', (kind: string) => wrong[kind]] as const] : []),
  ...(taken === undefined || !isFirst
    ? []
    : [['there already', (_kind: string, name: string) => taken[name]] as const]),
]

/** Whatever is wrong, all of it, so that one look is enough. */
const triedAll = async (page: Page, form: Form): Promise<readonly string[]> => {
  const where = await formIn(page, form)
  const bad = [...(await pastedBadly(where))]
  for (const [place, kind] of (await kindsOf(where, form)).entries()) {
    if (kind !== '') await where.locator(`select[name=${form.kinds ?? ''}]`).selectOption(kind)
    for (const [what, value] of tries(form, place === 0)) {
      await fill(where, value)
      for (const one of await sentBadly(page, where, form.sure)) bad.push(`${kind} ${what}: ${one}`)
    }
  }
  return bad
}

const titleOf = ({ path, door, open = [], has }: Form): string => [path, door, ...open, has].filter(Boolean).join(' ')

describe('every form', () => {
  it.each(forms.map((form) => [titleOf(form), form] as const))('%s', async (_name, form) => {
    const { page, faults, close } = await arrive(form)
    const before = faults.length
    try {
      expect(await triedAll(page, form)).toEqual([])
      expect(faults.slice(before)).toEqual([])
    } finally {
      await close()
    }
  })
})

it('a role in a project that went meanwhile: it is said where the project was chosen', async () => {
  await make('projects', { key: 'passing', name: 'なくなる' })
  const { page } = await arrive({ path: '/people/there' })
  const form = page.locator(`${FORMS}:has([name=role])`)
  await form.getByLabel('範囲').selectOption({ label: 'なくなる' })
  const { url, token } = demo.ready
  await fetch(`${url}/v1/projects/passing`, { method: 'DELETE', headers: { authorization: `Bearer ${token}` } })
  expect(await sentBadly(page, form)).toEqual([])
  expect(await form.getByLabel('範囲').getAttribute('aria-invalid')).toBe('true')
  await form.getByText('そのプロジェクトはありません').waitFor()
})

it('what no field shows is said at the button, with what it is about; what a field shows is not', async () => {
  const { page } = await arrive({ path: '/groups/new' })
  const form = await formIn(page, { path: '/groups/new' })
  const errors = [
    { field: 'name', message: '短くしてください' },
    { field: 'beyond.0', message: 'いません' },
  ]
  await page.route('**/v1/groups', (route) =>
    route.fulfill({ status: 422, json: { title: '形式が違います', code: 'request.invalid', errors } }),
  )
  await form.locator('button[type=submit]').click()
  const said = await form.locator('.said').innerText()
  await page.unroute('**/v1/groups')
  expect(said).toContain('beyond.0: いません')
  expect(said).not.toContain('短くしてください')
  expect(await form.getByText('短くしてください').count()).toBe(1)
})
