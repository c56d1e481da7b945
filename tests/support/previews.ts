// Previews for tests of core: nobody answers, on a network without a pace and with round numbers.

import type { Plan } from '#core/plan/plan'
import { preview } from '#core/preview/preview'
import { type PreviewRequest, previewLimits, usualNetwork } from '#core/preview/request'

export const START_MS = 1_000_000

export const network = {
  ...usualNetwork,
  pace: { callsPerSecond: null, callsAtOnce: null },
  answerMs: 100,
  setupMs: 1_000,
  characterMs: { ja: 100, en: 50 },
}

export const requestOf = (plan: Plan | readonly Plan[], rest: Partial<PreviewRequest> = {}): PreviewRequest => ({
  plans: [plan].flat(),
  values: { text: 'x' },
  startMs: START_MS,
  seed: 1,
  behaviours: () => null,
  others: { does: 'no_answer' },
  network,
  allows: () => true,
  limits: previewLimits,
  ...rest,
})

/** The whole of a preview, and what came of its first callout. */
export const first = (asked: PreviewRequest) => {
  const done = preview(asked)
  const [callout] = done.callouts
  if (callout === undefined) throw new Error('there is a callout')
  return { ...done, callout, attempts: callout.attempts.map(({ attempt, witness }) => ({ ...attempt, ...witness })) }
}
