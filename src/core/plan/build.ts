// From policy, people, template and connection to the frozen plan, and what is wrong with them. Pure. A destination that
// cannot be used is left out with a finding, never in silence; a plan without any destination is refused, so that a trigger
// answered with 2xx always has somebody to contact.

import type { ConnectionId, PlanHash, PolicyId, TemplateId } from '../ids.ts'
import { limits, within } from '../limits.ts'
import type { Template } from '../speech/template.ts'
import { simpleCallOf, smsTextOf } from './alert-text.ts'
import { awaitsAnswers } from './answers.ts'
import { buttonsOf } from './buttons.ts'
import { kindDefaults } from './defaults.ts'
import { type Asked, type AskedStep, type DutySchedule, type Group, stepsWithMembers } from './groups.ts'
import { type Rounds, stepsOfRounds } from './in-turn.ts'
import { methodsAsked, ownWaitMs } from './methods-asked.ts'
import { otherWaysOf, type StandInFacts, standInsOf, usualWays } from './other-ways.ts'
import { ownWords } from './own-words.ts'
import type { Channel, ChosenVariant, Destination, Plan, Step } from './plan.ts'
import type { ContactMethod, Person, Policy, PolicyBody } from './policy.ts'
import { reminderOf } from './reminder.ts'

export const findingCodes = [
  'policy.user_unknown',
  'policy.group_unknown',
  'policy.group_empty',
  'policy.project_unknown',
  'policy.project_empty',
  'policy.schedule_unknown',
  'policy.position_unknown',
  'policy.condition_unknown',
  'policy.variant_unusable',
  'policy.method_unknown',
  'policy.destination_twice',
  'policy.channel_unavailable',
  'policy.from_missing',
  'policy.keys_not_heard',
  'policy.transfer_missing',
  'policy.escalation_left_off',
  'policy_group.policy_unknown',
  'policy_group.policy_unusable',
  'policy_group.escalation_unused',
  'policy_group.none_applies',
] as const
/** Something the operator should know although the plan can be followed. */
export type Finding = {
  readonly code: (typeof findingCodes)[number]
  /** From 1, as people count. */
  readonly step: number | null
  readonly destination: number | null
  readonly user: string | null
  /** The group or the project through which the user stands there, or the schedule. */
  readonly group: string | null
  readonly channel: Channel | null
  /** The variant in which it was found; absent: the policy itself. */
  readonly variant?: string
  /** The policy of a group it was found in, by its key; by its name where it is passed over. */
  readonly policy?: string
}

export type BuildRefusal =
  | 'policy.empty'
  | 'policy.nobody_reachable'
  | 'policy.too_many_destinations'
  | 'policy.connection_missing'
  | 'policy.escalation_too_deep'
  | 'policy.escalation_cycle'

export type BuildRequest = {
  /** As it is to be followed, with no variants left in it. */
  readonly policy: Policy
  /** Which variant that is. */
  readonly variant?: ChosenVariant | null | undefined
  readonly people: ReadonlyMap<string, Person>
  readonly groups?: ReadonlyMap<string, Group> | undefined
  readonly schedules?: ReadonlyMap<string, DutySchedule> | undefined
  readonly template: Template
  /** The stored template it was made from. */
  readonly templateIs?: { readonly id: TemplateId; readonly name: string } | undefined
  /** `from` is the connection's own caller id, used when the policy names none. */
  readonly connection: { readonly id: ConnectionId; readonly from: string | null; readonly hearsKeys: boolean } | null
  /** By which connection a method that is no phone is reached; null where its channel is not set up. Absent: none is. */
  readonly wayTo?: ((method: Pick<ContactMethod, 'channel' | 'connection'>) => ConnectionId | null) | undefined
  /** Which connections stand in for one, in their order. Absent: none does. */
  readonly standInsOf?: ((id: ConnectionId) => readonly StandInFacts[]) | undefined
  /** The plan built for `policy.body.escalatesTo`; `depth` counts it and the escalations below it. */
  readonly escalatesTo: { readonly hash: PlanHash; readonly depth: number } | null
}

export type BuildResult =
  | { readonly ok: true; readonly plan: Plan; readonly findings: readonly Finding[] }
  | { readonly ok: false; readonly code: BuildRefusal; readonly detail: string; readonly findings: readonly Finding[] }

type Draft = {
  readonly destinations: Destination[]
  /** Whose each destination is. */
  readonly owners: string[]
  /** Whose phones are called in turn. */
  readonly inTurn: Set<string>
  readonly places: Map<string, number>
  readonly findings: Finding[]
}

/** @errors policy.empty, policy.nobody_reachable, policy.too_many_destinations, policy.connection_missing, policy.escalation_too_deep */
export const buildPlan = (request: BuildRequest): BuildResult => {
  const { policy, connection } = request
  const draft: Draft = { destinations: [], owners: [], inTurn: new Set(), places: new Map(), findings: [] }
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
  const refs = steps.flatMap(({ onCall = [] }) => onCall)
  if (count + refs.length === 0) return refuse('policy.nobody_reachable', policy.key)
  if (count > limits.destinationsPerPolicy.max) return refuse('policy.too_many_destinations', String(count))
  const phones = [...draft.destinations, ...refs].some(({ channel }) => channel === 'phone')
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
const aboutCalls = ({ from, hearsKeys, simple, template, transferTo }: Plan): readonly Finding[] => [
  ...(from === null ? [finding('policy.from_missing', {})] : []),
  ...(hearsKeys || simple !== undefined ? [] : [finding('policy.keys_not_heard', {})]),
  ...(simple === undefined && lacksTransfer(template, transferTo) ? [finding('policy.transfer_missing', {})] : []),
]

/** A key is there to be connected, and nobody to be connected to. */
const lacksTransfer = ({ reactions }: Template, transferTo: string | undefined): boolean =>
  transferTo === undefined && Object.values(reactions).some(({ action }) => action === 'transfer')

const planOf = (request: BuildRequest, steps: readonly Step[], draft: Draft): Plan => {
  const { policy, connection, template, templateIs, escalatesTo } = request
  const { body } = policy
  const phone = phoneOf(body, connection)
  const reached = reachedBy(request, draft)
  const standIns = standInsOf({ ...phone, ...reached }, request.standInsOf, connection?.hearsKeys ?? false)
  return {
    policyId: policy.id,
    policyKey: policy.key,
    policyName: policy.name,
    ...(body.kind === undefined ? {} : { kind: body.kind }),
    ...(request.variant === undefined ? {} : { variant: request.variant }),
    ...rulesOf(body),
    steps,
    ...reached,
    ...phone,
    ...(standIns === undefined ? {} : { standIns }),
    template,
    ...(templateIs === undefined ? {} : { templateId: templateIs.id, templateName: templateIs.name }),
    escalatesTo: escalatesTo?.hash ?? null,
  }
}

/** Everybody, with by which else they are reached where the policy wants that: each method of theirs in one place only. */
const reachedBy = (
  { policy: { body }, people, wayTo }: BuildRequest,
  draft: Draft,
): Pick<Plan, 'destinations' | 'otherChannels'> => {
  const destinations = withPeople(draft)
  const wanted = body.otherChannels ?? kindDefaults[body.kind ?? 'noroshi'].otherChannels
  if (!wanted || wayTo === undefined) return { destinations }
  const owners = new Map([...people.values()].map((person) => [person.id as string, person]))
  const contacted = (method: ContactMethod): boolean => draft.places.has(method.id)
  return {
    destinations: destinations.map((one, ordinal) => {
      const id = draft.owners[ordinal] as string
      const person = owners.get(id)
      if (person === undefined || draft.owners.indexOf(id) !== ordinal) return one
      const otherWays = otherWaysOf(person, { channel: one.channel, wayTo, contacted })
      return otherWays.length === 0 ? one : { ...one, otherWays }
    }),
    otherChannels: usualWays(wayTo),
  }
}

type Phone = Pick<Plan, 'connectionId' | 'hearsKeys' | 'from' | 'transferTo'>

/** By what the plan calls. */
const phoneOf = (body: PolicyBody, connection: BuildRequest['connection']): Phone => ({
  connectionId: connection?.id ?? null,
  hearsKeys: simpleCallOf(body) === null && (connection?.hearsKeys ?? false),
  from: body.from ?? connection?.from ?? null,
  ...(body.transferTo ? { transferTo: body.transferTo } : {}),
})

/** Returns what a policy does in numbers: its own settings over its kind's defaults, forced into the limits. */
export const rulesOf = (
  body: PolicyBody,
): Pick<
  Plan,
  | 'stop'
  | 'loopsMax'
  | 'loopIntervalMs'
  | 'ringMs'
  | 'callMaxMs'
  | 'redial'
  | 'buttons'
  | 'simple'
  | 'smsText'
  | 'deliveredIsEnough'
  | 'endsOnRecovery'
  | 'reminder'
> => {
  const defaults = kindDefaults[body.kind ?? 'noroshi']
  return {
    stop: body.stop ?? defaults.stop,
    loopsMax: within(limits.loops, body.loops?.max ?? defaults.loopsMax),
    loopIntervalMs: within(limits.loopIntervalMs, ms(body.loops?.intervalSeconds, defaults.loopIntervalMs)),
    ringMs: within(limits.ringMs, ms(body.ringSeconds, defaults.ringMs)),
    callMaxMs: within(limits.callMs, ms(body.callMaxSeconds, defaults.callMaxMs)),
    redial: redialOf(body),
    ...tellingOf(body),
    deliveredIsEnough: body.deliveredIsEnough ?? defaults.deliveredIsEnough,
    endsOnRecovery: body.endsOnRecovery ?? defaults.endsOnRecovery,
    ...reminderOf(body.reminder),
  }
}

/** How alerts are told, where that is not by a message like any other. */
const tellingOf = (body: PolicyBody): Pick<Plan, 'buttons' | 'simple' | 'smsText'> => {
  const [buttons, simple, smsText] = [buttonsOf(body), simpleCallOf(body), smsTextOf(body)]
  return {
    ...(buttons === null ? {} : { buttons }),
    ...(simple === null ? {} : { simple }),
    ...(smsText === null ? {} : { smsText }),
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
  const { groups = new Map(), schedules = new Map() } = request
  const asked = stepsWithMembers(body.steps, { groups, schedules })
  draft.findings.push(...asked.findings.map(({ code, ...at }) => finding(code, at)))
  const awaits = awaitsAnswers(rulesOf(body))
  const steps = asked.steps.map((step) => {
    const { rounds, ...own } = roundsOf(request, draft, step)
    const { onCall } = step
    // Whoever is on duty is called by phone.
    const answered = awaits && onCall === undefined && rounds.flat().every((number) => isMessage(draft, number))
    const defaultMs = answered ? limits.answerMs.default : limits.waitMs.default
    const waitMs = within(limits.waitMs, ms(step.waitSeconds, defaultMs))
    return { rounds, ...own, waitMs, ...(onCall === undefined ? {} : { onCall }) }
  })
  const ordered = stepsOfRounds(steps, body.mode ?? kindDefaults[body.kind ?? 'noroshi'].mode)
  return awaits ? ordered.map((step) => withAnswer(draft, step)) : ordered
}

const isMessage = ({ destinations }: Draft, number: number): boolean => destinations[number]?.connectionId !== undefined

const withAnswer = (draft: Draft, step: Step): Step =>
  step.onCall === undefined && step.destinations.every((number) => isMessage(draft, number))
    ? { ...step, awaitsAnswer: true }
    : step

/** The destinations of a step: first those called at once, then each person's second phone, and so on. */
const roundsOf = (request: BuildRequest, draft: Draft, { step, destinations }: AskedStep): InRounds => {
  const rounds: number[][] = [[]]
  const ownWaitsMs: number[] = []
  const seen = new Set<number>()
  for (const { asked, destination, group } of destinations) {
    const at = { step, destination, user: asked.user, group, channel: asked.channel ?? 'phone' } as const
    for (const { number, round, waitMs } of placesOf(request, asked, { draft, at })) {
      if (rounds.length <= round) rounds.push([])
      if (waitMs !== undefined) ownWaitsMs[round] = Math.max(ownWaitsMs[round] ?? 0, waitMs)
      if (seen.has(number)) draft.findings.push(finding('policy.destination_twice', at))
      else rounds[round]?.push(number)
      seen.add(number)
    }
  }
  return ownWaitsMs.length === 0 ? { rounds } : { rounds, ownWaitsMs }
}

type InRounds = { readonly rounds: Rounds; readonly ownWaitsMs?: readonly number[] }

type Place = Omit<Finding, 'code'>

const finding = (code: Finding['code'], at: Partial<Place>): Finding => ({
  code,
  step: at.step ?? null,
  destination: at.destination ?? null,
  user: at.user ?? null,
  group: at.group ?? null,
  channel: at.channel ?? null,
})

/** A destination's number in the plan, and in which round of its step it is called. */
type Placed = {
  readonly number: number
  readonly round: number
  /** By the person's own order: how long is waited after it, where something of theirs comes after it. */
  readonly waitMs?: number
}

const placesOf = (
  { people, policy, wayTo }: BuildRequest,
  asked: Asked['asked'],
  { draft, at }: { draft: Draft; at: Place },
): readonly Placed[] => {
  const person = people.get(asked.user)
  if (person === undefined) {
    draft.findings.push(finding('policy.user_unknown', at))
    return []
  }
  const methods = methodsAsked(person, asked, policy.body)
  if (methods.length === 0) draft.findings.push(finding('policy.method_unknown', { ...at, user: person.key }))
  const inTurn = methods.length > 1 && !asked.everyDefault
  const rules = rulesOf(policy.body)
  if (inTurn) draft.inTurn.add(person.id)
  return methods.map((method, index) => {
    const place = { ...at, user: person.key, channel: method.channel }
    const way = method.channel === 'phone' ? null : (wayTo?.(method) ?? null)
    if (method.channel !== 'phone' && way === null) draft.findings.push(finding('policy.channel_unavailable', place))
    return {
      number: numberOf(person, { method, way, words: ownWords(person, method, rules) }, draft),
      round: inTurn ? index : 0,
      ...(asked.methods === 'own' ? { waitMs: ownWaitMs(methods, method) } : {}),
    }
  })
}

type Reached = {
  readonly method: ContactMethod
  readonly way: ConnectionId | null
  readonly words: ReturnType<typeof ownWords>
}

/** The same method has one number however many steps name it: whoever took it in one step is not called in another. */
const numberOf = (person: Person, { method, way, words }: Reached, draft: Draft): number => {
  const known = draft.places.get(method.id)
  if (known !== undefined) return known
  const { channel, address } = method
  const { name, language } = person
  const ids = person.inline ? { userId: null, methodId: null } : { userId: person.id, methodId: method.id }
  const by = way === null ? {} : { connectionId: way }
  draft.destinations.push({ channel, ...ids, name, address, language, ...by, ...words })
  draft.owners.push(person.id)
  draft.places.set(method.id, draft.destinations.length - 1)
  return draft.destinations.length - 1
}

/** Marks everything that belongs to somebody whose phones are called in turn as one person's. */
const withPeople = ({ destinations, owners, inTurn }: Draft): readonly Destination[] => {
  if (inTurn.size === 0) return destinations
  const people = new Map([...inTurn].map((owner, index) => [owner, index]))
  return destinations.map((destination, ordinal) => {
    const person = people.get(owners[ordinal] as string)
    return person === undefined ? destination : { ...destination, person }
  })
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
