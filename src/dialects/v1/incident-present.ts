// From stored incidents to what /v1 shows.

import type { Incident, IncidentFile, IncidentSummary, Notice, Responder, Timeline, Topic } from '#contract/incidents'
import type { Outcome } from '#core/callout/state'
import type { Change, Entry } from '#core/incident/entry'
import type {
  EntryRecord,
  FileRecord,
  IncidentDetail,
  IncidentRecord,
  MarkRecord,
  NoticeRecord,
  PersonRef,
  ResponderRecord,
  TopicRecord,
} from '#core/incident/records'
import { filePath } from '#dialects/shared/file-path'
import { instant, instantOrNull } from './present.ts'

const mark = ({ atMs, by }: MarkRecord) => ({ at: instant(atMs), by: by === null ? null : person(by) })
const markOrNull = (record: MarkRecord | null) => (record === null ? null : mark(record))
const person = ({ id, number, name }: PersonRef) => ({ id, number, name })
const personOrNull = (record: PersonRef | null) => (record === null ? null : person(record))

export const showIncidentSummary = (record: IncidentRecord): IncidentSummary => ({
  id: record.id,
  number: record.number,
  project: record.project,
  projectName: record.projectName,
  name: record.name,
  status: record.status,
  parameters: record.parameters,
  occurredAt: instantOrNull(record.occurredAtMs),
  permanentActionAt: instantOrNull(record.permanentActionAtMs),
  commander: personOrNull(record.commander),
  pended: markOrNull(record.pended),
  closed: markOrNull(record.closed),
  taken: markOrNull(record.taken),
  created: mark(record.created),
  updated: mark(record.updated),
  alertAt: instantOrNull(record.alertAtMs),
  seq: record.seq,
})

export const showTopic = (record: TopicRecord): Topic => ({
  id: record.id,
  number: record.number,
  name: record.name,
  status: record.closed === null ? 'open' : 'close',
  colour: record.colour,
  closed: markOrNull(record.closed),
  created: mark(record.created),
  updated: mark(record.updated),
})

export const showResponder = (record: ResponderRecord): Responder => ({
  id: record.id,
  user: personOrNull(record.person),
  name: record.name,
  guest: record.guest,
  addedAt: instant(record.addedAtMs),
})

export const showFile = (record: FileRecord, incident: number): IncidentFile => ({
  id: record.id,
  name: record.name,
  mediaType: record.mediaType,
  bytes: record.bytes,
  path: filePath(incident, record),
  created: mark(record.created),
})

export const showNotice = ({ id, number, text, call, notified, createdAtMs }: NoticeRecord): Notice => ({
  id,
  number,
  text,
  call,
  notified: {
    phone: notified.phone.map(person),
    mail1: notified.mail1.map(person),
    mail2: notified.mail2.map(person),
    push: notified.push.map(person),
  },
  createdAt: instant(createdAtMs),
})

export const showIncident = ({ incident, ...parts }: IncidentDetail): Incident => ({
  ...showIncidentSummary(incident),
  topics: parts.topics.map(showTopic),
  responders: parts.responders.map(showResponder),
  files: parts.files.map((one) => showFile(one, incident.number)),
  notices: parts.notices.map(showNotice),
  callouts: parts.callouts.map(({ id, why, startedAtMs, outcome }) => ({
    id,
    why,
    startedAt: instant(startedAtMs),
    outcome: outcome as Outcome | null,
  })),
})

const showChange = (change: Change) => {
  if (!('beforeMs' in change)) return change
  const { field, beforeMs, afterMs } = change
  return { field, before: instantOrNull(beforeMs), after: instantOrNull(afterMs) }
}

/** Messages are called by the same name as where they are sent. */
export const showEntry = (entry: Entry): Record<string, unknown> & { readonly kind: string } => {
  if (entry.kind === 'changed') return { kind: entry.kind, changes: entry.changes.map(showChange) }
  if (entry.kind !== 'message') return entry
  const { kind, number, html, topic } = entry
  return { kind, number, message: html, topic }
}

export const showTimeline = ({
  seq,
  entries,
}: {
  readonly seq: number
  readonly entries: readonly EntryRecord[]
}): Timeline => ({
  seq,
  items: entries.map(({ seq: place, atMs, by, entry }) => ({
    ...showEntry(entry),
    seq: place,
    at: instant(atMs),
    by: by === null ? null : { user: personOrNull(by.person), name: by.name },
  })),
})
