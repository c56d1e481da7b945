// From a request for a preview to what core is asked: the plans as a start would build them, the connection's pace and price,
// and what the imagined people do. The same refusals as at a start, for what cannot be started cannot be previewed.

import { AppError, isErrorCode } from '#contract/errors'
import type { PreviewBehaviour, PreviewInput } from '#contract/previews'
import type { SpaceId } from '#core/ids'
import type { Destination, Plan } from '#core/plan/plan'
import { type Behaviour, type Network, type PreviewRequest, previewLimits, usualNetwork } from '#core/preview/request'
import type { Language } from '#http/port'
import { alertsText } from '#words/alerts'
import { sampleText } from '#words/preview'
import type { BundleResult } from './plan-ports.ts'
import type { V1Deps } from './ports.ts'
import { type About, alertsSaid } from './preview-about.ts'

export type Bundle = Extract<BundleResult, { ok: true }>
export type Asked = {
  readonly spaceId: string
  readonly language: Language
  readonly input: PreviewInput
  /** Null or absent: it is about a text. */
  readonly about?: About | null
}

/** @errors policy.*, template.*: why a callout could not start */
export const bundleOrThrow = (result: BundleResult, field: string): Bundle => {
  if (result.ok) return result
  throw new AppError(isErrorCode(result.code) ? result.code : 'server.internal', { detail: result.detail, field })
}

const ms = (seconds: number): number => Math.round(seconds * 1_000)

const behaviourOf = (given: PreviewBehaviour): Behaviour => {
  switch (given.does) {
    case 'answers': {
      const { afterSeconds, keys, pressAfterSeconds } = given
      return {
        does: 'answers',
        afterMs: ms(afterSeconds),
        keys,
        pressMs: pressAfterSeconds === undefined ? undefined : ms(pressAfterSeconds),
      }
    }
    case 'hangs_up':
      return { does: 'hangs_up', afterMs: ms(given.afterSeconds), talkMs: ms(given.talkSeconds) }
    case 'voicemail':
    case 'rejects':
      return { does: given.does, afterMs: ms(given.afterSeconds) }
    case 'no_answer':
    case 'busy':
    case 'refused':
    case 'unreachable':
    case 'any':
      return { does: given.does }
  }
}

/** Who is meant: a user by key or id, or whoever the plans call by this name. */
const personOf = async (
  deps: V1Deps,
  { spaceId, destinations, ref }: { spaceId: string; destinations: readonly Destination[]; ref: string },
): Promise<(destination: Destination) => boolean> => {
  const named = ({ name, userId }: Destination): boolean => userId === ref || name.normalize('NFC') === ref
  if (destinations.some(named)) return named
  const { id } = await deps.users.get(spaceId, ref)
  return ({ userId }) => userId === id
}

type Rule = { readonly fits: (destination: Destination) => boolean; readonly behaviours: readonly Behaviour[] }

const rulesOf = async (deps: V1Deps, { spaceId, input }: Asked, plans: readonly Plan[]): Promise<readonly Rule[]> => {
  const destinations = plans.flatMap((plan) => plan.destinations)
  const rules: Rule[] = []
  for (const { user, behaviours } of input.people) {
    const fits = await personOf(deps, { spaceId, destinations, ref: user })
    rules.push({ fits, behaviours: behaviours.map(behaviourOf) })
  }
  return rules
}

const numberOr = (value: unknown, otherwise: number | null): number | null =>
  value === null || typeof value === 'number' ? value : otherwise

/** What a call can carry where the words travel with the request: 4,000 characters, nine for each Japanese one in an address. */
const charactersMax: Readonly<Record<string, number>> = { inline: 4_000, twiml_bin: 440 }

const networkOf = async (
  deps: V1Deps,
  spaceId: string,
  plan: Plan,
): Promise<{ network: Network; simulated: boolean }> => {
  if (plan.connectionId === null) return { network: usualNetwork, simulated: false }
  const { settings } = await deps.connections.get(spaceId, plan.connectionId)
  const network: Network = {
    ...usualNetwork,
    pace: {
      callsPerSecond: numberOr(settings['callsPerSecond'], 1),
      callsAtOnce: numberOr(settings['callsAtOnce'], null),
    },
    detectsMachines: settings['machineDetection'] === true,
    charactersMax: charactersMax[String(settings['inbound'])] ?? null,
  }
  return { network, simulated: settings['simulated'] === true }
}

/** When the callout begins: at the imagined instant, which is now where none is given, and after what a rule waits. */
export const startOf = ({ nowMs }: Pick<V1Deps, 'nowMs'>, { input, about }: Asked): number =>
  (input.at === undefined ? nowMs() : Date.parse(input.at)) + (about?.waitMs ?? 0)

/** What is said, and of which alerts. A pause goes by the text that stands in lists. */
const saidIn = ({
  input,
  language,
  about = null,
}: Asked): Pick<PreviewRequest, 'alerts'> & { readonly text: string } => {
  if (about === null) return { text: input.text ?? sampleText[language] }
  const { alerts: items } = about
  const textOn = (plan: Plan, destination: Destination): string => alertsSaid(plan, destination, items)
  return { text: alertsText(items, language), alerts: { items, textOn } }
}

export const previewRequestOf = async (deps: V1Deps, asked: Asked, bundle: Bundle): Promise<PreviewRequest> => {
  const { spaceId, input } = asked
  const plans = bundle.plans.map(({ plan }) => plan)
  const rules = await rulesOf(deps, asked, plans)
  // Plans of one chain have one connection each; the first one's pace is what the preview is drawn with.
  const calling = plans.find((plan) => plan.connectionId !== null) ?? plans[0]
  const { network, simulated } =
    calling === undefined ? { network: usualNetwork, simulated: false } : await networkOf(deps, spaceId, calling)
  const refs = plans.flatMap(({ steps }) => steps.flatMap(({ onCall = [] }) => onCall))
  const duty = refs.length === 0 ? undefined : await deps.dutyReader.imagine(spaceId, refs)
  const { quiet, unverified, guard } = await deps.holdReader.read(spaceId as SpaceId)
  const { text, alerts } = saidIn(asked)
  const sample = Object.fromEntries(bundle.parameters.map((name) => [name, `{${name}}`]))
  return {
    plans,
    values: { ...sample, ...input.parameters, text },
    alerts,
    startMs: startOf(deps, asked),
    seed: input.seed,
    behaviours: (destination) => rules.find(({ fits }) => fits(destination))?.behaviours ?? null,
    others: input.others === undefined ? { does: 'no_answer' } : behaviourOf(input.others),
    network,
    ...(duty === undefined ? {} : { duty }),
    pauses: bundle.rules.pauses,
    quiet: { people: quiet, priority: input.priority ?? bundle.priority },
    unverified,
    guard,
    allows: (address) => deps.numbers.parse(address, { use: 'phone', simulated }).ok,
    limits: previewLimits,
  }
}
