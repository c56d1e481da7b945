// What the dialects of other systems have in common: answers in UTF-8 JSON that nobody keeps, every failure in that system's
// own shape, other methods refused with Allow, and no word of ours (stack, code, path) where theirs is expected.

import { type Context, Hono } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { AppError, errorCodes } from '#contract/errors'
import type { AppContext, AppEnv } from '#http/port'

/** What went wrong before or beside a dialect's own rules. */
export type Failure = {
  readonly status: ContentfulStatusCode
  /** Of the contract's errors, where it is one; null for a mistake of ours. */
  readonly error: AppError | null
}

export type DialectOptions = {
  /** The body of a failure, as the dialect's clients expect it. */
  readonly shape: (failure: Failure, context: AppContext) => object
  /** True for errors that mean the database cannot be reached. */
  readonly isUnavailable: (error: unknown) => boolean
  readonly log: { error(facts: Record<string, unknown>, message: string): void }
}

const RETRY_SECONDS = 5

type Answer = { readonly status?: ContentfulStatusCode; readonly headers?: Readonly<Record<string, string>> }

/** Answers with JSON in UTF-8, said to be so. */
export const answerJson = (
  context: Context<AppEnv>,
  body: unknown,
  { status = 200, headers = {} }: Answer = {},
): Response =>
  context.body(JSON.stringify(body), status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Cache-Control': 'no-store',
    // The rest of such a body is not read, so nothing can follow it on this connection.
    ...(status === 413 ? { Connection: 'close' } : {}),
    ...headers,
  })

const failureOf = (thrown: unknown, { isUnavailable, log }: DialectOptions, context: AppContext): Failure => {
  if (thrown instanceof AppError) return { status: errorCodes[thrown.code].status, error: thrown }
  if (isUnavailable(thrown)) return { status: 503, error: null }
  const { requestId, spaceId } = context.var
  log.error({ requestId, spaceId, err: thrown }, 'a request failed')
  return { status: 500, error: null }
}

/** An application whose failures have the dialect's shape. Its paths are absolute. */
export const createDialectApp = (options: DialectOptions): Hono<AppEnv> => {
  const app = new Hono<AppEnv>()
  app.onError((thrown, context) => {
    const failure = failureOf(thrown, options, context)
    const seconds = failure.error?.retryAfterSeconds ?? (failure.status === 503 ? RETRY_SECONDS : null)
    const headers = seconds === null ? {} : { 'Retry-After': String(seconds) }
    return answerJson(context, options.shape(failure, context), { status: failure.status, headers })
  })
  return app
}

/** To be called after the last route: any other method on a path there is gets 405 and the list of those it has. */
export const refuseOtherMethods = (app: Hono<AppEnv>, { shape }: Pick<DialectOptions, 'shape'>): void => {
  const methods = new Map<string, Set<string>>()
  for (const { path, method } of app.routes) {
    if (method !== 'ALL') methods.set(path, (methods.get(path) ?? new Set()).add(method))
  }
  for (const [path, allowed] of methods) {
    const Allow = [...allowed, ...(allowed.has('GET') ? ['HEAD'] : [])].join(', ')
    app.all(path, (context) =>
      answerJson(context, shape({ status: 405, error: null }, context), { status: 405, headers: { Allow } }),
    )
  }
}
