// People as the routes get them from the store and give them to it: users, groups and projects.

import type { QuietHours } from '#core/callout/quiet'
import type { Listed } from '#core/plan/listed-methods'
import type { Channel, Language } from '#core/plan/plan'
import type { ContactMethod } from '#core/plan/policy'
import type { Verification } from '#core/verification'
import type { Stored } from './ports.ts'

export type UserRecord = Stored & {
  readonly language: Language
  readonly number: number
  readonly methods: readonly (ContactMethod & {
    readonly verification: Verification
    readonly optedOutAtMs?: number
    readonly goneAtMs?: number
  })[]
  /** Their own words before and after a call about alerts. */
  readonly opening: string | null
  readonly closing: string | null
  readonly quiet: QuietHours | null
}
export type UserWrite = {
  readonly key: string
  readonly name: string
  readonly language: Language
  readonly methods: readonly Omit<ContactMethod, 'id'>[]
  readonly opening?: string | null | undefined
  readonly closing?: string | null | undefined
  readonly quietHours?: QuietHours | null | undefined
}

export type GroupRecord = Stored & {
  readonly members: readonly { readonly id: string; readonly key: string; readonly name: string }[]
}
export type GroupWrite = { readonly key: string; readonly name: string; readonly members: readonly string[] }

export type ProjectMember = { readonly user: string } | { readonly group: string }
export type ProjectRecord = Stored & { readonly members: readonly ProjectMember[] }
export type ProjectWrite = { readonly key: string; readonly name: string; readonly members: readonly ProjectMember[] }

type MethodAt = { readonly userId: string; readonly methodId: string }
/** Codes that verify contact methods; a wrong one is told, since that it was tried must be kept. */
export interface VerificationPort {
  begin(
    spaceId: string,
    at: MethodAt,
  ): Promise<{
    readonly codeId: string
    readonly channel: Channel
    readonly label: string
    readonly untilMs: number
  }>
  enter(
    spaceId: string,
    at: MethodAt,
    given: { readonly code: string; readonly by: string },
  ): Promise<{ readonly result: 'verified' | 'wrong' | 'none'; readonly left: number }>
  vouch(spaceId: string, at: MethodAt, by: string): Promise<void>
  doubt(spaceId: string, at: MethodAt): Promise<void>
}

/** Browsers that receive push messages: with which keys they may, and whose contact methods they become. */
export interface PushPort {
  keys(spaceId: string): Promise<readonly { readonly key: string; readonly name: string; readonly publicKey: string }[]>
  register(
    spaceId: string,
    registration: {
      readonly userId: string
      readonly connection: string
      readonly target: { readonly endpoint: string; readonly p256dh: string; readonly auth: string }
      readonly label: string
    },
  ): Promise<void>
  remove(spaceId: string, at: MethodAt): Promise<void>
}

/** A line of a table of people, its addresses as they are stored. */
export type UserTableRow = {
  readonly line: number
  readonly key: string
  readonly name: string
  readonly language: Language | null
  readonly listed: Listed
  readonly groups: readonly string[] | null
}
type TableField = { readonly field: string; readonly before?: unknown; readonly after?: unknown }
export type UserTableResult =
  | {
      readonly ok: false
      readonly problems: readonly {
        readonly line: number
        readonly column: 'key' | 'mail' | 'groups'
        readonly code: string
        readonly detail: string
      }[]
    }
  | {
      readonly ok: true
      readonly changes: readonly {
        readonly line: number
        readonly key: string
        readonly name: string
        readonly action: 'create' | 'update'
        readonly fields: readonly TableField[]
      }[]
      readonly groups: readonly string[]
      readonly unchanged: number
      readonly seen: string
    }

/** Takes a table of people as a whole, or says what it would change. */
export interface UserTablePort {
  take(
    spaceId: string,
    rows: readonly UserTableRow[],
    options: {
      readonly rehearse: boolean
      readonly seen: string | null
      readonly holder: ReadonlySet<string>
      readonly showAddress: (address: string) => string
      readonly progress: (done: number, of: number) => Promise<void>
    },
  ): Promise<UserTableResult>
}
