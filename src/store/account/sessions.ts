// Sessions: what is left of a sign-in. A browser holds one secret in a cookie; a script holds an id token to work with, an access
// token to sign out with and a refresh token to get the next id token. All are opaque, carry their space and can be pasted into a
// shell; the database holds their hashes. Ended sessions are deleted, expired ones when somebody signs in.

import type pg from 'pg'
import { type ConfigDeps, ConfigRefusal, spaceHere } from '../config/context.ts'
import { isUuid } from '../config/objects.ts'
import { hashOpaque, makeOpaque } from './opaque.ts'
import { projectTable } from './projects.ts'
import { grantsOfUser } from './roles.ts'
import { createSessionLookup, doors, IDLE_MS, type Purpose, type SessionCheck } from './session-lookup.ts'
import type { SignedIn } from './sign-in.ts'

const HOUR_MS = 60 * 60_000
export const sessionLimits = {
  idleMs: IDLE_MS,
  browserMs: 7 * 24 * HOUR_MS,
  idTokenMs: HOUR_MS,
  refreshMs: 30 * 24 * HOUR_MS,
} as const

/** Where somebody signs in from, for their own list of sessions. */
export type From = { readonly address: string; readonly agent: string }

export type SessionTokens = {
  readonly idToken: string
  readonly accessToken: string
  readonly refreshToken: string
  /** Until the id token ends. */
  readonly expiresInSeconds: number
}
export type Refreshed =
  | ({ readonly ok: true } & Omit<SessionTokens, 'refreshToken'>)
  | { readonly ok: false; readonly code: 'auth.invalid' | 'auth.expired' }

export type SessionRecord = {
  readonly id: string
  readonly kind: 'browser' | 'api'
  readonly address: string
  readonly agent: string
  readonly createdAtMs: number
  readonly lastUsedAtMs: number
  readonly expiresAtMs: number
}

const AGENT_MAX = 200
const SWEPT_MAX = 100
const LIST_MAX = 200

type NewSession = From & {
  readonly id: string
  readonly accountId: string
  readonly kind: 'browser' | 'api'
  readonly projectId: string | null
  readonly nowMs: number
  readonly expiresAtMs: number
}

const insertSession = async (client: pg.PoolClient, session: NewSession): Promise<void> => {
  const now = new Date(session.nowMs)
  await client.query(
    `delete from session where id in (select id from session where space_id = ${spaceHere} and expires_at <= $1 limit $2)`,
    [now, SWEPT_MAX],
  )
  await client.query(
    `insert into session (id, space_id, account_id, kind, project_id, address, agent, created_at, last_used_at, expires_at)
     values ($1, ${spaceHere}, $2, $3, $4, $5, $6, $7, $7, $8)`,
    [
      session.id,
      session.accountId,
      session.kind,
      session.projectId,
      session.address,
      session.agent.slice(0, AGENT_MAX),
      now,
      new Date(session.expiresAtMs),
    ],
  )
}

type NewSecret = { readonly purpose: Purpose; readonly spaceId: string; readonly expiresAtMs: number }

const insertSecret = async (client: pg.PoolClient, sessionId: string, secret: NewSecret): Promise<string> => {
  const made = makeOpaque(doors[secret.purpose], secret.spaceId)
  await client.query(
    `insert into session_token (hash, space_id, session_id, purpose, expires_at) values ($1, ${spaceHere}, $2, $3, $4)`,
    [hashOpaque(made), sessionId, secret.purpose, new Date(secret.expiresAtMs)],
  )
  return made
}

/** Where somebody with roles in projects alone works, unless they say: the first of them. @errors project.not_found */
const projectFor = async (client: pg.PoolClient, userId: string, asked: string | null): Promise<string | null> => {
  const grants = await grantsOfUser(client, userId)
  const everywhere = grants.some((grant) => grant.projectId === null)
  const own = grants.flatMap(({ projectId }) => projectId ?? [])
  if (asked !== null) {
    const { id } = await projectTable.get(client, asked)
    if (everywhere || own.includes(id)) return id
    throw new ConfigRefusal('project.not_found', asked, 'project')
  }
  if (everywhere || own.length === 0) return null
  const projects = await projectTable.findAll(client, own)
  return projects.toSorted((a, b) => (a.key < b.key ? -1 : 1))[0]?.id ?? null
}

export type SessionDeps = ConfigDeps & { readonly leaseMs: () => number }
type Changing = <T>(spaceId: string, work: (client: pg.PoolClient) => Promise<T>) => Promise<T>
type LookUp = ReturnType<typeof createSessionLookup>

const idTokens = async (
  client: pg.PoolClient,
  sessionId: string,
  { spaceId, nowMs }: { readonly spaceId: string; readonly nowMs: number },
): Promise<Omit<SessionTokens, 'refreshToken'>> => {
  const { idTokenMs, refreshMs } = sessionLimits
  const idToken = { purpose: 'id', spaceId, expiresAtMs: nowMs + idTokenMs } as const
  const accessToken = { purpose: 'access', spaceId, expiresAtMs: nowMs + refreshMs } as const
  return {
    idToken: await insertSecret(client, sessionId, idToken),
    accessToken: await insertSecret(client, sessionId, accessToken),
    expiresInSeconds: idTokenMs / 1_000,
  }
}

const opening = ({ inSpace, nowMs, newId }: SessionDeps) => ({
  /** For a script: three tokens. The account comes from signIn. */
  createSession: ({ id: accountId, spaceId, userId }: SignedIn, from: From): Promise<SessionTokens> =>
    inSpace(spaceId, async (client) => {
      const at = nowMs()
      const id = newId(at)
      const expiresAtMs = at + sessionLimits.refreshMs
      const projectId = await projectFor(client, userId, null)
      await insertSession(client, { ...from, id, accountId, kind: 'api', projectId, nowMs: at, expiresAtMs })
      const refreshToken = await insertSecret(client, id, { purpose: 'refresh', spaceId, expiresAtMs })
      return { ...(await idTokens(client, id, { spaceId, nowMs: at })), refreshToken }
    }),
  /** For a browser: the secret of its cookie. @errors project.not_found */
  createBrowserSession: (
    { id: accountId, spaceId, userId }: SignedIn,
    from: From & { readonly project: string | null },
  ): Promise<{ readonly cookie: string; readonly expiresAtMs: number }> =>
    inSpace(spaceId, async (client) => {
      const at = nowMs()
      const id = newId(at)
      const expiresAtMs = at + sessionLimits.browserMs
      const projectId = await projectFor(client, userId, from.project)
      await insertSession(client, { ...from, id, accountId, kind: 'browser', projectId, nowMs: at, expiresAtMs })
      return { cookie: await insertSecret(client, id, { purpose: 'cookie', spaceId, expiresAtMs }), expiresAtMs }
    }),
})

const using = ({ inSpace, nowMs }: SessionDeps, lookUp: LookUp, changing: Changing) => ({
  checkIdToken: (token: string, spaceId: string): Promise<SessionCheck> => lookUp('id', token, spaceId),
  checkCookie: (cookie: string, spaceId: string): Promise<SessionCheck> => lookUp('cookie', cookie, spaceId),
  /** A new id token, and an access token beside it, for the same session. */
  refresh: async (refreshToken: string, spaceId: string): Promise<Refreshed> => {
    const checked = await lookUp('refresh', refreshToken, spaceId)
    if (!checked.ok) return checked
    const made = await inSpace(spaceId, (client) => idTokens(client, checked.id, { spaceId, nowMs: nowMs() }))
    return { ok: true, ...made }
  },
  /** Ends the session of an access token; false when there is none. Its id tokens end with it. */
  signOut: async (accessToken: string, spaceId: string): Promise<boolean> => {
    const checked = await lookUp('access', accessToken, spaceId)
    if (!checked.ok) return false
    await changing(spaceId, (client) => client.query('delete from session where id = $1', [checked.id]))
    return true
  },
})

const own = ({ inSpace, nowMs }: SessionDeps, changing: Changing) => ({
  /** Newest first. */
  list: (spaceId: string, accountId: string): Promise<readonly SessionRecord[]> =>
    inSpace(spaceId, async (client) => {
      const { rows } = await client.query<SessionRecord>(
        `select id, kind, address, agent, created_at as "createdAtMs", last_used_at as "lastUsedAtMs",
           expires_at as "expiresAtMs"
         from session where account_id = $1 and expires_at > $2 order by created_at desc, id desc limit ${LIST_MAX}`,
        [accountId, new Date(nowMs())],
      )
      return rows
    }),
  /** @errors session.not_found */
  end: (spaceId: string, accountId: string, sessionId: string): Promise<void> =>
    changing(spaceId, async (client) => {
      const found = isUuid(sessionId)
        ? await client.query('delete from session where account_id = $1 and id = $2', [accountId, sessionId])
        : { rowCount: 0 }
      if (found.rowCount === 0) throw new ConfigRefusal('session.not_found', sessionId)
    }),
  /** Goes on in another project, or in the whole space. @errors project.not_found */
  chooseProject: (
    spaceId: string,
    { sessionId, userId, project }: { sessionId: string; userId: string; project: string | null },
  ): Promise<void> =>
    changing(spaceId, async (client) => {
      const projectId = await projectFor(client, userId, project)
      await client.query('update session set project_id = $2 where id = $1', [sessionId, projectId])
    }),
})

export const createSessions = (deps: SessionDeps) => {
  const lookUp = createSessionLookup(deps)
  /** After it nothing kept in this process about the space's sessions counts, whatever became of the change. */
  const changing: Changing = async (spaceId, work) => {
    try {
      return await deps.inSpace(spaceId, work)
    } finally {
      deps.versions.forget(spaceId)
    }
  }
  return { ...opening(deps), ...using(deps, lookUp, changing), ...own(deps, changing) }
}
