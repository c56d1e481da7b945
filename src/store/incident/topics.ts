// Topics: the threads of an incident's work, each with a colour of its own. Open or closed, and never gone.

import type pg from 'pg'
import type { UserId } from '#core/ids'
import type { TopicRecord } from '#core/incident/records'
import { topicColour } from '#core/incident/topics'
import { limits } from '#core/limits'
import { nextNumber } from '../account/counters.ts'
import { ConfigRefusal, spaceHere } from '../config/context.ts'
import { type At, amend, type IncidentDeps, type OpenIncident, person, tell, work } from './open.ts'
import { markIn, markOrNull, type People, peopleById } from './rows.ts'

export type TopicRow = {
  readonly id: string
  readonly number: number
  readonly name: string
  readonly colour: string
  readonly closed_at: number | null
  readonly closed_by: UserId | null
  readonly created_at: number
  readonly created_by: UserId | null
  readonly updated_at: number
  readonly updated_by: UserId | null
}

const columns = 'id, number, name, colour, closed_at, closed_by, created_at, created_by, updated_at, updated_by'

export const topicRows = async (client: pg.PoolClient, incidentId: string): Promise<readonly TopicRow[]> => {
  const { rows } = await client.query<TopicRow>(
    `select ${columns} from incident_topic where incident_id = $1 order by position`,
    [incidentId],
  )
  return rows
}

export const topicPeople = (row: TopicRow): readonly (string | null)[] => [
  row.closed_by,
  row.created_by,
  row.updated_by,
]

export const topicRecord = (row: TopicRow, people: People): TopicRecord => ({
  id: row.id,
  number: row.number,
  name: row.name,
  colour: row.colour,
  closed: markOrNull(people, row.closed_at, row.closed_by),
  created: markIn(people, row.created_at, row.created_by),
  updated: markIn(people, row.updated_at, row.updated_by),
})

/** Adds topics in their order. @errors incident.too_many_topics */
export const addTopics = async (
  open: OpenIncident,
  names: readonly string[],
  newId: () => string,
): Promise<readonly TopicRow[]> => {
  if (names.length === 0) return []
  const { client, row, nowMs, by } = open
  const { topics: before } = row
  if (before + names.length > limits.topicsPerIncident.max)
    throw new ConfigRefusal('incident.too_many_topics', `${limits.topicsPerIncident.max}`)
  const first = await nextNumber(client, 'topic', names.length)
  const rows = names.map(
    (name, index): TopicRow => ({
      id: newId(),
      number: first + index,
      name,
      colour: topicColour(before + index),
      closed_at: null,
      closed_by: null,
      created_at: nowMs,
      created_by: person(by),
      updated_at: nowMs,
      updated_by: person(by),
    }),
  )
  await client.query(
    `insert into incident_topic (id, space_id, incident_id, number, position, name, colour, created_at, created_by, updated_at, updated_by)
     select given.id, ${spaceHere}, $1, given.number, $2 + place, given.name, given.colour, $3, $4, $3, $4
     from unnest($5::uuid[], $6::integer[], $7::text[], $8::text[]) with ordinality as given (id, number, name, colour, place)`,
    [
      row.id,
      before - 1,
      new Date(nowMs),
      person(by),
      rows.map((one) => one.id),
      rows.map((one) => one.number),
      rows.map((one) => one.name),
      rows.map((one) => one.colour),
    ],
  )
  open.row = { ...open.row, topics: before + names.length }
  for (const { number, name, colour } of rows) tell(open, { kind: 'topic', number, name, colour, change: 'added' })
  return rows
}

export type TopicPatch = { readonly name?: string | undefined; readonly closed?: boolean | undefined }

const changed = (row: TopicRow, patch: TopicPatch, { nowMs, by }: OpenIncident): TopicRow => {
  const closes = patch.closed === undefined || patch.closed === (row.closed_at !== null) ? null : patch.closed
  const closing = closes === null ? {} : { closed_at: closes ? nowMs : null, closed_by: closes ? person(by) : null }
  return { ...row, name: patch.name ?? row.name, ...closing }
}

/** @errors incident.topic_not_found */
const patchTopic = async (open: OpenIncident, number: number, patch: TopicPatch): Promise<TopicRow> => {
  const { client, row: incident, nowMs, by } = open
  const { rows } = await client.query<TopicRow>(
    `select ${columns} from incident_topic where space_id = ${spaceHere} and number = $1 and incident_id = $2`,
    [number, incident.id],
  )
  const [before] = rows
  if (before === undefined) throw new ConfigRefusal('incident.topic_not_found', `${number}`)
  const after = changed(before, patch, open)
  const { name, colour } = after
  const renamed = name !== before.name
  const turned = (after.closed_at === null) !== (before.closed_at === null)
  if (!renamed && !turned) return before
  if (renamed) tell(open, { kind: 'topic', number, name, colour, change: 'renamed' })
  if (turned) {
    const change = after.closed_at === null ? 'reopened' : 'closed'
    tell(open, { kind: 'topic', number, name, colour, change })
  }
  const stamped = { ...after, updated_at: nowMs, updated_by: person(by) }
  await client.query(
    `update incident_topic set name = $2, closed_at = $3, closed_by = $4, updated_at = $5, updated_by = $6 where id = $1`,
    [
      before.id,
      name,
      after.closed_at === null ? null : new Date(after.closed_at),
      after.closed_by,
      new Date(nowMs),
      person(by),
    ],
  )
  return stamped
}

const shown = async (client: pg.PoolClient, row: TopicRow): Promise<TopicRecord> =>
  topicRecord(row, await peopleById(client, topicPeople(row)))

export const createTopics = (deps: IncidentDeps) => ({
  /** @errors incident.not_found, incident.too_many_topics */
  addTopic: (at: At, name: string): Promise<TopicRecord> =>
    work(deps, at, async (open) => {
      const [row] = await addTopics(open, [name], () => deps.newId(open.nowMs))
      amend(open, {})
      return shown(open.client, row as TopicRow)
    }),
  /** @errors incident.not_found, incident.topic_not_found */
  changeTopic: (at: At, number: number, patch: TopicPatch): Promise<TopicRecord> =>
    work(deps, at, async (open) => shown(open.client, await patchTopic(open, number, patch))),
})
