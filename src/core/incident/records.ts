// Incidents as the rest of the server reads them. People come whole (id, number, name), so that whoever shows them needs no
// second question; one who was deleted since is still there with what they did.

import type { Entry } from './entry.ts'
import type { ForgottenRule } from './forgotten.ts'
import type { IncidentStatus } from './incident.ts'
import type { Device } from './notice.ts'
import type { OptionItem, Parameters } from './options.ts'

/** `number` is what Reactio's clients know a person by. */
export type PersonRef = { readonly id: string; readonly number: number; readonly name: string }
/** When, and who; nobody means a program. */
export type MarkRecord = { readonly atMs: number; readonly by: PersonRef | null }

export type IncidentRecord = {
  readonly id: string
  readonly number: number
  readonly projectId: string
  readonly project: string
  /** What it is called now; null: it was deleted. */
  readonly projectName: string | null
  readonly name: string
  readonly status: IncidentStatus
  readonly parameters: Parameters | null
  readonly occurredAtMs: number | null
  readonly permanentActionAtMs: number | null
  readonly commander: PersonRef | null
  readonly pended: MarkRecord | null
  readonly closed: MarkRecord | null
  readonly taken: MarkRecord | null
  readonly created: MarkRecord
  readonly updated: MarkRecord
  /** The number of the last entry of the timeline. */
  readonly seq: number
  /** When the forgotten-incident alert comes next. */
  readonly alertAtMs: number | null
}

export type TopicRecord = {
  readonly id: string
  readonly number: number
  readonly name: string
  readonly colour: string
  readonly closed: MarkRecord | null
  readonly created: MarkRecord
  readonly updated: MarkRecord
}

export type ResponderRecord = {
  readonly id: string
  readonly person: PersonRef | null
  readonly name: string
  readonly guest: boolean
  readonly addedAtMs: number
}

export type FileRecord = {
  readonly id: string
  readonly name: string
  readonly mediaType: string
  readonly bytes: number
  readonly secret: string
  readonly created: MarkRecord
}

export type NoticeRecord = {
  readonly id: string
  readonly number: number
  readonly text: string
  readonly call: boolean
  readonly notified: { readonly [Name in Device]: readonly PersonRef[] }
  readonly createdAtMs: number
}

export type CalloutLink = {
  readonly id: string
  readonly why: 'notice' | 'forgotten'
  readonly startedAtMs: number
  readonly outcome: string | null
}

export type IncidentDetail = {
  readonly incident: IncidentRecord
  readonly topics: readonly TopicRecord[]
  readonly responders: readonly ResponderRecord[]
  readonly files: readonly FileRecord[]
  readonly notices: readonly NoticeRecord[]
  readonly callouts: readonly CalloutLink[]
}

export type EntryRecord = {
  readonly seq: number
  readonly atMs: number
  /** Nobody for what the system noted. */
  readonly by: { readonly person: PersonRef | null; readonly name: string } | null
  readonly entry: Entry
}

/** What a project says about its incidents; whatever is not set is here as its default. */
export type IncidentSettings = {
  readonly options: readonly OptionItem[]
  readonly forgotten: ForgottenRule
  /** What notices and alerts call with; null: the only connection, the number most policies call from, our own words. */
  readonly notice: {
    readonly connection: string | null
    readonly from: string | null
    readonly template: string | null
  }
  readonly reactio: {
    /** An incident whose notice nobody could receive is made all the same. */
    readonly createWithoutDestination: boolean
    /** What the list shows when no status is asked for. */
    readonly listStatus: 'all' | 'open'
  }
}

/** Whom an answer may speak of: a space, or one project of it. */
export type Where = { readonly spaceId: string; readonly projectId: string | null }

/** Something changed: an invitation to look again, and nothing more. */
export type IncidentHint = {
  readonly spaceId: string
  readonly projectId: string
  readonly incidentId: string
  readonly seq: number
  /** When its forgotten-incident alert is due. */
  readonly alertAtMs: number | null
  /** There is something in the outbox. */
  readonly told: boolean
}
