// Callouts: start, read, cancel, acknowledge, explain. A start answered with 2xx is on disk; the same Idempotency-Key with
// the same body starts nothing twice, even after the policy changed or went.

import {
  acknowledgeInput,
  byId,
  type CalloutInput,
  callout,
  calloutInput,
  explanation,
  explanationQuery,
  idempotencyHeaders,
  startedCallout,
  withdrawInput,
  withdrawn,
} from '#contract/callouts'
import { AppError, isErrorCode } from '#contract/errors'
import { waitsToBegin } from '#core/callout/later'
import type { NotStarted, Started, StartOrder } from '#dialects/shared/starter'
import type { Principal } from '#http/port'
import { explain } from '#words/explain'
import { calloutLists } from './callout-lists.ts'
import { parseNumber } from './numbers.ts'
import type { By, CommandAnswer, V1Deps } from './ports.ts'
import { instant, linksOf, showCallout } from './present.ts'
import { answer, body, route, type V1App } from './route.ts'

/** What makes two starts the same request: everything that was asked for, in one order. */
const fingerprintOf = ({ digest }: V1Deps, input: CalloutInput): string => {
  const { policy, policyGroup, text, parameters, priority, contents } = input
  const sorted = Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1))
  const said = contents === undefined ? [] : [contents]
  const called = policyGroup === undefined ? policy : { policyGroup }
  return digest(JSON.stringify([called, text, sorted, priority ?? null, ...said]))
}

const idempotencyOf = (deps: V1Deps, key: string | undefined, input: CalloutInput): StartOrder['idempotency'] =>
  key === undefined ? null : { key, fingerprint: fingerprintOf(deps, input) }

/** A refusal as a problem: parameters are named by their fields, everything else is about the policy. */
const asProblem = ({ code, detail, parameters }: NotStarted): AppError => {
  if (!isErrorCode(code)) return new AppError('server.internal', { detail })
  if (code === 'idempotency.conflict') return new AppError(code)
  const field = code.startsWith('policy_group.') ? 'policyGroup' : 'policy'
  if (parameters.length === 0) return new AppError(code, { detail, field })
  const errors = parameters.map((name) => ({ field: `parameters.${name}`, message: `{{${name}}}` }))
  return new AppError(code, { detail, errors })
}

type StartInput = { readonly input: CalloutInput; readonly key: string | undefined }

const start = async (deps: V1Deps, principal: Principal, { input, key }: StartInput): Promise<Started> => {
  const { policy = '', policyGroup, text, contents, parameters, priority } = input
  const result = await deps.starter.start({
    spaceId: principal.spaceId,
    projectId: principal.projectId,
    policy: policyGroup === undefined ? { ref: policy } : { group: policyGroup },
    template: null,
    cause: { kind: 'text', text, ...(contents === undefined ? {} : { contents }) },
    parameters,
    priority: priority ?? null,
    createdBy: principal.name,
    allowed: principal.policies ?? null,
    idempotency: idempotencyOf(deps, key, input),
  })
  if (!result.ok) throw asProblem(result)
  return result
}

const startRoute = route('callouts:start', {
  method: 'post',
  path: '/v1/callouts',
  tags: ['callouts'],
  summary: 'Start a callout',
  request: { headers: idempotencyHeaders, ...body(calloutInput) },
  responses: {
    201: answer(startedCallout, 'Stored durably; phones are about to ring.'),
    200: answer(
      startedCallout,
      'This idempotency key started it before (Idempotency-Replayed: true), or it was merged (thinning).',
    ),
  },
})

const getRoute = route('callouts:read', {
  method: 'get',
  path: '/v1/callouts/{id}',
  tags: ['callouts'],
  summary: 'Read a callout with its destinations and first 1,000 attempts',
  request: { params: byId },
  responses: { 200: answer(callout, 'The callout.') },
})

const explanationRoute = route('callouts:read', {
  method: 'get',
  path: '/v1/callouts/{id}/explanation',
  tags: ['callouts'],
  summary: 'Who was called, what happened, and why, in words',
  request: { params: byId, query: explanationQuery },
  responses: { 200: answer(explanation, 'One sentence per line of history.') },
})

const cancelRoute = route('callouts:cancel', {
  method: 'post',
  path: '/v1/callouts/{id}/cancel',
  tags: ['callouts'],
  summary: 'Cancel a callout',
  request: { params: byId },
  responses: { 200: answer(callout, 'The callout as it is now.') },
})

const releaseRoute = route('callouts:start', {
  method: 'post',
  path: '/v1/callouts/{id}/release',
  tags: ['callouts'],
  summary: 'Let a callout that waits to begin, begin at once',
  request: { params: byId },
  responses: { 200: answer(callout, 'The callout as it is now.') },
})

const resolveRoute = route('callouts:acknowledge', {
  method: 'post',
  path: '/v1/callouts/{id}/resolve',
  tags: ['callouts'],
  summary: 'Say that what a callout is about is resolved',
  description:
    'One that runs ends as recovered; one that was acknowledged does not come back. So does what it went on as, by escalating or by coming back. Saying it twice changes nothing.',
  request: { params: byId },
  responses: { 200: answer(callout, 'The callout as it is now.') },
})

const acknowledgeRoute = route('callouts:acknowledge', {
  method: 'post',
  path: '/v1/callouts/{id}/acknowledge',
  tags: ['callouts'],
  summary: 'Acknowledge a callout',
  request: { params: byId, body: { content: { 'application/json': { schema: acknowledgeInput } }, required: false } },
  responses: { 200: answer(callout, 'The callout as it is now.') },
})

const withdrawRoute = route('callouts:cancel', {
  method: 'post',
  path: '/v1/numbers/withdraw',
  tags: ['callouts'],
  summary: 'Take a wrong number out of every running callout',
  request: body(withdrawInput),
  responses: { 200: answer(withdrawn, 'How many running callouts held it.') },
})

/** Another space's callout is as absent as one that never was. @errors callout.not_found, callout.ended */
const command = async (
  deps: V1Deps,
  principal: Principal,
  { id, run }: { id: string; run: () => Promise<CommandAnswer> },
) => {
  if (!(await deps.callouts.exists(principal.spaceId, id))) throw new AppError('callout.not_found', { detail: id })
  const result = await run()
  if (!result.ok) throw new AppError(result.code, { detail: id })
  return detailOf(deps, principal, id)
}

const detailOf = async (deps: V1Deps, principal: Principal, id: string) => {
  const detail = await deps.callouts.get(principal.spaceId, id)
  if (detail === null) throw new AppError('callout.not_found', { detail: id })
  return showCallout(detail, principal)
}

/** Only a browser's session comes this way without a token. */
const byOf = async (deps: V1Deps, principal: Principal, ref: string | undefined): Promise<By> => {
  const { spaceId, userId, name, kind } = principal
  const via = kind === 'session' ? 'console' : 'api'
  if (ref === undefined) return { userId, name, via }
  const user = await deps.users.get(spaceId, ref)
  return { userId: user.id, name: user.name, via }
}

export const calloutReads = (app: V1App, deps: V1Deps): void => {
  calloutLists(app, deps)
  app.openapi(getRoute, async (c) => c.json(await detailOf(deps, c.get('principal'), c.req.valid('param').id), 200))
  app.openapi(explanationRoute, async (c) => {
    const { id } = c.req.valid('param')
    const language = c.req.valid('query').lang ?? c.get('language')
    const found = await deps.callouts.history(c.get('principal').spaceId, id)
    if (found === null) throw new AppError('callout.not_found', { detail: id })
    const items = explain(found.history, found.plan, { language }).map(({ atMs, ...rest }) => ({
      at: instant(atMs),
      ...rest,
    }))
    return c.json({ language, items }, 200)
  })
}

export const calloutCommands = (app: V1App, deps: V1Deps): void => {
  app.openapi(startRoute, async (c) => {
    const input = c.req.valid('json')
    const key = c.req.valid('header')['idempotency-key']
    const result = await start(deps, c.get('principal'), { input, key })
    const { id, createdAtMs, policyKey, replayed, outcome } = result
    const merged = result.status === 'aggregated'
    const started = {
      id,
      status: outcome === null ? ('running' as const) : ('ended' as const),
      outcome,
      policy: policyKey,
      createdAt: instant(createdAtMs),
      merged,
      links: linksOf(id),
    }
    if (merged && !replayed) return c.json(started, 200)
    if (replayed) return c.json(started, 200, { 'Idempotency-Replayed': 'true' })
    return c.json(started, 201, { Location: `/v1/callouts/${id}` })
  })
  app.openapi(cancelRoute, async (c) => {
    const { id } = c.req.valid('param')
    const principal = c.get('principal')
    const by = await byOf(deps, principal, undefined)
    const order = { spaceId: principal.spaceId, calloutId: id, by }
    return c.json(await command(deps, principal, { id, run: () => deps.engine.cancel(order) }), 200)
  })
  app.openapi(releaseRoute, async (c) => {
    const { id } = c.req.valid('param')
    const principal = c.get('principal')
    const by = await byOf(deps, principal, undefined)
    const order = { spaceId: principal.spaceId, calloutId: id, by }
    const head = (await deps.callouts.get(principal.spaceId, id))?.callout.head
    if (head !== undefined && !waitsToBegin(head))
      throw new AppError(head.outcome === null ? 'callout.not_waiting' : 'callout.ended', { detail: id })
    return c.json(await command(deps, principal, { id, run: () => deps.engine.release(order) }), 200)
  })
  app.openapi(acknowledgeRoute, async (c) => {
    const { id } = c.req.valid('param')
    const principal = c.get('principal')
    const by = await byOf(deps, principal, c.req.valid('json').by)
    const order = { spaceId: principal.spaceId, calloutId: id, by }
    return c.json(await command(deps, principal, { id, run: () => deps.engine.acknowledge(order) }), 200)
  })
  app.openapi(withdrawRoute, async (c) => {
    const principal = c.get('principal')
    const { spaceId } = principal
    const number = parseNumber(deps.numbers, c.req.valid('json').number, {
      use: 'phone',
      simulated: true,
      field: 'number',
    })
    const by = await byOf(deps, principal, undefined)
    const ids = await deps.callouts.withNumber(spaceId, number)
    for (const calloutId of ids) await deps.engine.withdrawNumber({ spaceId, calloutId, address: number, by })
    return c.json({ callouts: ids.length }, 200)
  })
}

/** Over, and not to come back. */
export const resolveCommand = (app: V1App, deps: V1Deps): void => {
  app.openapi(resolveRoute, async (c) => {
    const { id } = c.req.valid('param')
    const principal = c.get('principal')
    const by = await byOf(deps, principal, undefined)
    const order = { spaceId: principal.spaceId, calloutId: id, by }
    return c.json(await command(deps, principal, { id, run: () => deps.engine.resolve(order) }), 200)
  })
}
