// From stored records to what /v1 shows. The one place where numbers are shown or masked: every address passes `address`.

import type { LoggedAttempt } from '#contract/attempt-log'
import type { Attempt, CalloutSummary } from '#contract/callouts'
import type { Connection } from '#contract/connections'
import type { Token } from '#contract/tokens'
import type { User } from '#contract/users'
import { awaitsResolving } from '#core/callout/reminder'
import { briefly } from '#core/cause'
import type { Plan } from '#core/plan/plan'
import type { Verification } from '#core/verification'
import { may, type Principal } from '#http/port'
import { maskAddress } from '#words/numbers'
import type { LoggedAttempt as LoggedRecord } from './attempt-log-ports.ts'
import { comingIn } from './coming.ts'
import type { UserRecord } from './people-ports.ts'
import type { AttemptRecord, CalloutDetail, CalloutRecord, ConnectionRecord, HealthRecord, Stored } from './ports.ts'
import type { TokenRecord } from './token-ports.ts'

/** ISO 8601 with its zone; stored instants have none, so it is UTC. */
export const instant = (atMs: number): string => new Date(atMs).toISOString()
export const instantOrNull = (atMs: number | null): string | null => (atMs === null ? null : instant(atMs))

/** Numbers and addresses are personal data: whole for numbers:read, masked for everybody else. */
export const address = (whole: string, viewer: Principal): string =>
  may(viewer, 'numbers:read') ? whole : maskAddress(whole)

export const stamps = ({ managedBy, createdAtMs, updatedAtMs }: Stored) => ({
  managedBy,
  createdAt: instant(createdAtMs),
  updatedAt: instant(updatedAtMs),
})

export const showVerification = ({ state, atMs, by, untilMs }: Verification) => ({
  state,
  at: instantOrNull(atMs),
  by,
  until: instantOrNull(untilMs),
})

export const showUser = (record: UserRecord, viewer: Principal): User => ({
  id: record.id,
  key: record.key,
  name: record.name,
  language: record.language,
  number: record.number,
  contactMethods: record.methods.map((method) => ({
    id: method.id,
    channel: method.channel,
    label: method.label,
    address: address(method.address, viewer),
    default: method.isDefault,
    ...(method.connection == null ? {} : { connection: method.connection }),
    ...(method.waitMinutes == null ? {} : { waitMinutes: method.waitMinutes }),
    ...(method.optedOutAtMs === undefined ? {} : { optedOutAt: instant(method.optedOutAtMs) }),
    ...(method.goneAtMs === undefined ? {} : { goneAt: instant(method.goneAtMs) }),
    verification: showVerification(method.verification),
  })),
  opening: record.opening,
  closing: record.closing,
  quietHours: record.quiet as User['quietHours'],
  ...stamps(record),
})

type Addresses = { readonly incomingUrl: (connection: ConnectionRecord) => string | null }

export const showConnection = (record: ConnectionRecord, { incomingUrl }: Addresses): Connection => ({
  id: record.id,
  key: record.key,
  name: record.name,
  kind: record.kind,
  settings: { ...record.settings },
  secrets: Object.fromEntries(record.secrets.map((name) => [name, true as const])),
  standIns: [...record.standIns],
  health: record.health === null ? null : showHealth(record.health),
  incomingUrl: incomingUrl(record),
  ...stamps(record),
})

const healthStates = { closed: 'working', open: 'failing', half_open: 'trying' } as const

const showHealth = (health: HealthRecord): NonNullable<Connection['health']> => ({
  state: healthStates[health.state],
  since: instantOrNull(health.sinceMs),
  triedAgainAt: instantOrNull(health.untilMs),
  succeeded: health.succeeded,
  failed: health.failed,
  lastSuccessAt: instantOrNull(health.lastSuccessAtMs),
  lastFailure:
    health.lastFailure === null || health.lastFailureAtMs === null
      ? null
      : { at: instant(health.lastFailureAtMs), code: health.lastFailure },
  seenAt: instant(health.seenAtMs),
})

export const showToken = (record: TokenRecord): Token => ({
  id: record.id,
  name: record.name,
  scopes: [...record.scopes],
  project: record.project,
  createdAt: instant(record.createdAtMs),
  expiresAt: instantOrNull(record.expiresAtMs),
  revokedAt: instantOrNull(record.revokedAtMs),
  lastUsedAt: instantOrNull(record.lastUsedAtMs),
})

export const linksOf = (id: string) => ({
  self: `/v1/callouts/${id}`,
  explanation: `/v1/callouts/${id}/explanation`,
  attempts: `/v1/callouts/${id}/attempts`,
})

/** What becomes of what somebody has: it comes back, or it is resolved; and of what it came back itself. */
const resolvingOf = ({ head, parentId }: CalloutRecord) => {
  const { reminding, resolved, due } = head
  const isReturn = reminding?.of !== undefined
  return {
    escalatedFrom: isReturn ? null : parentId,
    reminderOf: isReturn ? parentId : null,
    comesBackAt: due !== null && awaitsResolving(head) ? instant(due.atMs) : null,
    resolvedAt: instantOrNull(resolved?.atMs ?? null),
    resolvedBy: resolved?.by ?? null,
  }
}

export const showSummary = (record: CalloutRecord): CalloutSummary => ({
  id: record.id,
  status: record.head.outcome === null ? 'running' : 'ended',
  outcome: record.head.outcome,
  policy: record.policyKey,
  policyName: record.policyName,
  purpose: record.purpose,
  text: briefly(record.cause),
  priority: record.priority,
  createdAt: instant(record.createdAtMs),
  createdBy: record.createdBy,
  endedAt: instantOrNull(record.head.endedAtMs),
  acknowledgedBy: record.head.acknowledgedBy,
  ...resolvingOf(record),
  links: linksOf(record.id),
})

const showNamed = (record: AttemptRecord, name: string, viewer: Principal): Attempt => ({
  ordinal: record.ordinal,
  destination: record.destination,
  name,
  channel: record.channel,
  address: address(record.address, viewer),
  state: record.state,
  reason: record.reason,
  result: record.result,
  detail: record.detail,
  providerId: record.providerId,
  key: record.key,
  possibleRepeat: record.possibleRepeat,
  plannedAt: instant(record.plannedAtMs),
  begunAt: instantOrNull(record.begunAtMs),
  ringingAt: instantOrNull(record.ringingAtMs),
  answeredAt: instantOrNull(record.answeredAtMs),
  endedAt: instantOrNull(record.endedAtMs),
})

export const showAttempt = (record: AttemptRecord, plan: Plan, viewer: Principal): Attempt =>
  showNamed(record, plan.destinations[record.destination]?.name ?? '', viewer)

export const showLogged = (record: LoggedRecord, viewer: Principal): LoggedAttempt => ({
  ...showNamed(record, record.name, viewer),
  callout: record.calloutId,
  policy: record.policyKey,
  policyName: record.policyName,
  purpose: record.purpose,
  startedBy: record.startedBy,
  user: record.userId,
  connection: record.connection,
  connectionName: record.connectionName,
})

const groupOf = ({ group }: Plan) => {
  if (group === undefined) return null
  const { key, name, place, of } = group
  return { key, name, place, of }
}

const contentsOf = ({ cause }: CalloutRecord) =>
  cause.kind === 'text' && cause.contents !== undefined ? { contents: cause.contents } : {}

export const showCallout = (detail: CalloutDetail, viewer: Principal) => {
  const { callout, plan, targets, attempts, mergedRequests } = detail
  const next = comingIn(detail)
  const states = new Map(targets.map((target) => [target.destination, target]))
  return {
    ...showSummary(callout),
    next: next === null ? null : { at: instantOrNull(next.atMs), kind: next.kind, names: next.names },
    policyGroup: groupOf(plan),
    parameters: { ...callout.parameters },
    ...contentsOf(callout),
    mergedRequests,
    loop: callout.head.loop,
    step: plan.steps[callout.head.step]?.part?.step ?? callout.head.step + 1,
    destinations: plan.destinations.map((one, destination) => ({
      destination,
      name: one.name,
      user: one.userId,
      channel: one.channel,
      address: address(one.address, viewer),
      outcome: states.get(destination)?.outcome ?? null,
      open: states.get(destination)?.open ?? false,
      taken: states.get(destination)?.taken ?? false,
    })),
    attempts: attempts.map((attempt) => showAttempt(attempt, plan, viewer)),
  }
}
