// How each kind of object is read, compared and written when a file is applied. apply.ts decides what happens; here is how.

import type pg from 'pg'
import type { PolicyFields } from '#core/plan/policy'
import { canonicalJson } from './canonical.ts'
import {
  type ConnectionWrite,
  connectionTable,
  enteredSecrets,
  insertConnection,
  type SecretSealer,
  secretContext,
  updateConnection,
} from './connections.ts'
import { type ConfigDeps, ConfigRefusal, type Manager } from './context.ts'
import { differences, type FieldChange } from './diff.ts'
import type { ObjectKind } from './objects.ts'
import {
  insertPolicyBody,
  type PolicyWrite,
  policyTable,
  resolvePolicy,
  withKeys,
  writePolicyBody,
} from './policies.ts'
import { insertTemplate, type TemplateWrite, templateTable, updateTemplate } from './templates.ts'
import { allUsers, insertUser, type Keeper, removeUser, type StoredUser, type UserWrite, updateUser } from './users.ts'

export type Change = {
  readonly kind: ObjectKind
  readonly key: string
  readonly action: 'create' | 'update' | 'delete' | 'unchanged'
  readonly fields: readonly FieldChange[]
}

export type FileTools = Pick<ConfigDeps, 'nowMs' | 'newId' | 'roles'> & { readonly sealer: SecretSealer }

type Row = { readonly key: string; readonly managedBy: Manager }
type Keyed = { readonly key: string }

/** One kind, ready to be made equal to the file; rows and writes are told apart by their keys. */
export type Sync = {
  readonly kind: ObjectKind
  readonly place: string
  readonly existing: readonly Row[]
  readonly wanted: readonly Keyed[]
  /** Before the first write. */
  readonly prepare?: () => Promise<unknown>
  readonly compare: (row: Row | null, write: Keyed, index: number) => Promise<readonly FieldChange[]>
  readonly insert: (write: Keyed) => Promise<unknown>
  readonly update: (row: Row, write: Keyed) => Promise<unknown>
  readonly remove: (row: Row) => Promise<void>
  /** In the place of `remove`, for kinds with thousands. */
  readonly removeAll?: (rows: readonly Row[]) => Promise<unknown>
}

type TypedSync<Stored extends Row, Write extends Keyed> = Omit<
  Sync,
  'existing' | 'wanted' | 'compare' | 'insert' | 'update' | 'remove'
> & {
  readonly existing: readonly Stored[]
  readonly wanted: readonly Write[]
  readonly compare: (
    row: Stored | null,
    write: Write,
    index: number,
  ) => readonly FieldChange[] | Promise<readonly FieldChange[]>
  readonly insert: (write: Write) => Promise<unknown>
  readonly update: (row: Stored, write: Write) => Promise<unknown>
  readonly remove: (row: Stored) => Promise<void>
}

/** Forgets the types of one kind: rows and writes only ever come back to the kind they were taken from. */
export const untyped = <Stored extends Row, Write extends Keyed>(sync: TypedSync<Stored, Write>): Sync => ({
  ...sync,
  compare: async (row, write, index) => sync.compare(row as Stored | null, write as Write, index),
  insert: (write) => sync.insert(write as Write),
  update: (row, write) => sync.update(row as Stored, write as Write),
  remove: (row) => sync.remove(row as Stored),
})

const byFile = (tools: FileTools) => ({ nowMs: tools.nowMs(), by: 'file' as const })

/** For kinds that hold people's numbers. */
type ShowingTools = FileTools & { readonly showAddress: (address: string) => string }

export const userKind = async (
  client: pg.PoolClient,
  wanted: readonly UserWrite[],
  tools: ShowingTools & Keeper,
): Promise<Sync> => {
  const told = (
    { name, language, methods, opening, closing, quietHours }: Omit<UserWrite, 'key'>,
    show: (address: string) => string,
  ) => ({
    name,
    language,
    contactMethods: methods.map(({ channel, label, address, isDefault, connection, waitMinutes }) => ({
      channel,
      label,
      address: show(address),
      default: isDefault,
      ...(connection == null ? {} : { connection }),
      ...(waitMinutes == null ? {} : { waitMinutes }),
    })),
    opening: opening ?? null,
    closing: closing ?? null,
    quietHours: quietHours ?? null,
  })
  const whole = (address: string) => address
  const asWritten = (row: StoredUser): UserWrite => ({ ...row, quietHours: row.quiet })
  return untyped({
    kind: 'user',
    place: 'users',
    existing: await allUsers(client),
    wanted,
    compare: (row, write) => {
      const old = row === null ? null : asWritten(row)
      if (old === null || differences(told(old, whole), told(write, whole)).length === 0) return []
      const shown = differences(told(old, tools.showAddress), told(write, tools.showAddress))
      // Two numbers may look the same behind their masks; that they differ is still said.
      return shown.length > 0 ? shown : [{ field: 'contactMethods' }]
    },
    insert: (write) => insertUser(client, { ...write, by: 'file' }, tools),
    update: (row, write) => updateUser(client, row.id, { patch: write, by: 'file', tools, keeper: tools }),
    remove: (row) => removeUser(client, row, { stamp: byFile(tools), keeper: tools }),
  })
}

/** Marks in place of secrets: set, and whether the value differs. */
const secretMarks = (
  row: { readonly id: string; readonly kind: string; readonly secrets: Readonly<Record<string, string>> },
  write: ConnectionWrite,
  sealer: SecretSealer,
) => {
  const same = (name: string, value: string): boolean => {
    const sealed = row.secrets[name]
    return sealed !== undefined && sealer.open(sealed, secretContext(row.id, name)) === value
  }
  const wanted = Object.entries(write.secrets).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as const] : [],
  )
  return {
    before: Object.fromEntries(Object.keys(enteredSecrets(row)).map((name) => [name, '(set)'])),
    after: Object.fromEntries(wanted.map(([name, value]) => [name, same(name, value) ? '(set)' : '(new value)'])),
  }
}

export const connectionKind = async (
  client: pg.PoolClient,
  wanted: readonly ConnectionWrite[],
  tools: FileTools,
): Promise<Sync> => {
  const existing = await connectionTable.all(client)
  return untyped({
    kind: 'connection',
    place: 'connections',
    existing,
    wanted,
    compare: (row, write, index) => {
      if (row === null) return []
      if (row.kind !== write.kind) throw new ConfigRefusal('config.invalid', write.kind, `connections.${index}.kind`)
      const marks = secretMarks(row, write, tools.sealer)
      const { name, settings, standIns = [] } = write
      return differences(
        { name: row.name, settings: row.settings, standIns: row.stand_ins, secrets: marks.before },
        { name, settings, standIns, secrets: marks.after },
      )
    },
    insert: (write) => insertConnection(client, { ...write, by: 'file' }, tools),
    update: (row, { name, settings, secrets, standIns = [] }) => {
      const dropped = Object.fromEntries(Object.keys(enteredSecrets(row)).map((secret) => [secret, null]))
      const patch = { name, settings, standIns, secrets: { ...dropped, ...secrets } }
      return updateConnection(client, row.id, { patch, by: 'file', tools })
    },
    remove: (row) => connectionTable.remove(client, row, byFile(tools)),
  })
}

export const templateKind = async (
  client: pg.PoolClient,
  wanted: readonly TemplateWrite[],
  tools: FileTools,
): Promise<Sync> =>
  untyped({
    kind: 'template',
    place: 'templates',
    existing: await templateTable.all(client),
    wanted,
    compare: (row, write) =>
      row === null ? [] : differences({ name: row.name, ...row.body }, { name: write.name, ...write.body }),
    insert: (write) => insertTemplate(client, { ...write, by: 'file' }, tools),
    update: (row, write) => updateTemplate(client, row.id, { patch: write, by: 'file', tools }),
    remove: (row) => templateTable.remove(client, row, byFile(tools)),
  })

type Naming = {
  readonly existing: readonly (Row & { readonly id: string; readonly name: string })[]
  readonly wanted: readonly (Keyed & { readonly name: string })[]
}

/** Two of a kind may exchange their names, or one take another's old one: whoever gets a new name gives the old one up first. */
export const freeNames = async (
  client: pg.PoolClient,
  table: 'policy' | 'policy_group',
  { existing, wanted }: Naming,
): Promise<void> => {
  const names = new Map(wanted.map(({ key, name }) => [key, name]))
  const renamed = existing.filter(
    ({ key, name, managedBy }) => managedBy === 'file' && (names.get(key) ?? name) !== name,
  )
  if (renamed.length === 0) return
  await client.query(`update ${table} set name = id::text where id = any($1::uuid[])`, [renamed.map(({ id }) => id)])
}

/** Policies may refer to one another in any order: their ids are known before the first is written. */
export const policyKind = async (
  client: pg.PoolClient,
  wanted: readonly PolicyWrite[],
  tools: ShowingTools,
): Promise<Sync> => {
  const existing = await policyTable.all(client)
  const ids = new Map(existing.map((row) => [row.key, row.id]))
  const coming = new Map(wanted.map(({ key }) => [key, ids.get(key) ?? tools.newId(tools.nowMs())]))
  const resolved = async (write: PolicyWrite, index: number | null) => {
    const { body, unresolved } = await resolvePolicy(client, write.fields, { policies: coming })
    const [first] = unresolved
    if (first !== undefined) throw new ConfigRefusal(first.code, first.ref, `policies.${index ?? ''}.${first.field}`)
    return body
  }
  return untyped({
    kind: 'policy',
    place: 'policies',
    existing,
    wanted,
    prepare: () => freeNames(client, 'policy', { existing, wanted }),
    compare: async (row, write, index) => {
      const body = await resolved(write, index)
      if (row === null) return []
      if (row.name === write.name && canonicalJson(row.body) === canonicalJson(body)) return []
      const [old, now] = await withKeys(client, [row, { ...row, body }])
      const shown = (name: string, fields: PolicyFields | undefined) => {
        const to = fields?.transferTo
        return { name, ...fields, ...(typeof to === 'string' ? { transferTo: tools.showAddress(to) } : {}) }
      }
      const differing = differences(shown(row.name, old?.fields), shown(write.name, now?.fields))
      // Two numbers may look the same behind their masks; that they differ is still said.
      const hidden = differing.length === 0 && old?.fields.transferTo !== now?.fields.transferTo
      return hidden ? [{ field: 'transferTo' }] : differing
    },
    insert: async (write) => {
      const id = coming.get(write.key) ?? ''
      await insertPolicyBody(client, id, { ...write, body: await resolved(write, null), ...byFile(tools) })
    },
    update: async (row, write) => {
      await writePolicyBody(client, row, { ...write, body: await resolved(write, null), ...byFile(tools) })
    },
    remove: (row) => policyTable.remove(client, row, byFile(tools)),
  })
}
