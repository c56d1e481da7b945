// How a route of /v1 is described: once, for the document and for the code. Every route names its permission and answers
// errors in the one problem shape.

import { createRoute, OpenAPIHono, type RouteConfig, type z } from '@hono/zod-openapi'
import { draftSummary } from '#contract/drafts'
import { problem } from '#contract/objects'
import type { Permission } from '#contract/permissions'
import { type AppEnv, needs } from '#http/port'
import { checked } from './checked.ts'

type Json<Schema extends z.ZodType> = {
  readonly content: { 'application/json': { schema: Schema } }
  description: string
}

export const answer = <Schema extends z.ZodType>(schema: Schema, description: string): Json<Schema> => ({
  content: { 'application/json': { schema } },
  description,
})

export const body = <Schema extends z.ZodType>(schema: Schema) => ({
  body: { content: { 'application/json': { schema } }, required: true },
})

export const nothing = { description: 'Done.' } as const

const problems = {
  default: {
    content: { 'application/problem+json': { schema: problem } },
    description: 'What went wrong, with a code.',
  },
} as const

type Described<Path extends string> = Omit<RouteConfig, 'path'> & { path: Path }

const described = (text: string | undefined, more: string): string => `${text ?? ''}\n\n${more}`.trim()

/** A token, or the cookie of a session. */
const signedIn = [{ token: [] }, { session: [] }]

/** Of what may need approval: what people with such permissions change may be kept as a draft. */
const draftable: ReadonlySet<Permission> = new Set([
  'policies:write',
  'connections:write',
  'templates:write',
  'schedules:write',
  'rules:write',
  'users:write',
  'config:write',
])

const kept = answer(
  draftSummary,
  'Where the space asks for approval and whoever asks may not approve: nothing is changed, and this is the draft. Its id stands in `Noroshi-Draft` too. The header `Noroshi-Draft: ask` asks for one in any case.',
)

const draftsOf = (permissions: readonly Permission[], method: string) =>
  method !== 'get' && permissions.some((one) => draftable.has(one)) ? { 202: kept } : {}

/** A route for those with this permission, or with one of these. */
export const route = <const Path extends string, Route extends Described<Path>>(
  permission: Permission | readonly Permission[],
  config: Route & { path: Path },
) => {
  const permissions = [permission].flat()
  return createRoute({
    ...config,
    description: described(config.description, `Needs ${permissions.map((one) => `\`${one}\``).join(' or ')}.`),
    security: signedIn,
    middleware: [needs(...permissions)] as const,
    responses: { ...config.responses, ...draftsOf(permissions, config.method), ...problems } as Route['responses'],
  })
}

/** A route for everybody who is signed in, whatever they may do. */
export const ownRoute = <const Path extends string, Route extends Described<Path>>(config: Route & { path: Path }) =>
  createRoute({
    ...config,
    security: signedIn,
    responses: { ...config.responses, ...problems } as Route['responses'],
  })

/** A route for everybody. */
export const openRoute = <const Path extends string, Route extends Described<Path>>(config: Route & { path: Path }) =>
  createRoute({ ...config, security: [], responses: { ...config.responses, ...problems } as Route['responses'] })

export type V1App = OpenAPIHono<AppEnv>

/** An application whose routes are documented by the library, and whose requests are checked by ours. */
export const createV1App = (): V1App => {
  const app = new OpenAPIHono<AppEnv>()
  const register = app.openapi
  const openapi = ({ middleware = [], ...config }: RouteConfig, handler: Parameters<typeof register>[1]) => {
    app.openAPIRegistry.registerPath(config)
    const { request, ...rest } = config
    return register({ ...rest, hide: true, middleware: [...[middleware].flat(), checked(request)] }, handler)
  }
  app.openapi = openapi as typeof register
  return app
}
