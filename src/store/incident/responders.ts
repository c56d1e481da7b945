// Who works on an incident: members of its project, and guests, who are named although they do not belong to it. And its
// commander (指揮者): the first person to open the timeline, until somebody names another.

import type pg from 'pg'
import type { UserId } from '#core/ids'
import type { ResponderRecord, Where } from '#core/incident/records'
import { limits } from '#core/limits'
import { usersOfProject } from '../account/projects.ts'
import { ConfigRefusal, spaceHere } from '../config/context.ts'
import { userTable } from '../config/users.ts'
import { type At, amend, findRow, type IncidentDeps, type OpenIncident, tell, work } from './open.ts'
import { type People, peopleById, personIn } from './rows.ts'

export type ResponderRow = {
  readonly id: string
  readonly user_id: UserId | null
  readonly name: string
  readonly guest: boolean
  readonly added_at: number
}

const columns = 'id, user_id, name, guest, added_at'

export const responderRows = async (client: pg.PoolClient, incidentId: string): Promise<readonly ResponderRow[]> => {
  const { rows } = await client.query<ResponderRow>(
    `select ${columns} from incident_responder where incident_id = $1 order by added_at, id`,
    [incidentId],
  )
  return rows
}

export const responderRecord = (row: ResponderRow, people: People): ResponderRecord => ({
  id: row.id,
  person: personIn(people, row.user_id),
  name: row.name,
  guest: row.guest,
  addedAtMs: row.added_at,
})

type NewResponder = { readonly userId: UserId | null; readonly name: string; readonly guest: boolean }

const insertResponder = async (
  { client, row, nowMs }: OpenIncident,
  { id, userId, name, guest }: NewResponder & { id: string },
): Promise<ResponderRow | null> => {
  const { rows } = await client.query<ResponderRow>(
    `insert into incident_responder (id, space_id, incident_id, user_id, name, guest, added_at)
     values ($1, ${spaceHere}, $2, $3, $4, $5, $6) on conflict (incident_id, user_id) do nothing returning ${columns}`,
    [id, row.id, userId, name, guest, new Date(nowMs)],
  )
  return rows[0] ?? null
}

const responderOf = async ({ client, row }: OpenIncident, userId: UserId): Promise<ResponderRow | null> => {
  const { rows } = await client.query<ResponderRow>(
    `select ${columns} from incident_responder where incident_id = $1 and user_id = $2`,
    [row.id, userId],
  )
  return rows[0] ?? null
}

/** A person belongs to the incident from now on; belonging already is no news. */
export const joinIncident = async (
  open: OpenIncident,
  { id, ...who }: { readonly id: string; readonly userId: UserId; readonly name: string },
): Promise<void> => {
  const added = await insertResponder(open, { id, ...who, guest: false })
  if (added !== null) tell(open, { kind: 'responder', ...who, guest: false, change: 'added' })
}

/** @errors user.not_found, incident.too_many_responders */
const add = async (open: OpenIncident, who: ResponderWrite, id: string): Promise<ResponderRow> => {
  const { client, row } = open
  const { rowCount } = await client.query('select from incident_responder where incident_id = $1', [row.id])
  if ((rowCount ?? 0) >= limits.respondersPerIncident.max)
    throw new ConfigRefusal('incident.too_many_responders', `${limits.respondersPerIncident.max}`)
  const wanted = await newResponder(open, who)
  const added = await insertResponder(open, { id, ...wanted })
  if (added === null) return (await responderOf(open, wanted.userId as UserId)) as ResponderRow
  tell(open, { kind: 'responder', ...wanted, change: 'added' })
  return added
}

const newResponder = async ({ client, row }: OpenIncident, who: ResponderWrite): Promise<NewResponder> => {
  if ('guest' in who) return { userId: null, name: who.guest, guest: true }
  const user = await userTable.get(client, who.user, 'user')
  const members = await usersOfProject(client, row.project_id)
  return { userId: user.id as UserId, name: user.name, guest: members.length > 0 && !members.includes(user.id) }
}

/** A user of the space, by key or id, or a guest by name. */
export type ResponderWrite = { readonly user: string } | { readonly guest: string }

const becomeCommander = (open: OpenIncident, to: { userId: UserId; name: string } | null, how: 'opened' | 'named') => {
  amend(open, { commander_id: to?.userId ?? null })
  tell(open, { kind: 'commander', to, how })
}

export const createResponders = (deps: IncidentDeps) => ({
  /** @errors incident.not_found, user.not_found, incident.too_many_responders */
  addResponder: (at: At, who: ResponderWrite): Promise<ResponderRecord> =>
    work(deps, at, async (open) => {
      const row = await add(open, who, deps.newId(open.nowMs))
      return responderRecord(row, await peopleById(open.client, [row.user_id]))
    }),
  /** @errors incident.not_found, incident.responder_not_found */
  removeResponder: (at: At, id: string): Promise<void> =>
    work(deps, at, async (open) => {
      const { rows } = await open.client.query<ResponderRow>(
        `delete from incident_responder where incident_id = $1 and id = $2 returning ${columns}`,
        [open.row.id, id],
      )
      const [row] = rows
      if (row === undefined) throw new ConfigRefusal('incident.responder_not_found', id)
      tell(open, { kind: 'responder', userId: row.user_id, name: row.name, guest: row.guest, change: 'removed' })
    }),
  /** @param ref key or id of a user; null for nobody. @errors incident.not_found, user.not_found */
  nameCommander: (at: At, ref: string | null): Promise<void> =>
    work(deps, at, async (open) => {
      const user = ref === null ? null : await userTable.get(open.client, ref, 'user')
      if ((user?.id ?? null) === open.row.commander_id) return
      const to = user === null ? null : { userId: user.id as UserId, name: user.name }
      if (to !== null) await joinIncident(open, { id: deps.newId(open.nowMs), ...to })
      becomeCommander(open, to, 'named')
    }),
  ...opening(deps),
})

/** Whoever opens the timeline first is the commander: one of many at the same moment, and never two. */
const opening = (deps: IncidentDeps) => ({
  /** @errors incident.not_found */
  timelineOpened: async (where: Where, ref: string, by: { userId: UserId; name: string }): Promise<void> => {
    const row = await deps.inSpace(where.spaceId, (client) => findRow(client, { where, ref }))
    if (row.commander_id !== null) return
    await work(deps, { where, ref, by }, async (open) => {
      // Somebody may have been first since that look.
      if (open.row.commander_id !== null) return
      await joinIncident(open, { id: deps.newId(open.nowMs), ...by })
      becomeCommander(open, by, 'opened')
    })
  },
})
