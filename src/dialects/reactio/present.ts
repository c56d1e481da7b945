// What Reactio's answers look like: the members of its documents in their order. Times are UNIX seconds, ids integers — but
// for the people a notification went to, who are words.

import type {
  FileRecord,
  IncidentDetail,
  IncidentRecord,
  MarkRecord,
  NoticeRecord,
  PersonRef,
  TopicRecord,
} from '#core/incident/records'
import { filePath } from '#dialects/shared/file-path'
import type { MessageRecord } from '#dialects/shared/incidents-port'
import { API_AUTHOR } from './choices.ts'

const seconds = (atMs: number): number => Math.floor(atMs / 1_000)
const author = (mark: MarkRecord): number => mark.by?.number ?? API_AUTHOR
const authorOrNull = (mark: MarkRecord | null): number | null => (mark === null ? null : author(mark))
const timeOrNull = (mark: MarkRecord | null): number | null => (mark === null ? null : seconds(mark.atMs))

type Shown = Readonly<Record<string, unknown>>

/** Left over from the time when the deprecated fields stood at the top: in new incidents and in lists, where there is one. */
const leftOver = ({ parameters }: IncidentRecord): Shown => {
  const value = parameters !== null && Object.hasOwn(parameters, 'close_text') ? parameters['close_text'] : null
  return value === null || value === undefined ? {} : { close_text: value }
}

const head = (record: IncidentRecord): Shown => ({
  id: record.number,
  name: record.name,
  manager: record.commander?.number ?? null,
  status: record.status,
  parameters: record.parameters,
})

const tail = (record: IncidentRecord): Shown => ({
  closed_by: authorOrNull(record.closed),
  closed_at: timeOrNull(record.closed),
  pended_by: authorOrNull(record.pended),
  pended_at: timeOrNull(record.pended),
  created_by: author(record.created),
  created_at: seconds(record.created.atMs),
  updated_by: author(record.updated),
  updated_at: seconds(record.updated.atMs),
})

export const showTopic = (record: TopicRecord): Shown => ({
  id: record.number,
  name: record.name,
  status: record.closed === null ? 'open' : 'close',
  color: record.colour,
  closed_by: authorOrNull(record.closed),
  closed_at: timeOrNull(record.closed),
  created_by: author(record.created),
  created_at: seconds(record.created.atMs),
  updated_by: author(record.updated),
  updated_at: seconds(record.updated.atMs),
})

const words = (people: readonly PersonRef[]): readonly string[] => people.map((one) => String(one.number))

export const showNotification = ({ number, text, call, notified, createdAtMs }: NoticeRecord): Shown => ({
  id: number,
  notification_text: text,
  notification_call: call,
  notificated_for: {
    phone: words(notified.phone),
    email1: words(notified.mail1),
    email2: words(notified.mail2),
    imkayac: words(notified.push),
  },
  created_at: seconds(createdAtMs),
})

export const showListed = (record: IncidentRecord): Shown => ({ ...head(record), ...leftOver(record), ...tail(record) })

export const showCreated = ({ incident, topics, notices }: IncidentDetail): Shown => {
  const [notice] = notices
  return {
    ...showListed(incident),
    topics: topics.map(showTopic),
    notifications: notice === undefined ? null : showNotification(notice),
  }
}

const file = (record: FileRecord, incident: number, origin: string): Shown => ({
  name: record.name,
  path: `${origin}${filePath(incident, record)}`,
})

/** @param origin what the client called us by: the paths of files are whole addresses */
export const showDetail = ({ incident, topics, files, responders }: IncidentDetail, origin: string): Shown => ({
  ...head(incident),
  ...tail(incident),
  topics: topics.map(showTopic),
  files: files.map((one) => file(one, incident.number, origin)),
  users: responders
    .flatMap(({ person }) => (person === null ? [] : [{ id: person.number }]))
    .toSorted((one, other) => one.id - other.id),
})

export const showMessage = (record: MessageRecord): Shown => ({
  success: true,
  id: record.number,
  incident_id: record.incident.number,
  message: record.html,
  created_by: API_AUTHOR,
  created_at: seconds(record.createdAtMs),
})
