// Who has which role, and where: given and taken away one by one. Nobody gives a role that may do more than they may themselves.

import type pg from 'pg'
import { type ConfigDeps, ConfigRefusal, change } from '../config/context.ts'
import { isUuid, nameNow, type Page, type PageRequest } from '../config/objects.ts'
import { cursorOf, fromCursor } from '../config/time-cursor.ts'
import { userTable } from '../config/users.ts'
import { groupTable } from './groups.ts'
import { projectTable } from './projects.ts'
import {
  type Grant,
  type Holder,
  insertGrant,
  keepingAdministrator,
  mustHold,
  mustHoldGrants,
  permissionsAnywhere,
} from './roles.ts'

/** References as keys or ids going in, keys coming out. */
export type GrantWrite = {
  readonly role: string
  readonly user: string | null
  readonly group: string | null
  readonly project: string | null
}
export type GrantRecord = GrantWrite & {
  readonly id: string
  /** What its project is called now; null: it was deleted, or there is none. */
  readonly projectName: string | null
  /** Given by an OpenID provider at a sign-in, and taken by it alone. */
  readonly byProvider: boolean
  readonly createdAtMs: number
}

const select = `select r.id, r.role, r.project_id as "projectId", u.key as "user", g.key as "group", p.key as project,
    ${nameNow('project', 'r.project_id')} as "projectName", r.by_provider as "byProvider", r.created_at as "createdAtMs"
  from role_grant r left join app_user u on u.id = r.user_id left join user_group g on g.id = r.group_id
    left join project p on p.id = r.project_id`

type Row = GrantRecord & Grant

const get = async (client: pg.PoolClient, id: string): Promise<Row> => {
  const { rows } = isUuid(id) ? await client.query<Row>(`${select} where r.id = $1`, [id]) : { rows: [] }
  if (rows[0] === undefined) throw new ConfigRefusal('role.not_found', id)
  return rows[0]
}

const shown = ({ id, role, user, group, project, projectName, byProvider, createdAtMs }: Row): GrantRecord => ({
  id,
  role,
  user,
  group,
  project,
  projectName,
  byProvider,
  createdAtMs,
})

const idIn = async (
  table: { get(client: pg.PoolClient, ref: string, field: string): Promise<{ readonly id: string }> },
  client: pg.PoolClient,
  [field, ref]: readonly [field: string, ref: string | null],
): Promise<string | null> => (ref === null ? null : (await table.get(client, ref, field)).id)

/** References as keys or ids. */
type GrantPlace = Pick<GrantWrite, 'user' | 'group' | 'project'>

/** @errors user.not_found, group.not_found, project.not_found */
const idsOf = async (client: pg.PoolClient, { user, group, project }: GrantPlace) => ({
  userId: await idIn(userTable, client, ['user', user]),
  groupId: await idIn(groupTable, client, ['group', group]),
  projectId: await idIn(projectTable, client, ['project', project]),
})

export type GrantFilter = GrantPlace & { readonly role: string | null }

const listed = async (
  client: pg.PoolClient,
  { limit, cursor }: PageRequest,
  filter: GrantFilter,
): Promise<Page<GrantRecord>> => {
  const { role } = filter
  const { userId, groupId, projectId } = await idsOf(client, filter)
  const { rows } = await client.query<Row>(
    `${select} where ($1::text is null or r.role = $1) and ($2::uuid is null or r.user_id = $2)
       and ($3::uuid is null or r.group_id = $3) and ($4::uuid is null or r.project_id = $4)
       and ($5::timestamptz is null or (r.created_at, r.id) > ($5, $6::uuid))
     order by r.created_at, r.id limit $7`,
    [role, userId, groupId, projectId, ...fromCursor(cursor), limit + 1],
  )
  const items = rows.slice(0, limit).map(shown)
  const last = items.at(-1)
  return { items, next: rows.length > limit && last !== undefined ? cursorOf(last) : null }
}

export const createGrants = (deps: ConfigDeps) => ({
  /** In the order they were given. @errors user.not_found, group.not_found, project.not_found */
  list: (spaceId: string, page: PageRequest, filter: GrantFilter): Promise<Page<GrantRecord>> =>
    deps.inSpace(spaceId, (client) => listed(client, page, filter)),
  /** Giving it again changes nothing. @errors user.not_found, group.not_found, project.not_found, role.too_wide */
  create: (spaceId: string, write: GrantWrite, holder: Holder): Promise<GrantRecord> =>
    change(deps, spaceId, async (client) => {
      const { userId, groupId, projectId } = await idsOf(client, write)
      const grant = { role: write.role, projectId }
      mustHold(holder, permissionsAnywhere(deps.roles, [grant]), 'role')
      const nowMs = deps.nowMs()
      return shown(
        await get(client, await insertGrant(client, { ...grant, id: deps.newId(nowMs), userId, groupId }, nowMs)),
      )
    }),
  /** @errors role.not_found, role.by_provider, role.too_wide, account.last_administrator */
  remove: (spaceId: string, id: string, holder: Holder): Promise<void> =>
    change(deps, spaceId, async (client) => {
      const row = await get(client, id)
      if (row.byProvider) throw new ConfigRefusal('role.by_provider', row.role)
      mustHoldGrants(holder, deps.roles, [row])
      await keepingAdministrator(client, deps.roles, () => client.query('delete from role_grant where id = $1', [id]))
    }),
})
