// What a preview is asked: plans as they were built, what is said, an instant, and imagined people on an imagined phone network.
// Nothing of it is stored, and no phone rings.

import type { Pace } from '../callout/admit.ts'
import type { DutyFound } from '../callout/duty.ts'
import type { BeginsLater } from '../callout/event.ts'
import type { Guard } from '../callout/guard.ts'
import type { Pause } from '../callout/pause.ts'
import type { QuietPeople } from '../callout/quiet.ts'
import type { Destination, DutyRef, Language, Plan } from '../plan/plan.ts'
import type { Values } from '../speech/template.ts'
import type { RehearsedAlert } from './teller.ts'

/**
 * What a person does when the phone rings. `afterMs` counts from the first ring. `answers`: presses `keys` one after another,
 * the first `pressMs` after answering, each further one that long after the answer to the one before; without it a second
 * after everything was heard. Without `keys` those by which the call is taken. When they are used up nothing more is pressed.
 * `any`: something of all this, drawn from the seed.
 */
export type Behaviour =
  | { readonly does: 'no_answer' }
  | {
      readonly does: 'answers'
      readonly afterMs: number
      readonly keys?: string | undefined
      readonly pressMs?: number | undefined
    }
  | { readonly does: 'hangs_up'; readonly afterMs: number; readonly talkMs: number }
  | { readonly does: 'voicemail'; readonly afterMs: number }
  | { readonly does: 'busy' }
  | { readonly does: 'rejects'; readonly afterMs: number }
  /** The provider does not take the number. */
  | { readonly does: 'refused' }
  /** The phone is switched off, or out of reach. */
  | { readonly does: 'unreachable' }
  | { readonly does: 'any' }

/** How the imagined network and its connection are. */
export type Network = {
  readonly pace: Pace
  /** From a request to the provider's answer. */
  readonly answerMs: number
  /** From a request to the first ring, or to the news that there will be none. */
  readonly setupMs: number
  readonly characterMs: Readonly<Record<Language, number>>
  /** The connection tells people from machines. */
  readonly detectsMachines: boolean
  /** What one call can carry of a text, where less than the product's own limit. */
  readonly charactersMax: number | null
}

/** What callouts are about where they are about alerts, and what is said of them to somebody who does not converse. */
export type ImaginedAlerts = {
  readonly items: readonly RehearsedAlert[]
  readonly textOn: (plan: Plan, destination: Destination) => string
}

export type PreviewRequest = {
  /** The plan to run first, then those it escalates to. */
  readonly plans: readonly Plan[]
  readonly values: Values
  /** What it is about; absent: a text, which stands among the values. */
  readonly alerts?: ImaginedAlerts | undefined
  readonly startMs: number
  readonly seed: number
  /** What each person does the first time, the second, …; the last holds for all further times. Null: what `others` do. */
  readonly behaviours: (destination: Destination) => readonly Behaviour[] | null
  readonly others: Behaviour
  readonly network: Network
  /** Who is on duty at an imagined instant; absent where no plan names a schedule. */
  readonly duty?: (refs: readonly DutyRef[], atMs: number) => readonly DutyFound[]
  /** The first callout begins later than it is started. */
  readonly later?: BeginsLater | undefined
  /** Pauses that are on, or will be; absent: none. */
  readonly pauses?: readonly Pause[]
  /** Whose quiet hours count, and how urgent the callout is; absent: nobody has any. */
  readonly quiet?: { readonly people: QuietPeople; readonly priority: number }
  /** Contact methods that are not contacted for not being verified; absent: none. */
  readonly unverified?: ReadonlySet<string> | undefined
  /** How often somebody is tried within a while; absent: as often as the callout wants. */
  readonly guard?: Guard | undefined
  /** The gate's check of a number at dial time. */
  readonly allows: (address: string) => boolean
  readonly limits: PreviewLimits
}

/** A preview is bounded in everything, and says where it stopped. */
export type PreviewLimits = {
  readonly attemptsMax: number
  readonly eventsMax: number
  readonly simulatedMs: number
  /** Characters of spoken text that are kept; what is said beyond is left out. */
  readonly spokenCharactersMax: number
}

export const previewLimits: PreviewLimits = {
  attemptsMax: 20_000,
  eventsMax: 400_000,
  simulatedMs: 31 * 24 * 3_600_000,
  spokenCharactersMax: 2_000_000,
}

/** A phone network as most are, where nothing better is known: Twilio to Japan, and a voice reading at a calm pace. */
export const usualNetwork: Network = {
  pace: { callsPerSecond: 1, callsAtOnce: null },
  answerMs: 300,
  setupMs: 3_000,
  characterMs: { ja: 150, en: 65 },
  detectsMachines: false,
  charactersMax: null,
}
