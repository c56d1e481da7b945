// A rule of routing (エスカレーション設定): what it is about, and when it calls.

import type { Severity } from './alert.ts'
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
