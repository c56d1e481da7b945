// A form of the console as people fill it in when they err, and what is wrong with how its refusal is told: it stands at the field,
// once, in words; the first wrong field has the focus; nothing typed is lost.

import type { Locator, Page, Response } from 'playwright-core'

const WORDS = /[\u3040-\u30FF\u4E00-\u9FFF]/

export const FIELDS =
  'input[name]:visible:not([type=checkbox]):not([type=radio]):not([type=file]), textarea[name]:visible'

type Kind = string
/** What is typed into a field; undefined leaves it as it is. */
export type Typed = (kind: Kind, name: string) => string | undefined

/** Only those that can be filled in just now. */
export const fill = async (form: Locator, value: Typed): Promise<void> => {
  const fields = await form
    .locator(FIELDS)
    .evaluateAll((all) =>
      all
        .filter((one): one is HTMLInputElement => !(one as HTMLInputElement).disabled)
        .map(({ type, name }) => ({ name, kind: type })),
    )
  for (const { name, kind } of fields) {
    const text = value(kind, name)
    if (text !== undefined) await form.locator(`[name="${name}"]`).first().fill(text)
  }
}

export const typedIn = (form: Locator): Promise<Record<string, string>> =>
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
export const pastedBadly = async (form: Locator): Promise<readonly string[]> => {
  const pasted = await form.locator('input[name]:visible').evaluateAll((all, text) => {
    const kinds = ['text', 'number', 'tel', 'url', 'email']
    const into = (field: HTMLInputElement): readonly [string, string, string] => {
      const before = field.value
      field.focus()
      field.select()
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/plain', text)
      const paste = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })
      if (field.dispatchEvent(paste)) document.execCommand('insertText', false, text)
      const { value } = field
      field.select()
      if (before === '') document.execCommand('delete')
      else document.execCommand('insertText', false, before)
      return [field.type, field.name, value]
    }
    return (all as HTMLInputElement[]).filter(({ type, disabled }) => kinds.includes(type) && !disabled).map(into)
  }, PASTED)
  return pasted
    .filter(([kind, , value]) => value !== (kind === 'text' ? '１２ ３' : '123'))
    .map(([, name, value]) => `pasted into ${name}: “${value}”`)
}

type Problem = { readonly title?: string; readonly errors?: readonly { field: string; message: string }[] }

/** What a page shows of a refusal. */
const shownIn = (form: Locator) =>
  form.evaluate((element) => {
    const saidOf = (one: Element): string =>
      (one.getAttribute('aria-describedby') ?? '')
        .split(' ')
        .map((id) => document.getElementById(id)?.textContent ?? '')
        .join(' ')
    const wrong = [...element.querySelectorAll('[aria-invalid=true]')]
    const said = element.querySelector<HTMLElement>('.said')?.innerText ?? ''
    const named = [...element.querySelectorAll<HTMLElement>('[name]')].filter((one) => one.offsetParent !== null)
    return {
      names: named.map((one) => one.getAttribute('name') ?? ''),
      fields: wrong.map((one) => ({ name: one.getAttribute('name') ?? '', says: saidOf(one) })),
      focused: wrong.find((one) => !(one as HTMLInputElement).disabled) === document.activeElement,
      told: element.querySelector(':scope > [role=alert]')?.textContent ?? '',
      said,
      elsewhere: (element as HTMLElement).innerText.replace(said, ''),
    }
  })
type Shown = Awaited<ReturnType<typeof shownIn>>

const isOf = (name: string, field: string): boolean => name !== '' && (field === name || field.startsWith(`${name}.`))

type Check = readonly [isBad: boolean, words: string]
const badOf = (checks: readonly Check[]): readonly string[] =>
  checks.filter(([isBad]) => isBad).map(([, words]) => words)

/** How one field's refusal is told badly. */
const ofField = ({ names, fields, said, elsewhere }: Shown, field: string, message: string): readonly string[] => {
  const at = fields
    .filter(({ name }) => isOf(name, field))
    .toSorted((one, other) => other.name.length - one.name.length)
  const [nearest] = at
  const isShown = nearest?.says.includes(message) ?? elsewhere.includes(message)
  const isSaid = said.includes(message)
  return badOf([
    [!WORDS.test(message), `says “${message}” of ${field}`],
    [nearest === undefined && names.some((name) => isOf(name, field)), `does not mark ${field}`],
    [!isShown && (nearest !== undefined || !isSaid), `says nothing of ${field}: ${message}`],
    [at.filter(({ says }) => says.includes(message)).length > 1, `says at two fields: ${message}`],
    [isShown && isSaid, `says twice of ${field}: ${message}`],
  ])
}

/** Of several about one field the first is shown, and of several values that stand in one. */
const firstsOf = ({ fields }: Shown, errors: Required<Problem>['errors']): Required<Problem>['errors'] => {
  const tellers = errors.map(({ field }) => fields.find(({ name }) => isOf(name, field))?.name ?? field)
  return errors.filter((_one, place) => tellers.indexOf(tellers[place] ?? '') === place)
}

/** How the whole is told badly: of no field in particular, or beside what stands at the fields. */
const ofAll = ({ fields, focused, told, said, elsewhere }: Shown, { title = '', errors = [] }: Problem) => {
  const isAtField = (field: string) => fields.some(({ name }) => isOf(name, field))
  const all = errors.every(({ field, message }) => isAtField(field) || elsewhere.includes(message))
  const marked = fields.map(({ name }) => name).join()
  const ofNone = errors.length === 0
  return badOf([
    [!WORDS.test(title), `says “${title}”`],
    [ofNone && !said.includes(title), `does not say: ${title}`],
    [ofNone && marked !== '', `marks ${marked}`],
    [!ofNone && all && said !== '', `says at the button too: ${said}`],
    [marked !== '' && !focused, 'does not go to the first wrong field'],
    [marked !== '' && !WORDS.test(told), 'does not tell screen readers'],
  ])
}

/** What is wrong with how a refusal is told. */
const toldBadly = async (form: Locator, problem: Problem): Promise<readonly string[]> => {
  const shown = await shownIn(form)
  const firsts = firstsOf(shown, problem.errors ?? [])
  return [...ofAll(shown, problem), ...firsts.flatMap(({ field, message }) => ofField(shown, field, message))]
}

const isWrite = (response: Response): boolean =>
  response.request().method() !== 'GET' && !/\/(preview|check|match|whom|look)$/.test(new URL(response.url()).pathname)

/** What is wrong with the answer to what stands in a form. @param sure a button that is asked once more */
export const sentBadly = async (page: Page, form: Locator, sure?: string): Promise<readonly string[]> => {
  const answer = page.waitForResponse(isWrite, { timeout: 3_000 }).catch(() => null)
  const before = await typedIn(form)
  await form.locator('button[type=submit]:visible').last().click()
  if (sure !== undefined) await form.getByRole('button', { name: sure }).click()
  const response = await answer
  if (response === null) return ['asks nothing of the server']
  if (response.status() < 300) return [`is taken: ${response.request().postData()?.slice(0, 300)}`]
  const bad = response.status() >= 500 ? [`fails: ${response.status()}`] : []
  await form.locator('[aria-invalid=true], [role=alert]').first().waitFor()
  bad.push(...(await toldBadly(form, (await response.json()) as Problem)))
  const after = await typedIn(form)
  for (const [name, text] of Object.entries(before)) if (after[name] !== text) bad.push(`loses ${name}`)
  return bad
}
