// What /v1 needs of calendars and duty schedules. Part of ports.ts.

import type { CalendarBody, ScheduleBody } from '#core/calendar/calendar'
import type { Duty } from '#core/calendar/rotation'
import type { Change } from '#core/calendar/schedule'
import type { Span } from '#core/calendar/spans'
import type { SwapState } from '#core/calendar/swap'
import type { DutyFound } from '#core/callout/duty'
import type { Holds } from '#core/callout/held'
import type { SpaceId } from '#core/ids'
import type { DutyRef } from '#core/plan/plan'
import type { Entities, Page, PageRequest, Stored } from './ports.ts'

export type CalendarWrite = { readonly key: string; readonly name: string; readonly body: CalendarBody }
export type CalendarRecord = Stored & { readonly body: CalendarBody }
type Named = { readonly key?: string | undefined; readonly name?: string | undefined }

/** People and calendar by key or id. */
type ScheduleFields = { readonly calendar: string | null; readonly body: ScheduleBody }
export type ScheduleWrite = { readonly key: string; readonly name: string } & ScheduleFields
export type ScheduleRecord = Stored & ScheduleFields
type SchedulePatch = Named & {
  readonly calendar?: string | null | undefined
  readonly body: Partial<ScheduleBody>
}

export type PersonShown = { readonly id: string; readonly key: string; readonly name: string }
export type DutyShown = { readonly user: PersonShown; readonly because: Duty['because']; readonly of: string }

export type OverrideRecord = {
  readonly id: string
  readonly position: string | null
  readonly kind: Change['kind']
  readonly user: PersonShown | null
  readonly by: PersonShown | null
  readonly fromMs: number
  readonly toMs: number
  readonly note: string
  readonly createdBy: string
  readonly createdAtMs: number
}

type OverrideWrite = Omit<OverrideRecord, 'id' | 'user' | 'by' | 'createdAtMs'> & {
  readonly user: string | null
  readonly by: string | null
}

export interface OverridesPort {
  /** @param page.user key or id of whoever is put on, taken off or stands in; null: of everybody */
  list(
    spaceId: string,
    ref: string,
    page: PageRequest & { readonly user: string | null },
  ): Promise<Page<OverrideRecord>>
  create(spaceId: string, ref: string, write: OverrideWrite): Promise<OverrideRecord>
  remove(spaceId: string, ref: string, id: string): Promise<void>
}

/** Who asks for a swap, or answers. */
export type SwapActor = { readonly userId: string; readonly name: string }

export type SwapRecord = {
  readonly id: string
  readonly schedule: PersonShown
  readonly position: string | null
  readonly from: PersonShown
  readonly anybody: boolean
  readonly asked: readonly PersonShown[]
  readonly declined: readonly PersonShown[]
  readonly fromMs: number
  readonly toMs: number
  readonly note: string
  readonly state: SwapState
  readonly takenBy: PersonShown | null
  readonly answeredAtMs: number | null
  readonly overrideId: string | null
  readonly createdAtMs: number
}

type SwapWrite = Pick<SwapRecord, 'position' | 'fromMs' | 'toMs' | 'note'> & {
  readonly schedule: string
  readonly to: string | null
}

type SwapsAsked = PageRequest & { readonly state: SwapState | null }

export interface SwapsPort {
  list(spaceId: string, ref: string, asked: SwapsAsked): Promise<Page<SwapRecord>>
  own(spaceId: string, userId: string, asked: SwapsAsked): Promise<Page<SwapRecord>>
  ask(spaceId: string, by: SwapActor, write: SwapWrite): Promise<SwapRecord>
  accept(spaceId: string, id: string, by: SwapActor): Promise<SwapRecord>
  decline(spaceId: string, id: string, by: SwapActor): Promise<SwapRecord>
  withdraw(spaceId: string, id: string, by: SwapActor): Promise<SwapRecord>
}

export type TurnShown = Span & {
  readonly schedule: PersonShown
  readonly position: string
  readonly user: PersonShown
}

export interface DutyPort {
  /** Stretches on duty of one person, by id, or of everybody on one schedule. */
  turns(
    spaceId: string,
    asked: { readonly kind: 'user' | 'schedule'; readonly id: string; readonly range: Span },
  ): Promise<readonly TurnShown[]>
  onCall(
    spaceId: string,
    asked: { readonly ref: string | null; readonly atMs: number; readonly page: PageRequest },
  ): Promise<
    Page<{
      readonly schedule: PersonShown
      readonly positions: readonly { readonly position: string; readonly people: readonly DutyShown[] }[]
      readonly nextHandOffAtMs: number | null
    }>
  >
  stints(
    spaceId: string,
    asked: { readonly user: string; readonly atMs: number },
  ): Promise<{
    readonly user: PersonShown
    readonly stints: readonly (Span & {
      readonly schedule: PersonShown
      readonly positions: readonly string[]
      readonly mayBeOlder: boolean
      readonly mayGoOn: boolean
    })[]
  }>
  final(
    spaceId: string,
    ref: string,
    range: Span,
  ): Promise<
    readonly {
      readonly position: string
      readonly segments: readonly (Span & { readonly people: readonly DutyShown[] })[]
      readonly gaps: readonly Span[]
      readonly overlaps: readonly Span[]
    }[]
  >
}

export type FeedOf = { readonly kind: 'user' | 'schedule'; readonly ref: string }
export type FeedRecord = {
  readonly language: 'ja' | 'en'
  readonly createdBy: string
  readonly createdAtMs: number
  readonly readAtMs: number | null
}
export type FeedsPort = {
  get(spaceId: string, of: FeedOf): Promise<FeedRecord>
  /** Makes one; an old one ends. */
  renew(
    spaceId: string,
    of: FeedOf,
    by: Pick<FeedRecord, 'language' | 'createdBy'>,
  ): Promise<{ readonly record: FeedRecord; readonly secret: string }>
  revoke(spaceId: string, of: FeedOf): Promise<void>
  find(
    spaceId: string,
    secret: string,
  ): Promise<{
    readonly kind: FeedOf['kind']
    readonly id: string
    readonly name: string
    readonly language: 'ja' | 'en'
  } | null>
}

export type DutyDeps = {
  readonly feeds: FeedsPort
  /** The address of a feed. */
  readonly feedLinkFor: (spaceId: string, secret: string) => Promise<string>
  readonly calendars: Entities<CalendarRecord, CalendarWrite, Named & { readonly body: Partial<CalendarBody> }>
  readonly schedules: Entities<ScheduleRecord, ScheduleWrite, SchedulePatch>
  readonly overrides: OverridesPort
  readonly swaps: SwapsPort
  /** Somebody is to be told of a swap. */
  readonly wakeDuty: () => void
  readonly duty: DutyPort
  readonly dutyReader: {
    /** Who is on duty at any imagined instant. */
    imagine(
      spaceId: string,
      refs: readonly DutyRef[],
    ): Promise<(refs: readonly DutyRef[], atMs: number) => readonly DutyFound[]>
  }
  readonly holdReader: {
    /** Whose quiet hours count. */
    read(spaceId: SpaceId): Promise<Pick<Holds, 'quiet' | 'unverified' | 'guard'>>
  }
}
