// From somebody an OpenID provider vouches for to an account here: by the link there is, or by the verified mail address of exactly one
// user, which makes the link. Nobody is let in who is no user already.

import type pg from 'pg'
import { recordFailedSignIn } from '../audit/audit.ts'
import { type ConfigDeps, change, spaceHere } from '../config/context.ts'
import { folded } from './passwords.ts'
import { projectTable } from './projects.ts'
import { type Grant, insertGrant, keepingAdministrator, lastAdministrator } from './roles.ts'
import type { SignedIn } from './sign-in.ts'

export type Vouched = {
  readonly issuer: string
  readonly subject: string
  /** Null where the provider has not verified it. */
  readonly mail: string | null
  /** What the provider's groups give; beside them stand the roles that were given here. */
  readonly roles: readonly {
    readonly role: string
    /** Key or id; null: in the whole space. */
    readonly project: string | null
  }[]
  /** Who asks. */
  readonly address: string
}

export type FederatedRefusal =
  | 'auth.oidc_unknown'
  | 'auth.oidc_unverified'
  | 'auth.oidc_ambiguous'
  | 'auth.oidc_disabled'
export type Federated =
  | {
      readonly ok: true
      readonly account: SignedIn
      /** Projects in which the groups give a role and which the space has not: there they give none. */
      readonly missing: readonly string[]
    }
  | { readonly ok: false; readonly code: FederatedRefusal }

type Row = { readonly id: string; readonly userId: string; readonly disabled: boolean }

const account = `a.id, a.user_id as "userId", a.disabled`

const linked = async (client: pg.PoolClient, { issuer, subject }: Vouched): Promise<Row | null> => {
  const { rows } = await client.query<Row>(
    `select ${account} from oidc_link l join account a on a.id = l.account_id
       join app_user u on u.id = a.user_id and u.deleted_at is null
     where l.issuer = $1 and l.subject = $2`,
    [issuer, subject],
  )
  return rows[0] ?? null
}

const usersOf = async (client: pg.PoolClient, mail: string): Promise<readonly string[]> => {
  const { rows } = await client.query<{ id: string }>(
    `select distinct u.id from contact_method m join app_user u on u.id = m.user_id and u.deleted_at is null
     where m.space_id = ${spaceHere} and m.channel = 'mail' and lower(m.address) = lower($1) limit 2`,
    [mail],
  )
  return rows.map(({ id }) => id)
}

/** Their account, the first without a subaccount; where they have none one is made that only the provider opens. */
const accountOf = async (
  client: pg.PoolClient,
  { userId, mail }: { readonly userId: string; readonly mail: string },
  { nowMs, newId }: Pick<ConfigDeps, 'nowMs' | 'newId'>,
): Promise<Row> => {
  const { rows } = await client.query<Row>(
    `select ${account} from account a where a.user_id = $1 order by a.subaccount <> '', a.created_at, a.id limit 1`,
    [userId],
  )
  if (rows[0] !== undefined) return rows[0]
  const now = nowMs()
  const id = newId(now)
  // Somebody else may have that name: then theirs carries the id.
  const { rows: taken } = await client.query(`select from account where name_folded = $1 and subaccount_folded = ''`, [
    folded(mail),
  ])
  const name = taken.length === 0 ? mail : `${mail} ${id}`
  await client.query(
    `insert into account (id, space_id, user_id, name, subaccount, name_folded, subaccount_folded, password, must_change, disabled,
       policies, failures, created_at, updated_at)
     values ($1, ${spaceHere}, $2, $3, '', $4, '', null, false, false, null, 0, $5, $5)`,
    [id, userId, name, folded(name), new Date(now)],
  )
  return { id, userId, disabled: false }
}

type Found = Row | FederatedRefusal

const linkByMail = async (
  client: pg.PoolClient,
  { issuer, subject, mail }: Vouched,
  tools: Pick<ConfigDeps, 'nowMs' | 'newId'>,
): Promise<Found> => {
  if (mail === null) return 'auth.oidc_unverified'
  const [userId, another] = await usersOf(client, mail)
  if (userId === undefined) return 'auth.oidc_unknown'
  if (another !== undefined) return 'auth.oidc_ambiguous'
  const row = await accountOf(client, { userId, mail }, tools)
  const now = tools.nowMs()
  // A password for one use would be asked to be changed: it is not needed any more, and must not stay as it is.
  await client.query('update account set password = null, must_change = false where id = $1 and must_change', [row.id])
  await client.query(
    `insert into oidc_link (id, space_id, account_id, issuer, subject, created_at) values ($1, ${spaceHere}, $2, $3, $4, $5)`,
    [tools.newId(now), row.id, issuer, subject, new Date(now)],
  )
  return row
}

type Given = { readonly grants: readonly Grant[]; readonly missing: readonly string[] }

/** Where the roles are given in this space. Spaces share the mapping, and each has its own projects. */
const grantsIn = async (client: pg.PoolClient, roles: Vouched['roles']): Promise<Given> => {
  const projects = [...new Set(roles.flatMap(({ project }) => project ?? []))]
  const ids = await projectTable.resolve(client, projects)
  const grants = roles.flatMap(({ role, project }): readonly Grant[] => {
    if (project === null) return [{ role, projectId: null }]
    const projectId = ids.get(project)
    return projectId === undefined ? [] : [{ role, projectId }]
  })
  return { grants, missing: projects.filter((project) => !ids.has(project)) }
}

/** What the provider gives is what it says now. The last administrator who has a password stays one: somebody must be able to get in without it. */
const giveRoles = async (
  client: pg.PoolClient,
  { userId, grants }: { readonly userId: string; readonly grants: readonly Grant[] },
  deps: ConfigDeps,
): Promise<void> => {
  const nowMs = deps.nowMs()
  await client.query('savepoint roles')
  try {
    await keepingAdministrator(client, deps.roles, () =>
      client.query(
        `delete from role_grant r where r.user_id = $1 and r.by_provider and not exists (
           select from unnest($2::text[], $3::uuid[]) as given (role, project_id)
           where given.role = r.role and given.project_id is not distinct from r.project_id)`,
        [userId, grants.map(({ role }) => role), grants.map(({ projectId }) => projectId)],
      ),
    )
  } catch (error) {
    if (!lastAdministrator(error)) throw error
    await client.query('rollback to savepoint roles')
  }
  for (const grant of grants)
    await insertGrant(client, { ...grant, id: deps.newId(nowMs), userId, groupId: null, byProvider: true }, nowMs)
}

export const createFederated = (deps: ConfigDeps) => ({
  /** Of projects by key or id, the keys of those this space has. */
  projectsIn: (spaceId: string, projects: readonly string[]): Promise<ReadonlyMap<string, string>> =>
    deps.inSpace(spaceId, async (client) => {
      const found = await projectTable.findAll(client, projects)
      return new Map(found.flatMap(({ id, key }) => [[key, key] as const, [id, key] as const]))
    }),
  /** A failure is told in the audit log, like a wrong password. */
  signIn: (spaceId: string, vouched: Vouched): Promise<Federated> =>
    change(deps, spaceId, async (client): Promise<Federated> => {
      const found: Found = (await linked(client, vouched)) ?? (await linkByMail(client, vouched, deps))
      const nowMs = deps.nowMs()
      const code = typeof found === 'string' ? found : found.disabled ? 'auth.oidc_disabled' : null
      if (code !== null || typeof found === 'string') {
        await recordFailedSignIn(client, { accountId: null, name: '', address: vouched.address, atMs: nowMs })
        return { ok: false, code: code ?? 'auth.oidc_unknown' }
      }
      const { grants, missing } = await grantsIn(client, vouched.roles)
      await giveRoles(client, { userId: found.userId, grants }, deps)
      await client.query('update account set last_sign_in_at = $2 where id = $1', [found.id, new Date(nowMs)])
      return { ok: true, account: { id: found.id, spaceId, userId: found.userId, mustChange: false }, missing }
    }),
})
