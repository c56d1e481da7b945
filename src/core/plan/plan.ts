// The plan: the frozen copy of policy, template and people that one callout follows. It is immutable, found by the hash of
// its content, and never read again from the policy it came from. Destinations are numbered by their place in the plan.

import type {
  ConnectionId,
  MethodId,
  PlanHash,
  PolicyGroupId,
  PolicyId,
  ScheduleId,
  TemplateId,
  UserId,
} from '../ids.ts'
import type { Template } from '../speech/template.ts'
import type { PolicyKind } from './policy.ts'

export const channels = [
  'phone',
  'sms',
  'mail',
  'slack',
  'teams',
  'lineworks',
  'webhook',
  'push',
  'light',
  'command',
] as const
export type Channel = (typeof channels)[number]

export const languages = ['ja', 'en'] as const
export type Language = (typeof languages)[number]

/** Where an attempt goes: a user's contact method, or a shared one (then `userId` is null). */
export type Destination = {
  readonly channel: Channel
  readonly userId: UserId | null
  readonly methodId: MethodId | null
  readonly name: string
  /** E.164 for phone and sms. Personal data: it never enters the history. */
  readonly address: string
  readonly language: Language
  /** The connection it is reached by; absent for phones, which the plan's connection calls. */
  readonly connectionId?: ConnectionId
  /** Shared by the destinations of one person: what the person says on one of them holds for the others. Absent: its own. */
  readonly person?: number
  /** The person's own words at the beginning and at the end of a call about alerts. */
  readonly opening?: string
  readonly closing?: string
  /** By which else the person is reached where this channel does not work at all, in that order. */
  readonly otherWays?: readonly OtherWay[]
  /** Called because of being on duty, and named nowhere in the policy: whoever no longer is on duty is not called any more. */
  readonly onDuty?: true
}

/** A contact method of the same person, on another channel. */
export type OtherWay = Pick<Destination, 'channel' | 'methodId' | 'address'> & { readonly connectionId: ConnectionId }

/** A connection that is gone by in the place of one that does not work; `from` is its own caller id. */
export type StandIn = { readonly id: ConnectionId; readonly key: string; readonly from?: string }

/** Whoever is on duty when it is called: the plan keeps the reference, and who that is is looked up each time. */
export type DutyRef = {
  readonly schedule: ScheduleId
  /** As it was called when the plan was made. */
  readonly name: string
  /** One of the schedule's positions; absent: all of them. */
  readonly position?: string
  readonly channel: Channel
  readonly methodLabel?: string
}

/** Destinations of one step are contacted at the same time; `waitMs` counts from the step's first attempt. */
export type Step = {
  readonly destinations: readonly number[]
  readonly waitMs: number
  /** Whoever is on duty is contacted too. */
  readonly onCall?: readonly DutyRef[]
  /** Where the policy's steps became several, one for each phone of a person: which step, and the how manieth phone, from 1. */
  readonly part?: {
    readonly step: number
    readonly phone: number
    /** By somebody's own order: these are methods, not phones. */
    readonly own?: true
  }
  /** It sends messages only, and somebody is to answer them: its wait is waited for also where nothing comes after it. */
  readonly awaitsAnswer?: true
}

/**
 * When an acknowledgement stops the callout: `first` at the first person who takes it, `all` when everybody has,
 * `none` never (each person only ends their own part).
 */
export type StopRule = 'first' | 'all' | 'none'

/** How a call can end without anybody taking it; a policy says after which of these the same person is called again. */
export const unreachedKinds = ['no_key', 'no_answer', 'busy'] as const
export type UnreachedKind = (typeof unreachedKinds)[number]

export type Redial = {
  readonly max: number
  readonly intervalMs: number
  readonly on: readonly UnreachedKind[]
}

/** A variant of a policy, and by what it applied when the callout began. */
export type ChosenVariant = {
  readonly name: string
  readonly calendar: string
  readonly condition: string
  /** It applied, but nobody could have been called by it: the policy itself is followed. */
  readonly unusable?: true
}

/** A policy of a group that is not followed. `policy`: its name. `condition`: its condition does not hold. */
export type PassedOver = {
  readonly place: number
  readonly policy: string
  readonly why: 'condition' | 'condition_unknown' | 'gone' | 'twice' | 'unusable'
  readonly calendar?: string
  readonly condition?: string
}

/** Where a plan stands in the policy group (連絡網グループ) its callout goes through. */
export type GroupPlace = {
  readonly id: PolicyGroupId
  readonly key: string
  readonly name: string
  /** From 1. */
  readonly place: number
  /** How many policies the group has. */
  readonly of: number
  /** Said by the plan that is followed first. */
  readonly passedOver?: readonly PassedOver[]
  /** No condition held, so all are followed; said by the first too. */
  readonly noneApplies?: true
}

/**
 * A button call (X-MON): what of it is offered. `passes`: 2# calls the next person. `acknowledges`: 3#. `downtimeMs`: 5# puts what was
 * heard into downtime for so long; absent: it does not.
 */
export type Buttons = { readonly passes: boolean; readonly acknowledges: boolean; readonly downtimeMs?: number }

/**
 * What is said of alerts without conversing. `names`: which hosts and services. `counts`: how many. `full`: both. Or a fixed text, which
 * names none of them.
 */
export const alertForms = ['names', 'counts', 'full'] as const
export type AlertForm = (typeof alertForms)[number]
export type AlertText = { readonly form: AlertForm } | { readonly text: string }

/**
 * What is acknowledged and not resolved calls again after `afterMs`, at most `times` times: first, if asked, whoever acknowledged it,
 * then everybody as the policy says. `part`: the plan is that of a return, for the one or for the others.
 */
export type Reminder = {
  readonly afterMs: number
  readonly times: number
  readonly acknowledgerFirst: boolean
  readonly part?: 'acknowledger' | 'everybody'
}

export type Plan = {
  readonly policyId: PolicyId
  readonly policyKey: string
  readonly policyName: string
  /** Whose habits it follows; absent: our own. */
  readonly kind?: PolicyKind
  /** Which of the policy's variants it was made from; null: none applied. Absent: it has none. */
  readonly variant?: ChosenVariant | null
  /** Absent: the callout was not started for a group. */
  readonly group?: GroupPlace
  readonly stop: StopRule
  readonly steps: readonly Step[]
  readonly destinations: readonly Destination[]
  readonly loopsMax: number
  readonly loopIntervalMs: number
  readonly ringMs: number
  /** How long one call may last, from answer to hang-up. Absent: as long as the limit's default. */
  readonly callMaxMs?: number
  readonly redial: Redial
  /** Alerts are told by a button call; absent: as a message. */
  readonly buttons?: Buttons
  /** A simple call: it only plays, whatever the connection could hear. Of alerts it says this; absent: calls converse. */
  readonly simple?: AlertText
  /** What an SMS says of alerts; absent: the same as any message. */
  readonly smsText?: AlertText
  /** Whether a hand-over without confirmation (mail, chat) is enough for this policy. */
  readonly deliveredIsEnough: boolean
  readonly endsOnRecovery: boolean
  /** Absent: an acknowledgement is the end of it. */
  readonly reminder?: Reminder
  readonly connectionId: ConnectionId | null
  /** Whether keys can reach us on this connection; without inbound HTTP a call is delivered at best, never reached. */
  readonly hearsKeys: boolean
  /** The caller id, E.164. */
  readonly from: string | null
  /** By the connection they stand in for, in the order in which they are tried. */
  readonly standIns?: Readonly<Record<ConnectionId, readonly StandIn[]>>
  /** Where the policy wants people written to on their other channels: by which connection each channel is reached. */
  readonly otherChannels?: Readonly<Partial<Record<Channel, ConnectionId>>>
  /** Whom people are joined to who press a transfer key, E.164. Absent: such a key does nothing. */
  readonly transferTo?: string
  readonly template: Template
  /** The stored template it was made from; absent where it was brought along, or is our own words. */
  readonly templateId?: TemplateId
  readonly templateName?: string
  readonly escalatesTo: PlanHash | null
}
