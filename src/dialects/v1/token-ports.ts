// What tokens need of the store (src/store/config/tokens.ts).

import type { Page, PageRequest } from './ports.ts'

export type TokenRecord = {
  readonly id: string
  readonly name: string
  readonly scopes: readonly string[]
  /** The key of its project; null: the whole space. */
  readonly project: string | null
  readonly createdAtMs: number
  readonly expiresAtMs: number | null
  readonly revokedAtMs: number | null
  readonly lastUsedAtMs: number | null
}

export interface TokensPort {
  /** Newest first. */
  list(
    spaceId: string,
    page: PageRequest,
    filter: {
      /** Only those of this project. */
      readonly projectId: string | null
      readonly search: string | null
      /** Only those that are neither revoked nor expired then. */
      readonly usableAtMs: number | null
    },
  ): Promise<Page<TokenRecord>>
  create(
    spaceId: string,
    write: {
      readonly name: string
      readonly scopes: readonly string[]
      readonly expiresAtMs: number | null
      readonly project: string | null
      readonly key?: string | undefined
    },
  ): Promise<{ readonly record: TokenRecord; readonly token: string }>
  revoke(spaceId: string, id: string, projectId: string | null): Promise<void>
}
