// Projects: parts of a space. API tokens and incidents belong to one; members are users, or groups with everybody in them.
// Each space has a project `default`, which is always there: whatever names no project means it.

import type pg from 'pg'
import { groupBy } from '#core/group'
import type { UserId } from '#core/ids'
import type { Group } from '#core/plan/groups'
import { type ConfigDeps, ConfigRefusal, change, type Manager, spaceHere } from '../config/context.ts'
import { objectTable, type Page, type PageRequest, type Seen, type Stored } from '../config/objects.ts'
import { userTable } from '../config/users.ts'
import { groupTable } from './groups.ts'

export const DEFAULT_PROJECT = 'default'

/** One of the two; keys or ids going in, keys coming out. */
export type ProjectMember = { readonly user: string } | { readonly group: string }
export type ProjectWrite = {
  readonly key: string
  readonly name: string
  readonly members: readonly ProjectMember[]
}
export type ProjectRecord = Stored<{ readonly members: readonly ProjectMember[] }>

export const projectTable = objectTable<object>({ table: 'project', kind: 'project', own: [] })

type MemberRow = {
  readonly projectId: string
  readonly id: string
  readonly user: string | null
  readonly group: string | null
}

/** With the ids of its members, in any order. */
type WithIds = ProjectRecord & { readonly memberIds: readonly string[] }

const withMembers = async (client: pg.PoolClient, projects: readonly Stored<object>[]): Promise<WithIds[]> => {
  if (projects.length === 0) return []
  const { rows } = await client.query<MemberRow>(
    `select m.project_id as "projectId", coalesce(u.id, g.id) as id, u.key as "user", g.key as "group" from project_member m
       left join app_user u on u.id = m.user_id and u.deleted_at is null
       left join user_group g on g.id = m.group_id and g.deleted_at is null
     where m.project_id = any($1::uuid[]) and (u.id is not null or g.id is not null) order by g.key, u.key`,
    [projects.map((project) => project.id)],
  )
  const members = groupBy(rows, (row) => row.projectId)
  return projects.map((project) => {
    const own = members.get(project.id) ?? []
    return {
      ...project,
      members: own.map(({ user, group }) => (group === null ? { user: user ?? '' } : { group })),
      memberIds: own.map(({ id }) => id),
    }
  })
}

export const allProjects = async (client: pg.PoolClient): Promise<readonly WithIds[]> =>
  withMembers(client, await projectTable.all(client))

/** The users of a project, each once: its members and those of its groups; deleted ones are absent. */
export const usersOfProject = async (client: pg.PoolClient, projectId: string): Promise<readonly string[]> => {
  const { rows } = await client.query<{ id: string }>(
    `select u.id from app_user u where u.deleted_at is null and u.id in (
       select user_id from project_member where project_id = $1 and user_id is not null
       union
       select gm.user_id from project_member pm
         join user_group g on g.id = pm.group_id and g.deleted_at is null
         join user_group_member gm on gm.group_id = g.id
         where pm.project_id = $1)
     order by u.number`,
    [projectId],
  )
  return rows.map(({ id }) => id)
}

/** Everybody on it; a default project that nobody was put into means the whole space: silence would be worse. */
export const peopleOn = async (
  client: pg.PoolClient,
  { id, key }: { id: string; key: string },
): Promise<readonly string[]> => {
  const users = await usersOfProject(client, id)
  if (users.length > 0 || key !== DEFAULT_PROJECT) return users
  const { rows } = await client.query<{ id: string }>(
    `select id from app_user where deleted_at is null
       and not exists (select from project_member where project_id = $1) order by number`,
    [id],
  )
  return rows.map((row) => row.id)
}

/** As plans need them, by their ids; those that are gone are absent. */
export const projectsForPlans = async (client: pg.PoolClient, ids: readonly string[]): Promise<Map<string, Group>> => {
  const found = new Map<string, Group>()
  for (const project of await projectTable.findAll(client, ids)) {
    const members = (await peopleOn(client, project)).map((id) => id as UserId)
    found.set(project.id, { key: project.key, members })
  }
  return found
}

/** @errors project.member_unknown */
export const memberIdsOf = async (
  client: pg.PoolClient,
  members: readonly ProjectMember[],
): Promise<{ readonly userIds: readonly string[]; readonly groupIds: readonly string[] }> => {
  const users = await userTable.resolve(
    client,
    members.flatMap((one) => ('user' in one ? [one.user] : [])),
  )
  const groups = await groupTable.resolve(
    client,
    members.flatMap((one) => ('group' in one ? [one.group] : [])),
  )
  const unknown = members.findIndex((one) => !('user' in one ? users.has(one.user) : groups.has(one.group)))
  if (unknown >= 0) {
    const [detail = ''] = Object.values(members[unknown] ?? {}) as string[]
    throw new ConfigRefusal('project.member_unknown', detail, `members.${unknown}`)
  }
  return { userIds: [...new Set(users.values())], groupIds: [...new Set(groups.values())] }
}

/** Those who stay are left as they are, so that the audit log tells who came and who went. */
const writeMembers = async (
  client: pg.PoolClient,
  projectId: string,
  members: readonly ProjectMember[],
): Promise<void> => {
  const { userIds, groupIds } = await memberIdsOf(client, members)
  await client.query(
    `delete from project_member where project_id = $1
       and (user_id is null or user_id <> all($2::uuid[])) and (group_id is null or group_id <> all($3::uuid[]))`,
    [projectId, userIds, groupIds],
  )
  const insert = (column: 'user_id' | 'group_id', ids: readonly string[]) =>
    client.query(
      `insert into project_member (project_id, space_id, ${column})
       select $1, ${spaceHere}, id from unnest($2::uuid[]) as given (id)
       on conflict (project_id, ${column}) do nothing`,
      [projectId, ids],
    )
  await insert('user_id', userIds)
  await insert('group_id', groupIds)
}

type Tools = Pick<ConfigDeps, 'newId' | 'nowMs'>

export const insertProject = async (
  client: pg.PoolClient,
  { key, name, members, by }: ProjectWrite & { by: Manager },
  tools: Tools,
): Promise<string> => {
  const nowMs = tools.nowMs()
  const id = tools.newId(nowMs)
  await projectTable.insert(client, id, { key, name, own: {}, nowMs, by })
  await writeMembers(client, id, members)
  return id
}

/** @errors project.is_default */
export const updateProject = async (
  client: pg.PoolClient,
  ref: string,
  { patch, by, tools }: { patch: Partial<ProjectWrite>; by: Manager; tools: Tools },
): Promise<string> => {
  const old = await projectTable.get(client, ref)
  const { key = old.key, name = old.name, members } = patch
  if (old.key === DEFAULT_PROJECT && key !== old.key) throw new ConfigRefusal('project.is_default', old.key, 'key')
  await projectTable.update(client, old, { key, name, own: {}, nowMs: tools.nowMs(), by })
  if (members !== undefined) await writeMembers(client, old.id, members)
  return old.id
}

/** @errors project.is_default, project.has_tokens */
export const removeProject = async (
  client: pg.PoolClient,
  old: Stored<object>,
  stamp: { readonly nowMs: number; readonly by: Manager },
): Promise<void> => {
  if (old.key === DEFAULT_PROJECT) throw new ConfigRefusal('project.is_default', old.key)
  const { rows } = await client.query<{ name: string }>(
    'select name from api_token where project_id = $1 and revoked_at is null order by name limit 1',
    [old.id],
  )
  if (rows[0] !== undefined) throw new ConfigRefusal('project.has_tokens', rows[0].name)
  await projectTable.remove(client, old, stamp)
  await client.query('delete from role_grant where project_id = $1', [old.id])
  await client.query('delete from project_member where project_id = $1', [old.id])
  await client.query('update session set project_id = null where project_id = $1', [old.id])
}

const recordOf = async (client: pg.PoolClient, ref: string): Promise<ProjectRecord> => {
  const [record] = await withMembers(client, [await projectTable.get(client, ref)])
  return record as ProjectRecord
}

export const createProjects = (deps: ConfigDeps) => ({
  list: (spaceId: string, page: PageRequest): Promise<Page<ProjectRecord>> =>
    deps.inSpace(spaceId, async (client) => {
      const { items, next } = await projectTable.list(client, page)
      return { items: await withMembers(client, items), next }
    }),
  get: (spaceId: string, ref: string): Promise<ProjectRecord> =>
    deps.inSpace(spaceId, (client) => recordOf(client, ref)),
  /** Ids of the project's users, in the order of their numbers. @errors project.not_found */
  people: (spaceId: string, ref: string): Promise<readonly string[]> =>
    deps.inSpace(spaceId, async (client) => usersOfProject(client, (await projectTable.get(client, ref)).id)),
  create: (spaceId: string, write: ProjectWrite): Promise<ProjectRecord> =>
    change(deps, spaceId, async (client) =>
      recordOf(client, await insertProject(client, { ...write, by: 'console' }, deps)),
    ),
  update: (
    spaceId: string,
    ref: string,
    { seenAtMs = null, ...patch }: Partial<ProjectWrite> & Seen,
  ): Promise<ProjectRecord> =>
    change(deps, spaceId, async (client) => {
      await projectTable.unchanged(client, ref, seenAtMs)
      return recordOf(client, await updateProject(client, ref, { patch, by: 'console', tools: deps }))
    }),
  remove: (spaceId: string, ref: string): Promise<void> =>
    change(deps, spaceId, async (client) =>
      removeProject(client, await projectTable.get(client, ref), { nowMs: deps.nowMs(), by: 'console' }),
    ),
})
