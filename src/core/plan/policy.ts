// The policy as it is stored: whom to call, how, how often, and what ends it. Everything but the steps may be left out;
// what is missing comes from the defaults of its kind. People, connections and templates are referred to by id, so that
// renaming one never breaks a policy. A callout never reads this: it follows the plan built from it.

import type { Contents } from '../cause.ts'
import type {
  CalendarId,
  ConnectionId,
  GroupId,
  MethodId,
  PolicyId,
  ProjectId,
  ScheduleId,
  TemplateId,
  UserId,
} from '../ids.ts'
import type { AlertForm, Channel, Language, StopRule, UnreachedKind } from './plan.ts'

/** Whose habits a policy follows where it says nothing: our own, or those of a system it replaces. */
export const policyKinds = [
  'noroshi',
  'jp1',
  'pigeon',
  'xmon_rotation',
  'xmon_broadcast',
  'xmon_simple',
  'reactio',
] as const
export type PolicyKind = (typeof policyKinds)[number]

/** `sequential`: step after step (輪番). `simultaneous`: everybody at once (一斉), whatever the steps say. */
export const policyModes = ['sequential', 'simultaneous'] as const
export type PolicyMode = (typeof policyModes)[number]

export const stopRules = ['first', 'all', 'none'] as const satisfies readonly StopRule[]

/**
 * How many of a user's methods a step means: the default one; all of the channel, one after another; or, on whichever channels, those that
 * are their defaults, in their own order and with their own waits.
 */
export const methodChoices = ['default', 'all', 'own'] as const
export type MethodChoice = (typeof methodChoices)[number]

/**
 * A user's method: the one with this label; else the user's default of that channel, or each in turn, or their own order. Or the same of everybody in
 * a group or on a project, or of whoever is on duty: `user`, `group`, `project` or `schedule` is there.
 */
export type PolicyDestination = {
  readonly user?: UserId | undefined
  readonly group?: GroupId | undefined
  readonly project?: ProjectId | undefined
  readonly schedule?: ScheduleId | undefined
  /** One of the schedule's; without it all of them. */
  readonly position?: string | undefined
  /** The members of the group, or of the project, one after another, instead of at the same time. */
  readonly inTurn?: boolean | undefined
  readonly channel?: Channel | undefined
  readonly methodLabel?: string | undefined
  /** Every method of the user that is switched on by default: of the channel, or of all where none is named. */
  readonly everyDefault?: boolean | undefined
  readonly methods?: MethodChoice | undefined
}

export type PolicyStep = {
  readonly destinations: readonly PolicyDestination[]
  readonly waitSeconds?: number | undefined
}

export type PolicyBody = {
  readonly kind?: PolicyKind | undefined
  readonly mode?: PolicyMode | undefined
  readonly steps: readonly PolicyStep[]
  readonly loops?: { readonly max?: number | undefined; readonly intervalSeconds?: number | undefined } | undefined
  readonly ringSeconds?: number | undefined
  /** One call, from answer to hang-up. */
  readonly callMaxSeconds?: number | undefined
  readonly redial?:
    | {
        readonly max?: number | undefined
        readonly intervalSeconds?: number | undefined
        readonly on?: readonly UnreachedKind[] | undefined
      }
    | undefined
  /** Alerts are told by a button call; null: as a message, whatever its kind would do. */
  readonly buttonCall?: ButtonCall | null | undefined
  /** Calls only play what they say, and no key does anything; null: they listen, whatever its kind would do. */
  readonly simpleCall?: AlertWording | null | undefined
  /** What SMS say of alerts; null: the same as any message. */
  readonly smsText?: AlertWording | null | undefined
  readonly stop?: StopRule | undefined
  readonly deliveredIsEnough?: boolean | undefined
  readonly endsOnRecovery?: boolean | undefined
  /** Whoever is to be reached on a channel that does not work at all is written to on their other default ones. */
  readonly otherChannels?: boolean | undefined
  readonly connection?: ConnectionId | null | undefined
  /** The caller id, E.164. */
  readonly from?: string | null | undefined
  /** Whom a transfer key joins the person to, E.164. */
  readonly transferTo?: string | null | undefined
  readonly template?: TemplateId | null | undefined
  readonly escalatesTo?: PolicyId | null | undefined
  readonly priority?: number | undefined
  /** What is said on a channel when a request brings nothing for it. */
  readonly texts?: Contents | undefined
  /** Requests that follow an accepted one within so many seconds are merged into its callout. Off where absent. */
  readonly thinning?: Thinning | null | undefined
  /** What is acknowledged and not resolved comes back. Off where absent. */
  readonly reminder?: ReminderRule | null | undefined
  /** When a callout begins that is not urgent: of several rules that fit its priority the first. */
  readonly later?: readonly LaterRule[] | undefined
  /** What the policy does otherwise while a condition of a calendar holds: of several that hold the first. */
  readonly variants?: readonly PolicyVariant[] | undefined
}

/** So many minutes after it was acknowledged, so many times at most; whoever acknowledged it is asked first. */
export type ReminderRule = {
  readonly afterMinutes: number
  readonly times?: number | undefined
  readonly acknowledgerFirst?: boolean | undefined
}

/**
 * Callouts of this priority, and of less urgent ones, begin later: so many seconds after they are started, or when a condition holds
 * next. One of the two is there.
 */
export type LaterRule = {
  /** 0 (first) … 9 (last); absent: any. */
  readonly fromPriority?: number | undefined
  readonly seconds?: number | undefined
  readonly until?: When | undefined
}

/** A condition of a calendar, by the calendar's id and the condition's key. */
export type When = { readonly calendar: CalendarId; readonly condition: string }

/** What a variant says in the place of its policy; whatever it leaves out is as in the policy. */
export const variantFields = [
  'mode',
  'steps',
  'loops',
  'ringSeconds',
  'callMaxSeconds',
  'redial',
  'stop',
  'deliveredIsEnough',
  'endsOnRecovery',
  'template',
  'priority',
  'texts',
] as const satisfies readonly (keyof PolicyBody)[]

export type PolicyVariant = Partial<Pick<PolicyBody, (typeof variantFields)[number]>> & {
  readonly name: string
  readonly when: When
}

/** `acknowledges`: 3# is offered. `downtimeMinutes`: so is 5#, for so long. */
export type ButtonCall = {
  readonly acknowledges?: boolean | undefined
  readonly downtimeMinutes?: number | null | undefined
}

/** A built-in form, or a fixed text in its place. */
export type AlertWording = { readonly form?: AlertForm | undefined; readonly text?: string | undefined }

/** `policy`: any request for the policy. `text`: one that says the same. */
export const thinningKinds = ['policy', 'text'] as const
export type Thinning = { readonly seconds: number; readonly by: (typeof thinningKinds)[number] }

export type Policy = {
  readonly id: PolicyId
  readonly key: string
  readonly name: string
  readonly body: PolicyBody
}

type StepsAsWritten = readonly {
  readonly destinations: readonly (Omit<PolicyDestination, 'user' | 'group' | 'project' | 'schedule'> & {
    readonly user?: string | undefined
    readonly group?: string | undefined
    readonly project?: string | undefined
    readonly schedule?: string | undefined
  })[]
  readonly waitSeconds?: number | undefined
}[]

export type VariantAsWritten = Omit<PolicyVariant, 'when' | 'steps' | 'template'> & {
  readonly when: { readonly calendar: string; readonly condition: string }
  readonly steps?: StepsAsWritten | undefined
  readonly template?: string | null | undefined
}

export type LaterAsWritten = Omit<LaterRule, 'until'> & { readonly until?: VariantAsWritten['when'] | undefined }

/** A policy as people write it: the same as its body, with keys or ids as references. */
export type PolicyFields = {
  readonly steps: StepsAsWritten
  readonly connection?: string | null | undefined
  readonly template?: string | null | undefined
  readonly escalatesTo?: string | null | undefined
  readonly later?: readonly LaterAsWritten[] | undefined
  readonly variants?: readonly VariantAsWritten[] | undefined
} & Omit<PolicyBody, 'steps' | 'connection' | 'template' | 'escalatesTo' | 'later' | 'variants'>

/** Somebody a draft brings along instead of naming a user: steps refer to the key. */
export type InlinePerson = {
  readonly key: string
  readonly name: string
  readonly language?: Language | undefined
  /** In the order of preference; all count as switched on by default. */
  readonly methods: readonly {
    readonly channel: Channel
    readonly address: string
    readonly label?: string | undefined
  }[]
  readonly opening?: string | null | undefined
  readonly closing?: string | null | undefined
}

/** A policy that is stored nowhere: it is built for one start. Steps name its own people first, then users. */
export type PolicyDraft = {
  /** What the callout is listed under. */
  readonly key: string
  readonly name: string
  readonly people?: readonly InlinePerson[] | undefined
  /** Everybody is contacted through this connection, whatever else is set up; phones by the one of its fields. */
  readonly through?: ConnectionId | undefined
  /** Nothing stands in for what it names: it is the connection that is tried. */
  readonly alone?: true | undefined
  readonly fields: PolicyFields
}

export type ContactMethod = {
  readonly id: MethodId
  readonly channel: Channel
  readonly label: string
  /** E.164 for phone and sms. */
  readonly address: string
  readonly isDefault: boolean
  /** The key of the connection it is reached by, where one is named (Slackプロファイル名); else the first of its channel. */
  readonly connection?: string | null | undefined
  /** In the person's own order: how long is waited after it before the next, 0–1 440; null or absent: no time. */
  readonly waitMinutes?: number | null | undefined
}

/** A user as a plan needs them. */
export type Person = {
  readonly id: UserId
  readonly key: string
  readonly name: string
  readonly language: Language
  readonly methods: readonly ContactMethod[]
  /** The person's own words before and after a call about alerts. */
  readonly opening?: string | null | undefined
  readonly closing?: string | null | undefined
  /** Brought along by a draft: neither the person nor the methods are stored, so the plan names none. */
  readonly inline?: boolean | undefined
}

/** Returns somebody a draft brought along, as a plan needs them; ids hold within the draft only. */
export const inlinePerson = ({ key, name, language = 'ja', methods, opening, closing }: InlinePerson): Person => ({
  id: key as UserId,
  key,
  name,
  language,
  inline: true,
  opening,
  closing,
  methods: methods.map(({ channel, address, label = '' }, index) => ({
    id: `${key} ${index}` as MethodId,
    channel,
    label,
    address,
    isDefault: true,
  })),
})
