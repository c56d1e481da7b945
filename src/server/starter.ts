// Starts callouts for every way in: the plan is composed, the parameters are compared with what the texts need, and the engine
// makes it durable. In the common case that is one insert and nothing else: everything read before it is kept in memory.

import type { Outcome } from '#core/callout/state'
import type { SpaceId } from '#core/ids'
import type { Values } from '#core/speech/template'
import type { NotStarted, Started, Starter, StartOrder } from '#dialects/shared/starter'
import type { Engine } from '#engine/engine'
import type { ConfigStore } from '#store/config/store'

export type StarterDeps = {
  readonly plans: Pick<ConfigStore['plans'], 'compose'>
  readonly callouts: Pick<ConfigStore['callouts'], 'started' | 'get'>
  readonly engine: Pick<Engine, 'start'>
}

type Bundle = Extract<Awaited<ReturnType<StarterDeps['plans']['compose']>>, { ok: true }>

/** Names that every text may use without being given them. */
const RESERVED = ['text', 'name', 'policy'] as const

const refused = (code: string, detail: string, rest: Partial<NotStarted> = {}): NotStarted => ({
  ok: false,
  code,
  detail,
  parameters: [],
  findings: [],
  ...rest,
})

/** @errors template.parameter_reserved, template.parameter_missing */
const checkParameters = (order: StartOrder, needed: readonly string[]): NotStarted | null => {
  const { parameters: given, missingParameters = 'refuse' } = order
  const reserved = RESERVED.filter((name) => Object.hasOwn(given, name))
  if (reserved.length > 0) return refused('template.parameter_reserved', reserved.join(', '), { parameters: reserved })
  if (missingParameters === 'say_nothing') return null
  const missing = needed.filter((name) => !Object.hasOwn(given, name))
  return missing.length === 0
    ? null
    : refused('template.parameter_missing', missing.join(', '), { parameters: missing })
}

/** A policy that is gone since must not turn the repetition of a successful start into an error. */
const startedBefore = async (
  { callouts }: StarterDeps,
  { spaceId, idempotency }: StartOrder,
): Promise<Started | NotStarted | null> => {
  if (idempotency === null) return null
  const before = await callouts.started(spaceId, idempotency.key)
  if (before === null) return null
  if (before.fingerprint !== idempotency.fingerprint) return refused('idempotency.conflict', idempotency.key)
  const detail = await callouts.get(spaceId, before.id)
  if (detail === null) return null
  const { createdAtMs, policyKey, head } = detail.callout
  const { outcome } = head
  const { id } = before
  return {
    ok: true,
    id,
    createdAtMs,
    status: statusOf(outcome),
    outcome,
    replayed: true,
    policyKey,
    plan: null,
    findings: [],
  }
}

const statusOf = (outcome: Outcome | null): Started['status'] => (outcome === 'suppressed' ? 'suppressed' : 'started')

const requestOf = (order: StartOrder, { plans, priority }: Bundle) => {
  const { spaceId, projectId, cause, incidentId, createdBy, idempotency } = order
  const parameters: Values = order.parameters
  return {
    spaceId: spaceId as SpaceId,
    projectId,
    plans,
    cause: incidentId === undefined ? cause : { ...cause, incidentId },
    parameters,
    priority: order.priority ?? priority,
    createdBy,
    idempotency,
  }
}

export const createStarter = (deps: StarterDeps): Starter => ({
  start: async (order) => {
    const bundle = await deps.plans.compose(order.spaceId, { policy: order.policy, template: order.template })
    if (!bundle.ok) {
      const { code, detail, findings } = bundle
      return (await startedBefore(deps, order)) ?? refused(code, detail, { findings })
    }
    const wrong = checkParameters(order, bundle.parameters)
    if (wrong !== null) return wrong
    const result = await deps.engine.start(requestOf(order, bundle))
    if (!result.ok) return refused(result.code, order.idempotency?.key ?? '')
    const { id, createdAtMs, outcome, replayed } = result
    const { policyKey, findings } = bundle
    const plan = bundle.plans[0]?.plan ?? null
    return { ok: true, id, createdAtMs, status: statusOf(outcome), outcome, replayed, policyKey, plan, findings }
  },
})
