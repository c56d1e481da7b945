// What /v1 needs of calendars and duty schedules. Part of ports.ts.

import type { CalendarBody, ScheduleBody } from '#core/calendar/calendar'
import type { Duty } from '#core/calendar/rotation'
import type { Change } from '#core/calendar/schedule'
import type { Span } from '#core/calendar/spans'
import type { DutyFound } from '#core/callout/duty'
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
  list(spaceId: string, ref: string, page: PageRequest): Promise<Page<OverrideRecord>>
  create(spaceId: string, ref: string, write: OverrideWrite): Promise<OverrideRecord>
  remove(spaceId: string, ref: string, id: string): Promise<void>
}

export interface DutyPort {
  onCall(
    spaceId: string,
    asked: { readonly ref: string | null; readonly atMs: number },
  ): Promise<
    readonly {
      readonly schedule: PersonShown
      readonly positions: readonly { readonly position: string; readonly people: readonly DutyShown[] }[]
      readonly nextHandOffAtMs: number | null
    }[]
  >
  stints(
    spaceId: string,
    asked: { readonly user: string; readonly atMs: number },
  ): Promise<{
    readonly user: PersonShown
    readonly stints: readonly (Span & {
      readonly schedule: PersonShown
      readonly positions: readonly string[]
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

export type DutyDeps = {
  readonly calendars: Entities<CalendarRecord, CalendarWrite, Named & { readonly body: Partial<CalendarBody> }>
  readonly schedules: Entities<ScheduleRecord, ScheduleWrite, SchedulePatch>
  readonly overrides: OverridesPort
  readonly duty: DutyPort
  readonly dutyReader: {
    /** Who is on duty at any imagined instant. */
    imagine(
      spaceId: string,
      refs: readonly DutyRef[],
    ): Promise<(refs: readonly DutyRef[], atMs: number) => readonly DutyFound[]>
  }
}
