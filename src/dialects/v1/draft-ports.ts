// What drafts need of the store (src/store/draft/drafts.ts).

import type { AuditRecord } from './audit-ports.ts'
import type { Page, PageRequest } from './ports.ts'

export type DraftState = 'open' | 'approved' | 'rejected' | 'withdrawn'
export type DraftParty = { readonly kind: 'session' | 'token'; readonly id: string; readonly name: string }
type DraftChange = Pick<AuditRecord, 'action' | 'kind' | 'name' | 'objectId' | 'changes'>

export type FoundChanges = {
  readonly kind: string
  readonly name: string
  readonly changes: readonly DraftChange[]
  readonly total: number
  readonly digest: string
  readonly touched: readonly string[]
  readonly baseline: number
}

export type DraftSummaryRecord = {
  readonly id: string
  readonly kind: string
  readonly name: string
  readonly state: DraftState
  readonly author: DraftParty
  readonly total: number
  readonly createdAtMs: number
  readonly updatedAtMs: number
  readonly decidedAtMs: number | null
  readonly decidedBy: string | null
  readonly decidedName: string | null
  readonly reason: string | null
}
export type DraftRecord = DraftSummaryRecord & {
  readonly changes: readonly DraftChange[]
  readonly meanwhile: readonly AuditRecord[]
}

export interface DraftsPort {
  list(
    spaceId: string,
    page: PageRequest,
    filter: { readonly state: DraftState | null; readonly authorId: string | null },
  ): Promise<Page<DraftSummaryRecord>>
  get(spaceId: string, id: string): Promise<DraftRecord>
  keep(
    spaceId: string,
    draft: {
      readonly author: DraftParty
      readonly found: FoundChanges
      readonly request: string
      readonly requestDigest: string
    },
  ): Promise<DraftSummaryRecord>
  request(spaceId: string, id: string): Promise<string>
  rebase(spaceId: string, id: string, found: FoundChanges): Promise<void>
  close(
    spaceId: string,
    id: string,
    decision: { readonly state: DraftState; readonly by: DraftParty; readonly reason: string | null },
  ): Promise<void>
  isRequired(spaceId: string): Promise<boolean>
  require(spaceId: string, required: boolean): Promise<void>
}
