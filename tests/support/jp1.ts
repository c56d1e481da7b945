// A client of JP1's API for tests: it signs in and executes as the scripts of its users do.
import type { Answer, V1World } from './v1.ts'

export const password = 'correct horse battery'

export type Jp1Answer = Pick<Answer, 'status' | 'headers'> & { readonly body: Record<string, unknown> }

export type Jp1Client = {
  /** Sends a body as it is; no token but the one given. */
  readonly post: (
    path: string,
    body: unknown,
    options?: { token?: string; headers?: Record<string, string>; host?: string; raw?: string | Uint8Array },
  ) => Promise<Jp1Answer>
  readonly signIn: (change?: object, host?: string) => Promise<Jp1Answer>
  /** Executes by name, percent-encoded, with the tokens of the first sign-in. */
  readonly execute: (net: string, body?: unknown, headers?: Record<string, string>) => Promise<Jp1Answer>
}

/** Makes an account that may do everything in its space, and a client for it. */
export const jp1Client = async (world: V1World, account = 'ops'): Promise<Jp1Client> => {
  await addAccount(world, { spaceId: world.spaceId, account })
  const post: Jp1Client['post'] = async (path, body, { token, headers = {}, host, raw } = {}) => {
    const authorization = token === undefined ? {} : { Authorization: `Bearer ${token}` }
    const sent = raw === undefined ? { body } : { raw }
    const said = host === undefined ? {} : { host }
    const answer = await world.ask('POST', path, {
      token: null,
      headers: { ...authorization, ...headers },
      ...sent,
      ...said,
    })
    return { ...answer, body: answer.body as unknown as Record<string, unknown> }
  }
  const signIn: Jp1Client['signIn'] = (change = {}, host) =>
    post('/api/v1/signin', { account, password, ...change }, host === undefined ? {} : { host })
  const token = String((await signIn()).body['id_token'])
  return {
    post,
    signIn,
    execute: (net, body = { tel_content: '停止' }, headers = {}) =>
      post(`/api/v1/net/${encodeURIComponent(net)}/execute`, body, { token, headers }),
  }
}

type NewAccount = {
  readonly spaceId: string
  readonly account: string
  readonly subaccount?: string
  readonly policies?: readonly string[]
  readonly role?: string | null
}

export const addAccount = async ({ config }: V1World, wanted: NewAccount): Promise<void> => {
  const { spaceId, account, subaccount = '', policies = null, role = 'administrator' } = wanted
  const user = `${account}-${subaccount}`.replace(/[^a-z-]/g, 'x')
  await config.users.create(spaceId, { key: user, name: `${account}さん`, language: 'ja', methods: [] })
  const write = { user, account, subaccount, password, mustChange: false, policies }
  await config.accounts.create(spaceId, write, 'everything')
  if (role !== null) await config.grants.create(spaceId, { role, user, group: null, project: null }, 'everything')
}
