// Incidents opened by rules: what a rule says of them, and which of its alerts belong to one incident. Pure; the store keeps at most
// one incident of a rule and scope that is not closed.

import type { IncidentStatus } from '../incident/incident.ts'
import { limits } from '../limits.ts'
import { type Alert, oneLine } from './alert.ts'
import { matchesGlob } from './glob.ts'

/** What shares an incident: each monitored object has its own, or all of a host, of a group, or of the rule share one. */
export const incidentScopes = ['object', 'host', 'group', 'rule'] as const
export type IncidentScope = (typeof incidentScopes)[number]

export type RuleIncident = {
  /** The project it belongs to, by id; null: the default one. */
  readonly project: string | null
  readonly per: IncidentScope
  /** What it becomes when all of its alerts have recovered; null: it stays as it is. */
  readonly onRecovery: Exclude<IncidentStatus, 'open'> | null
}

type Scoped = { readonly id: string; readonly alert: Pick<Alert, 'host' | 'service' | 'groups'> }

/** What everything of a rule has in common; also where there would be too many incidents. */
export const sharedScope = ''

const groupOf = ({ groups }: Scoped['alert'], patterns: readonly string[]): string | undefined =>
  groups.find((group) => patterns.length === 0 || patterns.some((pattern) => matchesGlob(pattern, group)))

/**
 * Returns the name of the incident's scope. What has no host, or no group that the rule is about, is by itself.
 * @param patterns of groups, as the rule has them
 */
export const scopeOf = (per: IncidentScope, { id, alert }: Scoped, patterns: readonly string[]): string => {
  if (per === 'rule') return sharedScope
  const shared = { object: undefined, host: alert.host ?? undefined, group: groupOf(alert, patterns) }[per]
  return shared === undefined ? `object ${id}` : `${per} ${shared}`
}

type Named = { readonly scope: string; readonly rule: string; readonly first: Alert }

/** Returns the name of a new incident: what it is about, and for a single object what is wrong with it. */
export const incidentName = ({ scope, rule, first }: Named): string => {
  const [kind = '', ...rest] = scope.split(' ')
  const object = [first.host, first.service].filter((name) => name !== null).join(' / ')
  const single = [object, first.condition, first.summary].filter((text) => text !== '').join(' ')
  const names: Readonly<Record<string, string>> = { '': rule, object: single }
  return oneLine(names[kind] ?? rest.join(' '), limits.incidentNameCharacters.max) || rule
}
