// What the command line is given: the outside world as values, and the parts of the product that run in this process
// (serve, migrate, doctor). Nothing in this folder reads process.env, the clock or the standard streams by itself.
import type { Language } from '#settings/settings'

export type Environment = Readonly<Record<string, string | undefined>>

export type Words = { readonly en: string; readonly ja: string }

export type Output = { write(text: string): unknown; readonly isTTY?: boolean | undefined }
export type Input = AsyncIterable<string | Uint8Array> & { readonly isTTY?: boolean | undefined }

/** For the commands that run here instead of asking a server. `config` is what `--config` named, if anything. */
export type LocalOptions = { readonly config: string | null; readonly language: Language }

export type DoctorCheck = {
  /** Stable, for scripts: database, publicUrl, providers, clock, disk, or `providers.<connection key>`. */
  readonly name: string
  /** `bad` means that callouts will fail; `doubtful` that they may; `skipped` that it could not be looked at. */
  readonly state: 'good' | 'doubtful' | 'bad' | 'skipped'
  readonly found: Words
  readonly cure: Words | null
}
export type DoctorReport = { readonly checks: readonly DoctorCheck[] }

/** What the space commands ask for. Keys and names are checked; host names are not. */
export type SpaceRequest =
  | {
      readonly do: 'add'
      readonly key: string
      readonly name: string
      readonly hosts: readonly string[]
      readonly account: string
    }
  | { readonly do: 'list' }
  | { readonly do: 'rename'; readonly key: string; readonly name: string | null; readonly newKey: string | null }
  | { readonly do: 'addHost' | 'removeHost'; readonly key: string; readonly host: string }

type Space = { readonly id: string; readonly key: string; readonly name: string; readonly hosts: readonly string[] }

export type SpaceAnswer =
  | {
      readonly ok: true
      readonly did: 'add'
      readonly space: Space & { readonly token: string; readonly account: string; readonly oneTimePassword: string }
    }
  | { readonly ok: true; readonly did: 'list'; readonly spaces: readonly Space[] }
  | { readonly ok: true; readonly did: 'change' }
  /** `unreachable`: the database, with words for the operator in `detail`. */
  | { readonly ok: false; readonly code: string; readonly detail: string }

export type BackupAnswer =
  /** `keyFile`: where the key lies that opens its secrets; null where a setting holds it. */
  { readonly ok: true; readonly keyFile: string | null } | { readonly ok: false; readonly detail: string }

export type SupportAnswer = { readonly ok: true } | { readonly ok: false; readonly detail: string }

export type CliDeps = {
  readonly env: Environment
  readonly stdout: Output
  readonly stderr: Output
  readonly stdin: Input
  readonly fetch: typeof globalThis.fetch
  /** Runs the server until it is told to stop; returns the exit code. */
  readonly serve: (options: LocalOptions) => Promise<number>
  /** Brings the database to this version; returns the exit code. */
  readonly migrate: (options: LocalOptions) => Promise<number>
  readonly doctor: (options: LocalOptions) => Promise<DoctorReport>
  /** Runs server, phone simulator and demo data until it is told to stop. */
  readonly demo: () => Promise<number>
  /** Works on the spaces in the database itself. */
  readonly space: (request: SpaceRequest, options: LocalOptions) => Promise<SpaceAnswer>
  /** Writes everything the database holds into a new file. */
  readonly backup: (file: string, options: LocalOptions) => Promise<BackupAnswer>
  /** Brings such a file back into an empty database. */
  readonly restore: (file: string, options: LocalOptions) => Promise<BackupAnswer>
  /** Writes what somebody who helps needs to know into a new file. */
  readonly supportBundle: (file: string, options: LocalOptions) => Promise<SupportAnswer>
  readonly version: string
  readonly now: () => number
  readonly sleep: (ms: number) => Promise<void>
}

/** The exit codes, the same for every command. */
export const exitCodes = { done: 0, failed: 1, refused: 2, unreachable: 3 } as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]
