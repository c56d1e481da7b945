// chain/invoke: which call flow, which guidance, by id or brought along, and the values for its texts. What is wrong with them
// is answered with 200 and `rejected`, as the original's clients expect; nothing is written then. `requested` is on disk.

import { storable } from '#contract/text'
import type { PolicyChoice, Started, StartOrder, TemplateChoice } from '#dialects/shared/starter'
import type { Language, Principal } from '#http/port'
import { type Reading, readCallflow, readGuidance } from './brought.ts'
import { readParameters } from './parameters.ts'
import type { PigeonDeps } from './ports.ts'
import { describe, descriptor, type ErrorDescriptor, type RefusalTitle } from './refusals.ts'

export type Params = Readonly<Record<string, unknown>>

export type Asked = {
  readonly params: Params
  readonly principal: Principal
  readonly language: Language
  /** Of the Idempotency-Key header, which the original does not have. */
  readonly idempotencyKey: string | undefined
}

export type Invoked =
  | { readonly ok: true; readonly id: string }
  | { readonly ok: false; readonly errorDescriptor: ErrorDescriptor }

const isGiven = (value: unknown): boolean => value !== undefined && value !== null

/** Either an id or an object, and not both. */
const chosen = (
  params: Params,
  kind: 'callflow' | 'guidance',
): Reading<{ readonly ref: string } | { inline: unknown }> => {
  const [id, object] = [params[`${kind}Id`], params[kind]]
  if (isGiven(id) === isGiven(object)) return { ok: false, detail: `either ${kind}Id or ${kind}, exactly one of them` }
  if (!isGiven(id)) return { ok: true, value: { inline: object } }
  if (typeof id !== 'string') return { ok: false, detail: `${kind}Id: must be a string` }
  return { ok: true, value: { ref: id } }
}

/** No id that anybody could have is longer, or holds what the database cannot. */
const isPossibleId = (ref: string): boolean => ref !== '' && ref.length <= 100 && storable(ref) === ref

const unknownId = (title: RefusalTitle, ref: string) =>
  ({ ok: false, title, detail: storable(ref).slice(0, 100) }) as const

type Choice<Value> = Reading<Value> | { readonly ok: false; readonly title: RefusalTitle; readonly detail: string }

const readPolicy = async (deps: PigeonDeps, { params, principal }: Asked): Promise<Choice<PolicyChoice>> => {
  const callflow = chosen(params, 'callflow')
  if (!callflow.ok) return callflow
  if ('ref' in callflow.value) {
    const { ref } = callflow.value
    return isPossibleId(ref) ? { ok: true, value: { ref } } : unknownId('callflowUnknown', ref)
  }
  const { numbers, settings } = deps
  const simulated = await numbers.hasSimulated(principal.spaceId)
  const readNumber = (raw: string): string | null => {
    const parsed = numbers.parse(raw, { use: 'phone', simulated })
    return parsed.ok ? parsed.e164 : null
  }
  const caller = await settings.caller(principal.spaceId)
  const draft = readCallflow(callflow.value.inline, { readNumber, caller })
  // Accepted without one, it could call nobody.
  if (draft.ok && caller.from === null) return { ok: false, title: 'callerMissing', detail: 'settings.pigeon.from' }
  return draft.ok ? { ok: true, value: { inline: draft.value } } : draft
}

const readTemplate = (params: Params): Choice<TemplateChoice> => {
  const guidance = chosen(params, 'guidance')
  if (!guidance.ok) return guidance
  if ('ref' in guidance.value) {
    const { ref } = guidance.value
    return isPossibleId(ref) ? { ok: true, value: { ref } } : unknownId('guidanceUnknown', ref)
  }
  const template = readGuidance(guidance.value.inline)
  return template.ok ? { ok: true, value: { inline: template.value } } : template
}

const idempotencyOf = (deps: PigeonDeps, { idempotencyKey, params }: Asked): StartOrder['idempotency'] =>
  idempotencyKey === undefined
    ? null
    : { key: `pigeon:${idempotencyKey}`, fingerprint: deps.digest(JSON.stringify(params)) }

/** Only a space that wants it hears nothing in the place of a parameter that was not given; asked only when one is missing. */
const startWith = async (
  deps: PigeonDeps,
  order: StartOrder,
): Promise<Awaited<ReturnType<typeof deps.starter.start>>> => {
  const started = await deps.starter.start(order)
  if (started.ok || started.code !== 'template.parameter_missing') return started
  const missingParameters = await deps.settings.missingParameters(order.spaceId)
  return missingParameters === 'refuse' ? started : deps.starter.start({ ...order, missingParameters })
}

const refused = (errorDescriptor: ErrorDescriptor): Invoked => ({ ok: false, errorDescriptor })

export const invoke = async (deps: PigeonDeps, asked: Asked): Promise<Invoked> => {
  const { params, principal, language } = asked
  const policy = await readPolicy(deps, asked)
  if (!policy.ok) return refused(notRead(policy, language))
  const template = readTemplate(params)
  if (!template.ok) return refused(notRead(template, language))
  const parameters = readParameters(params['parameters'])
  if (!parameters.ok) return refused(descriptor('invalid', parameters.detail, language))
  const started = await startWith(deps, {
    spaceId: principal.spaceId,
    projectId: principal.projectId,
    policy: policy.value,
    template: template.value,
    cause: { kind: 'message' },
    parameters: parameters.value,
    priority: null,
    createdBy: principal.name,
    idempotency: idempotencyOf(deps, asked),
    dialect: 'pigeon',
  })
  return started.ok ? accepted(started) : refused(describe(started, language))
}

const accepted = ({ id }: Started): Invoked => ({ ok: true, id })

const notRead = (
  { title = 'invalid', detail }: { readonly title?: RefusalTitle; readonly detail: string },
  language: Language,
): ErrorDescriptor => descriptor(title, detail, language)
