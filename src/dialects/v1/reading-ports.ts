// What /v1 needs of readings. Part of ports.ts.

import type { Language } from '#core/plan/plan'
import type { Reader, RuleName, RuleSwitches } from '#core/speech/normalise'
import type { Entry } from '#core/speech/readings'

export type ReadingRecord = Entry & {
  readonly id: string
  readonly language: Language
  readonly managedBy: 'file' | 'console'
  readonly createdAtMs: number
  readonly updatedAtMs: number
}
export type ReadingWrite = Entry & { readonly language: Language }

export type ReadingSwitches = Readonly<Record<Language, Readonly<Record<RuleName, boolean>>>>

type PageRequest = { readonly limit: number; readonly cursor: string | null }

export interface ReadingsPort {
  list(
    spaceId: string,
    page: PageRequest,
    filter: { readonly language: Language | null; readonly search: string | null },
  ): Promise<{ readonly items: readonly ReadingRecord[]; readonly next: string | null }>
  get(spaceId: string, id: string): Promise<ReadingRecord>
  create(spaceId: string, write: ReadingWrite): Promise<ReadingRecord>
  put(spaceId: string, write: ReadingWrite): Promise<{ readonly created: boolean; readonly record: ReadingRecord }>
  update(spaceId: string, id: string, patch: Partial<Entry>): Promise<ReadingRecord>
  remove(spaceId: string, id: string): Promise<void>
  importList(
    spaceId: string,
    list: {
      readonly language: Language
      readonly entries: readonly Entry[]
      readonly mode: 'merge' | 'replace'
      readonly rehearse: boolean
    },
  ): Promise<{
    readonly created: number
    readonly changed: number
    readonly unchanged: number
    readonly removed: number
    readonly kept: readonly string[]
  }>
  exportList(spaceId: string, language: Language): Promise<readonly Entry[]>
  /** What callouts said lately, the newest first, so many at most. */
  recentTexts(spaceId: string, projectId: string | null): Promise<readonly string[]>
  /** What the alerts that changed last are about. */
  recentAlertTexts(spaceId: string): Promise<readonly string[]>
  switches(spaceId: string): Promise<ReadingSwitches>
  setSwitches(spaceId: string, patch: { readonly [language in Language]?: RuleSwitches }): Promise<ReadingSwitches>
  readers(spaceId: string): Promise<Readonly<Record<Language, Reader>>>
}
