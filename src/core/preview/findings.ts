// What an operator should know before the night a policy is needed: steps that never come, waits that do nothing, texts no call
// can carry. Found by looking at two runs of it, the one asked for and one in which nobody answers; no rule is stated twice.

import type { HistoryEntry } from '../callout/work.ts'
import { groupBy } from '../group.ts'
import { limits } from '../limits.ts'
import { languages, type Plan } from '../plan/plan.ts'
import { cleanForSpeech } from '../speech/clean.ts'
import { lines, type Speech } from '../speech/speech.ts'
import { render } from '../speech/template.ts'
import { valuesFor } from './alerts.ts'
import type { Preview, PreviewedCallout } from './preview.ts'
import type { PreviewRequest } from './request.ts'

export const previewFindingCodes = [
  'preview.step_never_reached',
  'preview.step_calls_nobody',
  'preview.step_in_quiet_hours',
  'preview.person_never_called',
  'preview.person_in_quiet_hours',
  'preview.nobody_on_duty',
  'preview.on_duty_unreachable',
  'preview.wait_without_effect',
  'preview.escalation_never_reached',
  'preview.text_too_long',
  'preview.sms_cut',
  'preview.beyond_target',
  'preview.stopped',
] as const

export type PreviewFinding = {
  readonly code: (typeof previewFindingCodes)[number]
  /** The policy it is about: the place of its plan in the request. */
  readonly plan: number
  /** From 1, as people count. */
  readonly step: number | null
  /** The place of a destination in the plan, from 0. */
  readonly destination: number | null
  readonly facts: Readonly<Record<string, string | number>>
}

export type Runs = {
  readonly asked: Preview
  /** The same plans when nobody answers. */
  readonly silent: Preview
  readonly targetMs: number | null
  /** How long what it is about lasted before it began: that counts too. */
  readonly waitedMs?: number
}

type Place = Partial<Pick<PreviewFinding, 'plan' | 'step' | 'destination' | 'facts'>>

const finding = (
  code: PreviewFinding['code'],
  { plan = 0, step = null, destination = null, facts = {} }: Place,
): PreviewFinding => ({
  code,
  plan,
  step,
  destination,
  facts,
})

export const findingsOf = (request: PreviewRequest, runs: Runs): readonly PreviewFinding[] => [
  ...stops(runs),
  ...unreached(request, runs),
  ...runs.silent.callouts.flatMap((callout, plan) => steps(callout, plan, runs.silent.stopped !== null)),
  ...request.plans.flatMap((asked, place) => {
    const plan = runs.silent.callouts[place]?.plan ?? asked
    return [...tooLong(request, plan, place), ...smsCut(request, plan, place)]
  }),
  ...beyondTarget(runs),
]

const stops = ({ asked, silent }: Runs): readonly PreviewFinding[] => {
  const stopped = asked.stopped ?? silent.stopped
  return stopped === null ? [] : [finding('preview.stopped', { facts: { why: stopped.why, atMs: stopped.atMs } })]
}

/** Plans the silent run never came to: something before them always ends it. */
const unreached = ({ plans }: PreviewRequest, { silent }: Runs): readonly PreviewFinding[] =>
  silent.stopped !== null
    ? []
    : plans.flatMap((_, plan) =>
        silent.callouts[plan] === undefined ? [finding('preview.escalation_never_reached', { plan })] : [],
      )

type Missing = Pick<HistoryEntry, 'facts'> & {
  readonly step: number
  readonly reason: 'nobody_on_duty' | 'on_duty_unreachable'
}
type Seen = {
  readonly opened: ReadonlySet<number>
  readonly waited: ReadonlySet<number>
  /** Destinations that joined a step for being on duty. */
  readonly onDuty: ReadonlyMap<number, readonly number[]>
  readonly missing: readonly Missing[]
}

/** What the history says of each step: whether it came, who was on duty, and whether its wait was ever waited for. */
const seenOf = (history: readonly HistoryEntry[]): Seen => {
  const opened = new Set<number>()
  const waited = new Set<number>()
  const onDuty = new Map<number, number[]>()
  const missing: Missing[] = []
  let step = 0
  for (const { reason, facts, destination } of history) {
    if (reason === 'step_opened') opened.add((step = Number(facts['step'])))
    else if (reason === 'step_waits' || reason === 'last_step_waits') waited.add(step)
    else if (reason === 'on_duty' && destination !== null) onDuty.set(step, [...(onDuty.get(step) ?? []), destination])
    else if (reason === 'nobody_on_duty' || reason === 'on_duty_unreachable') missing.push({ step, reason, facts })
  }
  return { opened, waited, onDuty, missing }
}

/** Once per step, however many rounds it is missed in. */
const missed = ({ missing }: Seen, step: number, place: number): readonly PreviewFinding[] => {
  const own = missing.filter((one) => one.step === step)
  const once = own.filter((one, index) => {
    const same = ({ reason, facts }: Missing): boolean =>
      reason === one.reason && facts['schedule'] === one.facts['schedule'] && facts['name'] === one.facts['name']
    return own.findIndex(same) === index
  })
  return once.map(({ reason, facts }) => finding(`preview.${reason}`, { plan: place, step, facts }))
}

type PolicyStep = { readonly step: number; readonly destinations: readonly number[]; readonly waitMs: number }

/** The steps as the policy has them: a plan may have made several of one, for the phones of a person. */
const policySteps = (plan: Plan): readonly PolicyStep[] => {
  const parts = groupBy([...plan.steps.entries()], ([index, { part }]) => part?.step ?? index + 1)
  return [...parts].map(([step, own]) => ({
    step,
    destinations: [...new Set(own.flatMap(([, { destinations }]) => destinations))],
    waitMs: Math.max(...own.map(([, { waitMs }]) => waitMs)),
  }))
}

const steps = (
  { plan, history, attempts }: PreviewedCallout,
  place: number,
  stopped: boolean,
): readonly PreviewFinding[] => {
  const seen = seenOf(history)
  const { opened, waited, onDuty } = seen
  const called = new Set(attempts.flatMap(({ attempt }) => (attempt.begunAtMs === null ? [] : [attempt.destination])))
  const quiet = new Set(
    attempts.flatMap(({ attempt }) => (attempt.detail === 'quiet_hours' ? [attempt.destination] : [])),
  )
  const found = policySteps(plan).map(({ step, destinations: named, waitMs }) => {
    const destinations = [...new Set([...named, ...(onDuty.get(step) ?? [])])]
    const gaps = missed(seen, step, place)
    const at = { plan: place, step }
    if (!opened.has(step)) return [finding('preview.step_never_reached', at)]
    if (stopped) return gaps
    const uncalled = destinations.filter((destination) => !called.has(destination))
    const isQuiet = (destination: number): boolean => quiet.has(destination)
    if (uncalled.length === destinations.length) {
      const asleep = uncalled.length > 0 && uncalled.every(isQuiet)
      return [...gaps, finding(asleep ? 'preview.step_in_quiet_hours' : 'preview.step_calls_nobody', at)]
    }
    const seconds = Math.round(waitMs / 1_000)
    const idle = waitMs > 0 && !waited.has(step)
    return [
      ...gaps,
      ...uncalled.map((destination) =>
        finding(isQuiet(destination) ? 'preview.person_in_quiet_hours' : 'preview.person_never_called', {
          ...at,
          destination,
        }),
      ),
      ...(idle ? [finding('preview.wait_without_effect', { ...at, facts: { seconds } })] : []),
    ]
  })
  return found.flat()
}

/** One whole reading must fit into one call, in each language somebody hears it in. */
const tooLong = (request: PreviewRequest, plan: Plan, place: number): readonly PreviewFinding[] => {
  const { network, alerts } = request
  // A button call reads by pages.
  if (alerts !== undefined && plan.buttons !== undefined) return []
  const phrases = plan.hearsKeys ? (['opening', 'message', 'menu'] as const) : (['opening', 'message'] as const)
  const speech: Speech = { turn: 0, utterances: phrases.map((phrase) => ({ phrase })), listens: false }
  for (const language of languages) {
    const destination = plan.destinations.find((one) => one.language === language && one.channel === 'phone')
    if (destination === undefined) continue
    const values = valuesFor(request, plan, destination)
    const said = lines({ speech, plan, destination, values }).map(cleanForSpeech)
    const characters = said.reduce((sum, line) => sum + line.length, 0)
    const seconds = Math.round((characters * network.characterMs[language]) / 1_000)
    const cut = characters > (network.charactersMax ?? Number.POSITIVE_INFINITY)
    if (cut || seconds * 1_000 > (plan.callMaxMs ?? limits.callMs.default))
      return [finding('preview.text_too_long', { plan: place, facts: { characters, seconds } })]
  }
  return []
}

/** What an SMS does not carry is left out of it, in each language somebody reads it in. */
const smsCut = (request: PreviewRequest, plan: Plan, place: number): readonly PreviewFinding[] => {
  const { max } = limits.smsCharacters
  for (const language of languages) {
    const destination = plan.destinations.find((one) => one.language === language && one.channel === 'sms')
    if (destination === undefined) continue
    const values = { policy: plan.policyName, name: destination.name, ...valuesFor(request, plan, destination) }
    const { length: characters } = render(plan.template.phrases[language].message, values).trim()
    if (characters > max) return [finding('preview.sms_cut', { plan: place, facts: { characters, max } })]
  }
  return []
}

const beyondTarget = ({ asked, targetMs, waitedMs = 0 }: Runs): readonly PreviewFinding[] => {
  const tookMs = waitedMs + (asked.callouts.at(-1)?.head.endedAtMs ?? asked.endMs) - asked.startMs
  if (targetMs === null || tookMs <= targetMs) return []
  const facts = { seconds: Math.round(tookMs / 1_000), targetSeconds: Math.round(targetMs / 1_000) }
  return [finding('preview.beyond_target', { facts })]
}
