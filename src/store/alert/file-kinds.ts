// Sources and routing rules of a configuration file: how they are compared and written when it is applied. A source's key is
// compared by its hash, and said to be set or new; a source whose key the file does not give gets one that nobody knows, until
// it is renewed.

import type pg from 'pg'
import { type FileTools, type Sync, untyped } from '../config/apply-kinds.ts'
import { ConfigRefusal, spaceHere } from '../config/context.ts'
import { differences } from '../config/diff.ts'
import { policyTable } from '../config/policies.ts'
import { allRules, ownBody, type RuleRecord, type RuleWrite, ruleTable, shownRules } from './rules.ts'
import { backMarks, noBack, type OwnBack, ownBack } from './source-back.ts'
import { changeSource, forgetSource, hashed, insertSource, makeKey, type SourceWrite, sourceTable } from './sources.ts'

/** null: the key stays as it is. */
export type FileSource = SourceWrite & { readonly secret: string | null }

const stampOf = ({ nowMs }: FileTools) => ({ nowMs: nowMs(), by: 'file' as const })

const spaceOf = async (client: pg.PoolClient): Promise<string> => {
  const { rows } = await client.query<{ id: string }>(`select ${spaceHere}::text as id`)
  return rows[0]?.id ?? ''
}

/** Two sources with one key could not be told apart. @errors source.secret_taken */
const onlyOne = async (
  client: pg.PoolClient,
  { hash, id, field }: { readonly hash: string; readonly id: string; readonly field: string },
): Promise<void> => {
  const { rows } = await client.query<{ key: string }>('select key from alert_source where hash = $1 and id <> $2', [
    hash,
    id,
  ])
  if (rows[0] !== undefined) throw new ConfigRefusal('source.secret_taken', rows[0].key, field)
}

const sourceKind = async (client: pg.PoolClient, wanted: readonly FileSource[], tools: FileTools): Promise<Sync> => {
  const space = await spaceOf(client)
  const field = (write: FileSource) => `sources.${wanted.indexOf(write)}`
  const shown = (source: Omit<SourceWrite, 'key' | 'back'>, secret: string) => {
    const { name, kind, enabled, mapping, mail, heartbeat, liveness } = source
    return { name, kind, enabled, mapping, mail, heartbeat, liveness, secret }
  }
  const ownOf = async (write: FileSource, old: OwnBack & { readonly id: string; readonly hash: string }) => {
    const { kind, enabled, mapping, mail, heartbeat, liveness, secret } = write
    const given = secret === null ? old.hash : hashed(space, secret)
    await onlyOne(client, { hash: given, id: old.id, field: `${field(write)}.secret` })
    const { sealer } = tools
    const back = ownBack({ id: old.id, kind, write: write.back, old, sealer, field: `${field(write)}.back` })
    return { kind, enabled, mapping, mail, heartbeat, liveness, hash: given, ...back }
  }
  return untyped({
    kind: 'source',
    place: 'sources',
    existing: await sourceTable.all(client),
    wanted,
    compare: (row, write) => {
      if (row === null) return []
      const same = write.secret === null || hashed(space, write.secret) === row.hash
      const back = backMarks(row, write.back, tools.sealer)
      return differences(
        { ...shown(row, '(set)'), ...back.before },
        { ...shown(write, same ? '(set)' : '(new value)'), ...back.after },
      )
    },
    insert: async (write) => {
      const id = tools.newId(tools.nowMs())
      const own = await ownOf(write, { ...noBack, id, hash: hashed(space, makeKey()) })
      await insertSource(client, id, { key: write.key, name: write.name, own, ...stampOf(tools) })
    },
    update: async (row, write) => {
      const own = await ownOf(write, row)
      await changeSource(client, row, { key: write.key, name: write.name, own, ...stampOf(tools) })
    },
    remove: async (row) => {
      const stamp = stampOf(tools)
      await sourceTable.remove(client, row, stamp)
      await forgetSource(client, { id: row.id, nowMs: stamp.nowMs })
    },
  })
}

/** @errors rule.policy_unknown */
const policyOf = async (client: pg.PoolClient, ref: string, field: string) => {
  const found = await policyTable.find(client, ref)
  if (found === null) throw new ConfigRefusal('rule.policy_unknown', ref, field)
  return found
}

const ruleKind = async (client: pg.PoolClient, wanted: readonly RuleWrite[], tools: FileTools): Promise<Sync> => {
  const field = (write: RuleWrite) => `rules.${wanted.indexOf(write)}.policy`
  const shown = ({ name, position, policy, body }: Omit<RuleWrite, 'key'>) => ({ name, position, policy, ...body })
  const ownOf = async (write: RuleWrite) => {
    const { id } = await policyOf(client, write.policy, field(write))
    const project = `rules.${wanted.indexOf(write)}.incident.project`
    return { position: write.position, policy_id: id, body: await ownBody(client, write.body, project) }
  }
  return untyped<RuleRecord, RuleWrite>({
    kind: 'rule',
    place: 'rules',
    existing: await shownRules(client, await ruleTable.all(client)),
    wanted,
    compare: async (row, write) => {
      if (row === null) return []
      const { key } = await policyOf(client, write.policy, field(write))
      return differences(shown(row), shown({ ...write, policy: key }))
    },
    insert: async (write) => {
      const { key, name } = write
      await ruleTable.insert(client, tools.newId(tools.nowMs()), {
        key,
        name,
        own: await ownOf(write),
        ...stampOf(tools),
      })
    },
    update: async (row, write) => {
      const { key, name } = write
      const old = await ruleTable.get(client, row.id)
      await ruleTable.update(client, old, { key, name, own: await ownOf(write), ...stampOf(tools) })
    },
    remove: async (row) => ruleTable.remove(client, await ruleTable.get(client, row.id), stampOf(tools)),
  })
}

/** Rules name policies, and what is about them is written after them. */
export const alertKinds = async (
  client: pg.PoolClient,
  {
    sources = [],
    rules = [],
  }: { readonly sources?: readonly FileSource[] | undefined; readonly rules?: readonly RuleWrite[] | undefined },
  tools: FileTools,
): Promise<readonly Sync[]> => [await sourceKind(client, sources, tools), await ruleKind(client, rules, tools)]

/** As a file has them; keys of sources are in no export, and stay as they are when it is applied. */
export const exportAlerts = async (client: pg.PoolClient) => ({
  sources: (await sourceTable.all(client)).map(
    ({ key, name, kind, enabled, mapping, mail, heartbeat, liveness, back }) => ({
      key,
      name,
      kind,
      enabled,
      ...(mapping === null ? {} : { mapping }),
      ...(mail === null ? {} : { mail }),
      ...(heartbeat === null ? {} : { heartbeat }),
      ...(liveness === null ? {} : { liveness }),
      ...(back === null ? {} : { back }),
    }),
  ),
  rules: (await allRules(client)).map(({ key, name, position, policy, body }) => ({
    key,
    name,
    position,
    policy,
    ...body,
  })),
})
