// Who asks: an API token in Authorization, or the session of a signed-in person in a cookie. Either is looked up by its hash, so
// that comparing takes the same time for every wrong one. An address that keeps sending wrong tokens is asked to be patient;
// a valid one always passes.

import type { MiddlewareHandler } from 'hono'
import { getCookie } from 'hono/cookie'
import { AppError } from '#contract/errors'
import { type AppContext, type AppEnv, type Principal, sessionCookie } from './port.ts'
import { isCrossSite } from './same-site.ts'

export type TokenCheck =
  | ({ readonly ok: true } & Principal)
  | { readonly ok: false; readonly code: 'auth.invalid' | 'auth.expired' | 'auth.revoked' }

export interface TokenChecker {
  /** @param spaceId the space that was asked: another's token answers as one nobody knows */
  check(token: string, spaceId: string): Promise<TokenCheck>
}

export type SessionCheck =
  | ({
      readonly ok: true
      readonly account: { readonly id: string; readonly name: string; readonly subaccount: string }
      readonly mustChange: boolean
      readonly mustAddFactor: boolean
      readonly expiresAtMs: number
    } & Omit<Principal, 'account'>)
  | { readonly ok: false; readonly code: string }

export interface SessionChecker {
  checkCookie(cookie: string, spaceId: string): Promise<SessionCheck>
}

const FAILURES_MAX = 60
const WINDOW_MS = 60_000
const ADDRESSES_MAX = 10_000

/** Counts wrong tokens per address in windows of a minute. */
export const createFailures = (nowMs: () => number) => {
  const windows = new Map<string, { untilMs: number; count: number }>()
  /** Returns the seconds to wait, or null while the address has not failed too often. */
  return (address: string): number | null => {
    const now = nowMs()
    const open = windows.get(address)
    if (open === undefined || open.untilMs <= now) {
      if (windows.size >= ADDRESSES_MAX) windows.clear()
      windows.set(address, { untilMs: now + WINDOW_MS, count: 1 })
      return null
    }
    open.count += 1
    return open.count > FAILURES_MAX ? Math.max(1, Math.ceil((open.untilMs - now) / 1_000)) : null
  }
}

const bearerOf = (header: string | undefined): string | null => /^bearer +(\S+)\s*$/i.exec(header ?? '')?.[1] ?? null

export type AuthOptions = {
  readonly tokens: TokenChecker
  readonly sessions: SessionChecker
  /** Paths, or methods and paths, that anybody may ask. */
  readonly open: readonly string[]
  readonly nowMs: () => number
  readonly hostOf: (context: AppContext) => string
  readonly secure: boolean
  /** The host name, with port, of our public address. */
  readonly publicHost?: (() => string) | undefined
}

type Failed = ReturnType<typeof createFailures>
type Code = 'auth.invalid' | 'auth.expired' | 'auth.revoked' | 'auth.session_ended'

/** @errors auth.too_many_failures, or the code itself */
const refuse = (context: AppContext, code: Code, failed: Failed): never => {
  const retryAfterSeconds = failed(context.get('address'))
  if (retryAfterSeconds !== null) throw new AppError('auth.too_many_failures', { retryAfterSeconds })
  throw new AppError(code)
}

const changes = (context: AppContext): boolean => !['GET', 'HEAD', 'OPTIONS'].includes(context.req.method)

/**
 * Signs a request in, or lets it pass where anybody may ask. What another site makes a browser send is refused wherever the
 * browser's cookie would count: a session's requests that change something, and signing in itself.
 * @errors auth.missing, auth.invalid, auth.expired, auth.revoked, auth.session_ended, auth.cross_site, auth.too_many_failures
 */
export const authenticate = (options: AuthOptions): MiddlewareHandler<AppEnv> => {
  const { tokens, sessions, nowMs, hostOf, secure, publicHost } = options
  const failed = createFailures(nowMs)
  const open = new Set(options.open)

  const refuseCrossSite = (context: AppContext, needsProof: boolean): void => {
    const hosts = [hostOf(context), ...(publicHost === undefined ? [] : [publicHost()])]
    const crosses = isCrossSite({ header: (name) => context.req.header(name), hosts, needsProof })
    if (crosses) throw new AppError('auth.cross_site')
  }

  const byToken = async (context: AppContext, token: string): Promise<Principal> => {
    const checked = await tokens.check(token, context.get('spaceId'))
    return checked.ok ? checked : refuse(context, checked.code, failed)
  }

  const byCookie = async (context: AppContext): Promise<Principal> => {
    const cookie = getCookie(context, sessionCookie(secure))
    if (cookie === undefined) throw new AppError('auth.missing')
    if (changes(context)) refuseCrossSite(context, true)
    const checked = await sessions.checkCookie(cookie, context.get('spaceId'))
    if (!checked.ok) return refuse(context, 'auth.session_ended', failed)
    const { account, mustChange, mustAddFactor, expiresAtMs, ...principal } = checked
    return { ...principal, account: { ...account, mustChange, mustAddFactor, expiresAtMs } }
  }

  return async (context, next) => {
    const { path, method } = context.req
    if (open.has(path) || open.has(`${method} ${path}`)) {
      if (changes(context)) refuseCrossSite(context, false)
      return next()
    }
    const authorization = context.req.header('Authorization')
    if (authorization === undefined) context.set('principal', await byCookie(context))
    else {
      const token = bearerOf(authorization)
      if (token === null) throw new AppError('auth.missing')
      context.set('principal', await byToken(context, token))
    }
    return next()
  }
}
