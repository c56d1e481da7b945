// People in front of browsers, for tests of /v1: they have an account and a role, sign in, and ask with their cookie as the page of
// this server would.

import type { Role } from '#contract/roles'
import type { Answer, Ask, V1World } from './v1.ts'

export const password = 'correct horse battery'

export type Person = {
  readonly key: string
  readonly userId: string
  readonly accountId: string
  readonly cookie: string
  /** As the page of this server asks. */
  readonly ask: Ask
}

type Options = {
  readonly role?: Role | null
  readonly project?: string | null
  readonly policies?: readonly string[] | null
  /** Another space's, by the token and host name of one there. */
  readonly token?: string
  readonly host?: string
}

/** Returns the cookie an answer sets, as a browser would send it back. */
export const cookieOf = ({ headers }: Answer): string => headers.getSetCookie().map((one) => one.split(';')[0])[0] ?? ''

export const browser = (world: V1World, cookie: string, host?: string): Ask => {
  const here = host === undefined ? {} : { host }
  return (method, path, options = {}) =>
    world.ask(method, path, {
      token: null,
      ...here,
      ...options,
      headers: { Cookie: cookie, 'Sec-Fetch-Site': 'same-origin', ...options.headers },
    })
}

export const signIn = (world: V1World, account: string, options: { password?: string; host?: string } = {}) => {
  const { host, ...rest } = options
  return world.ask('POST', '/v1/session', {
    token: null,
    ...(host === undefined ? {} : { host }),
    body: { account, password, ...rest },
  })
}

/** Makes a user with an account of the same name, gives the role, and signs in. */
export const createPerson = async (world: V1World, key: string, options: Options = {}): Promise<Person> => {
  const { role = null, project = null, policies = null, host, ...rest } = options
  const user = await world.ask('POST', '/v1/users', { ...rest, body: { key, name: `${key}さん` } })
  const account = await world.ask('POST', '/v1/accounts', {
    ...rest,
    body: { user: key, account: key, password, mustChange: false, policies },
  })
  if (role !== null) await world.ask('POST', '/v1/roles', { ...rest, body: { role, user: key, project } })
  const signedIn = await signIn(world, key, host === undefined ? {} : { host })
  const cookie = cookieOf(signedIn)
  return { key, userId: user.body.id, accountId: account.body.id, cookie, ask: browser(world, cookie, host) }
}
