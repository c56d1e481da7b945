// Policy groups of a configuration file: how they are compared and written when it is applied.

import type pg from 'pg'
import { type FileTools, freeNames, type Sync, untyped } from './apply-kinds.ts'
import { differences } from './diff.ts'
import { groupsWithKeys, type PolicyGroupWrite, policyGroupTable, resolvePolicies } from './policy-groups.ts'

export const policyGroupKind = async (
  client: pg.PoolClient,
  wanted: readonly PolicyGroupWrite[],
  tools: FileTools,
): Promise<Sync> => {
  const existing = await policyGroupTable.all(client)
  const stamp = { nowMs: tools.nowMs(), by: 'file' as const }
  const bodyOf = (write: PolicyGroupWrite) =>
    resolvePolicies(client, write.policies, `policyGroups.${wanted.indexOf(write)}.policies`)
  return untyped({
    kind: 'policy_group',
    place: 'policyGroups',
    existing,
    wanted,
    prepare: () => freeNames(client, 'policy_group', { existing, wanted }),
    compare: async (row, write) => {
      const body = await bodyOf(write)
      if (row === null) return []
      const [old, now] = await groupsWithKeys(client, [row, { ...row, name: write.name, body }])
      return differences({ name: old?.name, policies: old?.policies }, { name: now?.name, policies: now?.policies })
    },
    insert: async (write) => {
      const { key, name } = write
      const own = { body: await bodyOf(write) }
      await policyGroupTable.insert(client, tools.newId(tools.nowMs()), { key, name, own, ...stamp })
    },
    update: async (row, write) => {
      const { key, name } = write
      await policyGroupTable.update(client, row, { key, name, own: { body: await bodyOf(write) }, ...stamp })
    },
    remove: (row) => policyGroupTable.remove(client, row, stamp),
  })
}
