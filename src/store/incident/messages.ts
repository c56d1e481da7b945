// Messages: what people and programs say to each other about an incident. They live in the timeline and nowhere else; each has
// an integer of the space, because other products' clients ask for one.

import { nextNumber } from '../account/counters.ts'
import { ConfigRefusal, spaceHere } from '../config/context.ts'
import { type At, type IncidentDeps, type OpenIncident, tell, work } from './open.ts'

export type MessageWrite = {
  /** Cleaned of everything but the four tags. */
  readonly html: string
  /** The number of the topic it belongs to. */
  readonly topic: number | null
}

export type MessageRecord = {
  readonly number: number
  readonly seq: number
  readonly incident: { readonly id: string; readonly number: number }
  readonly html: string
  readonly createdAtMs: number
}

const checkTopic = async ({ client, row }: OpenIncident, number: number): Promise<void> => {
  const { rowCount } = await client.query(
    `select from incident_topic where space_id = ${spaceHere} and number = $1 and incident_id = $2`,
    [number, row.id],
  )
  if (rowCount === 0) throw new ConfigRefusal('incident.topic_not_found', `${number}`, 'topic')
}

/** @errors incident.topic_not_found */
export const addMessage = async (open: OpenIncident, { html, topic }: MessageWrite): Promise<MessageRecord> => {
  if (topic !== null) await checkTopic(open, topic)
  const number = await nextNumber(open.client, 'message')
  tell(open, { kind: 'message', number, html, topic })
  const { id, number: incident, seq } = open.row
  return {
    number,
    seq: seq + open.entries.length,
    incident: { id, number: incident },
    html,
    createdAtMs: open.nowMs,
  }
}

export const createMessages = (deps: IncidentDeps) => ({
  /** @errors incident.not_found, incident.topic_not_found */
  say: (at: At, message: MessageWrite): Promise<MessageRecord> => work(deps, at, (open) => addMessage(open, message)),
})
