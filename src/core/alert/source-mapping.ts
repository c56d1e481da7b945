// How the JSON of any program is read as alerts. A value that begins with $ is a path into it, any other is what it says.

import type { Severity } from './alert.ts'

export type SourceMapping = {
  /** The list of alerts; null: the body is one. */
  readonly items: string | null
  /** What names the object, together. */
  readonly key: readonly string[]
  readonly host: string | null
  readonly service: string | null
  readonly summary: string | null
  readonly condition: string | null
  readonly severity: string | null
  /** The program's words for how bad it is. */
  readonly severities: Readonly<Record<string, Severity>>
  readonly groups: readonly string[]
  readonly url: string | null
  readonly at: string | null
  readonly state: {
    readonly value: string
    readonly problem: readonly string[]
    readonly recovered: readonly string[]
    readonly acknowledged: readonly string[]
    /** What any other word means. */
    readonly otherwise: 'problem' | 'recovered' | 'nothing'
  }
  /** Who acknowledged it. */
  readonly by: string | null
}
