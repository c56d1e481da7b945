// Notices to everybody (一斉通知): kept with whom they went to, and with their callout once it is started. A notice is written as
// wanted; whoever starts its callout says so in the transaction that links the two.

import type pg from 'pg'
import { suppressionAt } from '#core/callout/pause'
import { type Device, devices, type NoticeDestination, type Notified, type Recipients } from '#core/incident/notice'
import type { NoticeRecord } from '#core/incident/records'
import { nextNumber } from '../account/counters.ts'
import { spaceHere } from '../config/context.ts'
import { pausesAt } from '../config/pauses.ts'
import { type At, type IncidentDeps, type OpenIncident, person, tell, work } from './open.ts'
import { type People, peopleById } from './rows.ts'

export type NoticeWrite = { readonly text: string; readonly call: boolean; readonly to: Recipients }

export type NoticeRow = {
  readonly id: string
  readonly number: number
  readonly text: string
  readonly call: boolean
  readonly notified: Notified
  readonly created_at: number
}

const columns = 'id, number, text, call, notified, created_at'

/** Older ones are in the timeline. */
const SHOWN_MAX = 100

export const noticeRows = async (client: pg.PoolClient, incidentId: string): Promise<readonly NoticeRow[]> => {
  const { rows } = await client.query<NoticeRow>(
    `select ${columns} from incident_notice where incident_id = $1 order by created_at desc, number desc limit ${SHOWN_MAX}`,
    [incidentId],
  )
  return rows
}

export const noticePeople = ({ notified }: NoticeRow): readonly string[] =>
  devices.flatMap((device) => notified[device])

export const noticeRecord = (row: NoticeRow, people: People): NoticeRecord => {
  const group = (device: Device) => row.notified[device].flatMap((id) => people.get(id) ?? [])
  return {
    id: row.id,
    number: row.number,
    text: row.text,
    call: row.call,
    notified: { phone: group('phone'), mail1: group('mail1'), mail2: group('mail2'), push: group('push') },
    createdAtMs: row.created_at,
  }
}

const nobody: Notified = { phone: [], mail1: [], mail2: [], push: [] }

/** Whether the notice's callout is going to be kept as suppressed: it belongs to no policy, so only a pause of the space does. */
const isPaused = async (client: pg.PoolClient, text: string, nowMs: number): Promise<boolean> =>
  suppressionAt(await pausesAt(client, nowMs), { policyId: '', text }, nowMs) !== undefined

export const addNotice = async (
  open: OpenIncident,
  { id, text, call, to }: NoticeWrite & { id: string },
): Promise<NoticeRow> => {
  const { client, row, nowMs, by } = open
  const number = await nextNumber(client, 'notification')
  const notified = (await isPaused(client, text, nowMs)) ? nobody : to.notified
  await client.query(
    `insert into incident_notice (id, space_id, incident_id, number, text, call, notified, destinations, wanted,
       created_at, created_by, created_by_name)
     values ($1, ${spaceHere}, $2, $3, $4, $5, $6, $7, true, $8, $9, $10)`,
    [
      id,
      row.id,
      number,
      text,
      call,
      JSON.stringify(notified),
      JSON.stringify(to.destinations),
      new Date(nowMs),
      person(by),
      by?.name ?? '',
    ],
  )
  tell(open, { kind: 'notice', number, text, call })
  return { id, number, text, call, notified, created_at: nowMs }
}

/** A notice whose callout has yet to be started. */
export type WantedNotice = {
  readonly id: string
  readonly spaceId: string
  readonly incidentId: string
  readonly projectId: string
  readonly text: string
  readonly destinations: readonly NoticeDestination[]
  readonly by: string
}

const wantedColumns = `n.id, n.space_id as "spaceId", n.incident_id as "incidentId", i.project_id as "projectId",
  n.text, n.destinations, n.created_by_name as by`

export const createNotices = (deps: IncidentDeps) => ({
  /** @errors incident.not_found */
  notify: (at: At, notice: NoticeWrite): Promise<NoticeRecord> =>
    work(deps, at, async (open) => {
      const row = await addNotice(open, { id: deps.newId(open.nowMs), ...notice })
      return noticeRecord(row, await peopleById(open.client, noticePeople(row)))
    }),
  wantedNotice: (spaceId: string, id: string): Promise<WantedNotice | null> =>
    deps.inSpace(spaceId, async (client) => {
      const { rows } = await client.query<WantedNotice>(
        `select ${wantedColumns} from incident_notice n join incident i on i.id = n.incident_id where n.id = $1 and n.wanted`,
        [id],
      )
      return rows[0] ?? null
    }),
})
/** Notices of every space whose callout nobody has started; the newest may be in somebody's hands this moment. */
export const wantedBefore = async (
  engine: pg.Pool,
  { beforeMs, limit }: { readonly beforeMs: number; readonly limit: number },
): Promise<readonly WantedNotice[]> => {
  const { rows } = await engine.query<WantedNotice>(
    `select ${wantedColumns} from incident_notice n join incident i on i.id = n.incident_id
     where n.wanted and n.created_at <= $1 order by n.created_at limit $2`,
    [new Date(beforeMs), limit],
  )
  return rows
}
