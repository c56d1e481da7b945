// What every file of configuration storage works with: one transaction in one space, a clock, ids, and the refusal that
// rolls such a transaction back. Nothing here knows HTTP; the code of a refusal is one of the contract's error codes.

import type pg from 'pg'
import type { RoleTable } from '../account/roles.ts'
import type { Versions } from './version.ts'

export type InSpace = <T>(spaceId: string, work: (client: pg.PoolClient) => Promise<T>) => Promise<T>

export type ConfigDeps = {
  readonly inSpace: InSpace
  /** Reads only, all of it as of one instant. */
  readonly inSnapshot: InSpace
  readonly versions: Versions
  readonly roles: RoleTable
  readonly nowMs: () => number
  /** A UUIDv7 for this instant. */
  readonly newId: (atMs: number) => string
}

/** Who changes configuration: objects kept in a file are changed by that file only. */
export type Manager = 'file' | 'console'

/** A change that cannot be made; thrown, because it must roll the transaction back. */
export class ConfigRefusal extends Error {
  override readonly name = 'ConfigRefusal'
  readonly code: string
  readonly detail: string
  readonly field: string | null
  constructor(code: string, detail: string, field: string | null = null) {
    super(`${code}: ${detail}`)
    this.code = code
    this.detail = detail
    this.field = field
  }
}

const UNIQUE_VIOLATION = '23505'

/** True when the error says that a row of this unique index exists already. */
export const violates = (error: unknown, constraint: string): boolean =>
  error instanceof Error &&
  'code' in error &&
  error.code === UNIQUE_VIOLATION &&
  'constraint' in error &&
  error.constraint === constraint

/** Refuses to change what another manager keeps. @errors config.managed_by_file, config.managed_by_console */
export const mayChange = (
  managedBy: Manager,
  by: Manager,
  { key, field = null }: { key: string; field?: string | null },
): void => {
  if (managedBy !== by) throw new ConfigRefusal(`config.managed_by_${managedBy}`, key, field)
}

/** Runs a change of configuration: other changes of the space wait, and every cache learns of it. */
export const change = async <T>(
  deps: Pick<ConfigDeps, 'inSpace' | 'versions'>,
  spaceId: string,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> => {
  try {
    return await deps.inSpace(spaceId, async (client) => {
      await deps.versions.raise(client)
      return work(client)
    })
  } finally {
    // Also after an error: the commit may have happened although its answer was lost.
    deps.versions.forget(spaceId)
  }
}

/** The space of the transaction, for inserts: it cannot differ from what row-level security checks. */
export const spaceHere = `current_setting('noroshi.space')::uuid`
