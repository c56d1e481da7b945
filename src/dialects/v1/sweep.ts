// A sweep over the hours of a week: when would nobody be called? Played in slices, as previews are.

import { byReference } from '#contract/objects'
import { sweepInput, sweepQuery, sweep as sweepSchema } from '#contract/sweeps'
import type { Span } from '#core/calendar/spans'
import type { PreviewRequest } from '#core/preview/request'
import { joinedSweeps, openSweep, type Sweep, type SweepGap, type SweepQuiet, sweepEveryMs } from '#core/preview/sweep'
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

const showGap = (gap: SweepGap, policy: string, language: Language) => {
  const { plan, step, schedule, position, name } = gap
  const code = name === null ? 'preview.nobody_on_duty' : 'preview.on_duty_unreachable'
  const facts = { schedule, name: name ?? '' }
  const message = findingText({ code, plan, step, destination: null, facts }, '', language)
  return { ...showSpan(gap), policy, step, schedule, position, name, message }
}

const showQuiet = (quiet: SweepQuiet, policy: string, language: Language) => {
  const { plan, step } = quiet
  const found = { code: 'preview.step_in_quiet_hours', plan, step, destination: null, facts: {} } as const
  return { ...showSpan(quiet), policy, step, message: findingText(found, '', language) }
}

type Asked = { readonly spaceId: string; readonly language: Language; readonly ref: string }

/** In parts, each as long as the same variants apply. None of them changes to whom a policy escalates. */
const sweepOver = async (deps: V1Deps, { spaceId, language, ref }: Asked, { fromMs, toMs }: Span) => {
  const parts: Sweep[] = []
  const chain: string[] = []
  for (let atMs = fromMs; atMs < toMs; ) {
    const composed = await deps.plans.compose(spaceId, { policy: { ref }, template: null }, atMs)
    const bundle = bundleOrThrow(composed, 'policy')
    const input = { at: instant(atMs), people: [], seed: 1 }
    const request = await previewRequestOf(deps, { spaceId, language, input }, bundle)
    // On the grid of the looks: an instant at which something changes is looked at as what it changes to.
    const changeMs = ((bundle.untilMs ?? toMs) - fromMs) / sweepEveryMs
    const untilMs = Math.min(toMs, fromMs + Math.ceil(changeMs) * sweepEveryMs)
    parts.push(await run(request, untilMs))
    for (const [place, { policyKey }] of request.plans.entries()) chain[place] = policyKey
    atMs = untilMs
  }
  return { chain, ...joinedSweeps(parts) }
}

export const sweepRoutes = (app: V1App, deps: V1Deps): void => {
  app.openapi(sweepRoute, async (c) => {
    const { spaceId } = c.get('principal')
    const language = c.req.valid('query').lang ?? c.get('language')
    const { at, days } = c.req.valid('json')
    const startMs = at === undefined ? Math.floor(deps.nowMs() / HOUR_MS) * HOUR_MS : Date.parse(at)
    const span = { fromMs: startMs, toMs: startMs + days * 24 * HOUR_MS }
    const swept = await sweepOver(deps, { spaceId, language, ref: c.req.valid('param').ref }, span)
    const shown = {
      policy: swept.chain[0] ?? '',
      ...showSpan(span),
      everyMinutes: sweepEveryMs / 60_000,
      nobody: swept.nobody.map(showSpan),
      gaps: swept.gaps.map((gap) => showGap(gap, swept.chain[gap.plan] ?? '', language)),
      quiet: swept.quiet.map((one) => showQuiet(one, swept.chain[one.plan] ?? '', language)),
    }
    return c.json(shown, 200)
  })
}
