// What the audit log needs of the store (src/store/audit/audit.ts).

import type { Page, PageRequest } from './ports.ts'

export type AuditRecord = {
  readonly seq: number
  readonly atMs: number
  readonly actor: 'session' | 'token' | 'nobody' | 'server' | 'database'
  readonly actorId: string | null
  readonly userId: string | null
  readonly actorName: string
  readonly address: string | null
  readonly requestId: string | null
  readonly action: 'created' | 'changed' | 'deleted' | 'signed_in' | 'sign_in_failed' | 'signed_out'
  readonly kind: string
  readonly objectId: string
  readonly name: string
  readonly changes: readonly { readonly field: string; readonly before?: unknown; readonly after?: unknown }[]
}
export type AuditFilter = {
  readonly fromMs: number | null
  readonly toMs: number | null
  readonly by: string | null
  readonly kind: string | null
  readonly action: string | null
  readonly object: string | null
}
export interface AuditPort {
  /** Newest first. */
  list(spaceId: string, page: PageRequest, filter: AuditFilter): Promise<Page<AuditRecord>>
}
