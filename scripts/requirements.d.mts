// Types of scripts/requirements.mjs for the tests that use it.
export interface Row {
  readonly id: string
  readonly what: string
  readonly status: string
}
export interface Entry extends Row {
  readonly state: 'tested' | 'later' | 'not ours' | 'unaccounted'
  readonly detail: string
}
export interface Account {
  readonly entries: readonly Entry[]
  readonly problems: readonly string[]
  readonly outdated: readonly string[]
}
export interface Sources {
  readonly rows: readonly Row[]
  readonly named: ReadonlyMap<string, string>
  readonly ids?: readonly string[]
}
export const allIds: readonly string[]
export function readRows(markdown: string): Row[]
export function namedIn(source: string): Set<string>
export function account(sources: Sources): Account
export function namedByTests(): Map<string, string>
export function readCompatibility(): Row[]
