// What /v1 needs of configuration files. Part of ports.ts.

import type { Language } from '#core/plan/plan'
import type { SpaceSettings } from '#core/settings'
import type { RuleSwitches } from '#core/speech/normalise'
import type { RuleWrite, SourceWrite } from '#dialects/shared/alerts-port'
import type { CalendarWrite, ScheduleWrite } from './duty-ports.ts'
import type { GroupWrite, ProjectWrite, UserWrite } from './people-ports.ts'
import type { PolicyGroupWrite } from './policy-group-ports.ts'
import type { ConnectionWrite, PolicyWrite, TemplateWrite } from './ports.ts'
import type { ReadingWrite } from './reading-ports.ts'

/** A configuration file, read and checked: numbers are E.164, secrets are their values. */
export type FileDocument = {
  readonly users: readonly UserWrite[]
  readonly groups: readonly GroupWrite[]
  readonly projects: readonly ProjectWrite[]
  readonly connections: readonly ConnectionWrite[]
  readonly templates: readonly TemplateWrite[]
  readonly policies: readonly PolicyWrite[]
  readonly policyGroups?: readonly PolicyGroupWrite[] | undefined
  readonly calendars?: readonly CalendarWrite[] | undefined
  readonly schedules?: readonly ScheduleWrite[] | undefined
  readonly sources?: readonly (SourceWrite & { readonly secret: string | null })[] | undefined
  readonly rules?: readonly RuleWrite[] | undefined
  readonly readings?: readonly ReadingWrite[] | undefined
  readonly readingRules?: { readonly [language in Language]?: RuleSwitches | undefined } | undefined
  readonly settings?: SpaceSettings | undefined
}
export type ConfigChange = {
  readonly kind:
    | 'user'
    | 'group'
    | 'project'
    | 'connection'
    | 'template'
    | 'policy'
    | 'policy_group'
    | 'calendar'
    | 'schedule'
    | 'source'
    | 'rule'
    | 'reading'
    | 'reading_rules'
    | 'settings'
  readonly key: string
  readonly action: 'create' | 'update' | 'delete' | 'unchanged'
  readonly fields: readonly { readonly field: string; readonly before?: unknown; readonly after?: unknown }[]
}
export type ApplyOptions = {
  readonly prune: boolean
  readonly showAddress: (address: string) => string
  readonly holder: ReadonlySet<string>
}

export interface FilesPort {
  plan(spaceId: string, document: FileDocument, options: ApplyOptions): Promise<readonly ConfigChange[]>
  apply(spaceId: string, document: FileDocument, options: ApplyOptions): Promise<readonly ConfigChange[]>
  export(spaceId: string): Promise<unknown>
}
