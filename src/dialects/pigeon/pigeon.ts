// Kompira Pigeon's API at /api/apps/pigeon, as its clients know it: start a run, read its result while it runs, stop it, list
// runs. Bodies are JSON whatever their Content-Type says. Its older API answers that it is gone, and where to go.

import type { Hono } from 'hono'
import type { Permission } from '#contract/permissions'
import { answerJson, createDialectApp, refuseOtherMethods } from '#dialects/shared/dialect-app'
import { asObject, type JsonBody, readJson } from '#dialects/shared/json-body'
import { type AppContext, type AppEnv, type Dialect, may, needs } from '#http/port'
import { byToken } from './auth.ts'
import { pageOf } from './choices.ts'
import { badRequest, failureBody } from './failures.ts'
import { invoke } from './invoke.ts'
import type { PigeonDeps, Run } from './ports.ts'
import { callsOf, resultOf, summaryOf } from './result.ts'
import { runStatus } from './statuses.ts'

const root = '/api/apps/pigeon'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

const notFound = (context: AppContext): Response =>
  answerJson(context, failureBody({ status: 404, error: null }, context), { status: 404 })

const whys: Readonly<Record<Extract<JsonBody, { ok: false }>['why'], string>> = {
  empty: 'the body is empty',
  malformed: 'the body is not JSON in UTF-8',
  too_large: 'the body is larger than 1 MiB',
  too_deep: 'the body is nested too deeply',
}

const refuseBody = (context: AppContext, why: keyof typeof whys): Response =>
  why === 'too_large'
    ? answerJson(context, { title: 'Payload Too Large', detail: whys[why] }, { status: 413 })
    : answerJson(context, badRequest(whys[why]), { status: 400 })

const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,200}$/

const invokeRoute = async (deps: PigeonDeps, context: AppContext): Promise<Response> => {
  const body = await readJson(context)
  if (!body.ok) return refuseBody(context, body.why)
  const params = asObject(asObject(body.value)?.['params'])
  if (params === null) return answerJson(context, badRequest('params: must be an object'), { status: 400 })
  const idempotencyKey = context.req.header('Idempotency-Key')
  if (idempotencyKey !== undefined && !IDEMPOTENCY_KEY.test(idempotencyKey))
    return answerJson(context, badRequest('Idempotency-Key: 1 to 200 printable ASCII characters'), { status: 400 })
  const principal = context.get('principal')
  const invoked = await invoke(deps, { params, principal, language: context.get('language'), idempotencyKey })
  if (!invoked.ok) return answerJson(context, { params, status: 'rejected', errorDescriptor: invoked.errorDescriptor })
  return answerJson(context, { params, resultId: invoked.id, status: 'requested' })
}

const find = async (deps: PigeonDeps, spaceId: string, id: string): Promise<Run | null> =>
  UUID.test(id) ? deps.runs.get(spaceId, id.toLowerCase()) : null

const resultRoute = async (deps: PigeonDeps, context: AppContext): Promise<Response> => {
  const principal = context.get('principal')
  const run = await find(deps, principal.spaceId, context.req.param('resultId') ?? '')
  if (run === null) return notFound(context)
  return answerJson(context, resultOf(run, { numbers: may(principal, 'numbers:read') }))
}

const abortRoute = async (deps: PigeonDeps, context: AppContext): Promise<Response> => {
  const body = await readJson(context)
  if (!body.ok) return refuseBody(context, body.why)
  const given = asObject(body.value)
  const id = given?.['resultId'] ?? asObject(given?.['params'])?.['resultId']
  if (typeof id !== 'string') return answerJson(context, badRequest('resultId: must be a string'), { status: 400 })
  const { spaceId, name } = context.get('principal')
  const run = await find(deps, spaceId, id)
  if (run === null) return notFound(context)
  if (run.head.outcome === null) await deps.abort({ spaceId, id: run.id, by: name })
  const now = (await find(deps, spaceId, run.id)) ?? run
  return answerJson(context, { resultId: run.id, status: runStatus(now.head, callsOf(now.attempts)) })
}

const listRoute = async (deps: PigeonDeps, context: AppContext): Promise<Response> => {
  const page = pageOf({ offset: context.req.query('offset'), limit: context.req.query('limit') })
  const { items, total } = await deps.runs.list(context.get('principal').spaceId, page)
  return answerJson(context, { items: items.map(summaryOf), total, ...page })
}

const organizationsRoute = async (deps: PigeonDeps, context: AppContext): Promise<Response> => {
  const { id, name } = await deps.organization(context.get('principal').spaceId)
  const page = pageOf({ offset: context.req.query('offset'), limit: context.req.query('limit') })
  const items = page.offset === 0 ? [{ organizationId: id, displayName: name }] : []
  return answerJson(context, { items, total: 1, ...page })
}

const gone = { title: 'Gone', detail: `Use POST ${root}/chain/invoke and POST ${root}/chain/abort.` }

/** The API before this one. It needs no token to say where to go. */
const oldRoutes = (app: Hono<AppEnv>): void => {
  for (const path of ['/api/tasks', '/api/tasks/:taskId/abort']) {
    app.all(path, (context) => answerJson(context, gone, { status: 410 }))
  }
}

type Route = (deps: PigeonDeps, context: AppContext) => Promise<Response>

const routes: readonly (readonly ['get' | 'post', string, Permission, Route])[] = [
  ['post', '/chain/invoke', 'callouts:start', invokeRoute],
  ['post', '/chain/abort', 'callouts:cancel', abortRoute],
  ['get', '/results', 'callouts:read', listRoute],
  ['get', '/results/:resultId', 'callouts:read', resultRoute],
  ['get', '/calls', 'callouts:read', listRoute],
  ['get', '/organizations', 'callouts:read', organizationsRoute],
]

export const createPigeon = (deps: PigeonDeps): Dialect => {
  const options = { shape: failureBody, isUnavailable: deps.isUnavailable, log: deps.log }
  const app = createDialectApp(options)
  oldRoutes(app)
  app.use(`${root}/*`, byToken(deps.tokens))
  for (const [method, path, permission, route] of routes) {
    app.on(method.toUpperCase(), `${root}${path}`, needs(permission), (context) => route(deps, context))
  }
  refuseOtherMethods(app, options)
  app.all(`${root}/*`, notFound)
  return { app }
}
