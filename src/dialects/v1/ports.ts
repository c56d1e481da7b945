// What /v1 needs from the rest of the server, as ports: main gives it the store, the engine and the channels. Shapes are
// those of src/store/config and src/engine; the compiler compares them where main puts them together.

import type { PolicyFields } from '#contract/policies'
import type { Preparation } from '#contract/preparation'
import type { GroupRoles } from '#contract/sessions'
import type { Pause } from '#core/callout/pause'
import type { Attempt, Head, Target } from '#core/callout/state'
import type { HistoryEntry } from '#core/callout/work'
import type { Cause, Purpose } from '#core/cause'
import type { Plan } from '#core/plan/plan'
import type { Retained } from '#core/retention'
import type { SpaceSettings } from '#core/settings'
import type { AlertDeps } from '#dialects/shared/alerts-port'
import type { IncidentsPort } from '#dialects/shared/incidents-port'
import type { Starter } from '#dialects/shared/starter'
import type { ActAgain } from '#http/port'
import type { TemplateBody } from '#words/speech'
import type { AccountDeps, Holder } from './account-ports.ts'
import type { AnalyticsPort } from './analytics-ports.ts'
import type { AttemptLogPort } from './attempt-log-ports.ts'
import type { AuditPort } from './audit-ports.ts'
import type { DraftsPort } from './draft-ports.ts'
import type { DutyDeps } from './duty-ports.ts'
import type { LivePort } from './events.ts'
import type { FilesPort } from './file-ports.ts'
import type { MergedPort } from './merged-port.ts'
import type { NumberPort, OwnedNumbersPort } from './number-ports.ts'
import type {
  GroupRecord,
  GroupWrite,
  ProjectRecord,
  ProjectWrite,
  PushPort,
  UserRecord,
  UserTablePort,
  UserWrite,
  VerificationPort,
} from './people-ports.ts'
import type { PlansPort } from './plan-ports.ts'
import type { PolicyGroupsPort } from './policy-group-ports.ts'
import type { ReadinessPort } from './readiness-ports.ts'
import type { ReadingsPort } from './reading-ports.ts'
import type { TokensPort } from './token-ports.ts'
import type { UsagePort } from './usage-ports.ts'

export type PageRequest = {
  readonly limit: number
  readonly cursor: string | null
  readonly search?: string | null
}
export type Page<Item> = { readonly items: readonly Item[]; readonly next: string | null }

export type Stored = {
  readonly id: string
  readonly key: string
  readonly name: string
  readonly managedBy: 'file' | 'console'
  readonly createdAtMs: number
  readonly updatedAtMs: number
}

/** What a change was made from: where somebody else changed it since, it is refused. */
export type Seen = { readonly seenAtMs?: number | null | undefined }

/** What is stored of one kind; refusals are thrown with a code of the contract. */
export interface Entities<Record, Write, Patch = Partial<Write>> {
  list(spaceId: string, page: PageRequest): Promise<Page<Record>>
  get(spaceId: string, ref: string): Promise<Record>
  create(spaceId: string, write: Write): Promise<Record>
  update(spaceId: string, ref: string, patch: Patch & Seen): Promise<Record>
  remove(spaceId: string, ref: string): Promise<void>
}

export type ConnectionRecord = Stored & {
  readonly kind: string
  readonly settings: Readonly<Record<string, unknown>>
  /** Names of those that are set. */
  readonly secrets: readonly string[]
  readonly standIns: readonly string[]
  /** Null: nothing was sent by it yet. */
  readonly health: HealthRecord | null
}
export type HealthRecord = {
  readonly state: 'closed' | 'open' | 'half_open'
  readonly sinceMs: number | null
  readonly untilMs: number | null
  readonly succeeded: number
  readonly failed: number
  readonly lastFailure: string | null
  readonly lastFailureAtMs: number | null
  readonly lastSuccessAtMs: number | null
  readonly seenAtMs: number
}
export type ConnectionWrite = {
  readonly key: string
  readonly name: string
  readonly kind: string
  readonly settings: Readonly<Record<string, unknown>>
  readonly secrets: Readonly<Record<string, string | null | undefined>>
  readonly standIns?: readonly string[] | undefined
}

export type TemplateRecord = Stored & { readonly body: TemplateBody }
export type TemplateWrite = { readonly key: string; readonly name: string; readonly body: TemplateBody }

type Frozen<Value> = Value extends object ? { readonly [Key in keyof Value]: Frozen<Value[Key]> } : Value
export type PolicyRecord = Stored & { readonly fields: Frozen<PolicyFields> }
export type PolicyWrite = { readonly key: string; readonly name: string; readonly fields: PolicyFields }
export type PolicyPatch = {
  readonly key?: string | undefined
  readonly name?: string | undefined
  readonly fields: Partial<PolicyFields>
}

type Repeats = { readonly calendar: string; readonly condition: string }

export type PauseRecord = Omit<Pause, 'of' | 'repeats'> & {
  readonly policyKey: string | null
  readonly policyName: string | null
  readonly channel: string | null
  readonly userKey: string | null
  readonly userName: string | null
  readonly repeats: Repeats | null
  /** With its condition opened. */
  readonly on: Pause
  readonly createdAtMs: number
  readonly endedBy: string | null
  readonly startsAfter: boolean
}
export type PauseWrite = {
  readonly policy?: string | null | undefined
  readonly channel?: string | null | undefined
  readonly user?: string | null | undefined
  readonly beginsAtMs: number
  readonly endsAtMs: number | null
  readonly repeats?: Repeats | null | undefined
  readonly match?: string | null | undefined
  readonly stopsRunning?: boolean | undefined
  readonly startsAfter?: boolean | undefined
  readonly reason: string
  readonly by: string
}
export interface PausesPort {
  list(spaceId: string, page: PageRequest, filter: { readonly unended: boolean }): Promise<Page<PauseRecord>>
  get(spaceId: string, id: string): Promise<PauseRecord>
  create(spaceId: string, write: PauseWrite): Promise<PauseRecord>
  end(spaceId: string, id: string, by: string): Promise<PauseRecord>
}

export type SettingsRecord = {
  readonly body: SpaceSettings
  readonly managedBy: 'file' | 'console' | null
  readonly updatedAtMs: number | null
}
export interface RetentionPort {
  /** Counts what would be deleted now. */
  look(
    spaceId: string,
    retained: Retained,
  ): Promise<{ readonly deletes: number; readonly oldestAtMs: number | null; readonly keeps: number }>
}

export interface SettingsPort {
  get(spaceId: string): Promise<SettingsRecord>
  /** @param seenAtMs when they were last changed as far as is known, 0 for never; null: whatever they are now */
  update(spaceId: string, patch: SpaceSettings, seenAtMs?: number | null): Promise<SettingsRecord>
}

export type WebhookRecord = Stored & {
  readonly url: string
  readonly shape: 'noroshi' | 'pigeon' | 'reactio' | 'chat'
  readonly events: readonly string[]
  readonly project: string | null
  readonly policies: readonly string[]
  readonly enabled: boolean
  readonly timeoutSeconds: number
  readonly attemptsMax: number
  readonly hasCredential: boolean
}
export type WebhookWrite = Omit<WebhookRecord, keyof Stored | 'hasCredential'> &
  Pick<Stored, 'key' | 'name'> & { readonly credential?: string | null | undefined }

export type DeliveryRecord = {
  readonly id: string
  readonly event: string
  readonly state: 'waiting' | 'delivered' | 'failed'
  readonly body: string
  readonly createdAtMs: number
  readonly dueAtMs: number
  readonly attempts: number
  readonly attemptedAtMs: number | null
  readonly tookMs: number | null
  readonly status: number | null
  readonly error: string | null
  readonly answer: string | null
}
export interface DeliveriesPort {
  list(
    spaceId: string,
    webhook: string,
    page: PageRequest & { readonly state: DeliveryRecord['state'] | null },
  ): Promise<Page<DeliveryRecord>>
  retry(spaceId: string, webhook: string, delivery: string): Promise<DeliveryRecord>
}
export interface OutboxPort {
  ping(spaceId: string, webhook: string): Promise<void>
  /** There is something to send. */
  wake(): void
}

export type CalloutRecord = {
  readonly id: string
  readonly policyKey: string
  readonly policyName: string | null
  readonly cause: Cause
  readonly parameters: Readonly<Record<string, string>>
  readonly priority: number
  readonly parentId: string | null
  readonly createdBy: string
  readonly purpose: Purpose | null
  readonly createdAtMs: number
  readonly head: Head
}
export type AttemptRecord = Pick<
  Attempt,
  | 'ordinal'
  | 'destination'
  | 'channel'
  | 'state'
  | 'reason'
  | 'result'
  | 'detail'
  | 'providerId'
  | 'key'
  | 'possibleRepeat'
  | 'plannedAtMs'
  | 'begunAtMs'
  | 'answeredAtMs'
  | 'endedAtMs'
> & {
  readonly address: string
  readonly ringingAtMs: number | null
  /** When a planned one begins. */
  readonly dueAtMs: number | null
}
export type TargetRecord = Pick<Target, 'destination' | 'open' | 'taken' | 'outcome'>
export type CalloutDetail = {
  readonly callout: CalloutRecord
  readonly plan: Plan
  readonly targets: readonly TargetRecord[]
  readonly attempts: readonly AttemptRecord[]
  readonly mergedRequests: number
}

export interface CalloutsPort {
  list(
    spaceId: string,
    page: PageRequest,
    filter: {
      readonly status: 'running' | 'ended' | 'unresolved' | null
      readonly policy: string | null
      readonly pause: string | null
    },
  ): Promise<Page<CalloutRecord>>
  get(spaceId: string, id: string): Promise<CalloutDetail | null>
  exists(spaceId: string, id: string): Promise<boolean>
  attempts(
    spaceId: string,
    id: string,
    page: { after: number; limit: number },
  ): Promise<{ readonly plan: Plan; readonly attempts: readonly AttemptRecord[] } | null>
  history(
    spaceId: string,
    id: string,
  ): Promise<{ readonly plan: Plan; readonly history: readonly HistoryEntry[] } | null>
  withNumber(spaceId: string, address: string): Promise<readonly string[]>
}

export type By = { readonly userId: string | null; readonly name: string; readonly via: 'api' | 'console' }

export type CommandAnswer =
  | { readonly ok: true; readonly outcome: string | null }
  | { readonly ok: false; readonly code: 'callout.not_found' | 'callout.ended' }

export interface EnginePort {
  acknowledge(order: { readonly spaceId: string; readonly calloutId: string; readonly by: By }): Promise<CommandAnswer>
  /** Also what it went on as. */
  resolve(order: { readonly spaceId: string; readonly calloutId: string; readonly by: By }): Promise<CommandAnswer>
  release(order: { readonly spaceId: string; readonly calloutId: string; readonly by: By }): Promise<CommandAnswer>
  cancel(order: { readonly spaceId: string; readonly calloutId: string; readonly by: By }): Promise<CommandAnswer>
  withdrawNumber(order: {
    readonly spaceId: string
    readonly calloutId: string
    readonly address: string
    readonly by: By
  }): Promise<CommandAnswer>
}

export type V1Deps = AccountDeps &
  DutyDeps &
  AlertDeps & {
    readonly users: Omit<Entities<UserRecord, UserWrite>, 'update' | 'remove'> & {
      update(
        spaceId: string,
        ref: string,
        patch: Partial<UserWrite> & Seen & { readonly holder: Holder | 'everything' },
      ): Promise<UserRecord>
      remove(spaceId: string, ref: string, holder: Holder): Promise<void>
    }
    readonly verification: VerificationPort
    readonly push: PushPort
    readonly readiness: ReadinessPort
    readonly userTable: UserTablePort
    readonly groups: Omit<Entities<GroupRecord, GroupWrite>, 'update' | 'remove'> & {
      update(
        spaceId: string,
        ref: string,
        change: { readonly patch: Partial<GroupWrite>; readonly holder: ReadonlySet<string> } & Seen,
      ): Promise<GroupRecord>
      remove(spaceId: string, ref: string, holder: ReadonlySet<string>): Promise<void>
    }
    readonly projects: Entities<ProjectRecord, ProjectWrite>
    readonly connections: Entities<ConnectionRecord, ConnectionWrite, Partial<Omit<ConnectionWrite, 'kind'>>> & {
      hasSimulated(spaceId: string): Promise<boolean>
    }
    readonly templates: Entities<TemplateRecord, TemplateWrite>
    readonly policies: Entities<PolicyRecord, PolicyWrite, PolicyPatch>
    readonly policyGroups: PolicyGroupsPort
    readonly plans: PlansPort
    readonly webhooks: Entities<WebhookRecord, WebhookWrite>
    readonly deliveries: DeliveriesPort
    readonly outbox: OutboxPort
    readonly readings: ReadingsPort
    readonly pauses: PausesPort
    readonly settings: SettingsPort
    readonly merged: MergedPort
    readonly tokens: TokensPort
    readonly audit: AuditPort
    readonly drafts: DraftsPort
    readonly actAgain: ActAgain
    /** What the OpenID provider is called, where there is one. */
    readonly oidc: { readonly name: string } | null
    /** Which roles its groups give in a space. */
    readonly groupRoles: (spaceId: string) => Promise<GroupRoles>
    readonly retention: RetentionPort
    readonly callouts: CalloutsPort
    readonly attemptLog: AttemptLogPort
    readonly analytics: AnalyticsPort
    readonly usage: UsagePort
    readonly preparation: { read(spaceId: string): Promise<Preparation> }
    readonly incidents: IncidentsPort
    readonly live: LivePort
    readonly files: FilesPort
    readonly engine: EnginePort
    readonly starter: Starter
    readonly numbers: NumberPort
    readonly ownedNumbers: OwnedNumbersPort
    /** A variable of the server's environment, for secrets that files refer to by name. */
    readonly readEnv: (name: string) => string | undefined
    readonly nowMs: () => number
    /** SHA-256 in hexadecimal: what makes two requests the same. */
    readonly digest: (text: string) => string
    readonly version: string
    /** Where the numbers of a connection lead what comes in; null: nothing does. */
    readonly incomingUrl: (connection: Pick<ConnectionRecord, 'id' | 'kind' | 'settings'>) => string | null
    /** Where the world reaches us, and how that was said: `set` by a setting, `applied` here, null by nobody. */
    readonly publicAddress: {
      now(): { readonly url: string; readonly given: 'set' | 'applied' | null }
      apply(url: string): Promise<void>
      /** The space that may apply it. */
      readonly spaceId: string
    }
  }
