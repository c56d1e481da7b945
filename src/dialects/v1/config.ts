// Configuration as a file: what applying would change, applying, and the export. The document is checked whole before
// anything is written, its numbers read and its secrets fetched from the server's environment by name.

import { z } from '@hono/zod-openapi'
import { type ConfigDocument, configDocument, configInput, configPlan } from '#contract/config'
import { AppError, type ErrorCode, errorWords, type FieldError } from '#contract/errors'
import { wrongAddress } from '#core/plan/address'
import type { ContactMethod } from '#core/plan/policy'
import { checkEntry } from '#core/speech/readings'
import type { RuleWrite, SourceWrite } from '#dialects/shared/alerts-port'
import { type AppContext, needs } from '#http/port'
import type { FileDocument } from './file-ports.ts'
import { numberCode } from './numbers.ts'
import type { UserWrite } from './people-ports.ts'
import type { ConnectionWrite, PolicyWrite, V1Deps } from './ports.ts'
import { address } from './present.ts'
import { problemWords } from './reading-problems.ts'
import { answer, body, route, type V1App } from './route.ts'
import { readSchedule } from './schedules.ts'
import { given } from './users.ts'

const tags = ['config']
const mailAddress = z.email()

/** Gathers everything that is wrong, so that one look at the answer is enough to correct the file. */
type Reading = {
  readonly deps: V1Deps
  readonly language: 'ja' | 'en'
  readonly simulated: boolean
  readonly errors: FieldError[]
}

type Wrong = { readonly code: ErrorCode; readonly detail: string }

const refuse = ({ errors, language }: Reading, field: string, { code, detail }: Wrong): void => {
  const message = code === 'request.invalid' ? detail : `${errorWords(code, language).title} (${detail})`
  errors.push({ field, message })
}

const readNumber = (reading: Reading, raw: string, at: { field: string; use: 'phone' | 'sms' }): string => {
  const parsed = reading.deps.numbers.parse(raw, { use: at.use, simulated: reading.simulated })
  if (parsed.ok) return parsed.e164
  refuse(reading, at.field, { code: numberCode(parsed.code), detail: parsed.hint ?? raw })
  return raw
}

const readMethod = (
  reading: Reading,
  method: ConfigDocument['users'][number]['contactMethods'][number],
  field: string,
): Omit<ContactMethod, 'id'> => {
  const { channel, label, connection } = method
  const isNumber = channel === 'phone' || channel === 'sms'
  if (channel === 'mail' && !mailAddress.safeParse(method.address).success) {
    refuse(reading, field, { code: 'request.invalid', detail: 'must be a mail address' })
  }
  const wrong = wrongAddress(channel, method.address)
  if (wrong !== null) refuse(reading, field, { code: 'request.invalid', detail: wrong })
  const whole = isNumber ? readNumber(reading, method.address, { field, use: channel }) : method.address
  const { waitMinutes } = method
  return { channel, label, address: whole, isDefault: method.default, connection, waitMinutes }
}

const readUser = (reading: Reading, user: ConfigDocument['users'][number], index: number): UserWrite => ({
  key: user.key,
  name: user.name,
  language: user.language,
  opening: user.opening,
  closing: user.closing,
  quietHours: user.quietHours,
  methods: user.contactMethods.map((method, place) =>
    readMethod(reading, method, `users.${index}.contactMethods.${place}.address`),
  ),
})

const readConnection = (
  reading: Reading,
  { secrets, ...rest }: ConfigDocument['connections'][number],
  index: number,
): ConnectionWrite => {
  const opened = Object.entries(secrets).flatMap(([name, reference]) => {
    if (reference === undefined) return []
    const value = reading.deps.readEnv(reference.env)
    if (value !== undefined && value !== '') return [[name, value] as const]
    refuse(reading, `connections.${index}.secrets.${name}`, { code: 'config.secret_missing', detail: reference.env })
    return []
  })
  return { ...rest, secrets: Object.fromEntries(opened) }
}

/** The password or token by which a source is told what was taken. */
const readBack = (
  reading: Reading,
  back: ConfigDocument['sources'][number]['back'],
  field: string,
): SourceWrite['back'] => {
  if (back === null || back.kind === 'nagios') return back
  const { secret, ...rest } = back
  if (secret === undefined) return rest
  const value = reading.deps.readEnv(secret.env) ?? ''
  if (value === '') refuse(reading, field, { code: 'config.secret_missing', detail: secret.env })
  return { ...rest, secret: value }
}

const SECRET = /^[\x21-\x7E]{16,200}$/

/** A key that can be guessed lets anybody call people at night. */
const readSource = (
  reading: Reading,
  { secret, ...rest }: ConfigDocument['sources'][number],
  index: number,
): SourceWrite & { readonly secret: string | null } => {
  const source = { ...rest, back: readBack(reading, rest.back, `sources.${index}.back.secret`) }
  if (secret === undefined) return { ...source, secret: null }
  const field = `sources.${index}.secret`
  const value = reading.deps.readEnv(secret.env)
  if (value === undefined || value === '') refuse(reading, field, { code: 'config.secret_missing', detail: secret.env })
  else if (!SECRET.test(value))
    refuse(reading, field, {
      code: 'request.invalid',
      detail: 'must have 16 to 200 characters of ASCII without spaces',
    })
  return { ...source, secret: value ?? '' }
}

const readRule = ({ key, name, position, policy, ...body }: ConfigDocument['rules'][number]): RuleWrite => ({
  key,
  name,
  position,
  policy,
  body,
})

const readPolicy = (
  reading: Reading,
  { key, name, from, transferTo, ...fields }: ConfigDocument['policies'][number],
  index: number,
): PolicyWrite => {
  const number = (raw: string | null | undefined, field: string) =>
    typeof raw === 'string' ? readNumber(reading, raw, { field: `policies.${index}.${field}`, use: 'phone' }) : raw
  const numbers = { from: number(from, 'from'), transferTo: number(transferTo, 'transferTo') }
  return { key, name, fields: { ...fields, ...given(numbers) } }
}

const readSettings = (reading: Reading, settings: ConfigDocument['settings']): FileDocument['settings'] => {
  const { pigeon } = settings ?? {}
  if (pigeon === undefined) return settings
  const number = (raw: string | undefined, field: string) =>
    raw === undefined ? raw : readNumber(reading, raw, { field: `settings.pigeon.${field}`, use: 'phone' })
  const numbers = given({ from: number(pigeon.from, 'from'), transferTo: number(pigeon.transferTo, 'transferTo') })
  return { ...settings, pigeon: { ...pigeon, ...numbers } }
}

const readReadings = (reading: Reading, readings: ConfigDocument['readings']): FileDocument['readings'] => {
  const seen = new Set<string>()
  return readings.map(({ language, ...entry }, index) => {
    const checked = checkEntry(entry)
    const { word } = checked.ok ? checked.entry : entry
    const twice = seen.has(`${language} ${word}`)
    seen.add(`${language} ${word}`)
    const code = checked.ok ? (twice ? 'word_twice' : null) : checked.code
    const detail = code === null ? '' : problemWords(code, reading.language)
    if (code !== null) refuse(reading, `readings.${index}`, { code: 'reading.invalid', detail })
    return { language, ...(checked.ok ? checked.entry : entry) }
  })
}

/** @errors config.invalid */
const read = async (c: AppContext, deps: V1Deps, document: ConfigDocument): Promise<FileDocument> => {
  const language = c.get('language')
  const principal = c.get('principal')
  const simulated =
    document.connections.some(({ settings }) => settings['simulated'] === true) ||
    (await deps.connections.hasSimulated(principal.spaceId))
  const reading: Reading = { deps, language, simulated, errors: [] }
  const result = {
    users: document.users.map((user, index) => readUser(reading, user, index)),
    groups: document.groups,
    projects: document.projects,
    connections: document.connections.map((connection, index) => readConnection(reading, connection, index)),
    templates: document.templates.map(({ key, name, ...fields }) => ({ key, name, body: fields })),
    calendars: document.calendars.map(({ key, name, ...fields }) => ({ key, name, body: fields })),
    schedules: document.schedules.map(readSchedule),
    policies: document.policies.map((policy, index) => readPolicy(reading, policy, index)),
    policyGroups: document.policyGroups,
    sources: document.sources.map((source, index) => readSource(reading, source, index)),
    rules: document.rules.map(readRule),
    readings: readReadings(reading, document.readings),
    readingRules: document.readingRules,
    settings: readSettings(reading, document.settings),
  }
  const { errors } = reading
  if (errors.length > 0) throw new AppError('config.invalid', { errors, detail: errors[0]?.message })
  return result
}

const planRoute = route('config:write', {
  method: 'post',
  path: '/v1/config/plan',
  tags,
  summary: 'What applying this document would change',
  request: body(configInput),
  responses: { 200: answer(configPlan, 'The difference; nothing was changed.') },
})
const applyRoute = route('config:write', {
  method: 'post',
  path: '/v1/config/apply',
  tags,
  summary: 'Make what came from a file equal to this document',
  request: body(configInput),
  responses: { 200: answer(configPlan, 'What was changed, in one transaction.') },
})
const exportRoute = route('config:read', {
  method: 'get',
  path: '/v1/config/export',
  tags,
  summary: 'The configuration as a document, without secrets; needs numbers:read as well',
  responses: { 200: answer(configDocument, 'A document that can be applied.') },
})

export const configRoutes = (app: V1App, deps: V1Deps): void => {
  const showIn = (c: AppContext) => (whole: string) => address(whole, c.get('principal'))
  const shown = (changes: Awaited<ReturnType<V1Deps['files']['plan']>>) => ({
    changes: changes.map((change) => ({ ...change, fields: change.fields.map((field) => ({ ...field })) })),
  })
  app.openapi(planRoute, async (c) => {
    const { document, prune } = c.req.valid('json')
    const wanted = await read(c, deps, document)
    const options = { prune, showAddress: showIn(c), holder: c.get('principal').scopes }
    return c.json(shown(await deps.files.plan(c.get('principal').spaceId, wanted, options)), 200)
  })
  app.openapi(applyRoute, async (c) => {
    const { document, prune } = c.req.valid('json')
    const wanted = await read(c, deps, document)
    const options = { prune, showAddress: showIn(c), holder: c.get('principal').scopes }
    return c.json(shown(await deps.files.apply(c.get('principal').spaceId, wanted, options)), 200)
  })
  // A document with masked numbers could not be applied again: without the right to see them there is none.
  app.use('/v1/config/export', needs('numbers:read'))
  app.openapi(exportRoute, async (c) => {
    const document = await deps.files.export(c.get('principal').spaceId)
    return c.json(document as ConfigDocument, 200)
  })
}
