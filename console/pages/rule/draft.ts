// A rule as it stands in the form: lists are text there, and what may be open is empty.

import type { incidentScopes, severities } from '#contract/limits'
import type { RuleShown } from '#contract/rules'
import { numberTyped } from '../../data/numbers.ts'

export type Severity = (typeof severities)[number]
export type IncidentScope = (typeof incidentScopes)[number]
export type RuleDraft = {
  readonly key: string
  readonly name: string
  readonly policy: string
  readonly enabled: boolean
  readonly sources: readonly string[]
  readonly severities: readonly Severity[]
  readonly hosts: string
  readonly services: string
  readonly groups: string
  readonly conditions: string
  readonly soft: boolean
  readonly recoveries: boolean
  readonly from: string
  readonly count: string
  readonly delaySeconds: string
  /** Whether what calls opens an incident; then the rest says which. */
  readonly opens: boolean
  readonly project: string
  readonly per: IncidentScope
  readonly onRecovery: 'stays' | 'pend' | 'close'
}

export const blank: RuleDraft = {
  key: '',
  name: '',
  policy: '',
  enabled: true,
  sources: [],
  severities: [],
  hosts: '',
  services: '',
  groups: '',
  conditions: '',
  soft: false,
  recoveries: false,
  from: '1',
  count: '',
  delaySeconds: '0',
  opens: false,
  project: '',
  per: 'object',
  onRecovery: 'stays',
}

export const wordsOf = (text: string): string[] =>
  text
    .split(/[,、\n]/)
    .map((one) => one.trim())
    .filter((one) => one !== '')

export const draftOf = ({
  key,
  name,
  policy,
  enabled,
  match,
  soft,
  recoveries,
  from,
  count,
  delaySeconds,
  incident,
}: RuleShown): RuleDraft => ({
  key,
  name,
  policy,
  enabled,
  sources: match.sources,
  severities: match.severities,
  hosts: match.hosts.join(', '),
  services: match.services.join(', '),
  groups: match.groups.join(', '),
  conditions: match.conditions.join(', '),
  soft,
  recoveries,
  from: String(from),
  count: count === null ? '' : String(count),
  delaySeconds: String(delaySeconds),
  opens: incident !== null,
  project: incident?.project ?? '',
  per: incident?.per ?? 'object',
  onRecovery: incident?.onRecovery ?? 'stays',
})

const incidentOf = ({ opens, project, per, onRecovery }: RuleDraft) =>
  opens
    ? { project: project === '' ? null : project, per, onRecovery: onRecovery === 'stays' ? null : onRecovery }
    : null

/** @param old what is said of a rule beyond this form stays */
export const bodyOf = (draft: RuleDraft, old: RuleShown | null) => ({
  key: draft.key,
  name: draft.name,
  policy: draft.policy,
  enabled: draft.enabled,
  match: {
    ...old?.match,
    sources: draft.sources,
    severities: draft.severities,
    hosts: wordsOf(draft.hosts),
    services: wordsOf(draft.services),
    groups: wordsOf(draft.groups),
    conditions: wordsOf(draft.conditions),
  },
  soft: draft.soft,
  recoveries: draft.recoveries,
  from: numberTyped(draft.from),
  count: draft.count === '' ? null : Number(draft.count),
  delaySeconds: numberTyped(draft.delaySeconds),
  incident: incidentOf(draft),
})
