// Puts the server together: request id and language, security headers, health, metrics, the dialects with their ways to sign
// in, and one shape for every error. It knows no engine and no store: main hands it ports.

import { randomUUID } from 'node:crypto'
import { Hono, type MiddlewareHandler } from 'hono'
import { compress } from 'hono/compress'
import type { Registry } from 'prom-client'
import { AppError } from '#contract/errors'
import { acting } from './acting.ts'
import { authenticate, type SessionChecker, type TokenChecker } from './auth.ts'
import { jsonBody } from './body.ts'
import { consolePages } from './console.ts'
import { health } from './health.ts'
import { languageOf } from './language.ts'
import { requestMetrics } from './metrics.ts'
import type { AppContext, AppEnv, Dialect, Language } from './port.ts'
import { answerProblem, asAppError } from './problem.ts'
import { createAddressOf, createHostOf } from './proxies.ts'
import { type SpaceFinder, spaceByHost } from './space.ts'

export interface HttpLog {
  warn(facts: Record<string, unknown>, message: string): void
  error(facts: Record<string, unknown>, message: string): void
}

export type AppDeps = {
  readonly dialects: readonly Dialect[]
  readonly tokens: TokenChecker
  readonly sessions: SessionChecker
  readonly spaces: SpaceFinder
  readonly readiness: () => Promise<readonly string[]>
  /** True for errors that mean the database cannot be reached. */
  readonly isUnavailable: (error: unknown) => boolean
  readonly registry: Registry
  readonly log: HttpLog
  readonly nowMs: () => number
  readonly settings: {
    readonly trustedProxies: readonly string[]
    readonly language: Language
    /** Whether we speak HTTPS ourselves, or a proxy does so for us. */
    readonly secure: boolean
    /** The host name, with port, of our public address. */
    readonly publicHost?: (() => string) | undefined
    /** The folder of the built console; without one there is none. */
    readonly consoleFolder?: string | undefined
  }
}

const REQUEST_ID = /^[\w.-]{1,100}$/

/** For answers a browser could show as a page; those to other methods are never shown. */
const pageHeaders: readonly (readonly [string, string])[] = [
  ['X-Frame-Options', 'DENY'],
  ['Referrer-Policy', 'no-referrer'],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Content-Security-Policy', "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"],
]

const entrance = ({ settings }: AppDeps): MiddlewareHandler<AppEnv> => {
  const { secure, language, trustedProxies } = settings
  const addressOf = createAddressOf(trustedProxies)
  return (context, next) => {
    const { req } = context
    const asked = req.header('X-Request-Id')
    const requestId = asked !== undefined && REQUEST_ID.test(asked) ? asked : randomUUID()
    context.set('requestId', requestId)
    context.set('address', addressOf(context))
    context.set('language', languageOf(req.header('Accept-Language'), language))
    context.header('X-Request-Id', requestId)
    context.header('X-Content-Type-Options', 'nosniff')
    if (secure) context.header('Strict-Transport-Security', 'max-age=31536000')
    if (req.method === 'GET') for (const [name, value] of pageHeaders) context.header(name, value)
    return next()
  }
}

/** Answers with pictures are long, and a tenth of that as gzip: a console asks for them with each change of a policy. */
const DRAWN = [
  '/v1/policies/preview',
  '/v1/policies/:ref/preview',
  '/v1/policy-groups/:ref/preview',
  '/v1/callouts/:id/picture.svg',
]

const uncached: MiddlewareHandler<AppEnv> = (context, next) => {
  context.header('Cache-Control', 'no-store')
  return next()
}

/** Which methods other than the one asked for this path has. */
const allowed = (app: Hono<AppEnv>): ((path: string) => readonly string[]) => {
  const routes = new Map<string, Set<string>>()
  for (const { path, method } of app.routes) {
    if (method === 'ALL' || path.includes('*')) continue
    routes.set(path, (routes.get(path) ?? new Set()).add(method))
  }
  const patterns = [...routes].map(([path, methods]) => ({
    methods,
    pattern: new RegExp(`^${path.replace(/[.+?^$()[\]\\|]/g, '\\$&').replace(/:\w+(\{[^}]*\})?/g, '[^/]+')}$`),
  }))
  return (path) => [
    ...new Set(patterns.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => [...methods])),
  ]
}

export const createApp = (deps: AppDeps): Hono<AppEnv> => {
  const app = new Hono<AppEnv>()
  const hostOf = createHostOf(deps.settings.trustedProxies)
  app.use(entrance(deps))
  app.use(acting)
  app.use(requestMetrics(deps.registry))
  app.route('/', health(deps))
  app.use(spaceByHost({ spaces: deps.spaces, hostOf }))
  for (const path of DRAWN) app.use(path, compress({ encoding: 'gzip' }))
  for (const { app: dialect, protectedBy } of deps.dialects) {
    if (protectedBy !== undefined) {
      const { prefix, open, uploads } = protectedBy
      app.use(`${prefix}/*`, uncached, authenticate({ ...deps, ...deps.settings, open, hostOf }), jsonBody(uploads))
    }
    app.route('/', dialect)
  }
  const methodsOf = allowed(app)
  if (deps.settings.consoleFolder !== undefined) app.route('/', consolePages(deps.settings.consoleFolder))
  app.notFound((context: AppContext) => {
    const methods = methodsOf(context.req.path)
    if (methods.length === 0) return answerProblem(context, new AppError('request.not_found'))
    return answerProblem(context, new AppError('request.method_not_allowed'), { Allow: methods.join(', ') })
  })
  app.onError((thrown, context) => {
    const error = asAppError(thrown, deps.isUnavailable)
    const facts = {
      requestId: context.get('requestId'),
      spaceId: context.get('spaceId'),
      code: error.code,
      err: thrown,
    }
    if (error.code === 'server.internal') deps.log.error(facts, 'a request failed')
    if (error.code === 'server.unavailable') deps.log.warn(facts, 'the database cannot be reached')
    return answerProblem(context, error)
  })
  return app
}
