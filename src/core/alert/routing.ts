// Routing (エスカレーション設定): which rules an alert matches, and what each does about it now. Every rule is looked at, in order:
// several may match, and each has a callout of its own.

import { limits } from '../limits.ts'
import { type Alert, needsSomebody, type Severity } from './alert.ts'
import { type Folded, fold, matchesFolded } from './glob.ts'
import type { RuleIncident } from './incident-rule.ts'

/** What a rule is about. An empty list asks for nothing; of several, one must match. */
export type RuleMatch = {
  /** Keys of sources. */
  readonly sources: readonly string[]
  /** Patterns, as are services and groups. An alert without a host matches none. */
  readonly hosts: readonly string[]
  readonly services: readonly string[]
  readonly groups: readonly string[]
  readonly severities: readonly Severity[]
  /** The source's own words, such as DOWN, in any case. */
  readonly conditions: readonly string[]
}

export type RuleBody = {
  readonly enabled: boolean
  readonly match: RuleMatch
  /** Soft states too. */
  readonly soft: boolean
  /** From which telling of the source on it calls, from 1. */
  readonly from: number
  /** How many tellings it acts on from there; null: all. */
  readonly count: number | null
  /** How long the problem must last before somebody is called, from when we heard of it. */
  readonly delaySeconds: number
  /** Whoever may know that something failed is told that it is well again. Left out: only where a callout about it runs. */
  readonly recoveries?: boolean
  /** What calls opens an incident, or joins the one that is open. */
  readonly incident?: RuleIncident | null
}

export type RuleVerdict =
  | 'calls'
  | 'waits'
  | 'disabled'
  | 'not_matched'
  | 'not_a_problem'
  | 'acknowledged'
  | 'in_downtime'
  | 'soft_state'
  | 'too_early'
  | 'too_late'

type Names = {
  readonly host: readonly Folded[]
  readonly service: readonly Folded[]
  readonly groups: readonly Folded[]
}

// In a storm every alert meets every rule: what either is compared by is worked out once for as long as it is there.
const patternsOf = new WeakMap<readonly string[], readonly Folded[]>()
const namesOf = new WeakMap<Alert, Names>()

const once = <Key extends object, Value>(known: WeakMap<Key, Value>, key: Key, find: () => Value): Value => {
  const found = known.get(key) ?? find()
  known.set(key, found)
  return found
}

const nameIn = (name: string | null): readonly Folded[] => (name === null ? [] : [fold(name)])

const namesIn = (alert: Alert): Names =>
  once(namesOf, alert, () => ({
    host: nameIn(alert.host),
    service: nameIn(alert.service),
    groups: alert.groups.map(fold),
  }))

const anyOf = (patterns: readonly string[], names: readonly Folded[]): boolean => {
  if (patterns.length === 0) return true
  const wanted = once(patternsOf, patterns, () => patterns.map(fold))
  return wanted.some((one) => names.some((name) => matchesFolded(one, name)))
}

const matches = ({ match }: RuleBody, alert: Alert, source: string): boolean =>
  (match.sources.length === 0 || match.sources.includes(source)) &&
  (match.severities.length === 0 || match.severities.includes(alert.severity)) &&
  (match.conditions.length === 0 ||
    match.conditions.some((one) => one.toLowerCase() === alert.condition.toLowerCase())) &&
  anyOf(match.hosts, namesIn(alert).host) &&
  anyOf(match.services, namesIn(alert).service) &&
  anyOf(match.groups, namesIn(alert).groups)

/** Why nobody is called about it at all, whatever the rule; null when somebody is. */
const atRest = (alert: Alert, nowMs: number): RuleVerdict | null => {
  if (needsSomebody(alert, nowMs)) return null
  if (alert.state === 'recovered') return 'not_a_problem'
  return alert.acknowledgedBy === null ? 'in_downtime' : 'acknowledged'
}

/** A delayed rule, or a flapping object: a wait is kept, and at its end the state of then decides. */
export const waitMs = ({ delaySeconds }: RuleBody, alert: Alert): number =>
  Math.max(delaySeconds * 1_000, alert.flapping ? limits.flapping.holdMs : 0)

export type Judged = {
  readonly alert: Alert
  /** The source's key. */
  readonly source: string
  readonly nowMs: number
}

/** Returns what a rule does about an alert now, with the reason where it is nothing. */
export const judge = (rule: RuleBody, { alert, source, nowMs }: Judged): RuleVerdict => {
  if (!rule.enabled) return 'disabled'
  if (!matches(rule, alert, source)) return 'not_matched'
  const resting = atRest(alert, nowMs)
  if (resting !== null) return resting
  if (!alert.hard && !rule.soft) return 'soft_state'
  if (alert.notifications < rule.from) return 'too_early'
  if (rule.count !== null && alert.notifications >= rule.from + rule.count) return 'too_late'
  return waitMs(rule, alert) > 0 ? 'waits' : 'calls'
}

/** Whether a rule has people told that an object recovered. The words of its problem do not hold any more, and are not asked for. */
export const tellsRecovery = (rule: RuleBody, alert: Alert, source: string): boolean =>
  rule.recoveries === true &&
  rule.enabled &&
  alert.state === 'recovered' &&
  matches({ ...rule, match: { ...rule.match, severities: [], conditions: [] } }, alert, source)

/** Whether a rule is about this alert, in whatever state it is. */
export const concerns = (rule: RuleBody, alert: Alert, source: string): boolean =>
  rule.enabled && matches(rule, alert, source)
