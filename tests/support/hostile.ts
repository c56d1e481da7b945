// Texts that would like to be something else, and where they are put: through every field of every request of /v1 that takes a text, as
// the API's own document tells them, so that a field of the future is tried too. A field keeps such a text, or refuses it by name.

/** Nobody's: whoever asks it was made to. */
export const HOSTILE_HOST = 'hostile.invalid'

/** Each of its own kind, the most telling first. */
const pieces = [
  `"'><img src=//${HOSTILE_HOST} onerror=alert(1)>`,
  `</script><script src=//${HOSTILE_HOST}/s></script>`,
  '<svg onload=alert(2)>',
  'javascript:alert(3)',
  '<a href="javascript:alert(4)" onclick=alert(5)>x</a>',
  `<iframe srcdoc="<script>parent.alert(6)</script>" src="//${HOSTILE_HOST}"></iframe>`,
  '\u202Egpj.exe',
  '&lt;b&gt;&#x27;%3Cscript%3E',
  '{{7*7}}${7*7}<%= 7*7 %>',
]
/** No name may have it. */
const TURNED = /\u202E/
/** No template knows such a parameter. */
const TURNED_OR_PARAMETER = /\u202E|\{\{/
const FORMULA = `=cmd|'/C calc'!A0`
const ROOM = 8

/** As much of it as fits; `{n}` becomes a number with each sending, which makes names of it that are not there yet. */
const textOf = (room: number, without: RegExp | null): string => {
  let text = ''
  for (const piece of pieces) {
    const fits = Array.from(text + piece).length + FORMULA.length + ROOM <= room || text === ''
    if (fits && without?.test(piece) !== true) text += piece
  }
  const formula = Array.from(text).length + FORMULA.length + ROOM <= room ? FORMULA : ''
  return `${formula}${text}{n}`
}

/** One for what is not a field of a request. @param room in characters */
export const hostileText = (room: number): string => textOf(room, null)
/** The same for what is a name. */
export const hostileName = (room: number): string => textOf(room, TURNED)

type Schema = {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly format?: string
  readonly maxLength?: number
  readonly description?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly additionalProperties?: Schema | boolean
  readonly oneOf?: readonly Schema[]
  readonly anyOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
}
export type Document = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}
type Described = {
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }
}

/** `steps.0.destinations.0.user` */
type Field = {
  readonly path: readonly string[]
  readonly room: number
  readonly isReference: boolean
  /** What may be opened or asked. */
  readonly isAddress: boolean
}
export type Writing = { readonly method: string; readonly path: string; readonly fields: readonly Field[] }

/** The name by which something stands in a table whose names are free. */
const FREE = '1'
const DEEP = 12

const withinOf = (schema: Schema): readonly (readonly [step: string | null, within: Schema])[] => [
  ...[...(schema.oneOf ?? []), ...(schema.anyOf ?? []), ...(schema.allOf ?? [])].map((one) => [null, one] as const),
  ...Object.entries(schema.properties ?? {}),
  ...(schema.items === undefined ? [] : [['0', schema.items] as const]),
  ...(typeof schema.additionalProperties === 'object' ? [[FREE, schema.additionalProperties] as const] : []),
]

/** Null: it is no text that can be anything. */
const fieldOf = (schema: Schema, path: readonly string[]): Field | null => {
  const isText = [schema.type].flat().includes('string') && schema.enum === undefined && schema.const === undefined
  if (!isText) return null
  const { maxLength: room = 1_000, description = '', format } = schema
  const isAddress = format === 'uri' || /url$/i.test(path.at(-1) ?? '')
  return { path, room, isReference: description.startsWith('A key or an id.'), isAddress }
}

const fieldsOf = (document: Document, given: Schema, path: readonly string[] = []): readonly Field[] => {
  const schema = document.components.schemas[given.$ref?.split('/').at(-1) ?? ''] ?? given
  const own = fieldOf(schema, path)
  const within = path.length > DEEP ? [] : withinOf(schema)
  const inner = within.flatMap(([step, one]) => fieldsOf(document, one, step === null ? path : [...path, step]))
  return own === null ? inner : [own, ...inner]
}

/** Every request that takes JSON, with its fields of text. */
export const writingsOf = (document: Document): readonly Writing[] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { requestBody }]) => {
      const schema = requestBody?.content['application/json']?.schema
      if (schema === undefined) return []
      const byPath = new Map(fieldsOf(document, schema).map((field) => [field.path.join('.'), field]))
      return [{ method: method.toUpperCase(), path, fields: [...byPath.values()] }]
    }),
  )

type Json = Record<string, unknown>

/** A copy with this in it; what it would stand in is made where it is missing. */
const placed = (into: unknown, [step = '', ...rest]: readonly string[], value: unknown): unknown => {
  if (step === '') return value
  if (step === '0') {
    const [first, ...others] = Array.isArray(into) ? into : []
    return [placed(first, rest, value), ...others]
  }
  const whole = typeof into === 'object' && into !== null ? (into as Json) : {}
  return { ...whole, [step]: placed(whole[step], rest, value) }
}

type Answered = {
  readonly status: number
  readonly body: { readonly code?: string; readonly errors?: readonly { readonly field: string }[] }
}
export type Send = (body: Json) => Promise<Answered>

/** What became of a field: `kept`, `refused` by its name, or in words what is wrong. */
export type Verdicts = Map<string, string>

const rank = (verdict: string | undefined): number => ['kept', 'refused'].indexOf(verdict ?? '')
/** Whether one try tells less about a field than another, which may be none. */
export const isWorse = (verdict: string, than: string | undefined): boolean =>
  than === 'kept' || (than === 'refused' && rank(verdict) < 0)

const isRefused = (status: number): boolean => [400, 404, 409, 422].includes(status)

const isNamed = (answer: Answered, { path }: Field): boolean => {
  const own = path.join('.')
  const fields = answer.body.errors?.map(({ field }) => field) ?? []
  return fields.some((one) => one === own || one.startsWith(`${own}.`) || (one !== '' && own.startsWith(`${one}.`)))
}

export class Storing {
  readonly verdicts: Verdicts = new Map()
  #body: Json
  readonly #send: Send

  constructor(seed: Json, send: Send) {
    this.#body = seed
    this.#send = send
  }

  /** Puts hostile texts into these, as many at once as are taken together. */
  async store(fields: readonly Field[], without: RegExp | null = null): Promise<void> {
    if (fields.length === 0) return
    let next = this.#body
    for (const { path, room } of fields) next = placed(next, path, textOf(room, without)) as Json
    const answer = await this.#send(next)
    if (answer.status < 300) {
      this.#body = next
      for (const field of fields) this.#judge(field, 'kept')
      return
    }
    const named = fields.filter((field) => isRefused(answer.status) && isNamed(answer, field))
    if (named.length > 0) await this.#refused(named, fields, without)
    else if (fields.length === 1) this.#alone(fields[0] as Field, answer)
    else
      for (const half of [fields.slice(0, fields.length / 2), fields.slice(fields.length / 2)])
        await this.store(half, without)
  }

  async #refused(named: readonly Field[], fields: readonly Field[], without: RegExp | null): Promise<void> {
    for (const field of named) this.#judge(field, 'refused')
    await this.store(
      fields.filter((field) => !named.includes(field)),
      without,
    )
    // A name that reads as it stands, or a template without the parameter, takes the rest of it.
    if (without === null) await this.store(named, TURNED)
    if (without === TURNED) await this.store(named, TURNED_OR_PARAMETER)
    if (without === null) for (const field of named.filter(({ isAddress }) => isAddress)) await this.#script(field)
  }

  /** An address that is a script is refused even where it is an address. */
  async #script(field: Field): Promise<void> {
    for (const address of ['javascript:alert(7)', 'data:text/html,<script>alert(8)</script>']) {
      const { status } = await this.#send(placed(this.#body, field.path, address) as Json)
      if (status < 300) this.#judge(field, `took ${address}`)
    }
  }

  #alone(field: Field, { status, body }: Answered): void {
    // What names something names nothing: the same as something that is not there.
    const isNothing =
      (field.isReference && isRefused(status)) || (status === 404 && body.code?.endsWith('not_found') === true)
    this.#judge(field, isNothing ? 'refused' : `${status} ${body.code ?? ''} ${JSON.stringify(body.errors ?? '')}`)
  }

  #judge({ path }: Field, verdict: string): void {
    const before = this.verdicts.get(path.join('.'))
    if (verdict.startsWith('took') || !isWorse(verdict, before)) this.verdicts.set(path.join('.'), verdict)
  }
}
