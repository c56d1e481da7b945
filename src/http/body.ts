// Bodies of /v1: JSON, at most 1 MiB. A declared length is refused before a byte is read; a body without one is counted
// while it comes in, so that nothing larger is ever held.

import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { AppError } from '#contract/errors'
import { limits } from '#contract/limits'
import type { AppContext, AppEnv } from './port.ts'

const JSON_TYPE = /^application\/([a-z-.]+\+)?json\s*(;|$)/i

const tooLarge = (): never => {
  throw new AppError('request.too_large')
}

type Announced = { readonly bytes: number; readonly counted: boolean; readonly type: string | undefined }

const announced = ({ req }: AppContext): Announced => ({
  bytes: Number(req.header('Content-Length') ?? 0),
  counted: req.header('Transfer-Encoding') === undefined,
  type: req.header('Content-Type'),
})

const withoutBody = (method: string, { bytes, counted, type }: Announced): boolean =>
  method === 'GET' || method === 'HEAD' || (counted && bytes === 0 && type === undefined)

/** @errors request.too_large, request.media_type */
export const jsonBody = (uploads: RegExp = /$^/): MiddlewareHandler<AppEnv> => {
  const counting = bodyLimit({ maxSize: limits.bodyBytes.max, onError: tooLarge })
  return (context, next) => {
    if (uploads.test(context.req.path)) return next()
    const body = announced(context)
    if (withoutBody(context.req.method, body)) return next()
    if (body.bytes > limits.bodyBytes.max) tooLarge()
    // An empty body needs no type; some clients announce one they do not send.
    if (body.counted && body.bytes === 0 && context.req.header('Content-Length') === '0') return next()
    if (!JSON_TYPE.test(body.type ?? '')) throw new AppError('request.media_type')
    return body.counted ? next() : counting(context, next)
  }
}
