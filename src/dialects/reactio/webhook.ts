// What Reactio tells of by its webhooks: a target, an action, and data. In them people are words, where its API has integers.
// Of the events only a new incident is documented with its data; the others follow it.

import type { Entry } from '#core/incident/entry'
import type { IncidentDetail } from '#core/incident/records'
import { showDetail, showNotification, showTopic } from './present.ts'

export type ReactioEvent = { readonly target: string; readonly action: string; readonly data: object }

type Told = {
  readonly entry: Entry
  readonly atMs: number
  /** The integer of who did it, or that of programs. */
  readonly author: number
  readonly detail: IncidentDetail
  readonly origin: string
}

const incidentOf = ({ detail, origin }: Told) => {
  const shown = showDetail(detail, origin) as Readonly<Record<string, unknown>> & { readonly users: { id: number }[] }
  return { ...shown, users: shown.users.map(({ id }) => ({ id: String(id) })) }
}

const topicOf = (told: Told, number: number): object => {
  const topic = told.detail.topics.find((one) => one.number === number)
  return { topic: { ...(topic === undefined ? {} : showTopic(topic)), incident_id: told.detail.incident.number } }
}

const notificationOf = ({ detail }: Told, number: number): object => {
  const notice = detail.notices.find((one) => one.number === number)
  const shown = notice === undefined ? {} : showNotification(notice)
  return { notification: { ...shown, incident_id: detail.incident.number } }
}

/** Returns what an entry of the timeline is told as, or null when Reactio tells nothing of it. */
export const reactioEvent = (told: Told): ReactioEvent | null => {
  const { entry, atMs, author, detail } = told
  switch (entry.kind) {
    case 'created':
      return { target: 'incident', action: 'created', data: { incident: incidentOf(told) } }
    case 'status':
    case 'taken':
    case 'commander':
    case 'responder':
    case 'changed':
    case 'file':
      return { target: 'incident', action: 'updated', data: { incident: incidentOf(told) } }
    case 'topic':
      return {
        target: 'topic',
        action: entry.change === 'added' ? 'created' : 'updated',
        data: topicOf(told, entry.number),
      }
    case 'message': {
      const { number: id, html: message } = entry
      const said = { id, incident_id: detail.incident.number, message }
      const stamps = { created_by: author, created_at: Math.floor(atMs / 1_000) }
      return { target: 'message', action: 'created', data: { message: { ...said, ...stamps } } }
    }
    case 'notice':
      return { target: 'notification', action: 'created', data: notificationOf(told, entry.number) }
    case 'callout':
    case 'callout_refused':
    case 'response':
    case 'callout_ended':
      return null
  }
}
