// Groups and projects of a configuration file: how they are read, compared and written when it is applied. The project `default`
// belongs to no file and no console: a file may name it to say who works in it, and leaving it out takes nothing away.

import type pg from 'pg'
import { type FileTools, type Sync, untyped } from '../config/apply-kinds.ts'
import { ConfigRefusal } from '../config/context.ts'
import { differences, type FieldChange } from '../config/diff.ts'
import { allGroups, type GroupWrite, insertGroup, memberIds, removeGroup, updateGroup } from './groups.ts'
import {
  allProjects,
  DEFAULT_PROJECT,
  insertProject,
  memberIdsOf,
  type ProjectMember,
  type ProjectWrite,
  removeProject,
  updateProject,
} from './projects.ts'
import type { Holder } from './roles.ts'

export type AccountFileTools = FileTools & { readonly holder: Holder }

/** Names the place in the file of what a member refers to. */
const placed = async <T>(place: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof ConfigRefusal) || error.field === null) throw error
    throw new ConfigRefusal(error.code, error.detail, `${place}.${error.field}`)
  }
}

type Shown = { readonly name: string; readonly members: readonly unknown[] }

/** Members may be named by key or id: what counts is whom they mean. */
const compared = (before: Shown, after: Shown, sameMembers: boolean): readonly FieldChange[] =>
  differences(before, sameMembers ? { ...after, members: before.members } : after)

const same = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((id, index) => id === other[index])

export const groupKind = async (
  client: pg.PoolClient,
  wanted: readonly GroupWrite[],
  tools: AccountFileTools,
): Promise<Sync> =>
  untyped({
    kind: 'group',
    place: 'groups',
    existing: await allGroups(client),
    wanted,
    compare: async (row, write, index) => {
      const ids = await placed(`groups.${index}`, () => memberIds(client, write.members))
      if (row === null) return []
      const members = row.members.map((member) => member.key)
      const isSame = same(
        row.members.map((member) => member.id),
        ids,
      )
      return compared({ name: row.name, members }, { name: write.name, members: write.members }, isSame)
    },
    insert: (write) => insertGroup(client, { ...write, by: 'file' }, tools),
    update: (row, write) => updateGroup(client, row.id, { patch: write, by: 'file', tools }),
    remove: (row) => removeGroup(client, row, { by: 'file', tools }),
  })

const sorted = (members: readonly ProjectMember[]) =>
  members.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))

export const projectKind = async (
  client: pg.PoolClient,
  wanted: readonly ProjectWrite[],
  tools: AccountFileTools,
): Promise<Sync> => {
  const named = wanted.some(({ key }) => key === DEFAULT_PROJECT)
  const all = await allProjects(client)
  return untyped({
    kind: 'project',
    place: 'projects',
    existing: all.flatMap((row) => {
      if (row.key !== DEFAULT_PROJECT) return [row]
      return named ? [{ ...row, managedBy: 'file' as const }] : []
    }),
    wanted,
    compare: async (row, write, index) => {
      const { userIds, groupIds } = await placed(`projects.${index}`, () => memberIdsOf(client, write.members))
      if (row === null) return []
      const before = { name: row.name, members: sorted(row.members) }
      const isSame = same([...userIds, ...groupIds].toSorted(), row.memberIds.toSorted())
      return compared(before, { name: write.name, members: sorted(write.members) }, isSame)
    },
    insert: (write) => insertProject(client, { ...write, by: 'file' }, tools),
    update: (row, write) => {
      const by = row.key === DEFAULT_PROJECT ? 'console' : 'file'
      return updateProject(client, row.id, { patch: write, by, tools })
    },
    remove: (row) => removeProject(client, row, { nowMs: tools.nowMs(), by: 'file' }),
  })
}
