// Who asks: `X-Authorization: Token …`, as the original's clients send it, or `Authorization: Token …`. Whatever is wrong with a
// token, the answer is one and the same.

import type { MiddlewareHandler } from 'hono'
import { AppError } from '#contract/errors'
import type { AppContext, AppEnv } from '#http/port'
import type { TokensPort } from './ports.ts'

const tokenOf = (context: AppContext): string | null => {
  const header = context.req.header('X-Authorization') ?? context.req.header('Authorization') ?? ''
  return /^token +(\S+)\s*$/i.exec(header.trim())?.[1] ?? null
}

/** @errors auth.missing, auth.invalid, auth.too_many_failures */
export const byToken =
  (tokens: TokensPort): MiddlewareHandler<AppEnv> =>
  async (context, next) => {
    const token = tokenOf(context)
    if (token === null) throw new AppError('auth.missing')
    const checked = await tokens.check(token, context.get('spaceId'))
    if (!checked.ok) {
      const retryAfterSeconds = tokens.failed(context)
      if (retryAfterSeconds !== null) throw new AppError('auth.too_many_failures', { retryAfterSeconds })
      throw new AppError('auth.invalid')
    }
    context.set('principal', checked)
    return next()
  }
