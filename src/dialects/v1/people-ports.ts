// People as the routes get them from the store and give them to it: users, groups and projects.

import type { QuietHours } from '#core/callout/quiet'
import type { Channel, Language } from '#core/plan/plan'
import type { ContactMethod } from '#core/plan/policy'
import type { Verification } from '#core/verification'
import type { Stored } from './ports.ts'

export type UserRecord = Stored & {
  readonly language: Language
  readonly number: number
  readonly methods: readonly (ContactMethod & { readonly verification: Verification; readonly optedOutAtMs?: number })[]
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
