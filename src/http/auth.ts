// Bearer tokens: who asks, and in which space. The token is looked up by its hash, so that comparing takes the same time for
// every wrong one. An address that keeps sending wrong tokens is asked to be patient; a valid token always passes.

import type { MiddlewareHandler } from 'hono'
import { AppError } from '#contract/errors'
import type { AppEnv, Principal } from './port.ts'

export type TokenCheck =
  | ({ readonly ok: true } & Principal)
  | { readonly ok: false; readonly code: 'auth.invalid' | 'auth.expired' | 'auth.revoked' }

export interface TokenChecker {
  /** @param spaceId the space that was asked: another's token answers as one nobody knows */
  check(token: string, spaceId: string): Promise<TokenCheck>
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

export type BearerOptions = {
  readonly tokens: TokenChecker
  readonly open: readonly string[]
  readonly nowMs: () => number
  readonly addressOf: (context: Parameters<MiddlewareHandler<AppEnv>>[0]) => string
}

/** @errors auth.missing, auth.invalid, auth.expired, auth.revoked, auth.too_many_failures */
export const bearer = ({ tokens, open, nowMs, addressOf }: BearerOptions): MiddlewareHandler<AppEnv> => {
  const failed = createFailures(nowMs)
  const openPaths = new Set(open)
  return async (context, next) => {
    if (openPaths.has(context.req.path)) return next()
    const token = bearerOf(context.req.header('Authorization'))
    if (token === null) throw new AppError('auth.missing')
    const checked = await tokens.check(token, context.get('spaceId'))
    if (!checked.ok) {
      const retryAfterSeconds = failed(addressOf(context))
      if (retryAfterSeconds !== null) throw new AppError('auth.too_many_failures', { retryAfterSeconds })
      throw new AppError(checked.code)
    }
    context.set('principal', checked)
    return next()
  }
}
