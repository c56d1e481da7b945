// (p) how long a preview takes: 60 people, ten loops, each called twice in each, nobody answers. Pure computing, no server.

import type { UserId } from '#core/ids'
import type { Destination, Plan } from '#core/plan/plan'
import { findingsOf } from '#core/preview/findings'
import { preview } from '#core/preview/preview'
import { type PreviewRequest, previewLimits, usualNetwork } from '#core/preview/request'
import { person, planOf } from '../tests/support/plans.ts'
import { atMost, figure, median, percentile, type Row } from './figures.ts'
import type { Size } from './starts.ts'

const STEPS = 60
const LOOPS = 10

const people: readonly Destination[] = Array.from({ length: STEPS }, (_, index) => ({
  ...person(index + 1),
  userId: `user-${index}` as UserId,
}))

const plan: Plan = planOf(STEPS, {
  destinations: people,
  loopsMax: LOOPS,
  loopIntervalMs: 300_000,
  redial: { max: 1, intervalMs: 60_000, on: ['no_answer', 'no_key'] },
})

const request: PreviewRequest = {
  plans: [plan],
  values: { text: 'db01 does not answer' },
  startMs: 1_800_000_000_000,
  seed: 1,
  behaviours: () => null,
  others: { does: 'no_answer' },
  network: usualNetwork,
  allows: () => true,
  limits: previewLimits,
}

export const previews = ({ quick }: Size): Promise<readonly Row[]> => {
  const took: number[] = []
  const busy = process.cpuUsage()
  for (let round = 0; round < (quick ? 30 : 200); round += 1) {
    const beganMs = performance.now()
    const asked = preview(request)
    findingsOf(request, { asked, silent: asked, targetMs: 60_000 })
    took.push(performance.now() - beganMs)
  }
  const { user, system } = process.cpuUsage(busy)
  const warm = took.slice(10)
  const what = `preview of ${STEPS} steps, ${LOOPS} loops, ${STEPS * LOOPS * 2} calls`
  return Promise.resolve([
    atMost(figure('p', `${what}: median`, [median(warm), 'ms']), 20),
    figure('p', `${what}: processor time, all threads`, [(user + system) / 1_000 / took.length, 'ms']),
    figure('p', `${what}: p95`, [percentile(warm, 0.95), 'ms']),
    figure('p', `${what}: the first, cold`, [took[0] ?? 0, 'ms']),
  ])
}
