// Alerts as the ways in see them: events go in and are durable when that resolves; whom they call is decided behind it.

import type { Alert, AlertEvent, Severity } from '#core/alert/alert'
import type { BackDeed, BackSettings } from '#core/alert/back'
import type { Heartbeat, HeartbeatSettings } from '#core/alert/heartbeat'
import type { DeviceCheck, Liveness, LivenessSettings } from '#core/alert/liveness'
import type { MailAuth } from '#core/alert/mail-auth'
import type { MailSettings } from '#core/alert/mail-rules'
import type { RuleBody } from '#core/alert/rule'
import type { SourceMapping } from '#core/alert/source-mapping'

export type KnownSource = {
  readonly id: string
  readonly key: string
  readonly kind: string
  readonly enabled: boolean
  /** How its own JSON is read; null: it sends events as they are. */
  readonly mapping: SourceMapping | null
  /** What it does with mails; null where it is no mailbox. */
  readonly mail: MailSettings | null
}

export type AlertsTaken = {
  readonly taken: number
  readonly ignored: number
  /** The alerts the events were about, in their order; null where there is none. */
  readonly alertIds: readonly (string | null)[]
}

export interface AlertsIn {
  receive(
    spaceId: string,
    order: { readonly source: Pick<KnownSource, 'id' | 'key'>; readonly events: readonly AlertEvent[] },
  ): Promise<AlertsTaken>
}

/** Heartbeats: who is to be heard from again and again. */
export interface PingsIn {
  /** Durable when it resolves. Returns how the heartbeat is now; null where its source is gone. */
  ping(spaceId: string, sourceId: string): Promise<Heartbeat | null>
}

export interface SourceKeys {
  /** The source a key belongs to; null for one nobody knows. */
  byKey(spaceId: string, key: string): Promise<KnownSource | null>
}

type Stored = {
  readonly id: string
  readonly key: string
  readonly name: string
  readonly managedBy: 'file' | 'console'
  readonly createdAtMs: number
  readonly updatedAtMs: number
}
type PageRequest = { readonly limit: number; readonly cursor: string | null; readonly search?: string | null }
type Page<Item> = { readonly items: readonly Item[]; readonly next: string | null }

export type SourceRecord = Stored & {
  readonly kind: string
  readonly enabled: boolean
  readonly mapping: SourceMapping | null
  readonly mail: MailSettings | null
  readonly heartbeat: HeartbeatSettings | null
  readonly liveness: LivenessSettings | null
  readonly back: BackSettings | null
  readonly backHasSecret: boolean
  readonly heardAtMs: number | null
  /** How its heartbeat is now; null where it has none. */
  readonly beat: Heartbeat | null
}
export type SourceWrite = {
  readonly key: string
  readonly name: string
  readonly kind: string
  readonly enabled: boolean
  readonly mapping: SourceMapping | null
  readonly mail: MailSettings | null
  readonly heartbeat: HeartbeatSettings | null
  readonly liveness: LivenessSettings | null
  /** `secret`: null takes it away; left out it stays. */
  readonly back: (BackSettings & { readonly secret?: string | null | undefined }) | null
}
/** With it a change is refused where somebody else changed the object since. */
type Seen = { readonly seenAtMs?: number | null | undefined }
type WithSecret = { readonly record: SourceRecord; readonly secret: string }

export type ReceivedMailRecord = MailAuth & {
  readonly sourceId: string
  readonly atMs: number
  readonly from: string
  readonly subject: string
  readonly did: 'taken' | 'dropped' | 'refused' | 'ignored'
}

export interface ReceivedMailsPort {
  /** The newest first, a few of a source. @errors source.not_found */
  list(spaceId: string, ref: string): Promise<readonly ReceivedMailRecord[]>
}

export interface SourcesPort {
  list(spaceId: string, page: PageRequest): Promise<Page<SourceRecord>>
  get(spaceId: string, ref: string): Promise<SourceRecord>
  create(spaceId: string, write: SourceWrite): Promise<WithSecret>
  update(spaceId: string, ref: string, patch: Partial<SourceWrite> & Seen): Promise<SourceRecord>
  renew(spaceId: string, ref: string): Promise<WithSecret>
  remove(spaceId: string, ref: string): Promise<void>
  open(spaceId: string, ref: string): Promise<KnownSource>
}

/** A check of a device, with what the last look found. */
export type CheckRecord = Liveness & {
  readonly check: DeviceCheck
  readonly failure: string | null
  readonly checkedAtMs: number | null
}
export interface ChecksPort {
  list(spaceId: string, sourceId: string): Promise<readonly CheckRecord[]>
}

export type RuleRecord = Stored & {
  readonly position: number
  readonly policy: string
  readonly policyName: string | null
  readonly body: RuleBody
}
export type RuleWrite = {
  readonly key: string
  readonly name: string
  readonly position: number
  readonly policy: string
  readonly body: RuleBody
}

export interface RulesPort {
  /** All of them, in the order in which they are looked at. */
  list(spaceId: string): Promise<readonly RuleRecord[]>
  /** The same by pages. */
  page(spaceId: string, page: PageRequest): Promise<Page<RuleRecord>>
  get(spaceId: string, ref: string): Promise<RuleRecord>
  create(spaceId: string, write: RuleWrite): Promise<RuleRecord>
  update(
    spaceId: string,
    ref: string,
    patch: Partial<Omit<RuleWrite, 'body'>> & { readonly body: Partial<RuleBody> } & Seen,
  ): Promise<RuleRecord>
  /** The numbers of the incidents that are not closed there, by `<rule id> <scope>`. */
  joinable(
    spaceId: string,
    places: readonly { readonly ruleId: string; readonly scope: string }[],
  ): Promise<ReadonlyMap<string, number>>
  /** Puts all rules into this order. */
  order(spaceId: string, refs: readonly string[]): Promise<readonly RuleRecord[]>
  remove(spaceId: string, ref: string): Promise<void>
}

export type AlertRecord = {
  readonly id: string
  readonly dedupKey: string
  readonly source: string
  readonly sourceName: string | null
  readonly matched: boolean | null
  readonly createdAtMs: number
  readonly updatedAtMs: number
  readonly body: Alert
}
export type AlertRun = {
  readonly rule: string
  readonly ruleName: string | null
  readonly state: 'wanted' | 'live' | 'over' | 'refused'
  readonly calloutId: string | null
  readonly refusal: string | null
  readonly joinedAtMs: number
  readonly heardAtMs: number | null
}

/** What a source was, or is yet to be, told of an alert. */
export type AlertBack = {
  readonly deed: BackDeed
  readonly author: string
  readonly state: 'waiting' | 'told' | 'failed' | 'dropped'
  readonly createdAtMs: number
  readonly dueAtMs: number
  readonly attempts: number
  readonly attemptedAtMs: number | null
  readonly error: string | null
  readonly answer: string | null
}
/** Who did it; a person by the user's id. */
export type Doer = { readonly userId: string | null; readonly name: string }

export type AlertFilter = {
  readonly state: Alert['state'] | null
  /** Key or id of a source. */
  readonly source: string | null
  readonly severity: Severity | null
  /** Whether somebody has it; null: either. */
  readonly acknowledged: boolean | null
  /** Problems that no rule is about. */
  readonly unmatched: boolean
}

export interface AlertsPort extends AlertsIn, PingsIn {
  list(spaceId: string, page: PageRequest, filter: AlertFilter): Promise<Page<AlertRecord>>
  get(
    spaceId: string,
    id: string,
  ): Promise<{
    readonly alert: AlertRecord
    readonly runs: readonly AlertRun[]
    readonly backs: readonly AlertBack[]
  }>
  /** Somebody has it; a callout that is left with nothing else ends, and its source is told. */
  acknowledge(spaceId: string, ids: readonly string[], by: Doer): Promise<void>
}

/** What /v1 needs of alerts. */
export type AlertDeps = {
  readonly alerts: AlertsPort
  readonly alertSources: SourcesPort
  readonly alertChecks: ChecksPort
  readonly receivedMails: ReceivedMailsPort
  readonly alertRules: RulesPort
}
