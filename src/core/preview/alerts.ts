// What an imagined night's calls tell of alerts, as production's store has it told: what was acknowledged, or put into downtime, is told
// to nobody. But for that alerts stand as they were given; none comes and none recovers while the night goes on.

import type { Event, Queue } from '../callout/event.ts'
import type { Attempt } from '../callout/state.ts'
import type { Destination, Plan } from '../plan/plan.ts'
import type { Told } from '../speech/buttons.ts'
import { isTold, type Speech } from '../speech/speech.ts'
import type { Values } from '../speech/template.ts'
import type { PreviewRequest } from './request.ts'
import type { Run } from './run.ts'
import { type AlertTeller, createTeller, type RehearsedAlert } from './teller.ts'

type Call = { readonly run: Run; readonly ordinal: number }

export type NightAlerts = {
  /** How much a call has yet to tell. */
  readonly queue: (call: Call) => Queue
  readonly tell: (call: Call, speech: Speech) => readonly Told[]
  /** What ends a callout of which nothing is left that needs somebody; null while something is. */
  readonly rest: () => Event | null
}

/** What people made of one alert. */
type Treated = { readonly name: string | null; readonly untilMs: number }

const attemptOf = (run: Run, ordinal: number): Attempt => run.attempts.get(ordinal) as Attempt

/** @param nowMs of the imagined night */
export const createNightAlerts = (alerts: readonly RehearsedAlert[], nowMs: () => number): NightAlerts => {
  const treated = new Map<RehearsedAlert, Treated>()
  const tellers = new Map<Run, Map<number, AlertTeller>>()

  const needsSomebody = (alert: RehearsedAlert): boolean => {
    const made = treated.get(alert)
    return alert.state === 'problem' && (made === undefined || made.untilMs <= nowMs())
  }
  const stands = (alert: RehearsedAlert): boolean => alert.state === 'recovered' || needsSomebody(alert)
  const callsOf = (run: Run): Map<number, AlertTeller> => {
    const known = tellers.get(run) ?? new Map<number, AlertTeller>()
    tellers.set(run, known)
    return known
  }
  const tellerOf = ({ run, ordinal }: Call): AlertTeller => {
    const calls = callsOf(run)
    const teller = calls.get(ordinal) ?? createTeller(alerts, stands)
    calls.set(ordinal, teller)
    return teller
  }

  const treat = ({ run, ordinal }: Call, by: 'acknowledge' | 'downtime', heard: readonly RehearsedAlert[]) => {
    const { name } = run.plan.destinations[attemptOf(run, ordinal).destination] as Destination
    // Only where its plan has a downtime is one asked for.
    const downtimeMs = run.plan.buttons?.downtimeMs as number
    const made: Treated =
      by === 'acknowledge' ? { name, untilMs: Number.POSITIVE_INFINITY } : { name: null, untilMs: nowMs() + downtimeMs }
    for (const alert of heard) treated.set(alert, made)
  }

  return {
    queue: (call) => tellerOf(call).queue(),
    tell: (call, speech) =>
      speech.utterances.filter(isTold).map((utterance) => {
        const teller = tellerOf(call)
        const told = teller.tell(utterance, speech.turn)
        if (told.kind === 'done') treat(call, told.by, teller.heard())
        return told
      }),
    rest: () => {
      if (treated.size === 0 || alerts.some(needsSomebody)) return null
      const [name = null] = [...treated.values()].flatMap((one) => one.name ?? [])
      if (name !== null) return { type: 'Acknowledged', by: { userId: null, name, via: 'system' } }
      return alerts.every(({ state }) => state === 'problem') ? { type: 'CauseInDowntime' } : { type: 'CauseRecovered' }
    },
  }
}

/** What a text has in its places for whoever hears it: alerts are said in their language, and as their policy says them. */
export const valuesFor = (
  { values, alerts }: Pick<PreviewRequest, 'values' | 'alerts'>,
  plan: Plan,
  destination: Destination,
): Values => (alerts === undefined ? values : { ...values, text: alerts.textOn(plan, destination) })
