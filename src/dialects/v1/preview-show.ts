// A preview as /v1 shows it: times with their zone, reasons in words, numbers masked for those who may not see them.

import type { PreviewBrief, Preview as Shown } from '#contract/previews'
import type { Finding } from '#core/plan/build'
import { costOf, type Prices } from '#core/preview/cost'
import type { PreviewFinding } from '#core/preview/findings'
import type { Preview, PreviewedAttempt, PreviewedCallout } from '#core/preview/preview'
import type { PreviewRequest } from '#core/preview/request'
import type { Language, Principal } from '#http/port'
import { explain } from '#words/explain'
import { findingText } from '#words/preview'
import { showFinding } from './finding.ts'
import { address, instant, instantOrNull } from './present.ts'

export type Previewed = {
  readonly request: PreviewRequest
  readonly preview: Preview
  readonly findings: readonly PreviewFinding[]
  /** How long the alerts it is about lasted before it began. */
  readonly waitedMs: number
  readonly prices: Prices
  /** What was found when the plans were built. */
  readonly built: readonly Finding[]
}

const showAttempt = (
  { plan }: PreviewedCallout,
  { attempt, witness }: PreviewedAttempt,
  viewer: Principal,
): Shown['attempts'][number] => {
  const destination = plan.destinations[attempt.destination]
  return {
    policy: plan.policyKey,
    ordinal: attempt.ordinal,
    loop: witness.loop,
    step: witness.step,
    destination: attempt.destination,
    name: destination?.name ?? '',
    user: destination?.userId ?? null,
    channel: attempt.channel,
    address: address(destination?.address ?? '', viewer),
    reason: attempt.reason,
    result: attempt.result,
    detail: attempt.detail,
    key: attempt.key,
    plannedAt: instant(attempt.plannedAtMs),
    begunAt: instantOrNull(attempt.begunAtMs),
    ringingAt: instantOrNull(witness.ringingAtMs),
    answeredAt: instantOrNull(attempt.answeredAtMs),
    endedAt: instantOrNull(attempt.endedAtMs),
    said: witness.said.map(({ atMs, key, lines }) => ({ at: instant(atMs), key, lines: [...lines] })),
  }
}

const showPreviewFinding = (
  found: PreviewFinding,
  { preview, request }: Previewed,
  language: Language,
): Shown['findings'][number] => {
  // The plan as it was followed: whoever was on duty is in it.
  const plan = preview.callouts[found.plan]?.plan ?? request.plans[found.plan]
  const about = found.destination === null ? undefined : plan?.destinations[found.destination]
  const { name, channel } = about ?? { name: '', channel: null }
  const policy = found.plan === 0 ? undefined : plan?.policyKey
  const { code, step } = found
  const message = findingText(found, name, language)
  return {
    code,
    message,
    policy: policy ?? null,
    step,
    destination: null,
    user: name === '' ? null : name,
    group: null,
    channel,
  }
}

export const isReached = ({ callouts }: Preview): boolean => {
  const outcome = callouts.at(-1)?.head.outcome
  return outcome === 'acknowledged' || outcome === 'delivered'
}

const notRun = { outcome: null, acknowledgedBy: null, endedAtMs: null } as const

/** How it ended: of the last policy it came to. */
const showEnding = ({ preview, waitedMs }: Previewed) => {
  const { callouts, startMs, endMs, stopped } = preview
  const { outcome, acknowledgedBy, endedAtMs } = callouts.at(-1)?.head ?? notRun
  return {
    at: instant(startMs),
    waitedSeconds: waitedMs / 1_000,
    reached: isReached(preview),
    outcome,
    acknowledgedBy: acknowledgedBy === null ? null : acknowledgedBy.name,
    endedAt: instantOrNull(endedAtMs),
    durationSeconds: ((endedAtMs ?? endMs) - startMs) / 1_000,
    stopped: stopped === null ? null : { why: stopped.why, at: instant(stopped.atMs) },
  }
}

const showCost = ({ preview, prices }: Previewed): Shown['cost'] => {
  const { costs, ...counts } = costOf(preview, prices)
  return { ...counts, costs: [...costs] }
}

const showFindings = (previewed: Previewed, language: Language): Shown['findings'] => [
  ...previewed.built.map((one) => ({ ...showFinding(one, language), policy: one.policy ?? null })),
  ...previewed.findings.map((one) => showPreviewFinding(one, previewed, language)),
]

/** How it ends, and what is to be known; no call of its own. */
export const showBrief = (previewed: Previewed, language: Language): Omit<PreviewBrief, 'picture'> => ({
  ...showEnding(previewed),
  findings: showFindings(previewed, language),
  cost: showCost(previewed),
})

export const showPreview = (previewed: Previewed, viewer: Principal, language: Language): Shown => {
  const { preview } = previewed
  const { callouts } = preview
  return {
    ...showBrief(previewed, language),
    policies: callouts.map(({ plan, startedAtMs, head }) => ({
      key: plan.policyKey,
      name: plan.policyName,
      startedAt: instant(startedAtMs),
      endedAt: instantOrNull(head.endedAtMs),
      outcome: head.outcome,
    })),
    attempts: callouts.flatMap((callout) => callout.attempts.map((one) => showAttempt(callout, one, viewer))),
    history: callouts.flatMap(({ history, plan }) =>
      explain(history, plan, { language }).map(({ atMs, text, reason, attempt }) => ({
        at: instant(atMs),
        policy: plan.policyKey,
        text,
        reason,
        attempt,
      })),
    ),
    textsLeftOut: preview.textsLeftOut,
  }
}
