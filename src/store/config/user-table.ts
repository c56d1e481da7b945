// People as a table: what taking one would change, found first; then all of it in one transaction, or nothing. Whoever does not
// stand in the table stays, and so does what it has no column for.

import { createHash } from 'node:crypto'
import type pg from 'pg'
import { limits } from '#core/limits'
import { type Listed, methodsListed } from '#core/plan/listed-methods'
import type { Language } from '#core/plan/plan'
import { allGroups, type GroupRecord, updateGroup } from '../account/groups.ts'
import { grantsOfGroup, grantsOfUser, type Holder, mustHoldGrants, usersWithGrants } from '../account/roles.ts'
import { canonicalJson } from './canonical.ts'
import { type ConfigDeps, ConfigRefusal, change } from './context.ts'
import { differences, type FieldChange } from './diff.ts'
import { type UserRow, writeUserRows } from './user-rows.ts'
import { allUsers, type MethodWrite, type StoredUser } from './users.ts'

export type TableRow = {
  readonly line: number
  readonly key: string
  readonly name: string
  readonly language: Language | null
  /** Addresses as they are stored. */
  readonly listed: Listed
  /** Keys or names; null: nothing is said of groups. */
  readonly groups: readonly string[] | null
}
export type TableProblem = {
  readonly line: number
  readonly column: 'key' | 'mail' | 'groups'
  readonly code: string
  readonly detail: string
}
export type TableChange = {
  readonly line: number
  readonly key: string
  readonly name: string
  readonly action: 'create' | 'update'
  readonly fields: readonly FieldChange[]
}
export type TableResult =
  | { readonly ok: false; readonly problems: readonly TableProblem[] }
  | {
      readonly ok: true
      readonly changes: readonly TableChange[]
      /** Keys of the groups whose members change. */
      readonly groups: readonly string[]
      readonly unchanged: number
      readonly seen: string
    }
export type TableOptions = {
  readonly rehearse: boolean
  /** Of the rehearsal; null: whatever it would change by now. */
  readonly seen: string | null
  readonly holder: ReadonlySet<string>
  readonly showAddress: (address: string) => string
  readonly progress: (done: number, of: number) => Promise<void>
}

const ROWS_AT_ONCE = 500

/** Calls are answered by the same process: nothing keeps it busy for long. */
const others = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

type Told = { readonly name: string; readonly language: string; readonly methods: readonly MethodWrite[] }

const told = ({ name, language, methods }: Told, show: (address: string) => string) => ({
  name,
  language,
  contactMethods: methods.map(({ channel, label, address, isDefault }) => ({
    channel,
    label,
    address: show(address),
    default: isDefault,
  })),
})

const mailsOf = (methods: readonly MethodWrite[]): string =>
  methods.flatMap(({ channel, address }) => (channel === 'mail' ? [address] : [])).join('\n')

type Wanted = { readonly row: UserRow; readonly change: TableChange; readonly movesMail: boolean }

const whole = (address: string): string => address

const changed = (old: Told, now: Told, show: (address: string) => string): readonly FieldChange[] => {
  if (canonicalJson(told(old, whole)) === canonicalJson(told(now, whole))) return []
  const shown = differences(told(old, show), told(now, show))
  // Two numbers may look the same behind their masks; that they differ is still said.
  return shown.length > 0 ? shown : [{ field: 'contactMethods' }]
}

const createdOf = (row: TableRow): Wanted => {
  const { line, key, name, language } = row
  const now = { id: null, key, name, language: language ?? 'ja', methods: methodsListed([], row.listed) }
  return { row: now, change: { line, key, name, action: 'create', fields: [] }, movesMail: false }
}

const updatedOf = (row: TableRow, old: StoredUser, show: (address: string) => string): Wanted | null => {
  const { line, key, name } = row
  const methods = methodsListed(old.methods, row.listed)
  const now = { id: old.id, key, name, language: row.language ?? old.language, methods }
  const fields = changed(old, now, show)
  if (fields.length === 0) return null
  return {
    row: now,
    change: { line, key, name, action: 'update', fields },
    movesMail: mailsOf(old.methods) !== mailsOf(methods),
  }
}

type Here = Pick<ConfigDeps, 'roles' | 'newId' | 'nowMs'> & {
  readonly client: pg.PoolClient
  readonly options: TableOptions
}

/** Links for a new password go to a mail address: whoever moves it must be allowed what the person is. */
const wrongUser = async (
  { client, options, roles }: Here,
  old: StoredUser,
  wanted: Wanted,
): Promise<TableProblem | null> => {
  const { line, key } = wanted.change
  if (old.managedBy === 'file') return { line, column: 'key', code: 'config.managed_by_file', detail: key }
  if (!wanted.movesMail) return null
  try {
    mustHoldGrants(options.holder, roles, await grantsOfUser(client, old.id))
    return null
  } catch (error) {
    if (!(error instanceof ConfigRefusal)) throw error
    return { line, column: 'mail', code: error.code, detail: error.detail }
  }
}

type Found = {
  readonly wanted: readonly Wanted[]
  readonly problems: readonly TableProblem[]
}

const usersIn = async (here: Here, rows: readonly TableRow[]): Promise<Found> => {
  const mighty = await usersWithGrants(here.client)
  const existing = new Map((await allUsers(here.client)).map((user) => [user.key, user]))
  const wanted: Wanted[] = []
  const problems: TableProblem[] = []
  for (const [index, row] of rows.entries()) {
    if (index % ROWS_AT_ONCE === 0) await others()
    const old = existing.get(row.key) ?? null
    const found = old === null ? createdOf(row) : updatedOf(row, old, here.options.showAddress)
    if (found === null) continue
    const wrong =
      old === null ? null : await wrongUser(here, old, { ...found, movesMail: found.movesMail && mighty.has(old.id) })
    if (wrong === null) wanted.push(found)
    else problems.push(wrong)
  }
  return { wanted, problems }
}

type Membership = { readonly group: GroupRecord; readonly members: readonly string[]; readonly line: number }

/** Who stands in the table is in exactly the groups it names; whoever does not keeps their place. */
const membersAfter = (
  group: GroupRecord,
  saying: readonly TableRow[],
  naming: readonly TableRow[],
): readonly string[] => {
  const inTable = new Set(saying.map(({ key }) => key))
  const named = new Set(naming.map(({ key }) => key))
  const before = group.members.map(({ key }) => key)
  const kept = before.filter((key) => !inTable.has(key) || named.has(key))
  const there = new Set(kept)
  return [...kept, ...naming.flatMap(({ key }) => (there.has(key) ? [] : [key]))]
}

const wrongGroup = async (
  { client, options, roles }: Here,
  { group, members, line }: Membership,
): Promise<TableProblem | null> => {
  const about = { line, column: 'groups', detail: group.name } as const
  if (group.managedBy === 'file') return { ...about, code: 'config.managed_by_file' }
  if (!options.holder.has('groups:write')) return { ...about, code: 'auth.scope_missing', detail: 'groups:write' }
  if (members.length > limits.membersPerGroup.max)
    return { ...about, code: 'request.invalid', detail: `${group.name}: ${members.length}` }
  mustHoldGrants(options.holder, roles, await grantsOfGroup(client, group.id))
  return null
}

const groupsIn = async (here: Here, rows: readonly TableRow[]) => {
  const saying = rows.filter(({ groups }) => groups !== null)
  if (saying.length === 0) return { memberships: [], problems: [] }
  const all = await allGroups(here.client)
  const byName = new Map(all.flatMap((group) => [[group.name, group] as const, [group.key, group] as const]))
  const naming = new Map<string, TableRow[]>()
  const problems: TableProblem[] = []
  for (const row of saying)
    for (const name of row.groups ?? []) {
      const group = byName.get(name)
      if (group === undefined)
        problems.push({ line: row.line, column: 'groups', code: 'group.not_found', detail: name })
      else naming.set(group.id, [...(naming.get(group.id) ?? []), row])
    }
  const memberships = all.flatMap((group): Membership[] => {
    const its = naming.get(group.id) ?? []
    const members = membersAfter(group, saying, its)
    const before = group.members.map(({ key }) => key)
    return canonicalJson(members) === canonicalJson(before)
      ? []
      : [{ group, members, line: its[0]?.line ?? saying[0]?.line ?? 1 }]
  })
  for (const membership of memberships) {
    const wrong = await wrongGroup(here, membership)
    if (wrong !== null) problems.push(wrong)
  }
  return { memberships, problems }
}

const fingerprint = (wanted: readonly Wanted[], memberships: readonly Membership[]): string =>
  createHash('sha256')
    .update(
      canonicalJson([
        wanted.map(({ row, change: shown }) => [row, shown.fields]),
        memberships.map(({ group, members }) => [group.id, members]),
      ]),
    )
    .digest('hex')

const write = async (here: Here, wanted: readonly Wanted[], memberships: readonly Membership[]): Promise<void> => {
  const { client, options } = here
  for (let at = 0; at < wanted.length; at += ROWS_AT_ONCE) {
    await options.progress(at, wanted.length)
    const some = wanted.slice(at, at + ROWS_AT_ONCE).map(({ row }) => row)
    await writeUserRows(client, some, here)
  }
  for (const { group, members } of memberships)
    await updateGroup(client, group.id, {
      patch: { members },
      by: 'console',
      tools: { ...here, holder: options.holder },
    })
  await options.progress(wanted.length, wanted.length)
}

const take = async (here: Here, rows: readonly TableRow[]): Promise<TableResult> => {
  const { wanted, problems } = await usersIn(here, rows)
  const { memberships, problems: ofGroups } = await groupsIn(here, rows)
  if (problems.length + ofGroups.length > 0) return { ok: false, problems: [...problems, ...ofGroups] }
  const seen = fingerprint(wanted, memberships)
  const { rehearse, seen: looked } = here.options
  if (looked !== null && looked !== seen) throw new ConfigRefusal('config.changed_meanwhile', 'users')
  if (!rehearse) await write(here, wanted, memberships)
  return {
    ok: true,
    changes: wanted.map((one) => one.change),
    groups: memberships.map(({ group }) => group.key),
    unchanged: rows.length - wanted.length,
    seen,
  }
}

export const createUserTable = (deps: ConfigDeps) => ({
  /** @errors config.changed_meanwhile, role.too_wide, account.last_administrator */
  take: (
    spaceId: string,
    rows: readonly TableRow[],
    options: TableOptions & { readonly holder: Exclude<Holder, 'everything'> },
  ) =>
    options.rehearse
      ? deps.inSnapshot(spaceId, (client) => take({ ...deps, client, options }, rows))
      : change(deps, spaceId, (client) => take({ ...deps, client, options }, rows)),
})
