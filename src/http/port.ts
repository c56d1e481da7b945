// The small port between the server assembly and the dialects: what a request carries once it is let in, and how a dialect
// is mounted. Dialects import nothing else of http.

import type { Context, Hono, MiddlewareHandler } from 'hono'
import { AppError } from '#contract/errors'
import type { Permission } from '#contract/permissions'

export type Language = 'ja' | 'en'

/** Who asks: an API token or a person's session. Both fix their space. */
export type Principal = {
  readonly spaceId: string
  /** The project it belongs to; null: the whole space. */
  readonly projectId: string | null
  readonly kind: 'token' | 'session'
  /** The token's or session's id. */
  readonly id: string
  /** The person who signed in; tokens are nobody's. */
  readonly userId: string | null
  readonly name: string
  readonly scopes: ReadonlySet<string>
}

export type AppEnv = {
  /** `spaceId` is the space of the host name that was asked, set before any dialect runs. */
  Variables: { requestId: string; language: Language; spaceId: string; principal: Principal }
}

/** A way in. Its paths are absolute; those under `protectedBy` need a bearer token, but for the ones in `open`. */
export type Dialect = {
  readonly app: Hono<AppEnv>
  readonly protectedBy?: {
    readonly prefix: string
    readonly open: readonly string[]
    /** Paths that take other bodies than JSON, and bound them themselves. */
    readonly uploads?: RegExp
  }
}

export const may = (principal: Principal, permission: Permission): boolean => principal.scopes.has(permission)

/** Lets only tokens with this scope on. @errors auth.scope_missing */
export const needs =
  (permission: Permission): MiddlewareHandler<AppEnv> =>
  (context, next) => {
    if (!may(context.get('principal'), permission)) throw new AppError('auth.scope_missing', { detail: permission })
    return next()
  }

export type AppContext = Context<AppEnv>
