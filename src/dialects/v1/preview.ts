// The preview of a policy, stored or not, and pictures: of previews and of callouts. A long preview is played in slices, so
// that callouts which really happen do not wait for one that is only imagined.

import { z } from '@hono/zod-openapi'
import { byId } from '#contract/callouts'
import { AppError, isErrorCode } from '#contract/errors'
import { byReference } from '#contract/objects'
import {
  type PictureQuery,
  pictureQuery,
  previewBrief,
  previewDraftInput,
  previewInput,
  previewQuery,
  preview as previewSchema,
} from '#contract/previews'
import type { BeginsLater } from '#core/callout/event'
import { laterAt } from '#core/plan/later'
import { findingsOf } from '#core/preview/findings'
import { openPreview, type Preview } from '#core/preview/preview'
import type { PreviewRequest } from '#core/preview/request'
import type { AppContext, Language } from '#http/port'
import { picture } from '#picture/picture'
import { type Drawn, timelineOf } from '#picture/timeline'
import type { BundleResult } from './plan-ports.ts'
import type { V1Deps } from './ports.ts'
import { aboutOf } from './preview-about.ts'
import { pricesOf } from './preview-prices.ts'
import { type Asked, type Bundle, bundleOrThrow, previewRequestOf, startOf } from './preview-request.ts'
import { type Previewed, showBrief, showPreview } from './preview-show.ts'
import { answer, body, route, type V1App } from './route.ts'

const SLICE = 2_000

const svg = (description: string) => ({
  description,
  content: { 'image/svg+xml': { schema: { type: 'string' as const } } },
})

const previewAnswer = {
  ...answer(previewSchema, 'The complete timeline, its picture, or in brief how it ends with the picture.'),
  content: { ...answer(z.union([previewSchema, previewBrief]), '').content, ...svg('').content },
}

const storedRoute = route('policies:read', {
  method: 'post',
  path: '/v1/policies/{ref}/preview',
  tags: ['policies'],
  summary: 'Run a policy for an imagined instant and imagined people; nobody is called',
  request: { params: byReference, query: previewQuery, ...body(previewInput) },
  responses: { 200: previewAnswer },
})

const groupRoute = route('policies:read', {
  method: 'post',
  path: '/v1/policy-groups/{ref}/preview',
  tags: ['policy groups'],
  summary: 'Run a policy group for an imagined instant and imagined people; nobody is called',
  request: { params: byReference, query: previewQuery, ...body(previewInput) },
  responses: { 200: previewAnswer },
})

const draftRoute = route('policies:read', {
  method: 'post',
  path: '/v1/policies/preview',
  tags: ['policies'],
  summary: 'Run a policy that is not saved',
  request: { query: previewQuery, ...body(previewDraftInput) },
  responses: { 200: previewAnswer },
})

const pictureRoute = route('callouts:read', {
  method: 'get',
  path: '/v1/callouts/{id}/picture.svg',
  tags: ['callouts'],
  summary: 'A callout as a picture',
  request: { params: byId, query: pictureQuery },
  responses: { 200: svg('SVG that stands alone; of its first 1,000 attempts.') },
})

const nextTurn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve)
  })

const run = async (request: PreviewRequest): Promise<Preview> => {
  const open = openPreview(request)
  while (!open.advance(SLICE)) await nextTurn()
  return open.result()
}

const isSilent = ({ input }: Asked): boolean =>
  input.people.length === 0 && (input.others?.does ?? 'no_answer') === 'no_answer'

type Beginning = { readonly bundle: Bundle; readonly later: BeginsLater | undefined }

/** As a start does it: what is not urgent begins later, by what applies then. */
const toBegin = async (
  deps: V1Deps,
  asked: Asked,
  { bundle, composed }: { readonly bundle: Bundle; readonly composed: (atMs: number) => Promise<BundleResult> },
): Promise<Beginning> => {
  const { rules, priority } = bundle
  const later = laterAt(rules.later, asked.input.priority ?? priority, startOf(deps, asked))
  const then = later === undefined ? bundle : await composed(later.untilMs)
  return { later, bundle: then.ok ? { ...then, priority } : bundle }
}

const previewed = async (deps: V1Deps, asked: Asked, { bundle, later }: Beginning): Promise<Previewed> => {
  const request: PreviewRequest = { ...(await previewRequestOf(deps, asked, bundle)), later }
  const preview = await run(request)
  const silent = isSilent(asked)
    ? preview
    : await run({ ...request, behaviours: () => null, others: { does: 'no_answer' } })
  const { targetSeconds } = asked.input
  const targetMs = targetSeconds === undefined ? null : targetSeconds * 1_000
  const waitedMs = asked.about?.waitMs ?? 0
  return {
    request,
    preview,
    findings: findingsOf(request, { asked: preview, silent, targetMs, waitedMs }),
    waitedMs,
    prices: await pricesOf(deps, asked.spaceId, request.plans),
    built: bundle.findings,
  }
}

/** A document of its own, opened by itself, must be able to do nothing. */
const svgHeaders = {
  'Content-Type': 'image/svg+xml; charset=utf-8',
  'Content-Security-Policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  Vary: 'Accept, Accept-Language',
} as const

type Drawing = {
  readonly drawn: readonly Drawn[]
  readonly query: PictureQuery
  readonly isPreview: boolean
  readonly nowMs: number
}

const drawing = (c: AppContext, { drawn, query, isPreview, nowMs }: Drawing): string => {
  const [first, ...rest] = drawn
  if (first === undefined) throw new AppError('server.internal')
  const language = query.lang ?? c.get('language')
  const { width, direction, theme } = query
  return picture(timelineOf([first, ...rest], { language, nowMs, isPreview }), { width, direction, theme })
}

const drawnOf = ({ callouts }: Preview): readonly Drawn[] =>
  callouts.map(({ plan, startedAtMs, head, history, attempts }) => ({
    plan,
    startedAtMs,
    head,
    history,
    attempts: attempts.map(({ attempt, witness }) => ({ ...attempt, ringingAtMs: witness.ringingAtMs })),
  }))

type PreviewQuery = PictureQuery & { readonly format?: 'json' | 'svg' | 'brief' | undefined }

const wantsPicture = (c: AppContext, { format }: PreviewQuery): boolean =>
  format === undefined ? /image\/svg\+xml/i.test(c.req.header('Accept') ?? '') : format === 'svg'

const answerWith = (c: AppContext, done: Previewed, query: PreviewQuery) => {
  const language: Language = query.lang ?? c.get('language')
  const drawn = () => drawing(c, { drawn: drawnOf(done.preview), query, isPreview: true, nowMs: done.preview.endMs })
  if (wantsPicture(c, query)) return c.body(drawn(), 200, svgHeaders)
  if (query.format === 'brief') return c.json({ ...showBrief(done, language), picture: drawn() }, 200)
  return c.json(showPreview(done, c.get('principal'), language), 200)
}

type StoredRequest = {
  readonly query: PreviewQuery
  readonly input: Asked['input']
  readonly policy: { readonly ref: string } | { readonly group: string }
  /** What a refusal is about. */
  readonly field: string
}

const askedIn = async (
  c: AppContext,
  deps: V1Deps,
  { query, input }: Pick<StoredRequest, 'query' | 'input'>,
): Promise<Asked> => {
  const principal = c.get('principal')
  const about = await aboutOf(deps, { principal, input })
  return { spaceId: principal.spaceId, language: query.lang ?? c.get('language'), input, about }
}

const stored = async (c: AppContext, deps: V1Deps, { query, input, policy, field }: StoredRequest) => {
  const asked = await askedIn(c, deps, { query, input })
  const composed = (atMs: number) => deps.plans.compose(asked.spaceId, { policy, template: null }, atMs)
  const bundle = bundleOrThrow(await composed(startOf(deps, asked)), field)
  const rule = asked.about?.rule ?? null
  if (rule !== null && rule.policy !== bundle.policyKey)
    throw new AppError('rule.calls_nobody', { detail: `policy ${rule.policy}`, field: 'rule' })
  return answerWith(c, await previewed(deps, asked, await toBegin(deps, asked, { bundle, composed })), query)
}

export const previewRoutes = (app: V1App, deps: V1Deps): void => {
  app.openapi(draftRoute, async (c) => {
    const { policy, ...input } = c.req.valid('json')
    const { key, name, ...fields } = policy
    const query = c.req.valid('query')
    const asked = await askedIn(c, deps, { query, input })
    const { result, unresolved } = await deps.plans.check(asked.spaceId, { key, name, fields }, startOf(deps, asked))
    // Unknown users are among the findings, with their place.
    const unknown = unresolved.find((one) => one.code !== 'policy.user_unknown')
    if (unknown !== undefined && isErrorCode(unknown.code))
      throw new AppError(unknown.code, { detail: unknown.ref, field: `policy.${unknown.field}` })
    const composed = async (atMs: number) => (await deps.plans.check(asked.spaceId, { key, name, fields }, atMs)).result
    const beginning = await toBegin(deps, asked, { bundle: bundleOrThrow(result, 'policy'), composed })
    return answerWith(c, await previewed(deps, asked, beginning), query) as never
  })
  app.openapi(storedRoute, async (c) => {
    const valid = { query: c.req.valid('query'), input: c.req.valid('json') }
    return (await stored(c, deps, { ...valid, policy: { ref: c.req.valid('param').ref }, field: 'policy' })) as never
  })
  app.openapi(groupRoute, async (c) => {
    const valid = { query: c.req.valid('query'), input: c.req.valid('json') }
    const policy = { group: c.req.valid('param').ref }
    return (await stored(c, deps, { ...valid, policy, field: 'policyGroup' })) as never
  })
  app.openapi(pictureRoute, async (c) => {
    const { id } = c.req.valid('param')
    const { spaceId } = c.get('principal')
    const detail = await deps.callouts.get(spaceId, id)
    const told = detail === null ? null : await deps.callouts.history(spaceId, id)
    if (detail === null || told === null) throw new AppError('callout.not_found', { detail: id })
    const { callout, plan, attempts } = detail
    const drawn: Drawn = { plan, startedAtMs: callout.createdAtMs, head: callout.head, attempts, history: told.history }
    const shown = { drawn: [drawn], query: c.req.valid('query'), isPreview: false, nowMs: deps.nowMs() }
    return c.body(drawing(c, shown), 200, svgHeaders) as never
  })
}
