// One message to one person, without a policy: test sends, and direct ones (直接発信). Each is a callout of its own, of one
// attempt, so that it is recorded, explained and listed like any other. No schedule and no pause is asked: somebody wants it now.

import {
  type DirectInput,
  type DirectStarted,
  directHeaders,
  directInput,
  directStarted,
  type TestSendInput,
  testSendInput,
} from '#contract/direct'
import { AppError, isErrorCode } from '#contract/errors'
import { type Purpose, sampleSource } from '#core/cause'
import type { ConnectionId } from '#core/ids'
import { channelOfKind, costs } from '#core/plan/connection-kinds'
import type { Channel, Language } from '#core/plan/plan'
import type { InlinePerson, PolicyDraft } from '#core/plan/policy'
import type { NotStarted, StartOrder } from '#dialects/shared/starter'
import type { Principal } from '#http/port'
import { testWords } from '#words/direct'
import { parseNumber } from './numbers.ts'
import type { UserRecord } from './people-ports.ts'
import type { BundleResult } from './plan-ports.ts'
import type { ConnectionRecord, V1Deps } from './ports.ts'
import { instant, linksOf } from './present.ts'
import { answer, body, route, type V1App } from './route.ts'
import { addressOf, given } from './users.ts'

const tags = ['direct']
const responses = {
  201: answer(directStarted, 'It is on its way: read the callout for what became of it.'),
  200: answer(directStarted, 'This idempotency key sent it before (Idempotency-Replayed: true).'),
}

const testRoute = route('callouts:direct', {
  method: 'post',
  path: '/v1/test-sends',
  tags,
  summary: 'Try a contact method, a connection, or texts that are not saved',
  request: { headers: directHeaders, ...body(testSendInput) },
  responses,
})

const directRoute = route('callouts:direct', {
  method: 'post',
  path: '/v1/direct-sends',
  tags,
  summary: 'Contact one person once, without a policy; no schedule and no pause is asked',
  request: { headers: directHeaders, ...body(directInput) },
  responses,
})

type Asked = {
  readonly purpose: Purpose
  readonly principal: Principal
  readonly language: Language
  readonly key: string | undefined
  readonly input: DirectInput &
    Partial<Pick<TestSendInput, 'templateBody' | 'alerts' | 'settings' | 'opening' | 'closing'>>
}

const invalid = (field: string, detail: string): AppError => new AppError('request.invalid', { field, detail })

/** Whom a plan cannot name, under the key its step says. */
const SOMEBODY = 'somebody'

type Recipient = { readonly step: PolicyDraft['fields']['steps'][number]; readonly people: readonly InlinePerson[] }

/** Words that are not saved are said by somebody who is not either. */
const inMyWords = ({ key, name, language, methods, opening, closing }: UserRecord): InlinePerson => {
  // As anywhere, the one that is switched on goes before the others.
  const inOrder = methods.toSorted((one, other) => Number(other.isDefault) - Number(one.isDefault))
  return { key, name, language, methods: inOrder, opening, closing }
}

const recipientOf = async (deps: V1Deps, { principal: { spaceId }, input }: Asked): Promise<Recipient> => {
  const { to, opening, closing } = input
  if ('user' in to) {
    const user = await deps.users.get(spaceId, to.user)
    const { channel, label } = to
    if (opening === undefined && closing === undefined)
      return { step: { destinations: [{ user: user.id, channel, methodLabel: label }] }, people: [] }
    const person = { ...user, key: SOMEBODY, ...given({ opening, closing }) }
    return { step: { destinations: [{ user: SOMEBODY, channel, methodLabel: label }] }, people: [inMyWords(person)] }
  }
  const { channel, name, language } = to
  const simulated = await deps.connections.hasSimulated(spaceId)
  const address = addressOf(deps, to, { field: 'to.address', simulated })
  return {
    step: { destinations: [{ user: SOMEBODY, channel }] },
    people: [{ key: SOMEBODY, name, language, methods: [{ channel, address }], opening, closing }],
  }
}

/** @errors connection.not_found, request.invalid */
const chosenConnection = async (
  deps: V1Deps,
  { principal: { spaceId }, input }: Asked,
): Promise<ConnectionRecord | null> => {
  if (input.connection === undefined) return null
  const found = await deps.connections.get(spaceId, input.connection)
  const carries = (channelOfKind as Readonly<Record<string, Channel>>)[found.kind] ?? 'nothing'
  if (carries === input.to.channel) return found
  throw invalid('connection', `carries ${carries}, not ${input.to.channel}`)
}

/** @errors number.*, request.invalid */
const callerId = ({ numbers }: V1Deps, { to, from }: DirectInput): string | null => {
  if (from === undefined) return null
  if (to.channel === 'phone') return parseNumber(numbers, from, { use: 'phone', simulated: true, field: 'from' })
  throw invalid('from', 'only calls have a caller id: the sender of messages belongs to the connection')
}

const draftOf = async (deps: V1Deps, asked: Asked): Promise<PolicyDraft> => {
  const { input, purpose, principal, language } = asked
  const { step, people } = await recipientOf(deps, asked)
  const connection = await chosenConnection(deps, asked)
  const isPhone = input.to.channel === 'phone'
  return {
    key: purpose,
    name: purpose === 'test' ? testWords[language].name : principal.name,
    people,
    ...(connection === null || isPhone ? {} : { through: connection.id as ConnectionId }),
    alone: true,
    fields: {
      ...given(input.settings ?? {}),
      steps: [step],
      loops: { max: 1 },
      redial: { max: 0 },
      deliveredIsEnough: !input.answer,
      otherChannels: false,
      from: callerId(deps, input),
      connection: isPhone ? (connection?.id ?? null) : null,
    },
  }
}

const templateOf = ({ template, templateBody }: Asked['input']): StartOrder['template'] => {
  if (templateBody !== undefined) return { inline: templateBody }
  return template === undefined ? null : { ref: template }
}

/** Without a template a message says the text as it is; a phone has to say something around it. */
const causeOf = ({ to, text, subject, template, templateBody, alerts }: Asked['input']): StartOrder['cause'] => {
  if (alerts !== undefined) return { kind: 'live', source: sampleSource, text }
  if (template === undefined && templateBody === undefined && to.channel !== 'phone')
    return { kind: 'text', text, contents: { [to.channel]: { ...(subject ? { subject } : {}), body: text } } }
  if (subject !== undefined) throw invalid('subject', 'goes with a message without a template')
  return { kind: 'text', text }
}

/** What a start was refused for, as it is told. */
export const problemOf = ({
  code,
  detail,
  parameters = [],
}: Pick<NotStarted, 'code' | 'detail'> & Partial<NotStarted>) => {
  if (!isErrorCode(code)) return new AppError('server.internal', { detail })
  const errors = parameters.map((name) => ({ field: `parameters.${name}`, message: `{{${name}}}` }))
  return new AppError(code, errors.length === 0 ? { detail } : { detail, errors })
}

type Bundle = Extract<BundleResult, { ok: true }>

/** What a policy may be started with all the same, one message may not: nobody else would be contacted. */
const fatal: ReadonlySet<string> = new Set([
  'policy.user_unknown',
  'policy.method_unknown',
  'policy.channel_unavailable',
  'policy.from_missing',
])

/** @errors those of a start, and what nobody else would be contacted for */
export const bundleOf = (result: BundleResult): Bundle => {
  const wrong = result.findings.find(({ code }) => fatal.has(code))
  if (wrong !== undefined) throw problemOf({ code: wrong.code, detail: wrong.user ?? wrong.channel ?? wrong.code })
  if (!result.ok) throw problemOf(result)
  return result
}

/** The connection it will go out by. @errors direct.costs */
const wayOf = async (deps: V1Deps, { principal, input }: Asked, { plans }: Bundle): Promise<ConnectionRecord> => {
  const plan = plans[0]?.plan
  const id = plan?.destinations[0]?.connectionId ?? plan?.connectionId ?? ''
  const way = await deps.connections.get(principal.spaceId, id)
  if (costs(way) && !input.acceptCost) throw new AppError('direct.costs', { detail: way.key, field: 'acceptCost' })
  return way
}

type Sent = { readonly started: DirectStarted; readonly replayed: boolean }

const send = async (deps: V1Deps, asked: Asked): Promise<Sent> => {
  const { principal, purpose, input, key } = asked
  // Whoever may start some policies only contacts nobody beside them.
  if (principal.policies != null) throw new AppError('policy.forbidden', { detail: purpose })
  const policy = { inline: await draftOf(deps, asked) }
  const template = templateOf(input)
  const cause = causeOf(input)
  const way = await wayOf(deps, asked, bundleOf(await deps.plans.compose(principal.spaceId, { policy, template })))
  const fingerprint = deps.digest(JSON.stringify([purpose, input]))
  const result = await deps.starter.start({
    spaceId: principal.spaceId,
    projectId: principal.projectId,
    policy,
    template,
    cause,
    parameters: input.parameters,
    priority: null,
    createdBy: principal.name,
    purpose,
    idempotency: key === undefined ? null : { key, fingerprint },
  })
  if (!result.ok) throw problemOf(result)
  const { id, outcome, createdAtMs, replayed } = result
  const status = outcome === null ? 'running' : 'ended'
  const known = { id, status, outcome, createdAt: instant(createdAtMs), links: linksOf(id) } as const
  const started = { ...known, channel: input.to.channel, connection: way.key, costs: costs(way) }
  return { started, replayed }
}

type OwnMethod = {
  readonly principal: Principal
  readonly userId: string
  readonly methodId: string
  readonly channel: Channel
  readonly language: Language
}

/** A test message to a contact method of one’s own, on a channel that costs nothing. @errors contact_method.not_found */
export const testOwnMethod = async (deps: V1Deps, own: OwnMethod): Promise<DirectStarted> => {
  const { userId, methodId, channel, language } = own
  // Nobody but oneself is contacted, whichever policies one may start.
  const principal = { ...own.principal, policies: null }
  const { methods } = await deps.users.get(principal.spaceId, userId)
  const method = methods.find((one) => one.id === methodId && one.channel === channel)
  if (method === undefined) throw new AppError('contact_method.not_found', { detail: methodId })
  const to = { user: userId, channel, label: method.label }
  const input = { to, text: testWords[language].text, parameters: {}, answer: false, acceptCost: false }
  return (await send(deps, { purpose: 'test', principal, language, key: undefined, input })).started
}

const headersOf = ({ started, replayed }: Sent): Record<string, string> =>
  replayed ? { 'Idempotency-Replayed': 'true' } : { Location: started.links.self }

export const directRoutes = (app: V1App, deps: V1Deps): void => {
  app.openapi(testRoute, async (c) => {
    const asked = c.req.valid('json')
    const language = 'language' in asked.to ? asked.to.language : c.get('language')
    const input = { ...asked, text: asked.text ?? testWords[language].text }
    const key = c.req.valid('header')['idempotency-key']
    const sent = await send(deps, { purpose: 'test', principal: c.get('principal'), language, key, input })
    return c.json(sent.started, sent.replayed ? 200 : 201, headersOf(sent))
  })
  app.openapi(directRoute, async (c) => {
    const asked = { principal: c.get('principal'), language: c.get('language'), input: c.req.valid('json') }
    const sent = await send(deps, { ...asked, purpose: 'direct', key: c.req.valid('header')['idempotency-key'] })
    return c.json(sent.started, sent.replayed ? 200 : 201, headersOf(sent))
  })
}
