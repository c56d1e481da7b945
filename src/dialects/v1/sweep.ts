// A sweep over the hours of a week: when would nobody be called? Played in slices, as previews are.

import { byReference } from '#contract/objects'
import { sweepInput, sweepQuery, sweep as sweepSchema } from '#contract/sweeps'
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

const run = async (request: PreviewRequest, days: number): Promise<Sweep> => {
  const sweep = openSweep(request, days)
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

export const sweepRoutes = (app: V1App, deps: V1Deps): void => {
  app.openapi(sweepRoute, async (c) => {
    const { spaceId } = c.get('principal')
    const language = c.req.valid('query').lang ?? c.get('language')
    const { at, days } = c.req.valid('json')
    const startMs = at === undefined ? Math.floor(deps.nowMs() / HOUR_MS) * HOUR_MS : Date.parse(at)
    const policy = { ref: c.req.valid('param').ref }
    const bundle = bundleOrThrow(await deps.plans.compose(spaceId, { policy, template: null }), 'policy')
    const input = { at: instant(startMs), people: [], seed: 1 }
    const request = await previewRequestOf(deps, { spaceId, language, input }, bundle)
    const { nobody, gaps } = await run(request, days)
    const shown = {
      policy: bundle.policyKey,
      ...showSpan({ fromMs: startMs, toMs: startMs + days * 24 * HOUR_MS }),
      everyMinutes: sweepEveryMs / 60_000,
      nobody: nobody.map(showSpan),
      gaps: gaps.map((gap) => showGap(gap, request, language)),
    }
    return c.json(shown, 200)
  })
}
