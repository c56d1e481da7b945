// What the ways in need to work with incidents. The server gives them the store, with notices to everybody and the start of
// their callouts on top; refusals are thrown with a code of the contract, but for the one every dialect answers in its own way.

import type { UserId } from '#core/ids'
import type { IncidentActor, IncidentStatus } from '#core/incident/incident'
import type { Member } from '#core/incident/notice'
import type { Parameters } from '#core/incident/options'
import type {
  EntryRecord,
  FileRecord,
  IncidentDetail,
  IncidentRecord,
  IncidentSettings,
  NoticeRecord,
  ResponderRecord,
  TopicRecord,
  Where,
} from '#core/incident/records'

export type At = { readonly where: Where; readonly ref: string; readonly by: IncidentActor }
export type NoticeOrder = {
  readonly text: string
  readonly call: boolean
  /** Ids of contact methods, in place of the defaults. */
  readonly methods?: readonly string[] | undefined
}
export type ProjectFacts = {
  readonly id: string
  readonly key: string
  readonly settings: IncidentSettings
  /** null: never set. */
  readonly settingsUpdatedAtMs: number | null
  readonly callsPhones: boolean
}

export type IncidentOrder = {
  readonly spaceId: string
  readonly project: ProjectFacts
  readonly by: IncidentActor
  readonly name: string
  readonly status: IncidentStatus
  readonly parameters: Parameters | null
  readonly occurredAtMs: number | null
  readonly permanentActionAtMs: number | null
  readonly topics: readonly string[]
  /** Cleaned HTML. */
  readonly message: string | null
  readonly notice: NoticeOrder | null
  /** What happens when the notice has nobody to go to. */
  readonly withoutDestination: 'refuse' | 'create'
  readonly idempotency: { readonly key: string; readonly fingerprint: string } | null
}

export type CreateAnswer =
  | { readonly ok: true; readonly detail: IncidentDetail; readonly replayed: boolean }
  | { readonly ok: false; readonly code: 'incident.nobody_to_notify' }
export type NotifyAnswer =
  | { readonly ok: true; readonly notice: NoticeRecord }
  | { readonly ok: false; readonly code: 'incident.nobody_to_notify' }

export type IncidentFilter = {
  readonly status: IncidentStatus | null
  readonly fromMs: number | null
  readonly toMs: number | null
  readonly text: string | null
}
export type ListPage = { readonly limit: number; readonly cursor?: string | null; readonly offset?: number }

export type IncidentPatch = {
  readonly name?: string | undefined
  readonly occurredAtMs?: number | null | undefined
  readonly permanentActionAtMs?: number | null | undefined
  readonly parameters?: Parameters | null | undefined
}

export type MessageRecord = {
  readonly number: number
  readonly seq: number
  readonly incident: { readonly id: string; readonly number: number }
  readonly html: string
  readonly createdAtMs: number
}

export type FileContent = {
  readonly name: string
  readonly mediaType: string
  readonly content: Uint8Array<ArrayBuffer>
}

export type SettingsPatch = {
  /** When they were last changed as far as whoever changes them knows, 0 for never; null: whatever they are now. */
  readonly seenAtMs?: number | null
  readonly options?: IncidentSettings['options'] | undefined
  readonly forgotten?: Partial<IncidentSettings['forgotten']> | undefined
  readonly notice?: Partial<IncidentSettings['notice']> | undefined
  readonly reactio?: Partial<IncidentSettings['reactio']> | undefined
}

interface Reads {
  list(
    where: Where,
    filter: IncidentFilter,
    page: ListPage,
  ): Promise<{ readonly items: readonly IncidentRecord[]; readonly next: string | null }>
  /** @errors incident.not_found */
  get(where: Where, ref: string): Promise<IncidentDetail>
  /** @errors incident.not_found */
  find(where: Where, ref: string): Promise<IncidentRecord>
  exists(spaceId: string, ref: string): Promise<boolean>
  /** @errors incident.not_found */
  timeline(
    where: Where,
    ref: string,
    page: { readonly after: number; readonly limit: number },
  ): Promise<{ readonly seq: number; readonly entries: readonly EntryRecord[] }>
  /** @errors incident.not_found, incident.file_not_found */
  readFile(where: Where, ref: string, id: string): Promise<FileContent>
  fileAt(spaceId: string, secret: string): Promise<FileContent | null>
}

interface Changes {
  /** Answers whether anything changed. @errors incident.not_found */
  setStatus(at: At, to: IncidentStatus): Promise<boolean>
  amend(at: At, patch: IncidentPatch): Promise<void>
  take(at: At): Promise<void>
  addTopic(at: At, name: string): Promise<TopicRecord>
  changeTopic(
    at: At,
    number: number,
    patch: { readonly name?: string | undefined; readonly closed?: boolean | undefined },
  ): Promise<TopicRecord>
  say(at: At, message: { readonly html: string; readonly topic: number | null }): Promise<MessageRecord>
  addResponder(at: At, who: { readonly user: string } | { readonly guest: string }): Promise<ResponderRecord>
  removeResponder(at: At, id: string): Promise<void>
  nameCommander(at: At, ref: string | null): Promise<void>
  timelineOpened(where: Where, ref: string, by: { readonly userId: UserId; readonly name: string }): Promise<void>
  attach(
    at: At,
    file: { readonly name: string; readonly mediaType: string; readonly content: Uint8Array },
  ): Promise<FileRecord>
  detach(at: At, id: string): Promise<void>
}

export interface IncidentsPort extends Reads, Changes {
  /** @param ref key or id; nobody's means the default project. @errors project.not_found */
  project(spaceId: string, ref: string | null): Promise<ProjectFacts>
  /** Everybody a notice can go to. @errors project.not_found */
  members(spaceId: string, projectId: string): Promise<readonly Member[]>
  /** @errors project.not_found, config.changed_meanwhile */
  setSettings(
    spaceId: string,
    ref: string,
    patch: SettingsPatch,
  ): Promise<Pick<ProjectFacts, 'settings' | 'settingsUpdatedAtMs'>>
  /** Durable when it resolves; the notice's callout goes out. */
  create(order: IncidentOrder): Promise<CreateAnswer>
  /** @errors incident.not_found */
  notify(at: At, notice: NoticeOrder): Promise<NotifyAnswer>
}
