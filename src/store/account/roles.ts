// Roles as grants: of a user, or of everybody in a group; in the space, or in one project. What a role may do is told by the table
// that the server hands in; here nothing but its permissions decides.

import type pg from 'pg'
import { ConfigRefusal, spaceHere } from '../config/context.ts'

export interface RoleTable {
  /** The permissions of a role; none for one that is not known. */
  permissionsOf(role: string, where: 'space' | 'project'): readonly string[]
  readonly names: readonly string[]
}

/** `projectId` null: in the whole space. */
export type Grant = { readonly role: string; readonly projectId: string | null }

/** What whoever asks may do themselves: nobody gives away more. */
export type Holder = ReadonlySet<string> | 'everything'

/** SQL for the ids of the groups a user is in. @param user an expression for the user's id */
export const groupsOfUser = (user: string): string =>
  `select m.group_id from user_group_member m join user_group g on g.id = m.group_id and g.deleted_at is null
   where m.user_id = ${user}`

/** SQL for a user's grants as JSON. */
export const grantsAsJson = (user: string): string =>
  `(select coalesce(jsonb_agg(jsonb_build_object('role', r.role, 'projectId', r.project_id)), '[]') from role_grant r
    where r.user_id = ${user} or r.group_id in (${groupsOfUser(user)}))`

/** The permissions in the space, and where a project is named those in it as well. */
export const permissionsIn = (
  roles: RoleTable,
  grants: readonly Grant[],
  projectId: string | null,
): ReadonlySet<string> =>
  new Set(
    grants.flatMap((grant) => {
      if (grant.projectId === null) return roles.permissionsOf(grant.role, 'space')
      return grant.projectId === projectId ? roles.permissionsOf(grant.role, 'project') : []
    }),
  )

/** Everything the grants give, wherever. */
export const permissionsAnywhere = (roles: RoleTable, grants: readonly Grant[]): readonly string[] =>
  grants.flatMap(({ role, projectId }) => roles.permissionsOf(role, projectId === null ? 'space' : 'project'))

/** @param field of the request that asks for it. @errors role.too_wide */
export const mustHold = (holder: Holder, wanted: readonly string[], field?: string): void => {
  if (holder === 'everything') return
  const missing = [...new Set(wanted.filter((permission) => !holder.has(permission)))]
  if (missing.length > 0) throw new ConfigRefusal('role.too_wide', missing.join(', '), field)
}

/** @errors role.too_wide */
export const mustHoldGrants = (holder: Holder, roles: RoleTable, grants: readonly Grant[]): void =>
  mustHold(holder, permissionsAnywhere(roles, grants))

export const grantsOfUser = async (client: pg.PoolClient, userId: string): Promise<readonly Grant[]> => {
  const { rows } = await client.query<{ grants: readonly Grant[] }>(
    `select ${grantsAsJson('u.id')} as grants from app_user u where u.id = $1`,
    [userId],
  )
  return rows[0]?.grants ?? []
}

/** Ids of everybody who has a role, alone or in a group. */
export const usersWithGrants = async (client: pg.PoolClient): Promise<ReadonlySet<string>> => {
  const { rows } = await client.query<{ id: string }>(
    `select user_id as id from role_grant where user_id is not null
     union select m.user_id from role_grant r join user_group_member m on m.group_id = r.group_id`,
  )
  return new Set(rows.map(({ id }) => id))
}

export const grantsOfGroup = async (client: pg.PoolClient, groupId: string): Promise<readonly Grant[]> =>
  (await client.query<Grant>('select role, project_id as "projectId" from role_grant where group_id = $1', [groupId]))
    .rows

type NewGrant = Grant & {
  readonly id: string
  readonly userId: string | null
  readonly groupId: string | null
  /** By an OpenID provider's word, and gone when it says so no more. */
  readonly byProvider?: boolean
}

/** Returns the id of the grant: the one there was when nothing is new. */
export const insertGrant = async (client: pg.PoolClient, grant: NewGrant, nowMs: number): Promise<string> => {
  const { id, role, userId, groupId, projectId, byProvider = false } = grant
  const { rows } = await client.query<{ id: string }>(
    `insert into role_grant (id, space_id, role, user_id, group_id, project_id, by_provider, created_at)
     values ($1, ${spaceHere}, $2, $3, $4, $5, $6, $7)
     on conflict (space_id, role, user_id, group_id, project_id, by_provider) do update set role = excluded.role returning id`,
    [id, role, userId, groupId, projectId, byProvider, new Date(nowMs)],
  )
  return rows[0]?.id ?? id
}

/** Whose grants in the space let them do everything a role can: without one of them nobody could give that to anybody again. */
const countAdministrators = async (client: pg.PoolClient, roles: RoleTable): Promise<number> => {
  const most = Math.max(...roles.names.map((role) => roles.permissionsOf(role, 'space').length))
  const managing = roles.names.filter((role) => roles.permissionsOf(role, 'space').length === most)
  const { rows } = await client.query<{ count: number }>(
    `select count(*)::integer as count from account a join app_user u on u.id = a.user_id and u.deleted_at is null
     where not a.disabled and a.password is not null and exists (
       select from role_grant r where r.role = any($1::text[]) and r.project_id is null
         and (r.user_id = u.id or r.group_id in (${groupsOfUser('u.id')})))`,
    [managing],
  )
  return rows[0]?.count ?? 0
}

export const lastAdministrator = (error: unknown): boolean =>
  error instanceof ConfigRefusal && error.code === 'account.last_administrator'

/**
 * Runs a change that may take somebody's way in, or what they may do: the last one who may do everything keeps both. Changes of a
 * space wait for one another (change), so two of them cannot each leave the other's.
 * @errors account.last_administrator
 */
export const keepingAdministrator = async <T>(
  client: pg.PoolClient,
  roles: RoleTable,
  work: () => Promise<T>,
): Promise<T> => {
  const before = await countAdministrators(client, roles)
  const result = await work()
  if (before > 0 && (await countAdministrators(client, roles)) === 0) {
    throw new ConfigRefusal('account.last_administrator', 'nobody else could manage accounts')
  }
  return result
}
