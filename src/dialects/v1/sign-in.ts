// From a sign-in to a session's cookie, and what a principal is told about themselves.

import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { AppError } from '#contract/errors'
import { type Permission, permissions } from '#contract/permissions'
import type { Session } from '#contract/sessions'
import { type AppContext, type Principal, type SessionAccount, sessionCookie } from '#http/port'
import type { SignedIn, SignInResult } from './account-ports.ts'
import type { V1Deps } from './ports.ts'
import { instantOrNull } from './present.ts'

const attributes = (secure: boolean) => ({ path: '/', httpOnly: true, sameSite: 'Lax', secure }) as const

type Person = Principal & { readonly account: SessionAccount; readonly userId: string }

/** @errors session.needed */
export const personOf = (principal: Principal): Person => {
  const { account, userId } = principal
  if (account === undefined || userId === null) throw new AppError('session.needed')
  return { ...principal, account, userId }
}

/** @errors auth.sign_in_failed, which of what was given is wrong is not told; auth.code_needed, auth.code_wrong, auth.too_many_sign_ins */
export const accepted = (result: SignInResult): SignedIn => {
  if (result.ok) return result.account
  if (result.code === 'auth.sign_in_failed') throw new AppError(result.code)
  if (result.code !== 'auth.too_many_sign_ins') throw new AppError(result.code, { field: 'code' })
  throw new AppError(result.code, { retryAfterSeconds: result.retryAfterSeconds })
}

/** Of somebody who is signed in only the password can be wrong. @param field that holds it. @errors as accepted */
export const acceptedAgain = (result: SignInResult, field: string): SignedIn => {
  if (result.ok || result.code !== 'auth.sign_in_failed') return accepted(result)
  const message = 'is not the present password, or the account is locked'
  throw new AppError(result.code, { errors: [{ field, message }] })
}

/** Tells the browser to forget its session. */
export const forgetCookie = (c: AppContext, secure: boolean): void => {
  deleteCookie(c, sessionCookie(secure), attributes(secure))
}

/** What stands before everything else. */
const duties = (account: SessionAccount | undefined) => ({
  mustChangePassword: account?.mustChange ?? false,
  mustAddSecondFactor: account?.mustAddFactor ?? false,
})

export const showSession = async (deps: V1Deps, principal: Principal): Promise<Session> => {
  const { account, scopes } = principal
  const who = await deps.who(principal.spaceId, principal)
  return {
    kind: principal.kind,
    id: principal.id,
    name: principal.name,
    space: who.space,
    user: who.user,
    account: account?.name ?? null,
    subaccount: account?.subaccount ?? null,
    project: who.project,
    projects: [...who.projects],
    permissions: permissions.filter((permission: Permission) => scopes.has(permission)),
    ...duties(account),
    expiresAt: instantOrNull(account?.expiresAtMs ?? null),
  }
}

/** The session of a cookie as it is at this moment. @errors auth.session_ended */
const sessionNow = async (deps: V1Deps, cookie: string, spaceId: string): Promise<Session> => {
  const checked = await deps.sessions.checkCookie(cookie, spaceId)
  if (!checked.ok) throw new AppError('auth.session_ended')
  const { account, mustChange, mustAddFactor, expiresAtMs, ...principal } = checked
  return showSession(deps, { ...principal, account: { ...account, mustChange, mustAddFactor, expiresAtMs } })
}

/** The session of the request, as it is after what the request did. @errors auth.session_ended */
export const currentSession = (c: AppContext, deps: V1Deps): Promise<Session> =>
  sessionNow(deps, getCookie(c, sessionCookie(deps.secure)) ?? '', c.get('spaceId'))

type Opening = { readonly account: SignedIn; readonly project: string | null }

/** Begins a session, sets its cookie, and returns what GET /v1/session would answer. @errors project.not_found */
export const openSession = async (c: AppContext, deps: V1Deps, { account, project }: Opening): Promise<Session> => {
  const { secure, sessions } = deps
  const agent = c.req.header('User-Agent') ?? ''
  const { cookie, expiresAtMs } = await sessions.createBrowserSession(account, {
    address: c.get('address'),
    agent,
    project,
  })
  setCookie(c, sessionCookie(secure), cookie, { ...attributes(secure), expires: new Date(expiresAtMs) })
  return sessionNow(deps, cookie, account.spaceId)
}
