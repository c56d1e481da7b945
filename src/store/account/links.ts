// Links that work once: an invitation lets a person make their account, a reset lets them set a new password. The secret is in the
// answer to its creation and nowhere else; using it, withdrawing it and a week's time each end it.

import type pg from 'pg'
import { type ConfigDeps, ConfigRefusal, change, spaceHere } from '../config/context.ts'
import { isUuid, type Page, type PageRequest } from '../config/objects.ts'
import { cursorOf, fromCursor } from '../config/time-cursor.ts'
import { userTable } from '../config/users.ts'
import { type AccountDeps, getAccount, insertAccount, writePassword } from './accounts.ts'
import { hashOpaque, makeOpaque, spaceOfOpaque } from './opaque.ts'
import { checkPassword } from './passwords.ts'
import { projectTable } from './projects.ts'
import { type Recipient, recipientOf } from './recipient.ts'
import { type Grant, grantsOfUser, type Holder, insertGrant, mustHoldGrants } from './roles.ts'
import type { SignedIn } from './sign-in.ts'

export const LINK_MS = 7 * 24 * 60 * 60_000

export type InvitationWrite = {
  /** Key or id. */
  readonly user: string
  /** The account's name; null leaves it to the person. */
  readonly account: string | null
  readonly subaccount: string
  /** Roles that come with accepting; `project` by key or id, null for the whole space. */
  readonly roles: readonly { readonly role: string; readonly project: string | null }[]
  readonly createdBy: string
  /** Whether it is to be sent by mail. */
  readonly mail: boolean
}
export type LinkRecord = {
  readonly id: string
  readonly kind: 'invitation' | 'reset'
  readonly user: string
  readonly userName: string
  readonly account: string | null
  readonly subaccount: string
  readonly createdBy: string
  readonly createdAtMs: number
  readonly expiresAtMs: number
}
export type NewLink = { readonly record: LinkRecord; readonly secret: string }

type Row = LinkRecord & {
  readonly userId: string
  readonly accountId: string | null
  readonly roles: readonly Grant[]
}

const select = `select l.id, l.kind, l.user_id as "userId", u.key as "user", u.name as "userName", l.account_id as "accountId",
    coalesce(a.name, l.name) as account, coalesce(a.subaccount, l.subaccount) as subaccount, l.roles,
    l.created_by as "createdBy", l.created_at as "createdAtMs", l.expires_at as "expiresAtMs"
  from one_time_link l join app_user u on u.id = l.user_id and u.deleted_at is null left join account a on a.id = l.account_id
  where (a.id is null or not a.disabled)`

const shown = ({ userId: _userId, accountId: _accountId, roles: _roles, ...record }: Row): LinkRecord => record

type NewRow = {
  readonly id: string
  readonly spaceId: string
  readonly kind: 'invitation' | 'reset'
  readonly userId: string
  readonly accountId: string | null
  readonly account: string | null
  readonly subaccount: string
  readonly roles: readonly Grant[]
  readonly createdBy: string
  readonly nowMs: number
  readonly lifeMs?: number
}

export const insertLink = async (client: pg.PoolClient, row: NewRow): Promise<NewLink> => {
  const secret = makeOpaque('nrl', row.spaceId)
  await client.query(
    `insert into one_time_link (id, space_id, hash, kind, user_id, account_id, name, subaccount, roles, created_by, created_at,
       expires_at) values ($1, ${spaceHere}, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      row.id,
      hashOpaque(secret),
      row.kind,
      row.userId,
      row.accountId,
      row.account,
      row.subaccount,
      JSON.stringify(row.roles),
      row.createdBy,
      new Date(row.nowMs),
      new Date(row.nowMs + (row.lifeMs ?? LINK_MS)),
    ],
  )
  const { rows } = await client.query<Row>(`${select} and l.id = $1`, [row.id])
  return { record: shown(rows[0] as Row), secret }
}

/** Inside the transaction that uses it, which takes it out: whoever comes second finds none. @errors link.unknown */
const take = async (client: pg.PoolClient, hash: string, nowMs: number): Promise<Row> => {
  const { rows } = await client.query<Row>(`${select} and l.hash = $1 and l.expires_at > $2 for update of l`, [
    hash,
    new Date(nowMs),
  ])
  const row = rows[0]
  const taken = await client.query('delete from one_time_link where hash = $1', [hash])
  if (row === undefined || taken.rowCount !== 1) throw new ConfigRefusal('link.unknown', 'used, withdrawn or expired')
  return row
}

const rolesOf = async (client: pg.PoolClient, roles: InvitationWrite['roles']): Promise<Grant[]> => {
  const grants: Grant[] = []
  for (const [place, { role, project }] of roles.entries()) {
    const found = project === null ? null : await projectTable.get(client, project, `roles.${place}.project`)
    grants.push({ role, projectId: found?.id ?? null })
  }
  return grants
}

export type LinkUse = { readonly secret: string; readonly account: string | null; readonly password: string }

const createUse = (deps: AccountDeps) => {
  /** Grants of projects that are gone since are left off. */
  const accept = async (
    client: pg.PoolClient,
    { link, account, hash, spaceId }: { link: Row; account: string; hash: string; spaceId: string },
  ): Promise<SignedIn> => {
    const nowMs = deps.nowMs()
    const id = deps.newId(nowMs)
    const { userId, subaccount } = link
    await insertAccount(client, { id, userId, account, subaccount, password: hash, mustChange: false }, nowMs)
    const projects = await projectTable.findAll(
      client,
      link.roles.flatMap(({ projectId }) => projectId ?? []),
    )
    for (const grant of link.roles) {
      if (grant.projectId !== null && !projects.some((project) => project.id === grant.projectId)) continue
      await insertGrant(client, { ...grant, id: deps.newId(nowMs), userId, groupId: null }, nowMs)
    }
    return { id, spaceId, userId, mustChange: false }
  }

  const look = (client: pg.PoolClient, secret: string): Promise<Row | null> =>
    client
      .query<Row>(`${select} and l.hash = $1 and l.expires_at > $2`, [hashOpaque(secret), new Date(deps.nowMs())])
      .then(({ rows }) => rows[0] ?? null)

  return {
    /** What a link is for, to whoever holds it. @errors link.unknown */
    look: async (spaceId: string, secret: string): Promise<LinkRecord> => {
      const known = spaceOfOpaque('nrl', secret) === spaceId
      const row = known ? await deps.inSpace(spaceId, (client) => look(client, secret)) : null
      if (row === null) throw new ConfigRefusal('link.unknown', 'used, withdrawn or expired')
      return shown(row)
    },
    /** @errors link.unknown, account.name_missing, account.name_taken, account.password_rules */
    use: async (spaceId: string, { secret, account, password }: LinkUse): Promise<SignedIn> => {
      const known = spaceOfOpaque('nrl', secret) === spaceId
      const link = known ? await deps.inSpace(spaceId, (client) => look(client, secret)) : null
      if (link === null) throw new ConfigRefusal('link.unknown', 'used, withdrawn or expired')
      const name = link.account ?? account
      if (name === null) throw new ConfigRefusal('account.name_missing', 'account', 'account')
      checkPassword(password, [name, link.subaccount])
      const hash = await deps.passwords.hash(password)
      return change(deps, spaceId, async (client) => {
        const taken = await take(client, hashOpaque(secret), deps.nowMs())
        if (taken.accountId === null) return accept(client, { link: taken, account: name, hash, spaceId })
        await writePassword(client, taken.accountId, { hash, mustChange: false, nowMs: deps.nowMs() })
        return { id: taken.accountId, spaceId, userId: taken.userId, mustChange: false }
      })
    },
  }
}

/** @param user key or id */
type LinkFilter = { readonly user: string | null; readonly kind: LinkRecord['kind'] | null }

const list = (deps: ConfigDeps) => ({
  /** Open ones, newest first. @errors user.not_found */
  list: (spaceId: string, { limit, cursor }: PageRequest, { user, kind }: LinkFilter): Promise<Page<LinkRecord>> =>
    deps.inSpace(spaceId, async (client) => {
      const userId = user === null ? null : (await userTable.get(client, user)).id
      const { rows } = await client.query<Row>(
        `${select} and l.expires_at > $1 and ($2::uuid is null or l.user_id = $2) and ($3::text is null or l.kind = $3)
           and ($4::timestamptz is null or (l.created_at, l.id) < ($4, $5::uuid))
         order by l.created_at desc, l.id desc limit $6`,
        [new Date(deps.nowMs()), userId, kind, ...fromCursor(cursor), limit + 1],
      )
      const items = rows.slice(0, limit).map(shown)
      const last = items.at(-1)
      return { items, next: rows.length > limit && last !== undefined ? cursorOf(last) : null }
    }),
  /** @errors link.not_found */
  withdraw: (spaceId: string, id: string): Promise<void> =>
    deps.inSpace(spaceId, async (client) => {
      const gone = isUuid(id) ? await client.query('delete from one_time_link where id = $1', [id]) : { rowCount: 0 }
      if (gone.rowCount === 0) throw new ConfigRefusal('link.not_found', id)
    }),
})

/** @errors account.no_mail */
const mustBeMailed = async (client: pg.PoolClient, userId: string): Promise<Recipient> => {
  const recipient = await recipientOf(client, userId)
  if (recipient === null) throw new ConfigRefusal('account.no_mail', 'no contact method of the channel mail')
  return recipient
}

/** Who it is sent to; null where it is handed over by hand. */
type Addressed = NewLink & { readonly recipient: Recipient | null }

export const createLinks = (deps: AccountDeps) => ({
  ...createUse(deps),
  ...list(deps),
  /** @errors user.not_found, project.not_found, role.too_wide, account.no_mail */
  invite: (spaceId: string, write: InvitationWrite, holder: Holder): Promise<Addressed> =>
    change(deps, spaceId, async (client) => {
      const { account, subaccount, createdBy } = write
      const { id: userId } = await userTable.get(client, write.user, 'user')
      const roles = await rolesOf(client, write.roles)
      mustHoldGrants(holder, deps.roles, [...roles, ...(await grantsOfUser(client, userId))])
      const nowMs = deps.nowMs()
      const row = { id: deps.newId(nowMs), spaceId, kind: 'invitation', userId, accountId: null } as const
      const recipient = write.mail ? await mustBeMailed(client, userId) : null
      return { ...(await insertLink(client, { ...row, account, subaccount, roles, createdBy, nowMs })), recipient }
    }),
  /** The old password stays until the link is used. @errors account.not_found, role.too_wide, account.no_mail */
  reset: (
    spaceId: string,
    accountId: string,
    by: { createdBy: string; holder: Holder; mail: boolean },
  ): Promise<Addressed> =>
    change(deps, spaceId, async (client) => {
      const { userId } = await getAccount(client, accountId)
      mustHoldGrants(by.holder, deps.roles, await grantsOfUser(client, userId))
      const nowMs = deps.nowMs()
      const row = { id: deps.newId(nowMs), spaceId, kind: 'reset', userId, accountId, roles: [] } as const
      const recipient = by.mail ? await mustBeMailed(client, userId) : null
      const made = { ...row, account: null, subaccount: '', createdBy: by.createdBy, nowMs }
      return { ...(await insertLink(client, made)), recipient }
    }),
})
