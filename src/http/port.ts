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
  /** Ids of the policies it may start; null or absent: all. */
  readonly policies?: readonly string[] | null
  /** What a session signed in with; tokens have none. */
  readonly account?: SessionAccount
}

export type SessionAccount = {
  readonly id: string
  readonly name: string
  readonly subaccount: string
  /** The password was for one use: nothing else can be done before it is changed. */
  readonly mustChange: boolean
  /** The space asks for a second factor: nothing else can be done before there is one. */
  readonly mustAddFactor: boolean
  readonly expiresAtMs: number
}

export type AppEnv = {
  Variables: {
    requestId: string
    language: Language
    /** The space of the host name that was asked, set before any dialect runs. */
    spaceId: string
    /** Who asks, behind trusted proxies. */
    address: string
    principal: Principal
    /** What a body held that was read as a stream, for a draft. */
    sent?: Uint8Array<ArrayBuffer>
  }
}

/** The cookie of a browser's session: bound to its very host where HTTPS makes that possible. */
export const sessionCookie = (secure: boolean): string => (secure ? '__Host-noroshi_session' : 'noroshi_session')

/**
 * A way in. Its paths are absolute; those under `protectedBy` need an API token or a session, but for the ones in `open`: a path,
 * or a method and a path (`POST /v1/session`).
 */
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

/** Lets only those on who have one of these permissions. @errors auth.scope_missing, account.password_must_change, account.second_factor_needed */
export const needs =
  (...permissions: readonly Permission[]): MiddlewareHandler<AppEnv> =>
  (context, next) => {
    const principal = context.get('principal')
    if (principal.account?.mustChange) throw new AppError('account.password_must_change')
    if (principal.account?.mustAddFactor) throw new AppError('account.second_factor_needed')
    if (!permissions.some((one) => may(principal, one)))
      throw new AppError('auth.scope_missing', { detail: permissions.join(', ') })
    return next()
  }

/** Thrown where a change may not be made but kept as a draft; by then nothing of it is left. */
export class Drafted<Found = unknown> extends Error {
  override readonly name = 'Drafted'
  readonly found: Found
  constructor(found: Found) {
    super('kept as a draft')
    this.found = found
  }
}

export type AppContext = Context<AppEnv>

/** What becomes of what a request changes that needs approval. */
export type Drafting =
  /** It is kept as a draft, whoever asks. */
  | { readonly kind: 'asked' }
  /** It is only looked at. */
  | { readonly kind: 'looking' }
  | {
      readonly kind: 'approving'
      readonly draft: string
      /** What whoever approves has seen of it; null: whatever it is. */
      readonly seenAtMs: number | null
    }

/** Runs a request of a draft once more, as whoever asks for that. */
export type ActAgain = <T>(context: AppContext, drafting: Drafting, work: () => Promise<T>) => Promise<T>
