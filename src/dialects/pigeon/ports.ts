// What the dialect needs from the rest of the server, as ports. A run is a callout of a call flow, read whole.

import type { Attempt, Head } from '#core/callout/state'
import type { Plan } from '#core/plan/plan'
import type { Values } from '#core/speech/template'
import type { Starter } from '#dialects/shared/starter'
import type { AppContext, Principal } from '#http/port'

export type RunAttempt = Pick<
  Attempt,
  | 'ordinal'
  | 'destination'
  | 'state'
  | 'reason'
  | 'result'
  | 'detail'
  | 'key'
  | 'cancelWanted'
  | 'plannedAtMs'
  | 'begunAtMs'
  | 'answeredAtMs'
  | 'endedAtMs'
> & { readonly address: string; readonly loop: number }

export type Run = {
  readonly id: string
  readonly createdAtMs: number
  readonly head: Head
  readonly parameters: Values
  readonly plan: Plan
  /** In the order in which they were planned. */
  readonly attempts: readonly RunAttempt[]
}

/** As much of a run as a list shows. */
export type ListedRun = Omit<Run, 'attempts'> & {
  readonly calls: {
    readonly begun: boolean
    readonly live: boolean
    readonly startedAtMs: number | null
    /** The key that ended the run, or null. */
    readonly key: string | null
  }
}

export interface RunsPort {
  /** null for an id that is no run of this space. */
  get(spaceId: string, id: string): Promise<Run | null>
  /** Newest first. */
  list(
    spaceId: string,
    page: { readonly offset: number; readonly limit: number },
  ): Promise<{ readonly items: readonly ListedRun[]; readonly total: number }>
}

/** What a call flow that was brought along is called with. */
export type Caller = {
  readonly connection: string | null
  readonly from: string | null
  readonly transferTo: string | null
}

export interface SettingsPort {
  caller(spaceId: string): Promise<Caller>
  missingParameters(spaceId: string): Promise<'refuse' | 'say_nothing'>
}

export interface NumbersPort {
  /** Demo numbers pass only where they can be dialled. */
  parse(
    raw: string,
    options: { readonly use: 'phone'; readonly simulated: boolean },
  ): { readonly ok: true; readonly e164: string } | { readonly ok: false; readonly code: string }
  hasSimulated(spaceId: string): Promise<boolean>
}

export interface TokensPort {
  check(token: string, spaceId: string): Promise<({ readonly ok: true } & Principal) | { readonly ok: false }>
  /** Counts a wrong token; returns the seconds its sender has to wait, or null. */
  failed(context: AppContext): number | null
}

export type PigeonDeps = {
  readonly tokens: TokensPort
  readonly starter: Starter
  readonly runs: RunsPort
  readonly settings: SettingsPort
  readonly numbers: NumbersPort
  /** Ends a run; one that is over stays as it is. */
  readonly abort: (order: { readonly spaceId: string; readonly id: string; readonly by: string }) => Promise<void>
  readonly organization: (spaceId: string) => Promise<{ readonly id: string; readonly name: string }>
  /** SHA-256 in hexadecimal: what makes two requests the same. */
  readonly digest: (text: string) => string
  readonly isUnavailable: (error: unknown) => boolean
  readonly log: { error(facts: Record<string, unknown>, message: string): void }
}
