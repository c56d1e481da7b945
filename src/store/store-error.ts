// Why the store could not be opened: a code for tests and scripts, and words that name the cure for the operator.
// Everything in src/store that can fail at start throws this; main prints the message alone, without a stack.

export type StoreErrorCode =
  | 'embedded.unsupported'
  | 'embedded.binaries'
  | 'embedded.account'
  | 'embedded.path'
  | 'embedded.locked'
  | 'embedded.leftover'
  | 'embedded.version'
  | 'embedded.init'
  | 'embedded.start'
  | 'migrate.server_version'
  | 'migrate.encoding'
  | 'migrate.role'
  | 'migrate.read_only'
  | 'migrate.files'
  | 'migrate.newer'
  | 'migrate.changed'
  | 'migrate.failed'
  | 'migrate.pending'
  | 'backup.exists'
  | 'restore.damaged'
  | 'restore.not_empty'
  | 'restore.newer'
  | 'restore.key'
  | 'secret.missing'
  | 'secret.malformed'
  | 'secret.unreadable'
  | 'secret.sealed'

/** A failure to open or prepare the store, worded for the operator. */
export class StoreError extends Error {
  readonly code: StoreErrorCode
  constructor(code: StoreErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'StoreError'
    this.code = code
  }
}

/** True for the file system error with one of these codes. */
export function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code))
}
