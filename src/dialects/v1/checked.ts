// What a request says, checked by the schemas its route is documented with: all of it in one step, and at once. The library's own
// checks are a middleware each, which copies every header and waits for every schema: a quarter of what a start costs (0112).

import { type RouteConfig, z } from '@hono/zod-openapi'
import type { MiddlewareHandler } from 'hono'
import { AppError } from '#contract/errors'
import type { AppContext, AppEnv } from '#http/port'

type Target = 'param' | 'query' | 'header' | 'json'
type Reading = (context: AppContext) => unknown
type Check = { readonly target: Target; readonly schema: z.ZodType; readonly read: Reading }

const JSON_TYPE = /^application\/([\w.-]+\+)?json\s*(;|$)/i
const ISSUES_MAX = 100

const placeOf = (target: Target, path: z.core.$ZodIssue['path']): string => {
  const within = path.map(String).join('.')
  if (target === 'json') return within
  return within === '' ? target : `${target}.${within}`
}

/** @errors request.invalid, naming each field */
const take = (context: AppContext, target: Target, { data, error }: z.ZodSafeParseResult<unknown>): void => {
  if (error !== undefined) {
    const errors = error.issues.slice(0, ISSUES_MAX).map(({ path, message }) => ({
      field: placeOf(target, path),
      message,
    }))
    throw new AppError('request.invalid', { errors, detail: errors[0]?.message })
  }
  context.req.addValidatedData(target, data as object)
}

/** A name that comes once is its value. */
const queryOf: Reading = ({ req }) =>
  Object.fromEntries(
    Object.entries(req.queries()).map(([name, values]) => [name, values.length === 1 ? values[0] : values]),
  )

/** Those the schema names, and no other. */
const headersOf = (schema: z.ZodObject): Reading => {
  const names = Object.keys(schema.shape)
  return ({ req }) =>
    Object.fromEntries(names.flatMap((name) => (req.header(name) === undefined ? [] : [[name, req.header(name)]])))
}

/** @errors request.malformed_json */
const bodyOf = async ({ req }: AppContext): Promise<unknown> => {
  try {
    return await req.json<unknown>()
  } catch (error) {
    throw new AppError('request.malformed_json', { cause: error })
  }
}

const checksOf = ({ params, query, headers }: NonNullable<RouteConfig['request']>): readonly Check[] => [
  ...(params === undefined
    ? []
    : [{ target: 'param' as const, schema: params, read: ({ req }: AppContext) => req.param() }]),
  ...(query === undefined ? [] : [{ target: 'query' as const, schema: query, read: queryOf }]),
  ...(headers instanceof z.ZodObject ? [{ target: 'header' as const, schema: headers, read: headersOf(headers) }] : []),
]

/** Where a route takes bodies of other kinds, it reads them itself. */
const jsonSchemaOf = ({ body }: NonNullable<RouteConfig['request']>): z.ZodType | null => {
  const json = body?.content['application/json']
  return json !== undefined && 'schema' in json && json.schema instanceof z.ZodType ? json.schema : null
}

/** Hands on what the route's handler asks for by `valid`. */
export const checked = (request: RouteConfig['request'] = {}): MiddlewareHandler<AppEnv> => {
  const checks = checksOf(request)
  const schema = jsonSchemaOf(request)
  const isRequired = request.body?.required === true
  return async (context, next) => {
    for (const { target, schema: of, read } of checks) take(context, target, of.safeParse(read(context)))
    if (schema !== null) {
      const isJson = JSON_TYPE.test(context.req.header('Content-Type') ?? '')
      if (isJson || isRequired) take(context, 'json', schema.safeParse(isJson ? await bodyOf(context) : {}))
      else context.req.addValidatedData('json', {})
    }
    return next()
  }
}
