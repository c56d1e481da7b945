// Signing in through an OpenID provider, put together where the settings name one: the provider, the store that knows whom it vouches for,
// and the session that begins.

import { setCookie } from 'hono/cookie'
import type { GroupRoles } from '#contract/sessions'
import { createOidc, type OidcDeps } from '#http/oidc'
import { createProvider, type Provider } from '#http/oidc-provider'
import { type Dialect, sessionCookie } from '#http/port'
import type { Settings } from '#settings/settings'
import type { Vouched } from '#store/account/federated'
import type { ConfigStore } from '#store/config/store'

type Mapping = readonly NonNullable<Settings['oidcRoles']>[number][]
type Options = Omit<OidcDeps, 'enter'> & {
  readonly config: Pick<ConfigStore, 'federated' | 'sessions'>
  /** Which roles the provider's groups give, in the space or in a project of it. */
  readonly roles: Mapping
}

/** Null where no provider is set up. */
export const providerIn = (settings: Settings, nowMs: () => number): Provider | null => {
  const { oidcIssuer: issuer, oidcClientId: clientId, oidcClientSecret: clientSecret, outboundProxy: proxy } = settings
  if (issuer === null || clientId === null) return null
  const groupsClaim = settings.oidcRoles === null ? null : settings.oidcGroupsClaim
  return createProvider(
    { issuer, clientId, clientSecret, proxy, scope: settings.oidcScope ?? 'openid', groupsClaim },
    nowMs,
  )
}

const rolesOf = (groups: readonly string[], mapping: Mapping): Vouched['roles'] =>
  mapping.filter(({ group }) => groups.includes(group)).map(({ role, project }) => ({ role, project }))

type GroupRolesOptions = Pick<Options, 'roles'> & {
  readonly config: Pick<ConfigStore, 'federated'>
  readonly provider: string | null
  readonly claim: string
}

/** The mapping as far as it gives something in a space: of projects that others have it says nothing there. */
export const groupRolesIn =
  ({ config, roles, provider, claim }: GroupRolesOptions) =>
  async (spaceId: string): Promise<GroupRoles> => {
    const named = roles.flatMap(({ project }) => project ?? [])
    const keys = await config.federated.projectsIn(spaceId, named)
    const items = roles.flatMap(({ project, ...rest }): GroupRoles['items'] => {
      if (project === null) return [{ ...rest, project }]
      const key = keys.get(project)
      return key === undefined ? [] : [{ ...rest, project: key }]
    })
    return { provider, claim, items }
  }

export const oidc = ({ config, roles, ...deps }: Options): Dialect =>
  createOidc({
    ...deps,
    enter: async (c, { issuer, subject, mail, groups }) => {
      const address = c.get('address')
      const person = { issuer, subject, mail, roles: rolesOf(groups, roles), address }
      const vouched = await config.federated.signIn(c.get('spaceId'), person)
      if (!vouched.ok) return vouched.code
      const { missing: projects } = vouched
      if (projects.length > 0)
        deps.log.warn({ projects }, 'groups of the OpenID provider give a role in projects that are not there')
      const from = { address, agent: c.req.header('User-Agent') ?? '', project: null }
      const { cookie, expiresAtMs } = await config.sessions.createBrowserSession(vouched.account, from)
      const { secure } = deps
      const expires = new Date(expiresAtMs)
      setCookie(c, sessionCookie(secure), cookie, { path: '/', httpOnly: true, sameSite: 'Lax', secure, expires })
      return null
    },
  })
