// Users and their contact methods. A method keeps its id as long as its channel and label stay, so that plans and later
// statistics speak of the same phone after its number was corrected.

import type pg from 'pg'
import { openQuiet, type QuietHours } from '#core/callout/quiet'
import type { MethodId, UserId } from '#core/ids'
import type { Channel, Language } from '#core/plan/plan'
import type { ContactMethod, Person } from '#core/plan/policy'
import type { Verification } from '#core/verification'
import { nextNumber } from '../account/counters.ts'
import { grantsOfUser, type Holder, keepingAdministrator, mustHoldGrants, type RoleTable } from '../account/roles.ts'
import { goneSubscriptions } from '../message/push-subscriptions.ts'
import { type ConfigDeps, ConfigRefusal, change, type Manager, spaceHere } from './context.ts'
import { isUuid, objectTable, type Page, type PageRequest, type Seen, type Stamp, type Stored } from './objects.ts'
import { verificationsOf } from './verification.ts'

export type MethodWrite = {
  readonly channel: Channel
  readonly label: string
  /** E.164 for phone and sms; checked by the caller. */
  readonly address: string
  readonly isDefault: boolean
  /** The key of a connection; it need not exist yet. */
  readonly connection?: string | null | undefined
  readonly waitMinutes?: number | null | undefined
}
export type UserWrite = {
  readonly key: string
  readonly name: string
  readonly language: Language
  readonly methods: readonly MethodWrite[]
  /** Their own words before and after a call about alerts. */
  readonly opening?: string | null | undefined
  readonly closing?: string | null | undefined
  readonly quietHours?: QuietHours | null | undefined
}
type Own = {
  readonly language: Language
  readonly opening: string | null
  readonly closing: string | null
  readonly quiet: QuietHours | null
  /** What other products' APIs call this person by: an integer of the space, given once and for good. */
  readonly number: number
}
/** `optedOutAtMs`: since when the owner of a number wants no SMS. `goneAtMs`: since when a browser receives nothing any more. */
export type MethodRecord = ContactMethod & {
  readonly verification: Verification
  readonly optedOutAtMs?: number
  readonly goneAtMs?: number
}
export type UserRecord = Stored<Own & { readonly methods: readonly MethodRecord[] }>

export const userTable = objectTable<Own>({
  table: 'app_user',
  kind: 'user',
  own: ['language', 'number', 'opening', 'closing', 'quiet'],
})

type MethodRow = ContactMethod & { readonly userId: string }

const methodsOf = async (client: pg.PoolClient, userIds: readonly string[]): Promise<Map<string, ContactMethod[]>> => {
  const methods = new Map<string, ContactMethod[]>(userIds.map((id) => [id, []]))
  if (userIds.length === 0) return methods
  const { rows } = await client.query<MethodRow>(
    `select id, user_id as "userId", channel, label, address, is_default as "isDefault", connection,
       wait_minutes as "waitMinutes"
     from contact_method where user_id = any($1::uuid[]) order by user_id, position`,
    [userIds],
  )
  for (const { userId, connection, waitMinutes, ...method } of rows)
    methods.get(userId)?.push({
      ...method,
      ...(connection === null ? {} : { connection }),
      ...(waitMinutes === null ? {} : { waitMinutes }),
    })
  return methods
}

export type StoredUser = Stored<Own & { readonly methods: readonly ContactMethod[] }>

const withMethods = async (client: pg.PoolClient, users: readonly Stored<Own>[]): Promise<StoredUser[]> => {
  const methods = await methodsOf(
    client,
    users.map((user) => user.id),
  )
  return users.map((user) => ({ ...user, methods: methods.get(user.id) ?? [] }))
}

/** Since when the owners of these numbers want no SMS. */
const optOutsOf = async (
  client: pg.PoolClient,
  methods: readonly ContactMethod[],
): Promise<ReadonlyMap<string, { readonly optedOutAtMs: number }>> => {
  const numbers = methods.flatMap(({ channel, address }) => (channel === 'sms' ? [address] : []))
  if (numbers.length === 0) return new Map()
  const { rows } = await client.query<{ address: string; since: number }>(
    'select address, since from sms_opt_out where address = any($1::text[])',
    [numbers],
  )
  return new Map(rows.map(({ address, since }) => [address, { optedOutAtMs: since }]))
}

/** As they are shown: with how each of their methods stands. */
const shown = async (client: pg.PoolClient, users: readonly Stored<Own>[], nowMs: number): Promise<UserRecord[]> => {
  const ids = users.map(({ id }) => id)
  const verifications = await verificationsOf(client, ids, nowMs)
  const whole = await withMethods(client, users)
  const all = whole.flatMap(({ methods }) => methods)
  const optOuts = await optOutsOf(client, all)
  const gone = await goneSubscriptions(client, all)
  const standing = (one: ContactMethod): MethodRecord => ({
    ...one,
    verification: verifications.get(one.id) ?? unverified,
    ...(one.channel === 'sms' ? optOuts.get(one.address) : undefined),
    ...(one.channel === 'push' ? gone.get(one.address) : undefined),
  })
  return whole.map(({ methods, ...user }) => ({ ...user, methods: methods.map(standing) }))
}

const unverified: Verification = { state: 'unverified', atMs: null, by: null, untilMs: null }

export const allUsers = async (client: pg.PoolClient): Promise<StoredUser[]> =>
  withMethods(client, await userTable.all(client))

/** The people a plan needs, by id; deleted ones are absent. */
export const peopleOf = async (client: pg.PoolClient, ids: readonly string[]): Promise<Map<string, Person>> => {
  if (ids.length === 0) return new Map()
  const uuids = ids.filter(isUuid)
  const [{ rows }, methods] = await Promise.all([
    client.query<Omit<Person, 'methods'>>(
      'select id, key, name, language, opening, closing from app_user where deleted_at is null and id = any($1::uuid[])',
      [uuids],
    ),
    methodsOf(client, uuids),
  ])
  return new Map(rows.map((row) => [row.id, { ...row, id: row.id as UserId, methods: methods.get(row.id) ?? [] }]))
}

/** Upserts by channel and label in the given order; the others go. */
const writeMethods = async (
  client: pg.PoolClient,
  userId: string,
  { methods, newId }: { methods: readonly MethodWrite[]; newId: () => string },
): Promise<void> => {
  await client.query(
    `delete from contact_method where user_id = $1
       and not (channel || ' ' || label = any($2::text[]))`,
    [userId, methods.map((method) => `${method.channel} ${method.label}`)],
  )
  for (const [position, method] of methods.entries()) {
    await client.query(
      `insert into contact_method (id, space_id, user_id, channel, label, address, is_default, position, connection,
         wait_minutes) values ($1, ${spaceHere}, $2, $3, $4, $5, $6, $7, $8, $9)
       on conflict (user_id, channel, label)
       do update set address = excluded.address, is_default = excluded.is_default, position = excluded.position,
         connection = excluded.connection, wait_minutes = excluded.wait_minutes`,
      [
        newId() as MethodId,
        userId,
        method.channel,
        method.label,
        method.address,
        method.isDefault,
        position,
        method.connection ?? null,
        method.waitMinutes ?? null,
      ],
    )
  }
}

/** @errors user.quiet_hours_invalid */
const checkedQuiet = (key: string, hours: QuietHours | null): QuietHours | null => {
  const opened = hours === null ? null : openQuiet(hours)
  if (opened !== null && !opened.ok)
    throw new ConfigRefusal('user.quiet_hours_invalid', `${key}: ${opened.code}: ${opened.detail}`, 'quietHours')
  return hours
}

type Tools = Pick<ConfigDeps, 'newId' | 'nowMs'>

export const insertUser = async (
  client: pg.PoolClient,
  write: UserWrite & { by: Manager },
  tools: Tools,
): Promise<string> => {
  const nowMs = tools.nowMs()
  const id = tools.newId(nowMs)
  const { key, name, language, by, methods, opening = null, closing = null, quietHours = null } = write
  const quiet = checkedQuiet(key, quietHours)
  const number = await nextNumber(client, 'user')
  await userTable.insert(client, id, { key, name, own: { language, number, opening, closing, quiet }, nowMs, by })
  await writeMethods(client, id, { methods, newId: () => tools.newId(nowMs) })
  return id
}

const ownOf = (patch: Partial<UserWrite>, old: Stored<Own>): Own => ({
  number: old.number,
  language: patch.language ?? old.language,
  opening: patch.opening === undefined ? old.opening : patch.opening,
  closing: patch.closing === undefined ? old.closing : patch.closing,
  quiet: patch.quietHours === undefined ? old.quiet : checkedQuiet(patch.key ?? old.key, patch.quietHours),
})

/** Whoever changes or removes them, and what roles are worth. */
export type Keeper = { readonly holder: Holder; readonly roles: RoleTable }

const mustKeep = async (client: pg.PoolClient, userId: string, { holder, roles }: Keeper): Promise<void> =>
  mustHoldGrants(holder, roles, await grantsOfUser(client, userId))

const mailsOf = (methods: readonly MethodWrite[]): string =>
  methods.flatMap(({ channel, address }) => (channel === 'mail' ? [address] : [])).join('\n')

/**
 * Links for a new password go to a user's mail address: whoever sets it could sign in as them, and must be allowed what they are.
 * @errors role.too_wide
 */
const mayMoveMail = async (
  client: pg.PoolClient,
  old: Stored<Own>,
  { methods, keeper }: { readonly methods: readonly MethodWrite[]; readonly keeper: Keeper },
): Promise<void> => {
  const [before] = await withMethods(client, [old])
  if (before !== undefined && mailsOf(before.methods) !== mailsOf(methods)) await mustKeep(client, old.id, keeper)
}

type UserChange = {
  readonly patch: Partial<UserWrite>
  readonly by: Manager
  readonly tools: Tools
  readonly keeper: Keeper
}

export const updateUser = async (
  client: pg.PoolClient,
  ref: string,
  { patch, by, tools, keeper }: UserChange,
): Promise<string> => {
  const old = await userTable.get(client, ref)
  if (patch.methods !== undefined) await mayMoveMail(client, old, { methods: patch.methods, keeper })
  const nowMs = tools.nowMs()
  await userTable.update(client, old, {
    key: patch.key ?? old.key,
    name: patch.name ?? old.name,
    own: ownOf(patch, old),
    nowMs,
    by,
  })
  if (patch.methods !== undefined) {
    await writeMethods(client, old.id, { methods: patch.methods, newId: () => tools.newId(nowMs) })
  }
  return old.id
}

/** Takes their accounts, sessions and roles with them. @errors account.last_administrator, role.too_wide */
export const removeUser = async (
  client: pg.PoolClient,
  old: Stored<object>,
  { stamp, keeper }: { readonly stamp: Stamp; readonly keeper: Keeper },
): Promise<void> => {
  await mustKeep(client, old.id, keeper)
  await keepingAdministrator(client, keeper.roles, async () => {
    await userTable.remove(client, old as Stored<Own>, stamp)
    for (const table of ['account', 'role_grant', 'user_group_member', 'project_member', 'one_time_link']) {
      await client.query(`delete from ${table} where user_id = $1`, [old.id])
    }
  })
}

const recordOf = async (client: pg.PoolClient, ref: string, nowMs: number): Promise<UserRecord> => {
  const user = await userTable.get(client, ref)
  const [record] = await shown(client, [user], nowMs)
  return record as UserRecord
}

export const createUsers = (deps: ConfigDeps) => ({
  list: (spaceId: string, page: PageRequest): Promise<Page<UserRecord>> =>
    deps.inSpace(spaceId, async (client) => {
      const { items, next } = await userTable.list(client, page)
      return { items: await shown(client, items, deps.nowMs()), next }
    }),
  /** Those of these keys and ids, by key; the others are absent. */
  among: (spaceId: string, refs: readonly string[]): Promise<readonly UserRecord[]> =>
    deps.inSpace(spaceId, async (client) => {
      const found = await userTable.findAll(client, refs)
      const inOrder = found.toSorted((one, other) => (one.key < other.key ? -1 : 1))
      return shown(client, inOrder, deps.nowMs())
    }),
  get: (spaceId: string, ref: string): Promise<UserRecord> =>
    deps.inSpace(spaceId, (client) => recordOf(client, ref, deps.nowMs())),
  create: (spaceId: string, write: UserWrite): Promise<UserRecord> =>
    change(deps, spaceId, async (client) =>
      recordOf(client, await insertUser(client, { ...write, by: 'console' }, deps), deps.nowMs()),
    ),
  /** @param holder what whoever changes it may do. @errors role.too_wide */
  update: (
    spaceId: string,
    ref: string,
    { seenAtMs = null, holder, ...patch }: Partial<UserWrite> & Seen & { readonly holder: Holder },
  ) =>
    change(deps, spaceId, async (client): Promise<UserRecord> => {
      await userTable.unchanged(client, ref, seenAtMs)
      const keeper = { holder, roles: deps.roles }
      const id = await updateUser(client, ref, { patch, by: 'console', tools: deps, keeper })
      return recordOf(client, id, deps.nowMs())
    }),
  remove: (spaceId: string, ref: string, holder: Holder): Promise<void> =>
    change(deps, spaceId, async (client) =>
      removeUser(client, await userTable.get(client, ref), {
        stamp: { nowMs: deps.nowMs(), by: 'console' },
        keeper: { holder, roles: deps.roles },
      }),
    ),
})
