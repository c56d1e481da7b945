// From policy, people, template and connection to the frozen plan, and what is wrong with them. Pure. A destination that
// cannot be used is left out with a finding, never in silence; a plan without any destination is refused, so that a trigger
// answered with 2xx always has somebody to contact.

import type { ConnectionId, PlanHash, PolicyId } from '../ids.ts'
import { limits, within } from '../limits.ts'
import type { Template } from '../speech/template.ts'
import { kindDefaults } from './defaults.ts'
import type { Channel, Destination, Plan, Step } from './plan.ts'
import type { ContactMethod, Person, Policy, PolicyBody, PolicyDestination, PolicyStep } from './policy.ts'

export const findingCodes = [
  'policy.user_unknown',
  'policy.method_unknown',
  'policy.destination_twice',
  'policy.channel_unavailable',
  'policy.from_missing',
  'policy.keys_not_heard',
  'policy.escalation_left_off',
] as const
/** Something the operator should know although the plan can be followed. */
export type Finding = {
  readonly code: (typeof findingCodes)[number]
  /** From 1, as people count. */
  readonly step: number | null
  readonly destination: number | null
  readonly user: string | null
  readonly channel: Channel | null
}

export type BuildRefusal =
  | 'policy.empty'
  | 'policy.nobody_reachable'
  | 'policy.too_many_destinations'
  | 'policy.connection_missing'
  | 'policy.escalation_too_deep'
  | 'policy.escalation_cycle'

export type BuildRequest = {
  readonly policy: Policy
  readonly people: ReadonlyMap<string, Person>
  readonly template: Template
  /** `from` is the connection's own caller id, used when the policy names none. */
  readonly connection: { readonly id: ConnectionId; readonly from: string | null; readonly hearsKeys: boolean } | null
  /** The plan built for `policy.body.escalatesTo`; `depth` counts it and the escalations below it. */
  readonly escalatesTo: { readonly hash: PlanHash; readonly depth: number } | null
}

export type BuildResult =
  | { readonly ok: true; readonly plan: Plan; readonly findings: readonly Finding[] }
  | { readonly ok: false; readonly code: BuildRefusal; readonly detail: string; readonly findings: readonly Finding[] }

type Draft = {
  readonly destinations: Destination[]
  readonly places: Map<string, number>
  readonly findings: Finding[]
}

/** @errors policy.empty, policy.nobody_reachable, policy.too_many_destinations, policy.connection_missing, policy.escalation_too_deep */
export const buildPlan = (request: BuildRequest): BuildResult => {
  const { policy, connection } = request
  const draft: Draft = { destinations: [], places: new Map(), findings: [] }
  const refuse = (code: BuildRefusal, detail: string): BuildResult => ({
    ok: false,
    code,
    detail,
    findings: draft.findings,
  })
  const wrong = refusedBefore(request)
  if (wrong !== null) return refuse(...wrong)
  const steps = stepsOf(request, draft)
  const count = draft.destinations.length
  if (count === 0) return refuse('policy.nobody_reachable', policy.key)
  if (count > limits.destinationsPerPolicy.max) return refuse('policy.too_many_destinations', String(count))
  const phones = draft.destinations.some((destination) => destination.channel === 'phone')
  if (phones && connection === null) return refuse('policy.connection_missing', policy.key)
  const plan = planOf({ ...request, connection: phones ? connection : null }, steps, draft)
  return { ok: true, plan, findings: [...draft.findings, ...(phones ? aboutCalls(plan) : [])] }
}

/** What is wrong with a policy whoever is in it. */
const refusedBefore = ({ policy, escalatesTo }: BuildRequest): readonly [BuildRefusal, string] | null => {
  const asked = policy.body.steps.reduce((sum, step) => sum + step.destinations.length, 0)
  if (asked === 0) return ['policy.empty', policy.key]
  if (asked > limits.destinationsPerPolicy.max) return ['policy.too_many_destinations', String(asked)]
  if (escalatesTo === null || escalatesTo.depth <= limits.escalationsDeep.max) return null
  return ['policy.escalation_too_deep', String(escalatesTo.depth)]
}

/** What should be known of a plan that calls phones. */
const aboutCalls = ({ from, hearsKeys }: Plan): readonly Finding[] => [
  ...(from === null ? [finding('policy.from_missing', {})] : []),
  ...(hearsKeys ? [] : [finding('policy.keys_not_heard', {})]),
]

const planOf = (request: BuildRequest, steps: readonly Step[], draft: Draft): Plan => {
  const { policy, connection, template, escalatesTo } = request
  const { body } = policy
  return {
    policyId: policy.id,
    policyKey: policy.key,
    policyName: policy.name,
    ...rulesOf(body),
    steps,
    destinations: draft.destinations,
    connectionId: connection?.id ?? null,
    hearsKeys: connection?.hearsKeys ?? false,
    from: body.from ?? connection?.from ?? null,
    template,
    escalatesTo: escalatesTo?.hash ?? null,
  }
}

/** Returns what a policy does in numbers: its own settings over its kind's defaults, forced into the limits. */
export const rulesOf = (
  body: PolicyBody,
): Pick<
  Plan,
  'stop' | 'loopsMax' | 'loopIntervalMs' | 'ringMs' | 'redial' | 'deliveredIsEnough' | 'endsOnRecovery'
> => {
  const defaults = kindDefaults[body.kind ?? 'noroshi']
  return {
    stop: body.stop ?? defaults.stop,
    loopsMax: within(limits.loops, body.loops?.max ?? defaults.loopsMax),
    loopIntervalMs: within(limits.loopIntervalMs, ms(body.loops?.intervalSeconds, defaults.loopIntervalMs)),
    ringMs: within(limits.ringMs, ms(body.ringSeconds, defaults.ringMs)),
    redial: redialOf(body),
    deliveredIsEnough: body.deliveredIsEnough ?? defaults.deliveredIsEnough,
    endsOnRecovery: body.endsOnRecovery ?? defaults.endsOnRecovery,
  }
}

const redialOf = (body: PolicyBody): Plan['redial'] => {
  const defaults = kindDefaults[body.kind ?? 'noroshi']
  return {
    max: within(limits.redials, body.redial?.max ?? defaults.redialMax),
    intervalMs: within(limits.redialIntervalMs, ms(body.redial?.intervalSeconds, defaults.redialIntervalMs)),
    on: body.redial?.on ?? defaults.redialOn,
  }
}

const ms = (seconds: number | undefined, otherwiseMs: number): number =>
  seconds === undefined ? otherwiseMs : Math.round(seconds * 1_000)

const stepsOf = (request: BuildRequest, draft: Draft): readonly Step[] => {
  const { body } = request.policy
  const steps = body.steps
    .map((step, index) => ({
      destinations: destinationsOf(request, draft, { step, stepIndex: index }),
      waitMs: within(limits.waitMs, ms(step.waitSeconds, limits.waitMs.default)),
    }))
    .filter((step) => step.destinations.length > 0)
  const mode = body.mode ?? kindDefaults[body.kind ?? 'noroshi'].mode
  if (mode === 'sequential' || steps.length === 0) return steps
  const everybody = [...new Set(steps.flatMap((step) => step.destinations))]
  return [{ destinations: everybody, waitMs: Math.max(...steps.map((step) => step.waitMs)) }]
}

const destinationsOf = (
  request: BuildRequest,
  draft: Draft,
  { step, stepIndex }: { step: PolicyStep; stepIndex: number },
): readonly number[] => {
  const numbers: number[] = []
  for (const [index, asked] of step.destinations.entries()) {
    const channel = asked.channel ?? 'phone'
    const at = { step: stepIndex + 1, destination: index + 1, user: asked.user, channel }
    for (const number of numbersOf(request.people.get(asked.user), asked, { draft, at })) {
      if (numbers.includes(number)) draft.findings.push(finding('policy.destination_twice', at))
      else numbers.push(number)
    }
  }
  return numbers
}

type Place = Omit<Finding, 'code'>

const finding = (code: Finding['code'], at: Partial<Place>): Finding => ({
  code,
  step: at.step ?? null,
  destination: at.destination ?? null,
  user: at.user ?? null,
  channel: at.channel ?? null,
})

const numbersOf = (
  person: Person | undefined,
  asked: PolicyDestination,
  { draft, at }: { draft: Draft; at: Place },
): readonly number[] => {
  if (person === undefined) {
    draft.findings.push(finding('policy.user_unknown', at))
    return []
  }
  const methods = methodsOf(person, asked)
  if (methods.length === 0) draft.findings.push(finding('policy.method_unknown', { ...at, user: person.key }))
  return methods.map((method) => {
    const place = { ...at, user: person.key, channel: method.channel }
    if (method.channel !== 'phone') draft.findings.push(finding('policy.channel_unavailable', place))
    return numberOf(person, method, draft)
  })
}

/** The same method has one number however many steps name it: whoever took it in one step is not called in another. */
const numberOf = (person: Person, method: ContactMethod, draft: Draft): number => {
  const known = draft.places.get(method.id)
  if (known !== undefined) return known
  const { channel, address } = method
  const { name, language } = person
  const ids = person.inline ? { userId: null, methodId: null } : { userId: person.id, methodId: method.id }
  draft.destinations.push({ channel, ...ids, name, address, language })
  draft.places.set(method.id, draft.destinations.length - 1)
  return draft.destinations.length - 1
}

const methodsOf = (person: Person, asked: PolicyDestination): readonly ContactMethod[] => {
  if (asked.everyDefault)
    return person.methods.filter((method) => method.isDefault && (asked.channel ?? method.channel) === method.channel)
  const fitting = person.methods.filter((method) => method.channel === (asked.channel ?? 'phone'))
  const chosen =
    asked.methodLabel === undefined
      ? (fitting.find((method) => method.isDefault) ?? fitting[0])
      : fitting.find((method) => method.label === asked.methodLabel)
  return chosen === undefined ? [] : [chosen]
}

/**
 * Returns a policy and those it escalates to, in the order they must be built: the last of the chain first.
 * @errors policy.escalation_cycle, policy.escalation_too_deep
 */
export const escalationOrder = (
  first: PolicyId,
  next: (id: PolicyId) => PolicyId | null,
): { ok: true; order: readonly PolicyId[] } | { ok: false; code: BuildRefusal } => {
  const chain: PolicyId[] = []
  for (let id: PolicyId | null = first; id !== null; id = next(id)) {
    if (chain.includes(id)) return { ok: false, code: 'policy.escalation_cycle' }
    if (chain.length > limits.escalationsDeep.max) return { ok: false, code: 'policy.escalation_too_deep' }
    chain.unshift(id)
  }
  return { ok: true, order: chain }
}
