// A sweep over the hours of a week: when would nobody be called? Played in slices, as previews are.

import { byReference } from '#contract/objects'
import { sweepInput, sweepQuery, sweep as sweepSchema } from '#contract/sweeps'
import type { Span } from '#core/calendar/spans'
import type { PreviewRequest } from '#core/preview/request'
import { openSweep, type Sweep, type SweepGap, sweepEveryMs } from '#core/preview/sweep'
import type { Language } from '#http/port'
import { findingText } from '#words/preview'
import type { V1Deps } from './ports.ts'
import { instant } from './present.ts'
import { bundleOrThrow, previewRequestOf } from './preview-request.ts'
import { answer, body, route, type V1App } from './route.ts'

const SLICE = 16
const HOUR_MS = 3_600_000

const sweepRoute = route('policies:read', {
  method: 'post',
  path: '/v1/policies/{ref}/sweep',
  tags: ['policies'],
  summary: 'Find the times of a week in which a policy has nobody to call',
  request: { params: byReference, query: sweepQuery, ...body(sweepInput) },
  responses: { 200: answer(sweepSchema, 'Every quarter of an hour was looked at; what follows on is one span.') },
})

const nextTurn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve)
  })

const run = async (request: PreviewRequest, untilMs: number): Promise<Sweep> => {
  const sweep = openSweep(request, untilMs)
  for (let looks = 1; !sweep.advance(); looks += 1) if (looks % SLICE === 0) await nextTurn()
  return sweep.result()
}

const showSpan = ({ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }) => ({
  startsAt: instant(fromMs),
  endsAt: instant(toMs),
})

const showGap = (gap: SweepGap, { plans }: PreviewRequest, language: Language) => {
  const { plan, step, schedule, position, name } = gap
  const code = name === null ? 'preview.nobody_on_duty' : 'preview.on_duty_unreachable'
  const facts = { schedule, name: name ?? '' }
  const message = findingText({ code, plan, step, destination: null, facts }, '', language)
  return { ...showSpan(gap), policy: plans[plan]?.policyKey ?? '', step, schedule, position, name, message }
}

type Shown = ReturnType<typeof showSpan>

/** What goes on where a part ends and the next begins is one. */
const joined = <Part extends Shown>(parts: readonly Part[]): readonly Part[] => {
  const all: Part[] = []
  for (const part of parts) {
    const { startsAt, endsAt, ...about } = part
    const before = all.findIndex(
      ({ startsAt: _, endsAt: end, ...one }) => end === startsAt && JSON.stringify(one) === JSON.stringify(about),
    )
    if (before < 0) all.push(part)
    else all[before] = { ...(all[before] as Part), endsAt }
  }
  return all
}

type Asked = { readonly spaceId: string; readonly language: Language; readonly ref: string }

/** In parts, each as long as the same variants apply. */
const sweepOver = async (deps: V1Deps, { spaceId, language, ref }: Asked, { fromMs, toMs }: Span) => {
  const nobody: Shown[] = []
  const gaps: ReturnType<typeof showGap>[] = []
  let policy = ''
  for (let atMs = fromMs; atMs < toMs; ) {
    const composed = await deps.plans.compose(spaceId, { policy: { ref }, template: null }, atMs)
    const bundle = bundleOrThrow(composed, 'policy')
    const request = await previewRequestOf(
      deps,
      { spaceId, language, input: { at: instant(atMs), people: [], seed: 1 } },
      bundle,
    )
    // On the grid of the looks: an instant at which something changes is looked at as what it changes to.
    const change =
      bundle.untilMs === null ? toMs : Math.ceil((bundle.untilMs - fromMs) / sweepEveryMs) * sweepEveryMs + fromMs
    const untilMs = Math.min(toMs, change)
    const part = await run(request, untilMs)
    nobody.push(...part.nobody.map(showSpan))
    gaps.push(...part.gaps.map((gap) => showGap(gap, request, language)))
    policy = bundle.policyKey
    atMs = untilMs
  }
  return { policy, nobody: [...joined(nobody)], gaps: [...joined(gaps)] }
}

export const sweepRoutes = (app: V1App, deps: V1Deps): void => {
  app.openapi(sweepRoute, async (c) => {
    const { spaceId } = c.get('principal')
    const language = c.req.valid('query').lang ?? c.get('language')
    const { at, days } = c.req.valid('json')
    const startMs = at === undefined ? Math.floor(deps.nowMs() / HOUR_MS) * HOUR_MS : Date.parse(at)
    const span = { fromMs: startMs, toMs: startMs + days * 24 * HOUR_MS }
    const { policy, nobody, gaps } = await sweepOver(deps, { spaceId, language, ref: c.req.valid('param').ref }, span)
    const shown = { policy, ...showSpan(span), everyMinutes: sweepEveryMs / 60_000, nobody, gaps }
    return c.json(shown, 200)
  })
}
