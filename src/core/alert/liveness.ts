// Device liveness monitoring (機器稼動監視): this server looks at devices itself, again and again. One failure is no alert yet: it is
// looked at once more, as often as the source says, and what answers once has recovered.

// State: unknown → up ↔ down; unable where the check itself could not be made, which says nothing of the device.

import type { AlertEvent, AlertFacts, Severity } from './alert.ts'

type Named = {
  /** What the alert is about. */
  readonly host: string
  /** null: as the check is made; a ping is about the host itself. */
  readonly service: string | null
}
type At = {
  /** A name or an address; null: the host. */
  readonly address: string | null
}
export type DeviceCheck = Named &
  (
    | ({ readonly by: 'ping' } & At)
    | ({ readonly by: 'tcp'; readonly port: number } & At)
    | {
        readonly by: 'http'
        readonly url: string
        /** Which answers are good; none: 200 to 399. */
        readonly status: readonly number[]
        /** A certificate that nobody vouches for is good enough. */
        readonly anyCertificate: boolean
      }
  )

export type LivenessSettings = {
  readonly intervalSeconds: number
  readonly timeoutSeconds: number
  /** How many failures in a row are no alert yet. */
  readonly retries: number
  readonly retrySeconds: number
  readonly severity: Severity
  readonly checks: readonly DeviceCheck[]
}

/** How one check is made. */
export type CheckPlan = Omit<LivenessSettings, 'checks'> & { readonly check: DeviceCheck }

export type Liveness = {
  readonly state: 'unknown' | 'up' | 'down' | 'unable'
  /** In a row. */
  readonly failures: number
}
/** What one look at a device has found. */
export type Seen = { readonly kind: 'up' } | { readonly kind: 'down' | 'unable'; readonly code: string }

export const neverChecked: Liveness = { state: 'unknown', failures: 0 }

export type Looked = {
  readonly now: Liveness
  readonly tells: 'problem' | 'recovered' | null
  /** How long until it is looked at again. */
  readonly nextMs: number
}

/** Returns what a look makes of a check. */
export const looked = (before: Liveness, seen: Seen, plan: CheckPlan): Looked => {
  const intervalMs = plan.intervalSeconds * 1_000
  if (seen.kind === 'up')
    return { now: { state: 'up', failures: 0 }, tells: before.state === 'up' ? null : 'recovered', nextMs: intervalMs }
  const failures = before.failures + 1
  if (failures <= plan.retries)
    return { now: { ...before, failures }, tells: null, nextMs: Math.min(plan.retrySeconds * 1_000, intervalMs) }
  const tells = before.state === seen.kind ? null : 'problem'
  return { now: { state: seen.kind, failures }, tells, nextMs: intervalMs }
}

/** What the alert of a check is about. */
export const objectOf = (check: DeviceCheck): { readonly host: string; readonly service: string | null } => {
  const { host, service } = check
  if (service !== null) return { host, service }
  switch (check.by) {
    case 'ping':
      return { host, service: null }
    case 'tcp':
      return { host, service: `TCP ${check.port}` }
    case 'http':
      return { host, service: 'HTTP' }
  }
}

/** Names a check within its source, and the alert it may become. */
export const checkName = (check: DeviceCheck): string => {
  const { host, service } = objectOf(check)
  return service === null ? host : `${host}/${service}`
}

const conditionOf = (kind: Seen['kind'], service: string | null): string => {
  if (kind === 'up') return service === null ? 'UP' : 'OK'
  if (kind === 'unable') return 'UNKNOWN'
  return service === null ? 'DOWN' : 'CRITICAL'
}

/** What is told of a check. @param summary what was found, in words; empty: nothing is the matter */
export const checkEvent = ({ check, severity }: CheckPlan, seen: Seen, summary: string): AlertEvent => {
  const { host, service } = objectOf(check)
  const facts: AlertFacts = {
    host,
    service,
    severity: seen.kind === 'unable' ? 'unknown' : severity,
    condition: conditionOf(seen.kind, service),
    summary,
    groups: [],
    url: check.by === 'http' ? check.url : null,
    hard: true,
    attempt: null,
  }
  const told = { dedupKey: checkName(check), atMs: null, facts }
  return seen.kind === 'up' ? { kind: 'recovered', ...told } : { kind: 'problem', ...told, notification: null }
}
