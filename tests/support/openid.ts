// A real OpenID provider for tests, at which everybody is whoever the test says, and a browser that goes there and comes back.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'
import type { V1World } from './v1.ts'

export const client = {
  clientId: 'noroshi',
  clientSecret: 'a-secret-of-the-provider',
  scope: 'openid email profile',
  groupsClaim: 'realm.groups',
}
export const redirectUri = 'http://noroshi.test:8080/oidc/callback'

const signedOutUri = 'http://noroshi.test:8080/console/'

export type Claims = {
  readonly email?: string
  readonly email_verified?: boolean
  readonly realm?: { readonly groups: unknown }
}
export type OpenId = {
  readonly issuer: string
  /** Who is at the keyboard, by the provider's name for them. */
  who: string
  readonly people: Map<string, Claims>
  close(): Promise<void>
}

type Asking = {
  readonly oidc: {
    readonly provider: Provider
    readonly client: { readonly clientId: string }
    readonly session: { readonly accountId: string }
  }
}

const configuration = (people: OpenId['people']) => ({
  clients: [
    {
      client_id: client.clientId,
      client_secret: client.clientSecret,
      token_endpoint_auth_method: 'client_secret_post',
      redirect_uris: [redirectUri],
      post_logout_redirect_uris: [signedOutUri],
    },
  ],
  pkce: { required: () => true },
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'realm'] },
  // As the large providers do: what is asked for stands in the id token.
  conformIdTokenClaims: false,
  cookies: { keys: ['of the tests'] },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_context: unknown, { uid }: { readonly uid: string }) => `/interaction/${uid}` },
  findAccount: (_context: unknown, id: string) => ({
    accountId: id,
    claims: () => Promise.resolve({ sub: id, ...people.get(id) }),
  }),
  loadExistingGrant: async ({ oidc }: Asking) => {
    const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId })
    grant.addOIDCScope('openid email profile')
    await grant.save()
    return grant
  },
})

export const startOpenId = async (): Promise<OpenId> => {
  const people: OpenId['people'] = new Map()
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = new Provider(issuer, configuration(people))
  const answer = provider.callback()
  const openId: OpenId = {
    issuer,
    who: '',
    people,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
  server.on('request', (request, response) => {
    if (request.url?.startsWith('/interaction/') !== true) return answer(request, response)
    return void provider.interactionFinished(request, response, { login: { accountId: openId.who } })
  })
  return openId
}

/** Cookies of one host. */
const createJar = () => {
  const kept = new Map<string, string>()
  return {
    header: (): Record<string, string> => ({ Cookie: [...kept].map(([name, value]) => `${name}=${value}`).join('; ') }),
    take: (headers: Headers): void => {
      for (const one of headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(one) ?? []
        if (value === '' || /max-age=0|expires=thu, 01 jan 1970/i.test(one)) kept.delete(name)
        else kept.set(name, value)
      }
    },
    get: (name: string): string | undefined => kept.get(name),
    set: (name: string, value: string): void => void kept.set(name, value),
  }
}

export const createTraveller = (world: V1World) => {
  const [here, there] = [createJar(), createJar()]
  const go = async (url: string, jar: ReturnType<typeof createJar>): Promise<Response> => {
    const response = await fetch(url, { redirect: 'manual', headers: jar.header() })
    jar.take(response.headers)
    await response.arrayBuffer()
    return response
  }
  const locationOf = (response: Response): string => response.headers.get('location') ?? ''
  /** Our own pages, wherever they are said to be. */
  const ours = (location: string): string => `${world.url}${location.replace(/^https?:\/\/noroshi\.test(:\d+)?/, '')}`
  return {
    here,
    there,
    /** Returns the address at the provider. */
    begin: async (to = '/console/'): Promise<string> =>
      locationOf(await go(`${world.url}/oidc/start?to=${encodeURIComponent(to)}`, here)),
    /** Returns the address by which the provider sends them back. */
    signInThere: async (address: string): Promise<string> => {
      let next = address
      for (let steps = 0; steps < 10 && !next.startsWith(redirectUri); steps += 1)
        next = new URL(locationOf(await go(next, there)), next).href
      return next
    },
    /** Returns where they are led in the end. */
    comeBack: async (back: string): Promise<string> => locationOf(await go(ours(back), here)),
    session: () =>
      world.ask('GET', '/v1/session', { token: null, headers: { ...here.header(), 'Sec-Fetch-Site': 'same-origin' } }),
  }
}
