// A new incident with everything that was asked for in one go: topics, a message, a notice to everybody. One transaction: all of
// it is there, or none. The notice's callout is started after the commit, and by whoever finds it still wanted.

import { type IncidentActor, type IncidentStatus, newState } from '#core/incident/incident'
import type { Parameters } from '#core/incident/options'
import type { IncidentDetail } from '#core/incident/records'
import { nextNumber } from '../account/counters.ts'
import { ConfigRefusal, violates } from '../config/context.ts'
import { addMessage } from './messages.ts'
import { addNotice, type NoticeWrite } from './notices.ts'
import { begin, finish, hintOf, type IncidentDeps, type OpenIncident, tell } from './open.ts'
import { detailOf } from './read.ts'
import { type IncidentRow, stateColumns } from './rows.ts'
import { addTopics } from './topics.ts'

export type IncidentWrite = {
  readonly projectId: string
  readonly name: string
  readonly status: IncidentStatus
  readonly parameters: Parameters | null
  readonly occurredAtMs: number | null
  readonly permanentActionAtMs: number | null
  readonly topics: readonly string[]
  /** HTML that was cleaned; null for none. */
  readonly message: string | null
  readonly notice: NoticeWrite | null
  readonly idempotency: { readonly key: string; readonly fingerprint: string } | null
}

type NewIncident = Pick<
  IncidentWrite,
  'projectId' | 'name' | 'status' | 'parameters' | 'occurredAtMs' | 'permanentActionAtMs'
>
type New = { readonly id: string; readonly number: number; readonly nowMs: number; readonly by: IncidentActor }

/** An incident without a line in its timeline. */
export const newRow = (write: NewIncident, { id, number, nowMs, by }: New): IncidentRow => ({
  id,
  number,
  project_id: write.projectId,
  name: write.name,
  occurred_at: write.occurredAtMs,
  permanent_action_at: write.permanentActionAtMs,
  parameters: write.parameters,
  commander_id: null,
  ...stateColumns(newState(write.status, { atMs: nowMs, by: by.userId })),
  // Lists are ordered by whole seconds, then by number.
  created_at: Math.floor(nowMs / 1_000) * 1_000,
  created_by: by.userId,
  updated_at: nowMs,
  updated_by: by.userId,
  seq: 0,
  topics: 0,
  alerts: 0,
  due_at: null,
})

const fill = async (open: OpenIncident, write: IncidentWrite, newId: () => string): Promise<void> => {
  tell(open, { kind: 'created', name: write.name, status: write.status })
  open.rescheduled = true
  await addTopics(open, write.topics, newId)
  if (write.message !== null) await addMessage(open, { html: write.message, topic: null })
  if (write.notice !== null) await addNotice(open, { id: newId(), ...write.notice })
}

export type Created = { readonly detail: IncidentDetail; readonly noticeId: string | null; readonly replayed: boolean }

/** The incident that a key has made before. @errors idempotency.conflict */
const madeBefore = async (
  deps: IncidentDeps,
  spaceId: string,
  { key, fingerprint }: { key: string; fingerprint: string },
): Promise<Created | null> =>
  deps.inSpace(spaceId, async (client) => {
    const { rows } = await client.query<{ id: string; fingerprint: string }>(
      `select id, fingerprint from incident
       where space_id = current_setting('noroshi.space')::uuid and idempotency_key = $1`,
      [key],
    )
    const [row] = rows
    if (row === undefined) return null
    if (row.fingerprint !== fingerprint) throw new ConfigRefusal('idempotency.conflict', key)
    const detail = await detailOf(client, { where: { spaceId, projectId: null }, ref: row.id })
    return { detail, noticeId: null, replayed: true }
  })

const make = async (
  deps: IncidentDeps,
  spaceId: string,
  { write, by }: { write: IncidentWrite; by: IncidentActor },
): Promise<Created> => {
  const made = await deps.inSpace(spaceId, async (client) => {
    const nowMs = deps.nowMs()
    const id = deps.newId(nowMs)
    const number = await nextNumber(client, 'incident')
    const row = newRow(write, { id, number, nowMs, by })
    const open = begin(client, row, { spaceId, outbox: deps.outbox, nowMs, by })
    await fill(open, write, () => deps.newId(nowMs))
    await finish(open, { idempotency: write.idempotency })
    const detail = await detailOf(client, { where: { spaceId, projectId: null }, ref: id })
    return { hint: hintOf(open), detail }
  })
  deps.changed(made.hint)
  return { detail: made.detail, noticeId: made.detail.notices[0]?.id ?? null, replayed: false }
}

/** Durable when it resolves. @errors idempotency.conflict */
export const createIncident = async (
  deps: IncidentDeps,
  spaceId: string,
  order: { readonly write: IncidentWrite; readonly by: IncidentActor },
): Promise<Created> => {
  const { idempotency } = order.write
  const before = idempotency === null ? null : await madeBefore(deps, spaceId, idempotency)
  if (before !== null) return before
  try {
    return await make(deps, spaceId, order)
  } catch (error) {
    // Two requests with one key raced; the other was first.
    const raced = idempotency !== null && violates(error, 'incident_idempotency')
    const first = raced ? await madeBefore(deps, spaceId, idempotency) : null
    if (first === null) throw error
    return first
  }
}
