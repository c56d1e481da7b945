// People as the routes get them from the store and give them to it: users, groups and projects.

import type { QuietHours } from '#core/callout/quiet'
import type { Language } from '#core/plan/plan'
import type { ContactMethod } from '#core/plan/policy'
import type { Stored } from './ports.ts'

export type UserRecord = Stored & {
  readonly language: Language
  readonly number: number
  readonly methods: readonly (ContactMethod & { readonly optedOutAtMs?: number })[]
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
