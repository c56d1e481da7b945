// Starts callouts for every way in: the plan is composed, texts and parameters are compared with what it needs, pauses and
// thinning have their say, and the engine makes it durable. In the common case that is one insert and nothing else: everything
// read before it is kept in memory.

import type { BeginsLater } from '#core/callout/event'
import { suppressionAt } from '#core/callout/pause'
import type { Outcome } from '#core/callout/state'
import { asText, briefly, type Cause, fillContents } from '#core/cause'
import type { SpaceId } from '#core/ids'
import { limits } from '#core/limits'
import { laterAt } from '#core/plan/later'
import { alwaysGiven, missingParameters, render, type Values } from '#core/speech/template'
import type { NotStarted, Started, Starter, StartOrder } from '#dialects/shared/starter'
import type { Engine } from '#engine/engine'
import type { ConfigStore } from '#store/config/store'
import { createThinning } from './thinning.ts'

export type StarterDeps = {
  readonly plans: Pick<ConfigStore['plans'], 'compose'>
  readonly callouts: Pick<ConfigStore['callouts'], 'started' | 'get'>
  readonly merged: Pick<ConfigStore['merged'], 'merge' | 'mergeOrStart' | 'wasMerged'>
  readonly engine: Pick<Engine, 'start'>
  readonly nowMs: () => number
  /** What makes two texts the same. */
  readonly digest: (text: string) => string
}

type Bundle = Extract<Awaited<ReturnType<StarterDeps['plans']['compose']>>, { ok: true }>
type EngineStart = Parameters<Engine['start']>[0]

/** The policy of a plan that belongs to no stored one: nothing is ever merged into its callouts. */
const NOBODYS = '00000000-0000-0000-0000-000000000000'

const refused = (code: string, detail: string, rest: Partial<NotStarted> = {}): NotStarted => ({
  ok: false,
  code,
  detail,
  parameters: [],
  findings: [],
  ...rest,
})

/** Names the texts need that were not given. */
const missingIn = ({ parameters, cause }: StartOrder, { plans, parameters: needed }: Bundle): readonly string[] => {
  if (cause.kind !== 'message') return needed.filter((name) => !Object.hasOwn(parameters, name))
  return [...new Set(plans.flatMap(({ plan }) => missingParameters(plan.template, parameters, ['name', 'policy'])))]
}

/** @errors template.parameter_reserved, template.parameter_missing */
const checkParameters = (order: StartOrder, bundle: Bundle): NotStarted | null => {
  const { parameters: given, cause, missingParameters: wanted = 'refuse' } = order
  const reserved = cause.kind === 'message' ? [] : alwaysGiven.filter((name) => Object.hasOwn(given, name))
  if (reserved.length > 0) return refused('template.parameter_reserved', reserved.join(', '), { parameters: reserved })
  if (wanted === 'say_nothing') return null
  const missing = missingIn(order, bundle)
  return missing.length === 0
    ? null
    : refused('template.parameter_missing', missing.join(', '), { parameters: missing })
}

/** What is said, shortened to what a text may be. */
const messageOf = ([first]: Bundle['plans'], parameters: Values): string => {
  if (first === undefined) return ''
  const { plan } = first
  const text = render(plan.template.phrases.ja.message, { policy: plan.policyName, ...parameters }).trim()
  return Array.from(text).slice(0, limits.textCharacters.max).join('')
}

/** A message that may say {{text}} without one has nothing behind it: least of all what it says itself. */
const valuesOf = ({ cause, parameters, missingParameters: wanted }: StartOrder): Values =>
  cause.kind === 'message' && wanted === 'say_nothing' ? { text: '', ...parameters } : parameters

/** Whose runs it is among: of the dialect it came by, or of the one whose habits its policy has. */
const dialectOf = ({ dialect }: StartOrder, { plans }: Bundle): string | undefined =>
  dialect ?? (plans[0]?.plan.kind === 'pigeon' ? 'pigeon' : undefined)

/** What the callout is about: a text as it was given, or contents with something for every channel of the plans. */
const causeOf = ({ cause, incidentId, parameters }: StartOrder, { plans, rules }: Bundle): Cause | null => {
  const incident = incidentId === undefined ? {} : { incidentId }
  if (cause.kind === 'text' || cause.kind === 'live') return { ...cause, ...incident }
  if (cause.kind === 'message') return { kind: 'text', text: messageOf(plans, parameters), ...incident }
  const channels = [...new Set(plans.flatMap(({ plan }) => plan.destinations.map(({ channel }) => channel)))]
  const contents = fillContents(cause.contents, { channels, defaults: rules.texts })
  return contents === null ? null : { ...asText(contents), ...incident }
}

/** Whether it is to begin later. Whatever somebody wants exactly now does not. */
const laterFor = ({ purpose, priority }: StartOrder, bundle: Bundle, nowMs: number): BeginsLater | undefined =>
  purpose === undefined ? laterAt(bundle.rules.later, priority ?? bundle.priority, nowMs) : undefined

const statusOf = (outcome: Outcome | null): Started['status'] => (outcome === 'suppressed' ? 'suppressed' : 'started')

/** A policy the caller may not start: the one asked for, or any of a group. Where a policy escalates is its own affair. */
const forbiddenIn = ({ allowed }: StartOrder, { plans, policyId, policyKey, groupId }: Bundle): string | undefined => {
  if (allowed == null) return undefined
  const started = groupId === undefined ? [{ policyId, policyKey }] : plans.map(({ plan }) => plan)
  return started.find((one) => !allowed.includes(one.policyId))?.policyKey
}

/** What the engine is asked for. @errors policy.forbidden, template.*, callout.nothing_to_say */
const requestFor = (order: StartOrder, bundle: Bundle): EngineStart | NotStarted => {
  const { plans, priority, rules } = bundle
  const forbidden = forbiddenIn(order, bundle)
  if (forbidden !== undefined) return refused('policy.forbidden', forbidden)
  const wrong = checkParameters(order, bundle)
  if (wrong !== null) return wrong
  const cause = causeOf(order, bundle)
  if (cause === null) return refused('callout.nothing_to_say', bundle.policyKey)
  return {
    spaceId: order.spaceId as SpaceId,
    projectId: order.projectId,
    plans,
    cause,
    createdBy: order.createdBy,
    idempotency: order.idempotency,
    parameters: valuesOf(order),
    dialect: dialectOf(order, bundle),
    watched: rules.watched && order.purpose !== 'test',
    purpose: order.purpose,
    priority: order.priority ?? priority,
  }
}

type Result = Awaited<ReturnType<Engine['start']>>
type Said = Pick<Started, 'policyKey' | 'plan' | 'findings'>

const saidOf = ({ policyKey, plans, findings }: Bundle): Said => ({ policyKey, plan: plans[0]?.plan ?? null, findings })

const answerOf = (result: Result, said: Said, order: StartOrder): Started | NotStarted => {
  if (!result.ok) return refused(result.code, order.idempotency?.key ?? '')
  const { id, createdAtMs, outcome, replayed } = result
  return { ok: true, id, createdAtMs, status: statusOf(outcome), outcome, replayed, ...said }
}

/** A policy that is gone since must not turn the repetition of a successful start into an error. */
const replays =
  (deps: StarterDeps) =>
  async ({ spaceId, idempotency }: StartOrder): Promise<Started | NotStarted | null> => {
    const before = idempotency === null ? null : await deps.callouts.started(spaceId, idempotency.key)
    if (idempotency === null || before === null) return null
    if (before.fingerprint !== idempotency.fingerprint) return refused('idempotency.conflict', idempotency.key)
    const detail = await deps.callouts.get(spaceId, before.id)
    if (detail === null) return null
    const { id, createdAtMs, policyKey, head } = detail.callout
    const { outcome } = head
    const status = (await deps.merged.wasMerged(spaceId, idempotency.key)) ? 'aggregated' : statusOf(outcome)
    return { ok: true, id, createdAtMs, status, outcome, replayed: true, policyKey, plan: null, findings: [] }
  }

type Then = { readonly order: StartOrder; readonly now: Bundle; readonly later: BeginsLater }

/** As it will be when it begins: what is switched by the calendar is switched as of then. */
const bundleOfThen = async ({ plans }: StarterDeps, { order, now, later }: Then): Promise<Bundle> => {
  const then = await plans.compose(order.spaceId, { policy: order.policy, template: order.template }, later.untilMs)
  return then.ok ? { ...then, priority: now.priority, rules: now.rules } : now
}

export const createStarter = (deps: StarterDeps): Starter => {
  const thin = createThinning(deps)
  const startedBefore = replays(deps)

  const startThinned = async (
    order: StartOrder,
    bundle: Bundle,
    request: EngineStart,
  ): Promise<Started | NotStarted> => {
    const before = await startedBefore(order)
    if (before !== null) return before
    const said = saidOf(bundle)
    const { seconds, by } = bundle.rules.thinning ?? { seconds: 0, by: 'policy' }
    const { cause, parameters } = request
    const sorted = Object.entries(parameters).sort(([one], [other]) => (one < other ? -1 : 1))
    const kind = by === 'policy' ? '' : ` ${deps.digest(JSON.stringify([cause, sorted]))}`
    // Through a group others are called as well: nothing is merged into a callout of its first policy alone.
    const thinningKey = `${bundle.groupId ?? bundle.policyId}${kind}`
    const { spaceId, createdBy, idempotency } = order
    const text = briefly(cause)
    const thinned = await thin<Result>({
      spaceId,
      thinningKey,
      seconds,
      write: { text, createdBy, idempotency },
      start: () => deps.engine.start({ ...request, thinningKey }),
      startedBy: (result) => (result.ok && !result.replayed ? result : null),
    })
    if (thinned.kind === 'started') return answerOf(thinned.result, said, order)
    // Another request with the same key was quicker.
    if (thinned.kind === 'used') return (await startedBefore(order)) ?? refused('idempotency.conflict', '')
    const { into } = thinned
    return { ...said, ok: true, ...into, status: 'aggregated', outcome: null, replayed: false }
  }

  return {
    start: async (order) => {
      const bundleNow = await deps.plans.compose(order.spaceId, { policy: order.policy, template: order.template })
      if (!bundleNow.ok) {
        const { code, detail, findings } = bundleNow
        return (await startedBefore(order)) ?? refused(code, detail, { findings })
      }
      const later = laterFor(order, bundleNow, deps.nowMs())
      const bundle = later === undefined ? bundleNow : await bundleOfThen(deps, { order, now: bundleNow, later })
      const asked = requestFor(order, bundle)
      if ('code' in asked) return asked
      const request: EngineStart = { later, ...asked }
      const about = { policyId: bundle.policyId, text: briefly(request.cause) }
      const suppressedBy =
        order.purpose === undefined ? suppressionAt(bundle.rules.pauses, about, deps.nowMs()) : undefined
      const mergeable = bundle.policyId !== NOBODYS && order.cause.kind !== 'live'
      const thins = bundle.rules.thinning !== null && mergeable
      if (suppressedBy === undefined && thins) return startThinned(order, bundle, request)
      return answerOf(await deps.engine.start({ suppressedBy, ...request }), saidOf(bundle), order)
    },
  }
}
