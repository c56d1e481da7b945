// Every form of the console, filled in as people do when they err: empty, too long, with what is no number, no address and no time, and
// with what is there already. It says so at the field, in words; nothing typed is lost, nothing is written, nothing fails.

import type { Locator, Page, Response } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Demo, startDemoForConsole } from '../support/demo.ts'
import { visitSignedIn } from '../support/look.ts'

type Form = {
  readonly path: string
  /** A field of it, where there are others on the page. */
  readonly has?: string
  /** Buttons that lead to it. */
  readonly open?: readonly string[]
  /** A choice whose every value asks for other fields. */
  readonly kinds?: string
  /** What is asked once more. */
  readonly sure?: string
  /** What is there already, by the field that names it. */
  readonly taken?: Readonly<Record<string, string>>
  /** Left empty it says the same as before, or something: it is not tried. */
  readonly mayBeEmpty?: boolean
  /** Marked before it is sent. */
  readonly tick?: string
}

const named = { key: 'there' }
const forms: readonly Form[] = [
  { path: '/people/new', taken: named },
  { path: '/groups/new', taken: named },
  { path: '/projects/new', taken: named },
  { path: '/policies/new', taken: { name: '夜間当番', key: 'fresh' } },
  { path: '/policy-groups/new', taken: named },
  { path: '/calendars/new', taken: named },
  { path: '/settings/templates/new', taken: { key: 'on-call' } },
  { path: '/settings/webhooks/new', taken: named },
  { path: '/settings/connections/new', kinds: 'kind', taken: { key: 'simulator' } },
  { path: '/sources/new', kinds: 'kind', taken: named },
  { path: '/rules/new', taken: named },
  { path: '/incidents/new' },
  { path: '/pauses/new', mayBeEmpty: true, sure: '停止する' },
  { path: '/start', sure: '通報を始める' },
  { path: '/schedules/there', has: 'note' },
  { path: '/settings/tokens', open: ['トークンを作る'], tick: 'callouts:read' },
  { path: '/settings/readings', has: 'word', taken: { word: '既出' } },
  { path: '/settings/space', mayBeEmpty: true },
  { path: '/settings/texts', mayBeEmpty: true },
  { path: '/settings/retention', mayBeEmpty: true },
  { path: '/settings/contacting' },
  { path: '/projects/there/incidents', has: 'forgotten.firstMinutes' },
  { path: '/me', has: 'opening', mayBeEmpty: true },
  { path: '/me', has: 'current' },
]

let demo: Demo
beforeAll(async () => {
  demo = await startDemoForConsole()
  const make = (kind: string, body: object) => demo.api(`/v1/${kind}`, body)
  const there = { key: 'there', name: 'すでにある' }
  for (const kind of ['users', 'groups', 'projects', 'calendars', 'sources']) await make(kind, there)
  await make('schedules', { ...there, positions: [{ key: 'p', layers: [] }] })
  await make('policy-groups', { ...there, policies: [{ policy: 'night' }] })
  await make('webhooks', { ...there, url: 'http://192.0.2.1/', events: ['readiness.digest'] })
  await make('rules', { ...there, policy: 'night', match: { hosts: ['none'] } })
  await make('readings', { language: 'ja', word: '既出', reading: 'きしゅつ' })
})
afterAll(() => demo.close())

const FIELDS = 'input[name]:visible:not([type=checkbox]):not([type=radio]):not([type=file]), textarea[name]:visible'
const WORDS = /[\u3040-\u30FF\u4E00-\u9FFF]/

const wrong: Readonly<Record<string, string>> = {
  number: '-1',
  tel: 'でんわ',
  url: 'ftp://x y',
  email: 'だれか',
  'datetime-local': '99999-01-01T00:00',
}
const long: Readonly<Record<string, string>> = { number: '1000000000' }
const LONG = '長'.repeat(10_001)

const kindOf = async (field: Locator): Promise<string> => (await field.getAttribute('type')) ?? 'text'

/** Only those that can be filled in just now. @param values by kind of field; undefined leaves one as it is */
const fill = async (form: Locator, value: (kind: string, name: string) => string | undefined): Promise<void> => {
  for (const field of await form.locator(FIELDS).all()) {
    if (!(await field.isEditable())) continue
    const text = value(await kindOf(field), (await field.getAttribute('name')) ?? '')
    if (text !== undefined) await field.fill(text)
  }
}

const typedIn = (form: Locator): Promise<Record<string, string>> =>
  form.evaluate((element) =>
    Object.fromEntries(
      [...element.querySelectorAll<HTMLInputElement>('input[name], textarea[name]')].map(({ name, value }) => [
        name,
        value,
      ]),
    ),
  )

const PASTED = ' \u3000１２\r\n３ '
/** What comes out of a spreadsheet or a mail is put in as it is meant. */
const pastedBadly = async (form: Locator): Promise<readonly string[]> => {
  const bad: string[] = []
  for (const field of await form.locator('input[name]:visible').all()) {
    const kind = await kindOf(field)
    if (!['text', 'number', 'tel', 'url', 'email'].includes(kind) || !(await field.isEditable())) continue
    const before = await field.inputValue()
    await field.fill('')
    await field.evaluate((element, text) => {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/plain', text)
      element.focus()
      const paste = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })
      if (element.dispatchEvent(paste)) document.execCommand('insertText', false, text)
    }, PASTED)
    const value = await field.inputValue()
    if (value !== (kind === 'text' ? '１２ ３' : '123'))
      bad.push(`pasted into ${await field.getAttribute('name')}: “${value}”`)
    await field.fill(before)
  }
  return bad
}

const isWrite = (response: Response): boolean =>
  response.request().method() !== 'GET' && !/\/(preview|check|match|whom)$/.test(new URL(response.url()).pathname)

type Problem = { readonly title?: string; readonly errors?: readonly { field: string; message: string }[] }

/** What is wrong with how a refusal is told. */
const toldBadly = async (form: Locator, { title = '', errors = [] }: Problem): Promise<readonly string[]> => {
  const bad: string[] = []
  if (!WORDS.test(title)) bad.push(`says “${title}”`)
  // Of several about one field the first is shown.
  const firsts = errors.filter(({ field }, place) => errors.findIndex((one) => one.field === field) === place)
  for (const { field, message } of firsts) {
    if (!WORDS.test(message)) bad.push(`says “${message}” of ${field}`)
    const at = form.locator('[aria-invalid=true]')
    const names = await at.evaluateAll((all) => all.map((one) => one.getAttribute('name') ?? ''))
    const shown = names.some((one) => one !== '' && (`${field}.`.startsWith(`${one}.`) || one.startsWith(`${field}.`)))
    if (!shown && !(await form.innerText()).includes(message)) bad.push(`says nothing of ${field}: ${message}`)
  }
  return bad
}

const send = async (page: Page, form: Locator, { sure }: Form): Promise<readonly string[]> => {
  const answer = page.waitForResponse(isWrite, { timeout: 3_000 }).catch(() => null)
  const button = form.locator('button[type=submit]:visible').last()
  const before = await typedIn(form)
  await button.click()
  if (sure !== undefined) await form.getByRole('button', { name: sure }).click()
  const response = await answer
  const bad: string[] = []
  if (response === null) return ['asks nothing of the server']
  if (response.status() < 300) return [`is taken: ${response.request().postData()?.slice(0, 300)}`]
  if (response.status() >= 500) bad.push(`fails: ${response.status()}`)
  await form.locator('[aria-invalid=true], [role=alert]').first().waitFor()
  bad.push(...(await toldBadly(form, (await response.json()) as Problem)))
  const after = await typedIn(form)
  for (const [name, text] of Object.entries(before)) if (after[name] !== text) bad.push(`loses ${name}`)
  return bad
}

const reach = async (page: Page, { path, has, open = [], tick }: Form): Promise<Locator> => {
  await page.goto(`${demo.ready.url}/console${path}`)
  for (const name of open) await page.getByRole('button', { name }).first().click()
  const form = page
    .locator(has === undefined ? 'main form.form:not(details.banner form)' : `main form.form:has([name="${has}"])`)
    .first()
  await form.locator(FIELDS).first().waitFor()
  if (tick !== undefined) await form.getByLabel(tick).check()
  return form
}

const kindsOf = (form: Locator, { kinds }: Form): Promise<readonly string[]> =>
  kinds === undefined
    ? Promise.resolve([''])
    : form
        .locator(`select[name=${kinds}] option`)
        .evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value))

/** What is tried of each kind; the rest is the same for all of them. */
const tries = ({ mayBeEmpty = false, taken }: Form, isFirst: boolean) => [
  ...(mayBeEmpty || !isFirst ? [] : [['left empty', () => ''] as const]),
  ['too long', (kind: string) => (kind === 'datetime-local' ? '' : (long[kind] ?? LONG))] as const,
  ...(isFirst ? [['of the wrong kind', (kind: string) => wrong[kind]] as const] : []),
  ...(taken === undefined || !isFirst
    ? []
    : [['there already', (_kind: string, name: string) => taken[name]] as const]),
]

/** Whatever is wrong, all of it, so that one look is enough. */
const triedAll = async (page: Page, form: Form): Promise<readonly string[]> => {
  const where = await reach(page, form)
  const bad = [...(await pastedBadly(where))]
  for (const [place, kind] of (await kindsOf(where, form)).entries()) {
    if (kind !== '') await where.locator(`select[name=${form.kinds ?? ''}]`).selectOption(kind)
    for (const [what, value] of tries(form, place === 0)) {
      await fill(where, value)
      for (const one of await send(page, where, form)) bad.push(`${kind} ${what}: ${one}`)
    }
  }
  return bad
}

describe('every form', () => {
  it.each(forms.map((form) => [`${form.path} ${form.has ?? ''}`, form] as const))('%s', async (_name, form) => {
    const { page, faults, close } = await visitSignedIn(demo, { path: '/console/me' })
    page.setDefaultTimeout(4_000)
    // What is typed may be left.
    page.on('dialog', (dialog) => void dialog.accept())
    try {
      expect(await triedAll(page, form)).toEqual([])
      expect(faults).toEqual([])
    } finally {
      await close()
    }
  })
})
