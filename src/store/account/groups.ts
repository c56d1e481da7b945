// User groups: people in an order. A policy's step may name one, and so may a role; a deleted user is in none.

import type pg from 'pg'
import type { UserId } from '#core/ids'
import type { Group } from '#core/plan/groups'
import { type ConfigDeps, ConfigRefusal, change, type Manager, spaceHere } from '../config/context.ts'
import { objectTable, type Page, type PageRequest, type Seen, type Stored } from '../config/objects.ts'
import { userTable } from '../config/users.ts'
import { grantsOfGroup, type Holder, keepingAdministrator, mustHoldGrants, type RoleTable } from './roles.ts'

export type GroupWrite = {
  readonly key: string
  readonly name: string
  /** Keys or ids of users, in the order they are called. */
  readonly members: readonly string[]
}
export type Member = { readonly id: string; readonly key: string; readonly name: string }
export type GroupRecord = Stored<{ readonly members: readonly Member[] }>

export const groupTable = objectTable<object>({ table: 'user_group', kind: 'group', own: [] })

/** The people of each group in order; deleted ones are absent. */
export const membersOf = async (client: pg.PoolClient, groupIds: readonly string[]): Promise<Map<string, Member[]>> => {
  const members = new Map<string, Member[]>(groupIds.map((id) => [id, []]))
  if (groupIds.length === 0) return members
  const { rows } = await client.query<Member & { readonly groupId: string }>(
    `select m.group_id as "groupId", u.id, u.key, u.name from user_group_member m join app_user u on u.id = m.user_id
     where u.deleted_at is null and m.group_id = any($1::uuid[]) order by m.group_id, m.position`,
    [groupIds],
  )
  for (const { groupId, ...member } of rows) members.get(groupId)?.push(member)
  return members
}

/** Groups as plans need them, by id; deleted ones are absent. */
export const groupsForPlans = async (client: pg.PoolClient, ids: readonly string[]): Promise<Map<string, Group>> => {
  const groups = await groupTable.findAll(client, ids)
  const members = await membersOf(
    client,
    groups.map((group) => group.id),
  )
  const peopleIn = (id: string) => (members.get(id) ?? []).map((member) => member.id as UserId)
  return new Map(groups.map(({ id, key }) => [id, { key, members: peopleIn(id) }]))
}

const withMembers = async (client: pg.PoolClient, groups: readonly Stored<object>[]): Promise<GroupRecord[]> => {
  const members = await membersOf(
    client,
    groups.map((group) => group.id),
  )
  return groups.map((group) => ({ ...group, members: members.get(group.id) ?? [] }))
}

export const allGroups = async (client: pg.PoolClient): Promise<GroupRecord[]> =>
  withMembers(client, await groupTable.all(client))

/** Ids of users in the order they were named, each once. @errors group.member_unknown */
export const memberIds = async (client: pg.PoolClient, refs: readonly string[]): Promise<string[]> => {
  const found = await userTable.resolve(client, refs)
  const unknown = refs.findIndex((ref) => !found.has(ref))
  if (unknown >= 0) throw new ConfigRefusal('group.member_unknown', refs[unknown] ?? '', `members.${unknown}`)
  return [...new Set(refs.map((ref) => found.get(ref) ?? ''))]
}

/** Those who stay are left as they are, so that the audit log tells who came and who went. */
const writeMembers = async (client: pg.PoolClient, groupId: string, refs: readonly string[]): Promise<void> => {
  const ids = await memberIds(client, refs)
  await client.query('delete from user_group_member where group_id = $1 and user_id <> all($2::uuid[])', [groupId, ids])
  await client.query(
    `insert into user_group_member (group_id, user_id, space_id, position)
     select $1, id, ${spaceHere}, place from unnest($2::uuid[]) with ordinality as given (id, place)
     on conflict (group_id, user_id) do update set position = excluded.position`,
    [groupId, ids],
  )
}

type Tools = Pick<ConfigDeps, 'newId' | 'nowMs'>

export const insertGroup = async (
  client: pg.PoolClient,
  { key, name, members, by }: GroupWrite & { by: Manager },
  tools: Tools,
): Promise<string> => {
  const nowMs = tools.nowMs()
  const id = tools.newId(nowMs)
  await groupTable.insert(client, id, { key, name, own: {}, nowMs, by })
  await writeMembers(client, id, members)
  return id
}

export type GroupTools = Tools & { readonly roles: RoleTable; readonly holder: Holder }

/**
 * Members of a group have its roles: whoever adds them must be allowed what the roles allow.
 * @errors group.not_found, group.key_taken, group.member_unknown, role.too_wide, account.last_administrator
 */
export const updateGroup = async (
  client: pg.PoolClient,
  ref: string,
  { patch, by, tools }: { patch: Partial<GroupWrite>; by: Manager; tools: GroupTools },
): Promise<string> => {
  const old = await groupTable.get(client, ref)
  const { key = old.key, name = old.name, members } = patch
  await groupTable.update(client, old, { key, name, own: {}, nowMs: tools.nowMs(), by })
  if (members === undefined) return old.id
  mustHoldGrants(tools.holder, tools.roles, await grantsOfGroup(client, old.id))
  await keepingAdministrator(client, tools.roles, () => writeMembers(client, old.id, members))
  return old.id
}

/** Takes its roles with it. @errors role.too_wide, account.last_administrator */
export const removeGroup = async (
  client: pg.PoolClient,
  old: Stored<object>,
  { by, tools }: { by: Manager; tools: GroupTools },
): Promise<void> => {
  mustHoldGrants(tools.holder, tools.roles, await grantsOfGroup(client, old.id))
  await keepingAdministrator(client, tools.roles, async () => {
    await groupTable.remove(client, old, { nowMs: tools.nowMs(), by })
    await client.query('delete from role_grant where group_id = $1', [old.id])
    await client.query('delete from project_member where group_id = $1', [old.id])
  })
}

const recordOf = async (client: pg.PoolClient, ref: string): Promise<GroupRecord> => {
  const [record] = await withMembers(client, [await groupTable.get(client, ref)])
  return record as GroupRecord
}

export const createGroups = (deps: ConfigDeps) => ({
  list: (spaceId: string, page: PageRequest): Promise<Page<GroupRecord>> =>
    deps.inSpace(spaceId, async (client) => {
      const { items, next } = await groupTable.list(client, page)
      return { items: await withMembers(client, items), next }
    }),
  get: (spaceId: string, ref: string): Promise<GroupRecord> => deps.inSpace(spaceId, (client) => recordOf(client, ref)),
  create: (spaceId: string, write: GroupWrite): Promise<GroupRecord> =>
    change(deps, spaceId, async (client) =>
      recordOf(client, await insertGroup(client, { ...write, by: 'console' }, deps)),
    ),
  update: (
    spaceId: string,
    ref: string,
    { patch, holder, seenAtMs = null }: { readonly patch: Partial<GroupWrite>; readonly holder: Holder } & Seen,
  ): Promise<GroupRecord> =>
    change(deps, spaceId, async (client) => {
      await groupTable.unchanged(client, ref, seenAtMs)
      return recordOf(client, await updateGroup(client, ref, { patch, by: 'console', tools: { ...deps, holder } }))
    }),
  remove: (spaceId: string, ref: string, holder: Holder): Promise<void> =>
    change(deps, spaceId, async (client) =>
      removeGroup(client, await groupTable.get(client, ref), { by: 'console', tools: { ...deps, holder } }),
    ),
})
